"""What people may ask of what the school knows of them: a copy of all of it, to whom it was shown, a correction.

Nouns: amendment, data_copy, disclosure, reading, release.
"""
