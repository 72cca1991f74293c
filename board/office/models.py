"""What people report to the office, and the files from which it brings postings in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.opportunities.models import Opportunity
from board.vocabulary.words import Kind


class Worry(StrEnum):
    """Why somebody reports a posting."""

    ASKS_MONEY = "asks-money"
    MISLEADING = "misleading"
    UNSAFE = "unsafe"
    UNFAIR = "unfair"
    OVER = "over"
    OTHER = "other"


class Flag(Model):
    """That a person reported a posting, until a coordinator has settled it. Each reports a posting once."""

    __tablename__ = "flags"
    __table_args__ = (
        UniqueConstraint("opportunity_id", "by_id"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    worry: Mapped[Worry]
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[str] = mapped_column(default="")
    """What the coordinator did about it, in a line."""

    opportunity: Mapped[Opportunity] = relationship()
    by: Mapped[User] = relationship(foreign_keys=by_id)


class Import(Model):
    """A file of postings that a coordinator handed in; nothing is written before `written_at`."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    """How the file store finds it; empty once it is imported, when nobody reads the file again."""
    filename: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    written_at: Mapped[datetime | None]
    postings: Mapped[int] = mapped_column(default=0)
    """How many it became."""

    by: Mapped[User] = relationship()


class ImportKind(Model):
    """Which kind a coordinator's own word meant the last time."""

    __tablename__ = "import_kinds"
    __table_args__ = (UniqueConstraint("by_id", "word"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    word: Mapped[str]
    """Without case and punctuation."""
    kind: Mapped[Kind]


class ImportColumn(Model):
    """What a coordinator's own heading became the last time, so that the next file of the same sort is read alike."""

    __tablename__ = "import_columns"
    __table_args__ = (UniqueConstraint("by_id", "heading"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    heading: Mapped[str]
    """Without case and punctuation."""
    column: Mapped[str]
    """Our column, or `-` where it is not used."""


class InvariantCheck(Model):
    """What the worker saw when it looked the last time for what can never be so."""

    __tablename__ = "invariant_checks"

    name: Mapped[str] = mapped_column(primary_key=True)
    """There is one row."""
    at: Mapped[datetime]
    invariants: Mapped[int]
    """How many were looked for."""
    broken: Mapped[int]
    """How many places were found."""
    findings: Mapped[list[list[str]]] = mapped_column(JSON)
    """Those shown: what always holds, where it does not, and what to do. They hold ids and no names."""
