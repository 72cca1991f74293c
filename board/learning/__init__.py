"""Learning: activities found, taken, tracked and reported, with credit told honestly."""
