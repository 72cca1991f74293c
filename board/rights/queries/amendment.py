"""Requests for a correction: a person's, those that wait for the office, the statements beside a record."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from board.kernel.db import db
from board.kernel.invariant import no_row
from board.rights.models import WAITING, Amendment, AmendmentPart, AmendmentState

PER_PAGE = 25
_WHOLE = (joinedload(Amendment.user), joinedload(Amendment.answered_by), selectinload(Amendment.moves))


def by_id(amendment_id: int) -> Amendment | None:
    """One request, whole."""
    return db.session.get(Amendment, amendment_id, options=_WHOLE, populate_existing=True)


def of_user(user_id: int, page: int) -> tuple[list[Amendment], int]:
    """A page of the requests of a person, the latest first; and how many there are."""
    return _page(select(Amendment).where(Amendment.user_id == user_id).order_by(Amendment.id.desc()), page)


def everything_of(user_id: int) -> list[Amendment]:
    """Every request of this person, the latest first."""
    theirs = select(Amendment).where(Amendment.user_id == user_id)
    return list(db.session.scalars(theirs.order_by(Amendment.id.desc())))


def waiting(page: int) -> tuple[list[Amendment], int]:
    """A page of what the office has to answer, the soonest due first; and how many there are."""
    open_ones = select(Amendment).where(Amendment.state.in_(WAITING))
    return _page(open_ones.order_by(Amendment.answer_by, Amendment.id), page)


def settled(page: int) -> tuple[list[Amendment], int]:
    """A page of what was answered or withdrawn, the latest first; and how many there are."""
    return _page(select(Amendment).where(Amendment.state.not_in(WAITING)).order_by(Amendment.id.desc()), page)


def _page(amendments: Select[Amendment], page: int) -> tuple[list[Amendment], int]:
    total = db.session.scalar(select(func.count()).select_from(amendments.order_by(None).subquery())) or 0
    listed = amendments.options(joinedload(Amendment.user)).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return list(db.session.scalars(listed)), total


def count_waiting(user_id: int | None = None) -> int:
    """How many wait for an answer, of one person or of all."""
    open_ones = select(func.count()).where(Amendment.state.in_(WAITING))
    return db.session.scalar(open_ones if user_id is None else open_ones.where(Amendment.user_id == user_id)) or 0


def count_waiting_of(user_ids: Collection[int]) -> dict[int, int]:
    """How many of each of these people wait for an answer; who has none is left out."""
    theirs = select(Amendment.user_id, func.count()).where(Amendment.state.in_(WAITING))
    return dict(db.session.execute(theirs.where(Amendment.user_id.in_(user_ids)).group_by(Amendment.user_id)).all())


def due_before(moment: datetime) -> list[Amendment]:
    """What has to be answered before then and is not, the soonest due first."""
    due = select(Amendment).where(Amendment.state.in_(WAITING), Amendment.answer_by <= moment)
    return list(db.session.scalars(due.options(joinedload(Amendment.user)).order_by(Amendment.answer_by, Amendment.id)))


def statements_of(user_id: int, *parts: str) -> list[Amendment]:
    """What a person says to what was not corrected, of these parts of the record or of all."""
    stated = select(Amendment).where(Amendment.user_id == user_id, Amendment.statement != "")
    stated = stated.where(Amendment.state != AmendmentState.CORRECTED)
    chosen = stated.where(Amendment.part.in_([AmendmentPart(part) for part in parts])) if parts else stated
    return list(db.session.scalars(chosen.order_by(Amendment.id)))


AMENDMENT_INVARIANTS = (
    no_row(
        "Nobody answers a request of their own",
        select(Amendment.id).where(Amendment.answered_by_id == Amendment.user_id).order_by(Amendment.id),
        "Request for a correction {} was answered by its own person.",
        remedy="Have another coordinator look at it, and write the answer anew.",
    ),
    no_row(
        "A request for a correction is answered once it was refused or granted",
        select(Amendment.id)
        .where(Amendment.state.in_((AmendmentState.CORRECTED, AmendmentState.REFUSED, AmendmentState.UPHELD)))
        .where(Amendment.answered_at.is_(None))
        .order_by(Amendment.id),
        "Request for a correction {} is answered, and does not say when.",
        remedy="Whoever runs Rounds takes the day from its timeline.",
    ),
)
