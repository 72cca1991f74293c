"""The verbs of learning, a file for each part of it."""
