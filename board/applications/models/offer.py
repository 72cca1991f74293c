"""Offers: a place held for somebody until a day."""

from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model
from board.kernel.revised import Revised

OFFER_LINK = "offer"
"""The purpose that the link in an offer's email is signed for."""
EARLIEST_REMINDER = timedelta(days=2)


class Offer(Revised, Model):
    """A place held for one applicant until `answer_by`, the first instant at which it is too late."""

    __tablename__ = "offers"
    __table_args__ = (CheckConstraint("made_at < answer_by", name="there_is_time_to_answer"),)

    FOLLOWED: ClassVar[tuple[str, ...]] = ("answer_by",)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime]
    answer_by: Mapped[datetime] = mapped_column(index=True)
    remind_at: Mapped[datetime | None] = mapped_column(index=True)
    """When to remind; empty once that is done."""
    freed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("application_moves.id", ondelete="SET NULL"), unique=True
    )
    """The step that freed this place, when the list moved by itself: what was freed once is offered once."""

    def set_answer_by(self, answer_by: datetime) -> None:
        """Set the day, and with it the reminder: when a third of the time is left, two days before at the earliest."""
        self.answer_by = answer_by
        self.remind_at = answer_by - min(EARLIEST_REMINDER, (answer_by - self.made_at) / 3)

    def is_open(self, now: datetime) -> bool:
        """There is still time to answer."""
        return now < self.answer_by
