"""Planning a round and taking it from one date to the next."""

import secrets
from datetime import datetime
from typing import Any

from board.accounts.models import User
from board.kernel import audit, clock, lifecycle
from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.verdict import require
from board.match_rounds import policy, suggestions
from board.match_rounds.actions import trial_meeting as trial_meeting_actions
from board.match_rounds.actions.notification import notify_all
from board.match_rounds.actions.unmatched import carry_over
from board.match_rounds.models import MatchMentee, MatchMentor, MatchRound, RoundState
from board.match_rounds.queries import round as round_queries
from board.match_rounds.readiness import readiness_of
from board.matching.wishes import LEFT_OVER, USUAL
from board.mentorship.queries import mentor as mentor_queries


def draft(*, by: User, now: datetime, fields: dict[str, Any]) -> MatchRound:
    """Begin a round; nobody but coordinators knows of it yet."""
    require(policy.may_steer(by))
    match_round = MatchRound(created_at=now, created_by_id=by.id, **fields)
    db.session.add(match_round)
    db.session.flush()
    return match_round


def edit(match_round: MatchRound, *, by: User, fields: dict[str, Any]) -> None:
    """Change dates and words. The kind stands once people have joined, trial talks once they were proposed."""
    require(policy.may_edit(by, match_round))
    if match_round.opened_at is not None and fields["kind"] is not match_round.kind:
        raise Conflict("The kind of mentor stands once a round is open. Cancel it and plan another.")
    if match_round.state is RoundState.RANKING and fields["trial_talks"] != match_round.trial_talks:
        raise Conflict("Lists are being made: it is too late to begin with intro meetings, or to take them back.")
    for name, value in fields.items():
        setattr(match_round, name, value)


def open_round(match_round: MatchRound, *, by: User, now: datetime) -> None:
    """Draw the seed, show its hash, let every mentor with an open spot in, and tell everybody."""
    require(policy.may_steer(by))
    _within_dates(match_round, now)
    lifecycle.move(match_round, "open", by=by.id, now=now, opened_at=now, seed=secrets.token_hex(16))
    enrolments = [
        enrolment
        for enrolment in mentor_queries.listed(clock.day(now))
        if enrolment.kind is match_round.kind and enrolment.places_left
    ]
    db.session.add_all(
        MatchMentor(round_id=match_round.id, enrolment_id=enrolment.id, joined_at=now, places=enrolment.places_left)
        for enrolment in enrolments
    )
    db.session.flush()
    carry_over(match_round, now=now)
    notify_all([enrolment.user for enrolment in enrolments], match_round, "mentor-opened")
    notify_all(round_queries.looking(match_round.kind), match_round, "opened")
    audit.record("round.open", by=by.id, thing=f"round:{match_round.id}", commitment=(None, match_round.commitment))


def _within_dates(match_round: MatchRound, now: datetime) -> None:
    if match_round.joins_until <= now:
        raise Conflict("The day until which people may join has passed. Change the dates first.")


def start_ranking(match_round: MatchRound, *, by: User | None, now: datetime) -> None:
    """Joining is over; every student gets a list to begin with: the ten who fit best."""
    if by is not None:
        require(policy.may_steer(by))
    lifecycle.move(match_round, "start-ranking", by=by.id if by else None, now=now)
    mentees = round_queries.mentees(match_round.id)
    prepare(match_round, mentees)
    talking = "-talks" if match_round.trial_talks else ""
    notify_all([mentee.user for mentee in mentees], match_round, f"ranking{talking}")
    notify_all(_taking_part(match_round), match_round, f"mentor-ranking{talking}")


def prepare(match_round: MatchRound, mentees: list[MatchMentee]) -> None:
    """Say who comes first, and give each student the mentors who fit best as a list, until they say otherwise."""
    first, weight = round_queries.left_without(match_round), match_round.background_weight
    by_key = suggestions.suggest(mentees, round_queries.mentors(match_round.id), background_weight=weight)
    for mentee in mentees:
        mentee.group = LEFT_OVER if mentee.user_id in first else USUAL
        mentee.suggested = by_key[mentee.user_id]
        mentee.choices = [suggestion["choice"] for suggestion in mentee.suggested]
    if match_round.trial_talks:
        trial_meeting_actions.propose(match_round, mentees)


def _taking_part(match_round: MatchRound) -> list[User]:
    return [mentor.enrolment.user for mentor in round_queries.mentors(match_round.id) if not mentor.sits_out]


def lock(match_round: MatchRound, *, by: User | None, now: datetime) -> None:
    """Nobody changes a list any more."""
    if by is not None:
        require(policy.may_steer(by))
    lifecycle.move(match_round, "lock", by=by.id if by else None, now=now)


def reopen(match_round: MatchRound, *, by: User, now: datetime) -> None:
    """Let people change their lists again; the dates must leave them time."""
    require(policy.may_steer(by))
    lifecycle.move(match_round, "reopen", by=by.id, now=now)
    audit.record("round.reopen", by=by.id, thing=f"round:{match_round.id}")


def remind(match_round: MatchRound) -> int:
    """Tell whoever has not looked at the proposed list that it will count as it is, once for each day that it ends."""
    waiting = [mentee.user for mentee in round_queries.untouched(match_round.id)]
    return notify_all(waiting, match_round, "reminder", occasion=match_round.ranks_until.isoformat())


def remind_now(match_round: MatchRound, *, by: User, now: datetime) -> int:
    """Tell whoever has saved no list and no tiers that theirs is missing; once a day, however often it is asked for.

    Answers how many were told.
    """
    round_queries.lock(match_round)
    require(policy.may_remind(by, match_round))
    ready, day = readiness_of(match_round), clock.day(now).isoformat()
    students, mentors = (waiting.user for waiting in ready.untouched), (m.enrolment.user for m in ready.unsorted)
    count = notify_all(students, match_round, "list-missing", occasion=day)
    count += notify_all(mentors, match_round, "tiers-missing", occasion=day)
    audit.record("round.remind", by=by.id, thing=f"round:{match_round.id}")
    return count


def run(match_round: MatchRound, *, by: User | None, now: datetime) -> None:
    """Every pair has been answered, or had its time."""
    if by is not None:
        require(policy.may_steer(by))
    lifecycle.move(match_round, "run", by=by.id if by else None, now=now)


def close(match_round: MatchRound, *, by: User, now: datetime) -> None:
    """Nothing more comes of it; the pairs go on."""
    require(policy.may_steer(by))
    lifecycle.move(match_round, "close", by=by.id, now=now)
