"""Postings: written, approved, open, filled; found and saved.

Nouns: empty_search, posting, requirement, deadline, question, outcome, owner, revision, reply_promise, saved_posting,
import_file, invariant, organisation.
"""
