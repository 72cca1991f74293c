"""Placements, the table of their moves, and the hours that were worked."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.kernel.lifecycle import MoveRow
from board.opportunities.models import Opportunity


class PlacementState(StrEnum):
    """Where a placement stands. It is complete when both sides have said so."""

    ACCEPTED = "accepted"
    STARTED = "started"
    STUDENT_CONFIRMED = "student-confirmed"
    HOST_CONFIRMED = "host-confirmed"
    COMPLETED = "completed"
    ENDED_EARLY = "ended-early"


UNDER_WAY = (PlacementState.STARTED, PlacementState.STUDENT_CONFIRMED, PlacementState.HOST_CONFIRMED)
LIVE = (PlacementState.ACCEPTED, *UNDER_WAY)
HOURS_LINK = "hours"
"""The purpose that the link in a supervisor's email is signed for."""


class Placement(Model):
    """One student's time in one role."""

    __tablename__ = "placements"
    __table_args__ = (
        CheckConstraint("state != 'COMPLETED' OR completed_at IS NOT NULL", name="completed_has_a_date"),
        CheckConstraint(
            "state = 'ACCEPTED' OR state = 'ENDED_EARLY' OR started_on IS NOT NULL", name="begun_has_a_day"
        ),
        CheckConstraint("ended_on IS NULL OR started_on IS NULL OR started_on <= ended_on", name="days_in_order"),
    )

    MOVES: ClassVar[dict[tuple[PlacementState, str], PlacementState]] = {
        (PlacementState.ACCEPTED, "start"): PlacementState.STARTED,
        (PlacementState.STARTED, "student-confirm"): PlacementState.STUDENT_CONFIRMED,
        (PlacementState.STARTED, "host-confirm"): PlacementState.HOST_CONFIRMED,
        (PlacementState.HOST_CONFIRMED, "student-confirm"): PlacementState.COMPLETED,
        (PlacementState.STUDENT_CONFIRMED, "host-confirm"): PlacementState.COMPLETED,
        (PlacementState.HOST_CONFIRMED, "student-object"): PlacementState.STARTED,
        (PlacementState.STUDENT_CONFIRMED, "host-object"): PlacementState.STARTED,
        **{(state, "end-early"): PlacementState.ENDED_EARLY for state in LIVE},
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    taken_by_id: Mapped[int] = mapped_column(ForeignKey("application_moves.id", ondelete="CASCADE"), unique=True)
    """The step that took the place: it begins one placement, however often it is told."""
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"), index=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    state: Mapped[PlacementState] = mapped_column(default=PlacementState.ACCEPTED, index=True)
    supervisor: Mapped[str] = mapped_column(default="")
    supervisor_email: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    completed_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    """When both sides were asked whether it is finished, its term being over."""

    opportunity: Mapped[Opportunity] = relationship()
    student: Mapped[User] = relationship()
    hours: Mapped[list["HoursEntry"]] = relationship(order_by="HoursEntry.day.desc(), HoursEntry.id.desc()")
    moves: Mapped[list["PlacementMove"]] = relationship(order_by="PlacementMove.id")

    @property
    def is_under_way(self) -> bool:
        """It has begun, and one of the two has yet to say that it is finished."""
        return self.state in UNDER_WAY

    @property
    def is_over(self) -> bool:
        """Completed, or ended before."""
        return self.state not in LIVE

    @property
    def approved_minutes(self) -> int:
        """What the supervisor has vouched for."""
        return sum(hour.minutes for hour in self.hours if hour.approved_at)

    @property
    def waiting(self) -> list["HoursEntry"]:
        """Entries that wait for the supervisor."""
        return [hour for hour in self.hours if not hour.approved_at and not hour.returned]

    def timeline_row(self) -> "PlacementMove":
        """A new row of this placement's timeline."""
        return PlacementMove(placement_id=self.id)


class PlacementMove(MoveRow, Model):
    """One step of a placement."""

    __tablename__ = "placement_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id", ondelete="CASCADE"), index=True)


class HoursEntry(Model):
    """What was done on a day and how long it took.

    Once it is approved only the host's side corrects it, with a reason that stays beside it.
    """

    __tablename__ = "placement_hours"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 15 AND 1440", name="within_a_day"),
        CheckConstraint("approved_at IS NULL OR returned = ''", name="approved_or_returned"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placements.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    minutes: Mapped[int]
    what: Mapped[str]
    logged_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(default="")
    """The name of whoever vouched for it; a supervisor may have no account."""
    approved_email: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """From which address; the host's side sees it."""
    returned: Mapped[str] = mapped_column(default="")
    """Why the supervisor sent it back; empty when it was not."""
    corrected_at: Mapped[datetime | None]
    """When what had been approved was corrected or its approval withdrawn, last."""
    corrected_by: Mapped[str] = mapped_column(default="", server_default=text("''"))
    correction: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """What was corrected and why, as both sides read it; the newest first, where it was more than once."""

    @property
    def correction_mark(self) -> str:
        """Tells whether it was corrected since somebody read it."""
        return f"{self.minutes} {self.corrected_at.isoformat() if self.corrected_at else ''}".strip()
