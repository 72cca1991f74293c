"""Every question about rounds, a file for each matter."""
