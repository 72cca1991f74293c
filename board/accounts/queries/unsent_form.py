"""Finding what somebody has written and not sent."""

from datetime import datetime

from sqlalchemy import or_, select

from board.accounts.models import UnsentForm
from board.kernel.db import db


def unsent_forms(user_id: int, *, since: datetime) -> list[UnsentForm]:
    """Everything that this person has not sent, the newest first."""
    theirs = select(UnsentForm).where(UnsentForm.user_id == user_id, UnsentForm.at >= since)
    return list(db.session.scalars(theirs.order_by(UnsentForm.at.desc(), UnsentForm.id.desc())))


def unsent_forms_on(page: str, *, user_id: int, since: datetime) -> list[UnsentForm]:
    """What was written on this page, or on one below it, the newest first."""
    theirs = select(UnsentForm).where(UnsentForm.user_id == user_id, UnsentForm.at >= since)
    here = or_(UnsentForm.page == page, UnsentForm.page.startswith(f"{page.rstrip('/')}/", autoescape=True))
    return list(db.session.scalars(theirs.where(here).order_by(UnsentForm.at.desc(), UnsentForm.id.desc())))


def unsent_form(form_id: int, *, user_id: int) -> UnsentForm | None:
    """This one, if it is theirs."""
    return db.session.scalar(select(UnsentForm).where(UnsentForm.id == form_id, UnsentForm.user_id == user_id))


def unsent_forms_to(address: str, *, user_id: int) -> list[UnsentForm]:
    """Every copy of what this person has written for an address, the one that a browser keeps first."""
    theirs = select(UnsentForm).where(UnsentForm.user_id == user_id, UnsentForm.address == address)
    return list(db.session.scalars(theirs.order_by(UnsentForm.copy != "", UnsentForm.id)))


def unsent_form_to(address: str, *, user_id: int, copy: str = "") -> UnsentForm | None:
    """What this person has written for an address."""
    theirs = select(UnsentForm).where(UnsentForm.user_id == user_id, UnsentForm.address == address)
    return db.session.scalar(theirs.where(UnsentForm.copy == copy))


def ids_beyond(most: int, *, user_id: int) -> list[int]:
    """The oldest forms of a person, when there are more than so many."""
    theirs = select(UnsentForm.id).where(UnsentForm.user_id == user_id)
    return list(db.session.scalars(theirs.order_by(UnsentForm.at.desc(), UnsentForm.id.desc()).offset(most)))
