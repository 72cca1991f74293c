"""What was disclosed of a person."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from board.disclosures.models import Disclosure
from board.kernel.db import db


def of_user(user_id: int, most: int | None = None) -> list[Disclosure]:
    """What was disclosed of this person, the latest first, with who did it."""
    theirs = select(Disclosure).where(Disclosure.user_id == user_id).options(joinedload(Disclosure.by))
    return list(db.session.scalars(theirs.order_by(Disclosure.at.desc(), Disclosure.id.desc()).limit(most)))


def count_of_user(user_id: int) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).where(Disclosure.user_id == user_id)) or 0
