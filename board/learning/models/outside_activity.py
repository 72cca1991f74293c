"""What somebody learned elsewhere, with proof."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.kernel.lifecycle import MoveRow
from board.learning.models.activity import Format


class OutsideState(StrEnum):
    """Where an outside activity stands."""

    LOGGED = "logged"
    VERIFIED = "verified"
    RETURNED = "returned"


class OutsideActivity(Model):
    """Logged by whoever took it; verified by a coordinator or the supervisor it names."""

    __tablename__ = "outside_activities"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("state != 'VERIFIED' OR verified_at IS NOT NULL", name="verified_has_a_date"),
    )

    MOVES: ClassVar[dict[tuple[OutsideState, str], OutsideState]] = {
        (OutsideState.LOGGED, "verify"): OutsideState.VERIFIED,
        (OutsideState.LOGGED, "return"): OutsideState.RETURNED,
        (OutsideState.RETURNED, "log-again"): OutsideState.LOGGED,
        (OutsideState.VERIFIED, "log-again"): OutsideState.LOGGED,
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id", ondelete="SET NULL"), index=True)
    """What the catalogue has it as; None for what is not in it."""
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[OutsideState] = mapped_column(default=OutsideState.LOGGED, index=True)
    version: Mapped[int] = mapped_column(default=1)
    """Counted up by every change, so that nobody confirms what they did not read."""
    title: Mapped[str]
    provider: Mapped[str]
    format: Mapped[Format]
    minutes: Mapped[int]
    completed_on: Mapped[date]
    competencies: Mapped[list[str]] = mapped_column(JSON, default=list)
    proof_name: Mapped[str] = mapped_column(default="")
    """The name by which the file store finds the proof."""
    proof_filename: Mapped[str] = mapped_column(default="")
    logged_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    supervisor: Mapped[User | None] = relationship(foreign_keys=[supervisor_id])
    verified_by: Mapped[User | None] = relationship(foreign_keys=[verified_by_id])
    moves: Mapped[list["OutsideMove"]] = relationship(order_by="OutsideMove.id")

    @property
    def is_verified(self) -> bool:
        """It is confirmed, and counts."""
        return self.state is OutsideState.VERIFIED

    @property
    def is_returned(self) -> bool:
        """Something is missing, and it waits to be logged again."""
        return self.state is OutsideState.RETURNED

    def timeline_row(self) -> "OutsideMove":
        """A new row of its timeline."""
        return OutsideMove(outside_id=self.id)


class OutsideMove(MoveRow, Model):
    """One step of an outside activity."""

    __tablename__ = "outside_activity_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    outside_id: Mapped[int] = mapped_column(ForeignKey("outside_activities.id", ondelete="CASCADE"), index=True)
