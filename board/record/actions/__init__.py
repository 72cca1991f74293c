"""The verbs of the record, a file for each matter."""
