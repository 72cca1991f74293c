"""Mentors, the people who ask them, and what they do together."""
