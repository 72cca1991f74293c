"""What people may ask of what the school knows of them: a copy of all of it.

Nouns: data_copy.
"""
