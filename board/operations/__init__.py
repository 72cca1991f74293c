"""Running Rounds: what whoever runs it looks at, and what they keep of it elsewhere.

Nouns: check, schema, disk, doctor, backup, archive, restore, postgresql, metrics.
"""
