"""What the registrar's roster said, and how its files are read."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, text
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
    heading: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    """Its columns, as long as rows that were left out are kept."""

    by: Mapped[User | None] = relationship()


class RosterOutcome(StrEnum):
    """What became of a row, or of somebody in none."""

    JOINED = "joined"
    CHANGED = "changed"
    ABSENT = "absent"
    LEFT_OUT = "left-out"


class RosterLine(Model):
    """What an imported roster did with somebody, for a while: what it was before, and why a row was left out."""

    __tablename__ = "roster_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("roster_files.id", ondelete="CASCADE"), index=True)
    number: Mapped[int | None]
    """Of the row; None for who stands in none."""
    outcome: Mapped[RosterOutcome]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    """The account that its roster id belongs to, or its address."""
    other_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    """Where these are two accounts, the other."""
    words: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """What changed, with before and after; or why the row was left out."""
    cells: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    """The row itself where it was left out, to be mended and brought in again."""

    user: Mapped[User | None] = relationship(foreign_keys=user_id)
    file: Mapped[RosterFile] = relationship()


class RosterColumn(Model):
    """What a heading of the registrar's became the last time: the next file is read alike, whoever brings it."""

    __tablename__ = "roster_columns"

    heading: Mapped[str] = mapped_column(primary_key=True)
    """Without case and punctuation."""
    column: Mapped[str]
    """Our column, or `-` where it is not used."""
