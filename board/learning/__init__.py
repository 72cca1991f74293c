"""Learning: activities found, taken, tracked and reported, with credit told honestly.

Nouns: activity, attempt, certificate, assignment, outside_activity, transcript, invariant.
"""
