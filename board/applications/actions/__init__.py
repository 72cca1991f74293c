"""The verbs of applying and choosing, a file for each side."""
