"""The leadership record: what a student did, what changed, what others saw, and the ways it leaves the house.

Nouns: entry, assessment, mark, residency_form, export, share, overview.
"""
