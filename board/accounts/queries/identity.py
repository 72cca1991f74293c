"""Finding who somebody is at the school's own sign-on."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from board.accounts.models import Identity
from board.kernel.db import db

AT_ONCE = 1_000
"""Subjects that one statement asks about."""


def by_subject(issuer: str, subject: str) -> Identity | None:
    """Whose this subject of this issuer is, with the person."""
    mine = select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)
    return db.session.scalar(mine.options(joinedload(Identity.user)))


def identities_of(user_id: int) -> list[Identity]:
    """Every school sign-on of a person, the first linked first."""
    return list(db.session.scalars(select(Identity).where(Identity.user_id == user_id).order_by(Identity.id)))


def own(identity_id: int, *, user_id: int) -> Identity | None:
    """This school sign-on, if it is theirs."""
    return db.session.scalar(select(Identity).where(Identity.id == identity_id, Identity.user_id == user_id))


def of_issuer(issuer: str) -> list[Identity]:
    """Every one of this issuer, with its person."""
    theirs = select(Identity).where(Identity.issuer == issuer).order_by(Identity.id)
    return list(db.session.scalars(theirs.options(joinedload(Identity.user))))


def taken_subjects(issuer: str, subjects: Iterable[str]) -> dict[str, int]:
    """Those of these subjects that somebody has, each with the number of its row."""
    asked = sorted(set(subjects))
    taken: dict[str, int] = {}
    for start in range(0, len(asked), AT_ONCE):
        some = select(Identity.subject, Identity.id).where(
            Identity.issuer == issuer, Identity.subject.in_(asked[start : start + AT_ONCE])
        )
        taken |= {subject: number for subject, number, *_ in db.session.execute(some)}
    return taken
