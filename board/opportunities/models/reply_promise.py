"""How somebody who posts has kept their word to answer."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model

FEWEST = 5
"""From how many applications on the record is shown; fewer say nothing, and could tell who they were."""


class ReplyRecord(Model):
    """Of one owner's past postings: how many applications were due an answer, how many had one, and how soon."""

    __tablename__ = "reply_records"
    __table_args__ = (CheckConstraint("answered <= due", name="no_more_than_due"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    due: Mapped[int]
    answered: Mapped[int]
    median_days: Mapped[int | None]
    """Half of those that were answered had their answer within so many days."""
    counted_at: Mapped[datetime]

    @property
    def percent(self) -> int:
        """The share that was answered."""
        return round(100 * self.answered / self.due) if self.due else 0
