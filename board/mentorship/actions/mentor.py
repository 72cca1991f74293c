"""Becoming a mentor, pausing, leaving."""

from datetime import datetime
from typing import Any

from board.accounts.actions.right import lock_rights
from board.accounts.models import Role, RoleGrant, User
from board.kernel import audit, events, lifecycle
from board.kernel.errors import Invalid
from board.kernel.statements import find_or_add
from board.kernel.verdict import require
from board.mentorship.actions.notification import notify_coordinators_of_enrolment, notify_of_enrolment
from board.mentorship.events import MentorChanged
from board.mentorship.models import Enrolment, EnrolmentState
from board.mentorship.policy import mentor as mentor_policy
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.rules import RULES


def save_profile(*, by: User, now: datetime, fields: dict[str, Any]) -> Enrolment:
    """Keep what a mentor says. Said for the first time, or after having left, it also offers to be one."""
    require(mentor_policy.may_enrol(by))
    enrolment = mentor_queries.of_person(by.id)
    if fields["kind"] not in mentor_policy.kinds_open_to(by, enrolment):
        raise Invalid("kind", "Choose what you are here.")
    most = max(RULES.most_places, enrolment.capacity if enrolment else 0)
    if not 0 <= fields["capacity"] <= most:
        raise Invalid("capacity", f"Write a number from 0 to {most}.")
    enrolment = find_or_add(
        lambda: mentor_queries.of_person(by.id), lambda: Enrolment(user_id=by.id, created_at=now, **fields)
    )
    for name, value in fields.items():
        setattr(enrolment, name, value)
    if enrolment.state is EnrolmentState.WITHDRAWN:
        lifecycle.move(enrolment, "apply", by=by.id, now=now)
    if enrolment.state is EnrolmentState.APPLIED:
        _welcome(enrolment, by=by, now=now)
    changed(enrolment)
    return enrolment


def approve(enrolment: Enrolment, *, by: User, now: datetime) -> None:
    """A coordinator knows them as what they offer to be."""
    lock_rights(enrolment.user)
    require(mentor_policy.may_oversee_mentor(by, enrolment))
    lifecycle.move(enrolment, "approve", by=by.id, now=now)
    _give_role(enrolment.user, by=by, now=now)
    audit.record("mentor.approve", by=by.id, thing=f"mentor:{enrolment.id}")
    notify_of_enrolment(enrolment.user, enrolment, "approved")
    changed(enrolment)


def pause(enrolment: Enrolment, *, by: User, now: datetime) -> None:
    """Take no new mentees for a while; the present ones stay, and so do the requests that wait."""
    require(mentor_policy.may_change(by, enrolment))
    lifecycle.move(enrolment, "pause", by=by.id, now=now)
    changed(enrolment)


def resume(enrolment: Enrolment, *, by: User, now: datetime) -> None:
    """Be listed again."""
    require(mentor_policy.may_change(by, enrolment))
    lifecycle.move(enrolment, "resume", by=by.id, now=now)
    changed(enrolment)


def withdraw(enrolment: Enrolment, *, by: User, now: datetime) -> None:
    """Be a mentor no longer. Running pairs go on to their end."""
    require(mentor_policy.may_change(by, enrolment))
    lifecycle.move(enrolment, "withdraw", by=by.id, now=now)
    changed(enrolment)


def suspend(enrolment: Enrolment, *, by: User, now: datetime, reason: str) -> None:
    """Take a mentor off the list, for a reason that only those in charge read."""
    require(mentor_policy.may_oversee_mentor(by, enrolment))
    if not reason.strip():
        raise Invalid("reason", "Say why in a line.")
    lifecycle.move(enrolment, "suspend", by=by.id, now=now, note=reason.strip())
    audit.record("mentor.suspend", by=by.id, thing=f"mentor:{enrolment.id}")
    notify_of_enrolment(enrolment.user, enrolment, "suspended")
    changed(enrolment)


def reinstate(enrolment: Enrolment, *, by: User, now: datetime) -> None:
    """Back on the list."""
    require(mentor_policy.may_oversee_mentor(by, enrolment))
    lifecycle.move(enrolment, "reinstate", by=by.id, now=now)
    notify_of_enrolment(enrolment.user, enrolment, "approved")
    changed(enrolment)


def set_capacity(enrolment: Enrolment, *, by: User, capacity: int) -> None:
    """A coordinator may give a mentor more places than they may take by themself."""
    require(mentor_policy.may_oversee_mentor(by, enrolment))
    if not 0 <= capacity <= RULES.most_places_by_coordinator:
        raise Invalid("capacity", f"Write a number from 0 to {RULES.most_places_by_coordinator}.")
    audit.record("mentor.capacity", by=by.id, thing=f"mentor:{enrolment.id}", capacity=(enrolment.capacity, capacity))
    enrolment.capacity = capacity
    changed(enrolment)


def changed(enrolment: Enrolment) -> None:
    """What can be found of this mentor is no longer what it was."""
    events.publish(MentorChanged(enrolment.id))


def _welcome(enrolment: Enrolment, *, by: User, now: datetime) -> None:
    if mentor_policy.is_vouched_for(by, enrolment.kind):
        lifecycle.move(enrolment, "approve", by=by.id, now=now, note="Known to the school.")
        _give_role(by, by=None, now=now)
    else:
        notify_coordinators_of_enrolment(enrolment, "applied")


def _give_role(user: User, *, by: User | None, now: datetime) -> None:
    if by is not None:
        lock_rights(user)
    if not user.is_a(Role.MENTOR):
        current_grant = user.grant_of(Role.MENTOR)
        grant = current_grant or RoleGrant(role=Role.MENTOR, asked_at=now)
        grant.granted_at, grant.granted_by_id = now, by.id if by else None
        if current_grant is None:
            user.grants.append(grant)
