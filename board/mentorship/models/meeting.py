"""Meetings of a pair."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.kernel.db import Model
from board.kernel.lifecycle import MoveRow
from board.kernel.revised import Revised
from board.mentorship.models.pair import Mentorship


class MeetingState(StrEnum):
    """What became of a meeting."""

    PLANNED = "planned"
    HELD = "held"
    MISSED_BY_MENTEE = "missed-by-mentee"
    MISSED_BY_MENTOR = "missed-by-mentor"
    CANCELLED = "cancelled"
    DISPUTED = "disputed"


LOGGED = (MeetingState.HELD, MeetingState.MISSED_BY_MENTEE, MeetingState.MISSED_BY_MENTOR)


def _moves() -> dict[tuple[MeetingState, str], MeetingState]:
    logging = {
        "hold": MeetingState.HELD,
        "miss-mentee": MeetingState.MISSED_BY_MENTEE,
        "miss-mentor": MeetingState.MISSED_BY_MENTOR,
        "cancel": MeetingState.CANCELLED,
    }
    moves = {(MeetingState.PLANNED, verb): state for verb, state in logging.items()}
    moves |= {(state, "dispute"): MeetingState.DISPUTED for state in LOGGED}
    moves |= {(MeetingState.DISPUTED, f"settle-{verb}"): state for verb, state in logging.items()}
    return moves


class Meeting(Revised, Model):
    """One meeting. Either logs it; the other may dispute what was logged."""

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 15 AND 240 AND minutes / 15 * 15 = minutes", name="quarters_of_an_hour"),
    )

    FOLLOWED: ClassVar[tuple[str, ...]] = ("at", "minutes", "channel")
    MOVES: ClassVar[dict[tuple[MeetingState, str], MeetingState]] = _moves()

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorships.id", ondelete="CASCADE"), index=True)
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.PLANNED, index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int]
    channel: Mapped[str]
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    agenda: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    """Both read it and both write it."""
    planned_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    logged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    logged_at: Mapped[datetime | None]
    dispute_words: Mapped[str] = mapped_column(default="")
    reminded: Mapped[bool] = mapped_column(default=False)

    mentorship: Mapped[Mentorship] = relationship(back_populates="meetings")
    moves: Mapped[list["MeetingMove"]] = relationship(order_by="MeetingMove.id")
    private_notes: Mapped[list["PrivateNote"]] = relationship()

    @property
    def is_disputed(self) -> bool:
        """What was logged is denied, and a coordinator decides."""
        return self.state is MeetingState.DISPUTED

    def timeline_row(self) -> "MeetingMove":
        """A new row of this meeting's timeline."""
        return MeetingMove(meeting_id=self.id)


class MeetingMove(MoveRow, Model):
    """One step of a meeting."""

    __tablename__ = "meeting_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)


class PrivateNote(Model):
    """What one side keeps about a meeting. Nobody else ever reads it."""

    __tablename__ = "private_notes"
    __table_args__ = (UniqueConstraint("meeting_id", "author_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    at: Mapped[datetime]
