"""A mentor and a mentee, what they agree, and how it ends."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.kernel.lifecycle import MoveRow
from board.mentorship.choices import Frequency, MentorKind
from board.mentorship.models.mentor import Enrolment

if TYPE_CHECKING:
    from board.mentorship.models.meeting import Meeting


class MentorshipState(StrEnum):
    """Where a pair stands."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    ENDED_EARLY = "ended-early"
    LAPSED = "lapsed"
    REFUSED = "refused"
    NOT_CONFIRMED = "not-confirmed"


RUNNING = (MentorshipState.PROPOSED, MentorshipState.ACTIVE, MentorshipState.PAUSED)
"""Those that hold a mentor's place."""


class EndReason(StrEnum):
    """Why a pair ended before its term."""

    GOALS_MET = "goals-met"
    TERM_OVER = "term-over"
    TIME = "time"
    FIT = "fit"
    NO_CONTACT = "no-contact"
    LEFT = "left"
    CONFLICT = "conflict"
    CONCERN = "concern"
    OTHER = "other"


class Mentorship(Model):
    """One mentor and one mentee."""

    __tablename__ = "mentorships"
    __table_args__ = (
        Index(
            "uq_mentorships_one_running",
            "mentee_id",
            "enrolment_id",
            unique=True,
            sqlite_where=text("state IN ('PROPOSED', 'ACTIVE', 'PAUSED')"),
            postgresql_where=text("state IN ('PROPOSED', 'ACTIVE', 'PAUSED')"),
        ),
        CheckConstraint("state IN ('PROPOSED', 'ACTIVE', 'PAUSED') OR ended_at IS NOT NULL", name="over_has_a_date"),
    )

    MOVES: ClassVar[dict[tuple[MentorshipState, str], MentorshipState]] = {
        (MentorshipState.PROPOSED, "confirm"): MentorshipState.ACTIVE,
        (MentorshipState.PROPOSED, "refuse"): MentorshipState.REFUSED,
        (MentorshipState.PROPOSED, "run-out"): MentorshipState.NOT_CONFIRMED,
        (MentorshipState.ACTIVE, "pause"): MentorshipState.PAUSED,
        (MentorshipState.PAUSED, "resume"): MentorshipState.ACTIVE,
        (MentorshipState.ACTIVE, "complete"): MentorshipState.COMPLETED,
        (MentorshipState.PAUSED, "complete"): MentorshipState.COMPLETED,
        (MentorshipState.ACTIVE, "end"): MentorshipState.ENDED_EARLY,
        (MentorshipState.PAUSED, "end"): MentorshipState.ENDED_EARLY,
        (MentorshipState.ACTIVE, "lapse"): MentorshipState.LAPSED,
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    mentee_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id", ondelete="CASCADE"), index=True)
    kind: Mapped[MentorKind]
    state: Mapped[MentorshipState] = mapped_column(default=MentorshipState.ACTIVE, index=True)
    origin: Mapped[str] = mapped_column(default="request")
    """`request`, or `round:7` for the match round it came from."""
    started_at: Mapped[datetime]
    ends_on: Mapped[date] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[EndReason | None]
    end_words: Mapped[str] = mapped_column(default="")
    """For the coordinator; within the first thirty days the partner reads neither reason nor words."""
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    without_fault: Mapped[bool] = mapped_column(default=False)

    contact_at: Mapped[datetime]
    """The last held meeting, or what stands for one: the beginning, a resumption, word that they are in touch."""
    nudged_day: Mapped[int] = mapped_column(default=0)
    coordinator_asked_at: Mapped[datetime | None]
    """When silence reached the coordinator; word from either side clears it."""
    check_in_invited: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """The last check-in that both were asked for."""
    reminded_of_end: Mapped[bool] = mapped_column(default=False)
    paused_by_conflict: Mapped[bool] = mapped_column(default=False)
    frozen_at: Mapped[datetime | None]
    """By a report that somebody is not safe: nothing may be written until it is decided."""

    mentee: Mapped[User] = relationship(foreign_keys=[mentee_id])
    enrolment: Mapped[Enrolment] = relationship()
    moves: Mapped[list["MentorshipMove"]] = relationship(order_by="MentorshipMove.id")
    agreements: Mapped[list["Agreement"]] = relationship(order_by="Agreement.version")
    goals: Mapped[list["Goal"]] = relationship(order_by="Goal.id")
    tasks: Mapped[list["Task"]] = relationship(order_by="Task.due_on, Task.id")
    meetings: Mapped[list["Meeting"]] = relationship(order_by="Meeting.at.desc()", back_populates="mentorship")
    check_ins: Mapped[list["CheckIn"]] = relationship(order_by="CheckIn.id")
    feedback: Mapped[list["Feedback"]] = relationship(order_by="Feedback.id")

    @property
    def mentor(self) -> User:
        """The person on the other side of the mentee."""
        return self.enrolment.user

    @property
    def agreement(self) -> "Agreement":
        """The version that counts, signed or not."""
        return self.agreements[-1]

    @property
    def is_agreed(self) -> bool:
        """Both have signed what counts now."""
        return bool(self.agreements) and self.agreement.is_signed

    @property
    def is_running(self) -> bool:
        """It holds a place."""
        return self.state in RUNNING

    @property
    def waits_for_signature(self) -> bool:
        """It is under way, and one of the two has yet to sign what counts now."""
        return self.state is MentorshipState.ACTIVE and not self.is_agreed

    @property
    def shared_reason(self) -> EndReason | None:
        """Why it ended early, as both may read it: not in the days without fault, and never a concern."""
        if self.state is not MentorshipState.ENDED_EARLY or self.without_fault:
            return None
        return None if self.end_reason is EndReason.CONCERN else self.end_reason

    def partner_of(self, user_id: int) -> User:
        """The other of the two."""
        return self.mentor if user_id == self.mentee_id else self.mentee

    def timeline_row(self) -> "MentorshipMove":
        """A new row of this pair's timeline."""
        return MentorshipMove(mentorship_id=self.id)


class MentorshipMove(MoveRow, Model):
    """One step of a pair."""

    __tablename__ = "mentorship_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorships.id", ondelete="CASCADE"), index=True)


class Agreement(Model):
    """What both hold themselves to. A new version asks both again; the old text stays."""

    __tablename__ = "agreements"
    __table_args__ = (UniqueConstraint("mentorship_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorships.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    aims: Mapped[str]
    frequency: Mapped[Frequency]
    channel: Mapped[str]
    confidentiality: Mapped[str]
    ends_on: Mapped[date]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    written_at: Mapped[datetime]
    mentee_signed_at: Mapped[datetime | None]
    mentor_signed_at: Mapped[datetime | None]

    @property
    def is_signed(self) -> bool:
        """By both."""
        return self.mentee_signed_at is not None and self.mentor_signed_at is not None


class Goal(Model):
    """Something the pair works toward: open until it is done or dropped."""

    __tablename__ = "mentorship_goals"

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorships.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]


class Task(Model):
    """Something one of the two does by a day."""

    __tablename__ = "mentorship_tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorships.id", ondelete="CASCADE"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    text: Mapped[str]
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]


class CheckIn(Model):
    """How one side says it goes. The partner never reads it."""

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("mentorship_id", "author_id", "point"),
        CheckConstraint(
            "meeting BETWEEN 1 AND 5 AND useful BETWEEN 1 AND 5 AND fit BETWEEN 1 AND 5", name="one_to_five"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorships.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    point: Mapped[str]
    """`week-2`, `middle` or `end`."""
    meeting: Mapped[int]
    useful: Mapped[int]
    fit: Mapped[int]
    words: Mapped[str] = mapped_column(default="")
    contact_me: Mapped[bool] = mapped_column(default=False)
    contacted_at: Mapped[datetime | None]
    at: Mapped[datetime]

    author: Mapped[User] = relationship()


class Feedback(Model):
    """What one side says after the end."""

    __tablename__ = "mentorship_feedback"
    __table_args__ = (
        UniqueConstraint("mentorship_id", "author_id"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="one_to_five"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorships.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    rating: Mapped[int]
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
