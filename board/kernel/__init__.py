"""What every slice stands on: the database, the clock, the post, the files. It knows no noun of the product."""
