"""Trial talks: who talks to whom before lists are made, and what both say of it."""

from collections import Counter
from collections.abc import Mapping, Sequence

from board.accounts.models import User
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.verdict import require
from board.match_rounds import policy
from board.match_rounds.labels import TIERS
from board.match_rounds.models import MatchMentee, MatchMentor, MatchRound, TrialTalk
from board.match_rounds.queries import round as round_queries
from board.match_rounds.queries import trial_meeting as trial_meeting_queries
from board.match_rounds.rules import RULES
from board.match_rounds.snapshot import mentor_number

_PLACES = {"prefer": 0, "fine": 1, "": 2}
"""Whom a student liked comes first on the list that we propose."""


def propose(match_round: MatchRound, mentees: Sequence[MatchMentee]) -> None:
    """Three for each student with mentors who fit, spread so that no mentor has many more than another."""
    mentors = {mentor.enrolment_id: mentor for mentor in round_queries.mentors(match_round.id)}
    load, asked = (
        trial_meeting_queries.load(match_round.id),
        RULES.trial_talks * len(round_queries.mentees(match_round.id)),
    )
    fair = -(-asked // max(1, len(mentors)))
    left = {mentee.id: [mentor_number(answer["choice"]) for answer in mentee.suggested] for mentee in mentees}
    for turn in range(RULES.trial_talks):
        for mentee in mentees if turn % 2 == 0 else reversed(mentees):
            if left[mentee.id]:
                number = _pick(left[mentee.id], load, fair)
                left[mentee.id].remove(number)
                load[number] += 1
                db.session.add(TrialTalk(mentee_id=mentee.id, mentor_id=mentors[number].id))


def _pick(numbers: list[int], load: Counter[int], fair: int) -> int:
    """The best fit who has time for it; where nobody has, who has the least to do."""
    free = (number for number in numbers if load[number] < fair)
    return next(free, min(numbers, key=lambda number: load[number]))


def say(match_round: MatchRound, *, by: User, values: Mapping[int, str]) -> None:
    """Keep a tier for each talk. A mentor's tiers follow at once, a student's list until the student has changed it."""
    round_queries.lock(match_round)
    mine = trial_meeting_queries.of_person(match_round.id, by.id)
    require(policy.may_talk(match_round, has_talks=bool(mine)))
    for talk in mine:
        tier = values.get(talk.id)
        if tier is None:
            continue
        if tier and tier not in TIERS:
            raise Invalid("talks", "Choose one of the tiers.")
        if talk.is_of_mentee(by.id):
            talk.mentee_says = tier
        elif tier != talk.mentor_says:
            talk.mentor_says = tier
            _sort(talk.mentor, talk.mentee.user_id, tier)
    _lead_list(round_queries.mentee_in(match_round.id, by.id))


def _sort(mentor: MatchMentor, user_id: int, tier: str) -> None:
    preferred, refused = {*mentor.preferred} - {user_id}, {*mentor.refused} - {user_id}
    mentor.preferred = sorted(preferred | {user_id} if tier == "prefer" else preferred)
    mentor.refused = sorted(refused | {user_id} if tier == "refuse" else refused)


def _lead_list(mine: MatchMentee | None) -> None:
    """Whom the student liked first, then the best fits; who is not for them is off."""
    if mine is None or mine.ranked_at is not None:
        return
    values = {talk.mentor.enrolment_id: talk.mentee_says for talk in trial_meeting_queries.of_mentee(mine.id)}
    choices = [(values.get(mentor_number(item["choice"]), ""), item["choice"]) for item in mine.suggested]
    remaining = [choice for choice in choices if choice[0] in _PLACES]
    mine.choices = [choice for _, choice in sorted(remaining, key=lambda item: _PLACES[item[0]])]
