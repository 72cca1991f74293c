"""What a run was given and what it gave: kept for good, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.matching.record import Record


class MatchRun(Model):
    """A frozen run. The same input gives the same result on any machine; `matching.record` checks it."""

    __tablename__ = "match_runs"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("match_rounds.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    input: Mapped[str]
    input_hash: Mapped[str]
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    result_hash: Mapped[str]
    code: Mapped[str]
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What had to be left out of the input."""

    @property
    def record(self) -> Record:
        """As the engine keeps it."""
        return Record(self.input, self.input_hash, self.result, self.result_hash, self.code)


class MatchProof(Model):
    """Why one student got this choice and none of those above it."""

    __tablename__ = "match_proofs"
    __table_args__ = (UniqueConstraint("run_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    got: Mapped[str | None]
    rank: Mapped[int | None]
    pinned: Mapped[bool] = mapped_column(default=False)
    missed: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Each missed choice: choice, code, rule, own place in the draw, place of the last who got in."""
    place_in_draw: Mapped[int]


class MatchPin(Model):
    """A pair that the coordinator fixes before the run, with the reason."""

    __tablename__ = "match_pins"
    __table_args__ = (UniqueConstraint("round_id", "mentee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("match_rounds.id", ondelete="CASCADE"), index=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    choice: Mapped[str]
    reason: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    mentee: Mapped[User] = relationship(foreign_keys=[mentee_id])
