"""Finding mentors, requests, pairs and reports, a file for each."""

from board.mentorship.queries.ended import Ended, ended_with

__all__ = ["Ended", "ended_with"]
