"""Finding pairs; a finder for an owner takes the owner."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from board.kernel.db import db
from board.mentorship.models import RUNNING, Enrolment, Mentorship

_BOTH = (joinedload(Mentorship.mentee), joinedload(Mentorship.enrolment).joinedload(Enrolment.user))
_WHOLE = (
    *_BOTH,
    selectinload(Mentorship.moves),
    selectinload(Mentorship.agreements),
    selectinload(Mentorship.goals),
    selectinload(Mentorship.tasks),
    selectinload(Mentorship.meetings),
)


def by_id(mentorship_id: int) -> Mentorship | None:
    """One pair, whole, but for private notes, check-ins and reports."""
    return db.session.get(Mentorship, mentorship_id, options=_WHOLE, populate_existing=True)


def of_person(user_id: int) -> list[Mentorship]:
    """Every pair this person is or was in, running ones first, then the newest."""
    mine = select(Mentorship).join(Mentorship.enrolment)
    mine = mine.where(or_(Mentorship.mentee_id == user_id, Enrolment.user_id == user_id))
    ordered = mine.order_by(Mentorship.state.in_(RUNNING).desc(), Mentorship.started_at.desc(), Mentorship.id.desc())
    return list(db.session.scalars(ordered.options(*_BOTH, selectinload(Mentorship.agreements))))
