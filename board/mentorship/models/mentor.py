"""A person as a mentor."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import Profile, User
from board.kernel.db import Model
from board.kernel.lifecycle import MoveRow
from board.mentorship.choices import Frequency, MentorKind, Style


class EnrolmentState(StrEnum):
    """Where a mentor stands. Only an approved one is listed, asked or matched."""

    APPLIED = "applied"
    APPROVED = "approved"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"


class MentorStanding:
    """What a mentor's profile answers of itself, the same for a row and for a line of a list."""

    areas: Any
    competencies: Any
    offers: Any
    capacity: Any
    places_taken: Any

    @property
    def places_left(self) -> int:
        """Mentees that could still come. Lowering the capacity sends nobody away, so it is never below nothing."""
        left: int = self.capacity - self.places_taken
        return max(0, left)

    @property
    def topics(self) -> list[str]:
        """Everything a mentee may want of this mentor."""
        return [*self.areas, *self.competencies, *self.offers]


@dataclass(slots=True)
class ListedPerson(Profile):
    """Who a mentor is, as a list names them."""

    name: str
    title: str
    class_year: str
    hides: list[str]


@dataclass(slots=True)
class ListedMentor(MentorStanding):
    """What the directory reads of a mentor: plain values, read from their columns alone."""

    user: ListedPerson
    id: int
    user_id: int
    kind: MentorKind
    state: EnrolmentState
    areas: list[str]
    competencies: list[str]
    offers: list[str]
    specialties: list[str]
    languages: list[str]
    channels: list[str]
    times: list[str]
    frequency: Frequency | None
    style: Style | None
    about: str
    backgrounds: list[str]
    pair_by_background: bool
    capacity: int
    places_taken: int


class Enrolment(MentorStanding, Model):
    """A mentor's profile: what they offer, how they meet, how many they take. One for each person."""

    __tablename__ = "enrolments"
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 0 AND 8", name="capacity_makes_sense"),
        CheckConstraint("places_taken >= 0", name="places_taken_makes_sense"),
    )

    MOVES: ClassVar[dict[tuple[EnrolmentState, str], EnrolmentState]] = {
        (EnrolmentState.APPLIED, "approve"): EnrolmentState.APPROVED,
        (EnrolmentState.APPROVED, "pause"): EnrolmentState.PAUSED,
        (EnrolmentState.PAUSED, "resume"): EnrolmentState.APPROVED,
        (EnrolmentState.APPLIED, "withdraw"): EnrolmentState.WITHDRAWN,
        (EnrolmentState.APPROVED, "withdraw"): EnrolmentState.WITHDRAWN,
        (EnrolmentState.PAUSED, "withdraw"): EnrolmentState.WITHDRAWN,
        (EnrolmentState.WITHDRAWN, "apply"): EnrolmentState.APPLIED,
        (EnrolmentState.APPROVED, "suspend"): EnrolmentState.SUSPENDED,
        (EnrolmentState.PAUSED, "suspend"): EnrolmentState.SUSPENDED,
        (EnrolmentState.SUSPENDED, "reinstate"): EnrolmentState.APPROVED,
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    kind: Mapped[MentorKind]
    state: Mapped[EnrolmentState] = mapped_column(default=EnrolmentState.APPLIED, index=True)
    created_at: Mapped[datetime]

    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    competencies: Mapped[list[str]] = mapped_column(JSON, default=list)
    offers: Mapped[list[str]] = mapped_column(JSON, default=list)
    specialties: Mapped[list[str]] = mapped_column(JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    channels: Mapped[list[str]] = mapped_column(JSON, default=list)
    times: Mapped[list[str]] = mapped_column(JSON, default=list)
    frequency: Mapped[Frequency | None]
    style: Mapped[Style | None]
    about: Mapped[str] = mapped_column(default="")
    backgrounds: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Said by the mentor; read by nobody but a mentee who asked for the same, and only where `pair_by_background`."""
    pair_by_background: Mapped[bool] = mapped_column(default=False)

    capacity: Mapped[int] = mapped_column(default=2)
    places_taken: Mapped[int] = mapped_column(default=0)
    """Running pairs and pairs put forward; counted up only by the guarded statement that gives a place."""
    until: Mapped[date | None]
    """The last day on which new mentees are taken."""

    user: Mapped[User] = relationship()
    moves: Mapped[list["EnrolmentMove"]] = relationship(order_by="EnrolmentMove.id")

    @property
    def is_faculty(self) -> bool:
        """Must report some of what they hear."""
        return self.kind is MentorKind.FACULTY

    @property
    def is_withdrawn(self) -> bool:
        """Has left the list, and would apply anew."""
        return self.state is EnrolmentState.WITHDRAWN

    def is_listed(self, today: date) -> bool:
        """Found in the directory, and matched: never while the account is suspended or on directory hold."""
        in_time = self.until is None or today <= self.until
        is_shown = self.user.is_active and not self.user.is_on_hold
        return self.state is EnrolmentState.APPROVED and self.capacity > 0 and in_time and is_shown

    def timeline_row(self) -> "EnrolmentMove":
        """A new row of this mentor's timeline."""
        return EnrolmentMove(enrolment_id=self.id)


class EnrolmentMove(MoveRow, Model):
    """One step of a mentor."""

    __tablename__ = "enrolment_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id", ondelete="CASCADE"), index=True)


class SavedMentor(Model):
    """That a person keeps a mentor in mind."""

    __tablename__ = "saved_mentors"
    __table_args__ = (UniqueConstraint("user_id", "enrolment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    enrolment: Mapped[Enrolment] = relationship()
