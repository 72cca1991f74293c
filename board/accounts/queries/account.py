"""Finding people."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, select

from board.accounts.models import Role, RoleGrant, User
from board.kernel.db import db
from board.kernel.email_address import comparable

AT_ONCE = 1_000
"""Addresses that one statement asks about."""


def by_email(email: str) -> User | None:
    """The person with this address, however it is spelled."""
    return db.session.scalar(select(User).where(User.email == comparable(email)))


def by_roster_id(roster_id: str) -> User | None:
    """The person whom the registrar calls by this id."""
    return db.session.scalar(select(User).where(User.roster_id == roster_id, User.roster_id != ""))


def by_emails(emails: Iterable[str]) -> dict[str, User]:
    """Those of these addresses that somebody has, each with who it is. One statement for each thousand."""
    spelled = {email: comparable(email) for email in emails}
    addresses = sorted(set(spelled.values()))
    by_address: dict[str, User] = {}
    for start in range(0, len(addresses), AT_ONCE):
        some = select(User).where(User.email.in_(addresses[start : start + AT_ONCE]))
        by_address |= {user.email: user for user in db.session.scalars(some)}
    return {email: by_address[address] for email, address in spelled.items() if address in by_address}


def is_undeliverable(email: str) -> bool:
    """Do emails to this address come back?"""
    marked = select(User.id).where(User.email == comparable(email), User.undeliverable_at.is_not(None))
    return db.session.scalar(marked) is not None


def number_of(email: str) -> int:
    """The number of the account with this address that is not suspended; 0 when there is none, found as fast."""
    mine = select(User.id).where(User.email == comparable(email), User.suspended_at.is_(None))
    return db.session.scalar(mine) or 0


def by_id(user_id: int) -> User | None:
    """The person with this number."""
    return db.session.get(User, user_id)


def accounts_of(user_id: int) -> Select[tuple[int]]:
    """The numbers of this account and of those that were merged into it: what guards one of them guards them all."""
    mine = select(User.id).where(User.id == user_id).cte(recursive=True)
    mine = mine.union(select(User.id).join(mine, User.merged_into_id == mine.c.id))
    return select(mine.c.id)


def first_coordinator() -> User | None:
    """The coordinator who has been here longest. One whom the operator has just made counts, before they came in."""
    statement = select(RoleGrant.user_id).where(RoleGrant.role == Role.COORDINATOR, RoleGrant.granted_at.is_not(None))
    able = select(User).where(User.id.in_(statement), User.suspended_at.is_(None))
    return db.session.scalar(able.order_by(User.confirmed_at.is_(None), User.id).limit(1))


def with_role(role: Role) -> list[User]:
    """Everybody who holds a role and may come in."""
    statement = select(RoleGrant.user_id).where(RoleGrant.role == role, RoleGrant.granted_at.is_not(None))
    return in_charge(statement)


def in_charge(user_ids: Select[int]) -> list[User]:
    """Those of these people who may come in. Whoever has a task is found here: a suspended one reads nothing."""
    return list(db.session.scalars(select(User).where(*_in_charge(user_ids)).order_by(User.id)))


def charge_of(user_id: int | ColumnElement[int], user_ids: Select[int]) -> Select[int]:
    """The question whether this person is one of those of `in_charge`: their number, or no row."""
    return select(User.id).where(User.id == user_id, *_in_charge(user_ids))


def _in_charge(user_ids: Select[int]) -> tuple[ColumnElement[bool], ...]:
    return User.id.in_(user_ids), User.suspended_at.is_(None), User.confirmed_at.is_not(None)


def names_and_addresses(user_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """What these people are called, and their address: a name is what somebody calls themself."""
    called = select(User.id, User.name, User.email).where(User.id.in_(set(user_ids)))
    return {number: (name, email) for number, name, email, *_ in db.session.execute(called)}
