"""Postings that come in from files, and go out as one. `docs/import.md` tells the same to those who prepare files."""
