"""The verbs of a round, a file for each matter."""
