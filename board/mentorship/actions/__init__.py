"""The verbs of mentoring, a file for each part of it."""
