"""A place that became free after a match, offered to one who waits."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.kernel.lifecycle import MoveRow
from board.match_rounds.models.round import MatchRound
from board.mentorship.models import Enrolment


class WaitingState(StrEnum):
    """Where such an offer stands."""

    OFFERED = "offered"
    TAKEN = "taken"
    PASSED = "passed"
    LAPSED = "lapsed"


class WaitingOffer(Model):
    """One place held for one student for three days; then for the next. Nobody is offered the same mentor twice."""

    __tablename__ = "match_waiting_offers"
    __table_args__ = (
        UniqueConstraint("round_id", "user_id", "enrolment_id"),
        Index(
            "uq_match_waiting_offers_one_open",
            "round_id",
            "user_id",
            unique=True,
            sqlite_where=text("state = 'OFFERED'"),
            postgresql_where=text("state = 'OFFERED'"),
        ),
        CheckConstraint("offered_at < until", name="there_is_time"),
    )

    MOVES: ClassVar[dict[tuple[WaitingState, str], WaitingState]] = {
        (WaitingState.OFFERED, "take"): WaitingState.TAKEN,
        (WaitingState.OFFERED, "pass"): WaitingState.PASSED,
        (WaitingState.OFFERED, "lapse"): WaitingState.LAPSED,
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("match_rounds.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id", ondelete="CASCADE"), index=True)
    state: Mapped[WaitingState] = mapped_column(default=WaitingState.OFFERED, index=True)
    offered_at: Mapped[datetime]
    until: Mapped[datetime]

    user: Mapped[User] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    round: Mapped[MatchRound] = relationship()
    moves: Mapped[list["WaitingOfferMove"]] = relationship(order_by="WaitingOfferMove.id")

    def timeline_row(self) -> "WaitingOfferMove":
        """A new row of this offer's timeline."""
        return WaitingOfferMove(offer_id=self.id)


class WaitingOfferMove(MoveRow, Model):
    """One step of an offer."""

    __tablename__ = "match_waiting_offer_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("match_waiting_offers.id", ondelete="CASCADE"), index=True)
