"""Giving a mentor's place, and giving it back."""

from sqlalchemy import update

from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.statements import update_one
from board.mentorship.actions.mentor import changed
from board.mentorship.models import Enrolment, EnrolmentState


def take(enrolment: Enrolment) -> None:
    """Take one place: one guarded statement decides, so no place is given twice. Raises `Conflict`."""
    is_taken = update_one(
        update(Enrolment)
        .where(
            Enrolment.id == enrolment.id,
            Enrolment.state.in_((EnrolmentState.APPROVED, EnrolmentState.PAUSED)),
            Enrolment.places_taken < Enrolment.capacity,
        )
        .values(places_taken=Enrolment.places_taken + 1)
    )
    if not is_taken:
        raise Conflict("Every spot is taken now. Raise the number of your spots, or answer no.")
    db.session.refresh(enrolment)
    changed(enrolment)


def give_back(enrolment: Enrolment) -> None:
    """A place is free again."""
    freed = update(Enrolment).where(Enrolment.id == enrolment.id, Enrolment.places_taken > 0)
    db.session.execute(freed.values(places_taken=Enrolment.places_taken - 1))
    db.session.refresh(enrolment)
    changed(enrolment)
