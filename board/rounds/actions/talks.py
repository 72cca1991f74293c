"""Trial talks: who talks to whom before lists are made, and what both say of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from board.accounts.models import User
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.verdict import require
from board.rounds import policy
from board.rounds.actions.holding import hold
from board.rounds.freezing import mentor_number
from board.rounds.labels import TIERS
from board.rounds.models import MatchMentee, MatchMentor, MatchRound, TrialTalk
from board.rounds.queries import rounds as queries
from board.rounds.queries import talks
from board.rounds.rules import RULES

_PLACES = {"prefer": 0, "fine": 1, "": 2}
"""Whom a student liked comes first on the list that we propose."""


def propose(match_round: MatchRound, mentees: Sequence[MatchMentee], *, now: datetime) -> None:
    """Three for each student with mentors who fit, spread so that no mentor has many more than another."""
    mentors = {one.enrolment_id: one for one in queries.mentors(match_round.id)}
    load, wanted = talks.load(match_round.id), RULES.trial_talks * len(queries.mentees(match_round.id))
    fair = -(-wanted // max(1, len(mentors)))
    left = {one.id: [mentor_number(said["choice"]) for said in one.suggested] for one in mentees}
    for turn in range(RULES.trial_talks):
        for one in mentees if turn % 2 == 0 else reversed(mentees):
            if left[one.id]:
                number = _pick(left[one.id], load, fair)
                left[one.id].remove(number)
                load[number] += 1
                db.session.add(TrialTalk(mentee_id=one.id, mentor_id=mentors[number].id, proposed_at=now))


def _pick(numbers: list[int], load: Counter[int], fair: int) -> int:
    """The best fit who has time for it; where nobody has, who has the least to do."""
    free = (number for number in numbers if load[number] < fair)
    return next(free, min(numbers, key=lambda number: load[number]))


def say(match_round: MatchRound, *, by: User, said: Mapping[int, str]) -> None:
    """Keep a tier for each talk. A mentor's tiers follow at once, a student's list until the student has changed it."""
    hold(match_round)
    mine = talks.of_person(match_round.id, by.id)
    require(policy.may_talk(match_round, has_talks=bool(mine)))
    for talk in mine:
        tier = said.get(talk.id)
        if tier is None:
            continue
        if tier and tier not in TIERS:
            raise Invalid("talks", "Choose one of the tiers.")
        if talk.is_of_mentee(by.id):
            talk.mentee_says = tier
        elif tier != talk.mentor_says:
            talk.mentor_says = tier
            _sort(talk.mentor, talk.mentee.user_id, tier)
    _lead_list(queries.mentee_in(match_round.id, by.id))


def _sort(mentor: MatchMentor, user_id: int, tier: str) -> None:
    preferred, refused = {*mentor.preferred} - {user_id}, {*mentor.refused} - {user_id}
    mentor.preferred = sorted(preferred | {user_id} if tier == "prefer" else preferred)
    mentor.refused = sorted(refused | {user_id} if tier == "refuse" else refused)


def _lead_list(mine: MatchMentee | None) -> None:
    """Whom the student liked first, then the best fits; who is not for them is off."""
    if mine is None or mine.ranked_at is not None:
        return
    said = {talk.mentor.enrolment_id: talk.mentee_says for talk in talks.of_mentee(mine.id)}
    choices = [(said.get(mentor_number(one["choice"]), ""), one["choice"]) for one in mine.suggested]
    kept = [one for one in choices if one[0] in _PLACES]
    mine.choices = [choice for _, choice in sorted(kept, key=lambda one: _PLACES[one[0]])]
