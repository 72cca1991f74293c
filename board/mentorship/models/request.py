"""Asking a mentor, and the one table of what becomes of it."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.kernel.lifecycle import MoveRow
from board.mentorship.models.mentor import Enrolment


class RequestState(StrEnum):
    """Where a request stands."""

    SENT = "sent"
    INFO_ASKED = "info-asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    CLOSED_FULL = "closed-full"
    CLOSED_AWAY = "closed-away"
    """One of the two may not come in now."""


OPEN = (RequestState.SENT, RequestState.INFO_ASKED)
"""Still waiting for somebody."""


class DeclineReason(StrEnum):
    """Why a mentor says no."""

    NO_TIME = "no-time"
    NOT_MY_FIELD = "not-my-field"
    OTHER_MENTOR = "other-mentor"
    CONFLICT = "conflict"
    OTHER = "other"


def _moves() -> dict[tuple[RequestState, str], RequestState]:
    moves = {
        (RequestState.SENT, "ask"): RequestState.INFO_ASKED,
        (RequestState.INFO_ASKED, "tell"): RequestState.SENT,
        (RequestState.INFO_ASKED, "resume"): RequestState.SENT,
        (RequestState.SENT, "expire"): RequestState.EXPIRED,
    }
    for state in OPEN:
        moves |= {
            (state, "accept"): RequestState.ACCEPTED,
            (state, "decline"): RequestState.DECLINED,
            (state, "withdraw"): RequestState.WITHDRAWN,
            (state, "supersede"): RequestState.SUPERSEDED,
            (state, "close-full"): RequestState.CLOSED_FULL,
            (state, "close-away"): RequestState.CLOSED_AWAY,
        }
    return moves


class MentorRequest(Model):
    """One question of one student to one mentor."""

    __tablename__ = "mentor_requests"
    __table_args__ = (
        Index(
            "uq_mentor_requests_one_open",
            "mentee_id",
            "enrolment_id",
            unique=True,
            sqlite_where=text("state IN ('SENT', 'INFO_ASKED')"),
            postgresql_where=text("state IN ('SENT', 'INFO_ASKED')"),
        ),
        CheckConstraint("state IN ('SENT', 'INFO_ASKED') OR answered_at IS NOT NULL", name="settled_has_a_date"),
        CheckConstraint("state != 'DECLINED' OR decline_reason IS NOT NULL", name="declined_has_a_reason"),
    )

    MOVES: ClassVar[dict[tuple[RequestState, str], RequestState]] = _moves()

    id: Mapped[int] = mapped_column(primary_key=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id", ondelete="CASCADE"), index=True)
    state: Mapped[RequestState] = mapped_column(default=RequestState.SENT, index=True)
    goal: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    """The instant at which it runs out; moved on by as long as the clock stood still."""
    reminded_day: Mapped[int] = mapped_column(default=0)
    """The day of the last reminder."""
    asked_at: Mapped[datetime | None]
    """When the mentor asked for more: the clock stands still until the answer."""
    question: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    """When it was settled, whoever settled it."""
    decline_reason: Mapped[DeclineReason | None]
    decline_words: Mapped[str] = mapped_column(default="")
    mentorship_id: Mapped[int | None] = mapped_column(ForeignKey("mentorships.id", ondelete="SET NULL"))

    mentee: Mapped[User] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    moves: Mapped[list["RequestMove"]] = relationship(order_by="RequestMove.id")

    @property
    def is_open(self) -> bool:
        """Somebody still waits."""
        return self.state in OPEN

    @property
    def waits_for_mentor(self) -> bool:
        """The mentor has to answer, and the clock runs."""
        return self.state is RequestState.SENT

    @property
    def waits_for_mentee(self) -> bool:
        """The mentor has asked for more, and the clock stands still."""
        return self.state is RequestState.INFO_ASKED

    @property
    def is_declined(self) -> bool:
        """The mentor said no."""
        return self.state is RequestState.DECLINED

    def timeline_row(self) -> "RequestMove":
        """A new row of this request's timeline."""
        return RequestMove(request_id=self.id)


class RequestMove(MoveRow, Model):
    """One step of a request."""

    __tablename__ = "mentor_request_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("mentor_requests.id", ondelete="CASCADE"), index=True)
