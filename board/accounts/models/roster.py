"""What the registrar's roster said, and how its files are read."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models.account import User
from board.kernel.db import Model


class RosterFact(StrEnum):
    """What of a student holds from a day to a day."""

    CLASS_YEAR = "class-year"
    COHORT = "cohort"
    STATUS = "status"


class RosterPeriod(Model):
    """That a fact about a student held from a day on, as the roster said; or will, from a day that is chosen."""

    __tablename__ = "roster_periods"
    __table_args__ = (UniqueConstraint("user_id", "fact", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    fact: Mapped[RosterFact]
    value: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    """The last day; None while it holds, or where nobody has said."""
    is_due: Mapped[bool] = mapped_column(default=False, server_default=text("false"), index=True)
    """It waits for its first day to count for the person."""


class RosterFile(Model):
    """A roster that a coordinator handed in; nothing is written before `written_at`."""

    __tablename__ = "roster_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    """How the file store finds it; empty once it is written, when nobody reads the file again."""
    filename: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    """None for the operator."""
    at: Mapped[datetime]
    written_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many joined, changed and are absent."""

    by: Mapped[User | None] = relationship()


class RosterColumn(Model):
    """What a heading of the registrar's became the last time: the next file is read alike, whoever brings it."""

    __tablename__ = "roster_columns"

    heading: Mapped[str] = mapped_column(primary_key=True)
    """Without case and punctuation."""
    column: Mapped[str]
    """Our column, or `-` where it is not used."""
