"""Conflicts of interest: a mentor who grades, treats or is related to a student."""

from datetime import datetime

from board.accounts.models import User
from board.kernel import audit, lifecycle
from board.kernel.db import db
from board.kernel.errors import Conflict as Clash
from board.kernel.errors import Invalid
from board.kernel.verdict import require
from board.mentorship import conflict_sources
from board.mentorship.actions import pair_end as pair_end_actions
from board.mentorship.actions.notification import notify_both, notify_coordinators
from board.mentorship.models import ConflictKind, MentorConflict, Mentorship, MentorshipState
from board.mentorship.policy import mentor as mentor_policy
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.queries import report as report_queries


def declare(
    mentor: User, *, by: User, now: datetime, kind: str, mentee: User | None = None, class_year: str = ""
) -> MentorConflict:
    """A mentor grades, treats or is related to a student, or to all of a year: pairs that run are paused the same day.

    A coordinator declares it of anybody, and each of a pair of the two of them.
    """
    if kind not in set(ConflictKind):
        raise Invalid("kind", "Choose what it is.")
    if (mentee is None) == (not class_year):
        raise Invalid("mentee", "Name one student, or one class year.")
    if mentee is not None and mentee.id == mentor.id:
        raise Invalid("mentee", "That is the same person.")
    if mentee is None or by.id not in (mentor.id, mentee.id):
        require(mentor_policy.may_oversee(by))
    conflict = MentorConflict(
        mentor_id=mentor.id,
        mentee_id=mentee.id if mentee else None,
        class_year=class_year,
        kind=ConflictKind(kind),
        declared_by_id=by.id,
        declared_at=now,
    )
    db.session.add(conflict)
    db.session.flush()
    audit.record("conflict.declare", by=by.id, thing=f"conflict:{conflict.id}")
    for pair in report_queries.pairs_in(conflict):
        _pause(pair, now=now)
    return conflict


def lift(conflict: MentorConflict, *, by: User, now: datetime) -> None:
    """It is no longer so."""
    require(mentor_policy.may_oversee(by))
    if conflict.derived:
        raise Clash("It ends by itself, with the review or the placement. Until then it can only be let pass.")
    conflict.lifted_at = now
    audit.record("conflict.lift", by=by.id, thing=f"conflict:{conflict.id}")
    _release(conflict, by=by, now=now)


def override(conflict: MentorConflict, *, by: User, now: datetime, reason: str) -> None:
    """Let it pass, for a reason that is kept."""
    require(mentor_policy.may_oversee(by))
    if not reason.strip():
        raise Invalid("reason", "Say why it may pass: an accreditor will ask.")
    conflict.overridden_at, conflict.override_reason = now, reason.strip()
    audit.record("conflict.override", by=by.id, thing=f"conflict:{conflict.id}", reason=(None, reason.strip()))
    _release(conflict, by=by, now=now)


def _pause(pair: Mentorship, *, now: datetime) -> None:
    if lifecycle.may_move(pair, "pause"):
        lifecycle.move(pair, "pause", by=None, now=now, note="A conflict of interest.", paused_by_conflict=True)
    else:
        pair.paused_by_conflict = True
    notify_both(pair, "held")
    notify_coordinators(pair, "conflict")


def _release(conflict: MentorConflict, *, by: User, now: datetime) -> None:
    """Pairs that nothing else holds go on."""
    db.session.flush()
    for pair in report_queries.pairs_in(conflict):
        settle(pair, by=by, now=now)


def settle(pair: Mentorship, *, now: datetime, by: User | None = None) -> bool:
    """Pause a running pair that a conflict stands in the way of, and let it go on when none does any more.

    Class years change, mentors begin to review or to supervise: a conflict comes and goes without anybody's word.
    """
    stands = pair.enrolment.user_id in conflict_of_interest_queries.conflicts_of(pair.mentee)
    if not pair.is_running or stands == pair.paused_by_conflict:
        return False
    if stands:
        _keep_what_the_school_knows(pair, now=now)
        _pause(pair, now=now)
    else:
        _resume(pair, by=by, now=now)
    return True


def _keep_what_the_school_knows(pair: Mentorship, *, now: datetime) -> None:
    """A row for the coordinator's list, where it may be let pass."""
    mentee_id, mentor_id = pair.mentee_id, pair.enrolment.user_id
    if mentor_id in conflict_sources.of([mentee_id])[mentee_id] and not report_queries.derived_between(
        mentee_id, mentor_id
    ):
        mentor_conflict = MentorConflict(
            mentor_id=mentor_id, mentee_id=mentee_id, kind=ConflictKind.ASSESSOR, derived=True
        )
        mentor_conflict.declared_at = now
        db.session.add(mentor_conflict)


def _resume(pair: Mentorship, *, by: User | None, now: datetime) -> None:
    if pair.enrolment.user_id not in conflict_sources.of([pair.mentee_id])[pair.mentee_id]:
        for mentor_conflict in report_queries.derived_between(pair.mentee_id, pair.enrolment.user_id):
            mentor_conflict.lifted_at = now
    if pair.frozen_at is not None or pair.state is not MentorshipState.PAUSED:
        pair.paused_by_conflict = False
    else:
        pair_end_actions.go_on(pair, by=by, now=now)
        notify_both(pair, "released")
