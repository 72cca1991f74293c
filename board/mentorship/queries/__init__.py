"""Finding mentors, requests, pairs and reports, a file for each."""

from board.mentorship.queries.pair_history import EndedMentorship, ended_with

__all__ = ["EndedMentorship", "ended_with"]
