"""Finding people."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from board.accounts.models import Role, RoleGrant, SignInAttempt, User
from board.kernel.db import db
from board.kernel.email_address import comparable

WINDOW = timedelta(minutes=5)


def by_email(email: str) -> User | None:
    """The person with this address, however it is spelled."""
    return db.session.scalar(select(User).where(User.email == comparable(email)))


def by_session(session_id: str) -> User | None:
    """The person whom a session belongs to; None when the session was ended or the account may not come in."""
    number, _, key = session_id.partition(":")
    if not number.isascii() or not number.isdigit():
        return None
    user = db.session.get(User, int(number))
    if user is None or user.session_key != key or not user.is_active:
        return None
    return user


def by_id(user_id: int) -> User | None:
    """The person with this number."""
    return db.session.get(User, user_id)


def first_coordinator() -> User | None:
    """The coordinator who has been here longest."""
    held = select(User).join(RoleGrant, RoleGrant.user_id == User.id).where(RoleGrant.role == Role.COORDINATOR)
    return db.session.scalar(held.where(RoleGrant.granted_at.is_not(None)).order_by(User.id).limit(1))


def failures_since(since: datetime, *, address_hash: str, origin: str) -> tuple[int, int]:
    """How many tries failed since then: for the address, and from the origin."""
    failed = select(func.count()).where(SignInAttempt.at > since, SignInAttempt.succeeded.is_(False))
    return (
        db.session.scalar(failed.where(SignInAttempt.address_hash == address_hash)) or 0,
        db.session.scalar(failed.where(SignInAttempt.origin == origin)) or 0,
    )


def waiting_for_role(role: Role) -> list[User]:
    """People who asked for a role and confirmed their address, the longest waiting first."""
    asked = (
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role == role, RoleGrant.granted_at.is_(None), User.confirmed_at.is_not(None))
        .order_by(RoleGrant.asked_at)
    )
    return list(db.session.scalars(asked))


def holding(role: Role) -> list[User]:
    """Everybody who holds a role and may come in."""
    held = select(User).join(RoleGrant, RoleGrant.user_id == User.id).where(RoleGrant.role == role)
    able = held.where(RoleGrant.granted_at.is_not(None), User.suspended_at.is_(None), User.confirmed_at.is_not(None))
    return list(db.session.scalars(able.order_by(User.id)))


PER_PAGE = 25
STANDINGS: dict[str, tuple[ColumnElement[bool], ...]] = {
    "waiting": (User.grants.any(RoleGrant.granted_at.is_(None)), User.confirmed_at.is_not(None)),
    "unconfirmed": (User.confirmed_at.is_(None),),
    "suspended": (User.suspended_at.is_not(None),),
    "trusted": (User.trusted_at.is_not(None),),
}
"""What the office may ask for besides words and roles."""


def directory(*, words: str = "", role: str = "", standing: str = "", page: int = 1) -> tuple[list[User], int]:
    """Everybody with an account whom this describes, by name; with their number on all pages."""
    found = select(User)
    for word in words.split()[:6]:
        found = found.where(or_(*(one.icontains(word, autoescape=True) for one in (User.name, User.email))))
    if role in {one.value for one in Role}:
        found = found.where(User.grants.any((RoleGrant.role == Role(role)) & RoleGrant.granted_at.is_not(None)))
    found = found.where(*STANDINGS.get(standing, ()))
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    listed = found.order_by(User.name, User.id).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return list(db.session.scalars(listed)), total


def count_roles() -> dict[Role, int]:
    """How many hold each role, suspended accounts aside."""
    held = select(RoleGrant.role, func.count()).join(User, User.id == RoleGrant.user_id)
    held = held.where(RoleGrant.granted_at.is_not(None), User.suspended_at.is_(None)).group_by(RoleGrant.role)
    return {role: number for role, number, *_ in db.session.execute(held)}


def names(user_ids: Iterable[int]) -> dict[int, str]:
    """What these people are called."""
    called = select(User.id, User.name).where(User.id.in_(set(user_ids)))
    return {number: name for number, name, *_ in db.session.execute(called)}
