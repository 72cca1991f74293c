"""Mentors, the people who ask them, and what they do together.

Nouns: mentor, profile, wish, request, pair, agreement, meeting, feedback, report, conflict_of_interest,
coordinator, overview, notification, time_guard, invariant, retention.
"""
