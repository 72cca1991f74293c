"""Postings: written, approved, open, filled; found and saved.

Nouns: posting, requirement, deadline, question, outcome, owner, revision, reply_promise, saved_posting,
import_file, invariant, organisation.
"""
