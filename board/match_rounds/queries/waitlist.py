"""Places that became free after a match, and who waits for them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from board.kernel.db import db
from board.match_rounds.models import WaitingOffer, WaitingState
from board.mentorship.models import Enrolment

_WHOLE = (joinedload(WaitingOffer.enrolment).joinedload(Enrolment.user), joinedload(WaitingOffer.round))


def by_id(offer_id: int) -> WaitingOffer | None:
    """One offer with the mentor and the round."""
    return db.session.scalar(select(WaitingOffer).where(WaitingOffer.id == offer_id).options(*_WHOLE))


def open_to(round_id: int, user_id: int) -> WaitingOffer | None:
    """The place that is held for this student now."""
    mine = select(WaitingOffer).where(WaitingOffer.round_id == round_id, WaitingOffer.user_id == user_id)
    return db.session.scalar(mine.where(WaitingOffer.state == WaitingState.OFFERED).options(*_WHOLE))


def offered_to(user_id: int) -> list[WaitingOffer]:
    """The places that are held for this person in any round."""
    mine = select(WaitingOffer).where(WaitingOffer.user_id == user_id, WaitingOffer.state == WaitingState.OFFERED)
    return list(db.session.scalars(mine.options(*_WHOLE).order_by(WaitingOffer.id)))


def of_round(round_id: int) -> list[WaitingOffer]:
    """All that were ever made in a round."""
    return list(
        db.session.scalars(select(WaitingOffer).where(WaitingOffer.round_id == round_id).order_by(WaitingOffer.id))
    )


def run_out(round_id: int, now: datetime) -> list[WaitingOffer]:
    """Those whose time is over."""
    over = select(WaitingOffer).where(WaitingOffer.round_id == round_id, WaitingOffer.until <= now)
    return list(db.session.scalars(over.where(WaitingOffer.state == WaitingState.OFFERED).order_by(WaitingOffer.id)))
