"""Postings: written, approved, open, filled; found and saved."""
