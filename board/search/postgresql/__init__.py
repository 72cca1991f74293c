"""The engine that asks PostgreSQL: the index is a few tables beside the school's own, written where the school is."""
