"""How long a session lasts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from board.accounts.models import Role, Session, User
from board.kernel.verdict import YES, Verdict, hidden

STAFF = {Role.FACULTY.value, Role.MENTOR.value, Role.COORDINATOR.value}
"""The roles of those who read what others wrote."""


PROOF_LASTS = timedelta(minutes=10)
"""How long whoever has proved again that it is them is not asked once more."""


@dataclass(frozen=True)
class SessionLimits:
    """What the school's settings say. People without a role of the staff have the limits of students."""

    staff_idle: timedelta
    student_idle: timedelta
    staff_most: timedelta
    student_most: timedelta
    kept: timedelta
    """How long a student may be kept signed in; zero where the school does not allow it."""


def may_be_kept(user: User, limits: SessionLimits) -> bool:
    """Whether "keep me signed in" counts: where the school allows it, and never for staff."""
    return bool(limits.kept) and not user.roles_held & STAFF


def ends_at(user: User, limits: SessionLimits, *, is_kept: bool, now: datetime) -> datetime:
    """When a session that begins now ends, however busy it is."""
    if is_kept:
        return now + limits.kept
    return now + (limits.staff_most if user.roles_held & STAFF else limits.student_most)


def is_over(session: Session, limits: SessionLimits, now: datetime) -> bool:
    """Too old, idle for too long, or of an account that may not come in."""
    if not session.user.is_active or now >= session.ends_at:
        return True
    if session.is_kept:
        return not may_be_kept(session.user, limits)
    idle = limits.staff_idle if session.user.roles_held & STAFF else limits.student_idle
    return now - session.seen_at >= idle


def is_proved(proved_at: datetime | None, now: datetime) -> bool:
    """Was it proved lately? Signing in does not count: a browser that was left open is signed in, too."""
    return proved_at is not None and now - proved_at < PROOF_LASTS


def may_end(by: User, session: Session) -> Verdict:
    """People end their own sessions."""
    return YES if session.user_id == by.id else hidden()
