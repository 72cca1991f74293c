"""What people may ask of what the school knows of them: a copy of all of it, and to whom it was shown.

Nouns: data_copy, disclosure, reading, release.
"""
