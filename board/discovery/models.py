"""Saved searches, what they found, and private calendars."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.notices.models import Pace

MOST_SEARCHES = 10


class SavedSearch(Model):
    """A question that a person keeps, and how they want to hear of what is new to it.

    Each stands in one of ten slots, so that the database itself refuses an eleventh.
    """

    __tablename__ = "saved_searches"
    __table_args__ = (
        UniqueConstraint("user_id", "slot"),
        UniqueConstraint("user_id", "question"),
        CheckConstraint(f"slot BETWEEN 1 AND {MOST_SEARCHES}", name="ten_at_most"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    slot: Mapped[int]
    name: Mapped[str]
    question: Mapped[str]
    """What follows the question mark in the list's address."""
    pace: Mapped[Pace]
    since: Mapped[datetime]
    """What came on the board before this is no news."""
    looked_at: Mapped[datetime]
    """Until when everything new has been found."""
    told_at: Mapped[datetime | None]
    """When the last email went out."""
    user: Mapped[User] = relationship()


class Find(Model):
    """That a saved search found a posting that was new: once, whatever happens to the posting later."""

    __tablename__ = "saved_search_finds"
    __table_args__ = (UniqueConstraint("search_id", "opportunity_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    search_id: Mapped[int] = mapped_column(ForeignKey("saved_searches.id", ondelete="CASCADE"), index=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"), index=True)
    told_at: Mapped[datetime | None] = mapped_column(index=True)


class CalendarAddress(Model):
    """That a person's deadlines may be read by whoever has the address. Only its hash is kept."""

    __tablename__ = "calendar_addresses"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    user: Mapped[User] = relationship()
