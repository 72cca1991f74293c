"""People: who they are, which roles they hold, how they come in."""
