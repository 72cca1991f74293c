"""The front page, and my day."""
