"""What the views load, and what they may see of it."""

import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from flask import current_app
from flask_login import current_user

from board.kernel.errors import found_or_404
from board.kernel.verdict import require
from board.match_rounds import policy
from board.match_rounds.labels import choice_name
from board.match_rounds.models import MatchRound
from board.match_rounds.queries import exclusion as exclusion_queries
from board.match_rounds.queries import round as round_queries
from board.match_rounds.snapshot import mentor_number
from board.settings import Settings
from board.web.read_log import note_reading


def visible(round_id: int) -> MatchRound:
    """A round that this person may see, or nothing at this address."""
    match_round = found_or_404(round_queries.by_id(round_id))
    require(policy.may_see(current_user, match_round))
    return match_round


def steered(round_id: int) -> MatchRound:
    """A round, for coordinators."""
    match_round = visible(round_id)
    require(policy.may_steer(current_user))
    return match_round


def read_by_name(round_id: int) -> MatchRound:
    """The same, for a page that names who wants whom or got whom: the reading is noted, and those named read of it."""
    steered(round_id)
    note_reading("round.read", f"round:{round_id}")
    return steered(round_id)


def zone() -> ZoneInfo:
    """The school's."""
    settings: Settings = current_app.extensions["settings"]
    return settings.time_zone


class Names:
    """What the numbers of a run are called, on pages that may say it."""

    def __init__(self, match_round: MatchRound) -> None:
        self.mentors = {mentor.enrolment_id: mentor for mentor in round_queries.mentors(match_round.id)}
        self.mentees = {mentee.user_id: mentee for mentee in round_queries.mentees(match_round.id)}

    def choice(self, key: str) -> str:
        """A mentor, with the offer where there are several."""
        return choice_name(key, self.mentors)

    def apart(self, student: str, choice: str) -> bool:
        """A rule keeps these two apart."""
        return bool(
            exclusion_queries.exclusions([self.mentees[int(student)].user], [self.mentors[mentor_number(choice)]])
        )

    def tier(self, student: str, choice: str) -> str:
        """Where the mentor has this student, listed or not."""
        return self.mentors[mentor_number(choice)].tier_of(int(student))

    def in_words(self, sentence: str) -> str:
        """A sentence about the input of a run with the student's name in it, instead of a number."""
        return re.sub(r"\bstudent (\d+)\b", lambda match: self.student(match[1]), sentence)

    def in_order(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        """Names and keys of students, by name."""
        return sorted((self.student(key), key) for key in keys)

    def student(self, key: str | int) -> str:
        """A student."""
        mentee = self.mentees.get(int(key))
        return mentee.user.name if mentee else "A student who has left"
