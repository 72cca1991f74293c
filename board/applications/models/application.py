"""Applications and the one table of their moves."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.applications.models.offer import Offer
from board.applications.models.review import Decision, Recusal
from board.kernel.db import Model
from board.kernel.lifecycle import MoveRow
from board.opportunities.models import Opportunity, PostingStanding, PostingState


class ApplicationState(StrEnum):
    """Where an application stands. Students and faculty read different words for the same state."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in-review"
    SHORTLISTED = "shortlisted"
    INTERVIEW = "interview"
    OFFERED = "offered"
    WAITLISTED = "waitlisted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    NOT_SELECTED = "not-selected"
    WITHDRAWN = "withdrawn"
    ON_HOLD = "on-hold"
    """Its student's account is suspended."""


UNDECIDED = (
    ApplicationState.SUBMITTED,
    ApplicationState.IN_REVIEW,
    ApplicationState.SHORTLISTED,
    ApplicationState.INTERVIEW,
    ApplicationState.WAITLISTED,
)
NOT_YET_INVITED = (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW, ApplicationState.SHORTLISTED)
LIVE = (*UNDECIDED, ApplicationState.OFFERED, ApplicationState.ACCEPTED)


def _moves() -> dict[tuple[ApplicationState, str], ApplicationState]:
    moves = {
        (ApplicationState.DRAFT, "submit"): ApplicationState.SUBMITTED,
        (ApplicationState.WITHDRAWN, "submit"): ApplicationState.SUBMITTED,
        (ApplicationState.SUBMITTED, "review"): ApplicationState.IN_REVIEW,
        (ApplicationState.SUBMITTED, "shortlist"): ApplicationState.SHORTLISTED,
        (ApplicationState.IN_REVIEW, "shortlist"): ApplicationState.SHORTLISTED,
        (ApplicationState.SHORTLISTED, "interview"): ApplicationState.INTERVIEW,
        (ApplicationState.OFFERED, "accept"): ApplicationState.ACCEPTED,
        (ApplicationState.OFFERED, "decline"): ApplicationState.DECLINED,
        (ApplicationState.OFFERED, "lapse"): ApplicationState.LAPSED,
    }
    moves |= {(state, "offer"): ApplicationState.OFFERED for state in UNDECIDED}
    moves |= {(state, "reject"): ApplicationState.NOT_SELECTED for state in UNDECIDED}
    moves |= {
        (state, "waitlist"): ApplicationState.WAITLISTED
        for state in UNDECIDED
        if state is not ApplicationState.WAITLISTED
    }
    moves |= {(state, "withdraw"): ApplicationState.WITHDRAWN for state in LIVE}
    moves |= {(state, "hold"): ApplicationState.ON_HOLD for state in (*UNDECIDED, ApplicationState.OFFERED)}
    moves |= {(ApplicationState.ON_HOLD, f"restore-{state.value}"): state for state in UNDECIDED}
    return moves


class ApplicationStanding:
    """What an application answers of itself, the same for a row and for a line of a list."""

    id: Any
    state: Any

    @property
    def reference(self) -> str:
        """What the receipt calls it."""
        return f"R-{self.id:05d}"

    @property
    def is_undecided(self) -> bool:
        """It is sent, and nobody has offered or declined."""
        return self.state in UNDECIDED


class ListedStudent(NamedTuple):
    """Who applied, as a list names them."""

    id: int
    name: str
    email: str
    class_year: str


@dataclass(slots=True)
class ListedApplication(ApplicationStanding):
    """An application as a list shows it: two hundred of them are made of plain columns."""

    id: int
    student_id: int
    state: ApplicationState
    submitted_at: datetime | None
    note: str
    tags: list[str]
    statement: str
    answers: dict[str, Any]
    student: ListedStudent


@dataclass(slots=True)
class BegunApplication(ApplicationStanding):
    """What a card tells a student of the application that they have begun: plain values, read from their columns."""

    id: int
    opportunity_id: int
    state: ApplicationState
    answer_by: datetime | None
    """The first instant at which it is too late to answer the offer; None where there is none."""


@dataclass(slots=True)
class AppliedPosting(PostingStanding):
    """What my day tells of the posting that an application is for."""

    title: str
    state: PostingState
    opens_at: datetime | None
    closes_at: datetime | None
    time_zone: str
    answer_by: date | None


@dataclass(slots=True)
class DayApplication(BegunApplication):
    """An application as my day shows it."""

    opportunity: AppliedPosting


class Application(ApplicationStanding, Model):
    """One student's application for one posting; there is never a second."""

    __tablename__ = "applications"
    __table_args__ = (
        Index("uq_applications_opportunity_id_student_id", "opportunity_id", "student_id", unique=True),
        CheckConstraint("state = 'DRAFT' OR submitted_at IS NOT NULL", name="sent_has_a_date"),
        CheckConstraint("state != 'ACCEPTED' OR decided_at IS NOT NULL", name="accepted_has_a_date"),
    )

    MOVES: ClassVar[dict[tuple[ApplicationState, str], ApplicationState]] = _moves()

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.DRAFT, index=True)
    statement: Mapped[str] = mapped_column(default="")
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Question number as text → answer."""
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """The posters' own note; students never see it."""
    rank: Mapped[int | None]
    """The order on the waiting list, the smallest first; empty for those who do not wait."""
    tags: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    """The posters' own words to sort by; students never see them."""

    attachments: Mapped[list["Attachment"]] = relationship(cascade="all, delete-orphan", order_by="Attachment.paper_id")
    messages: Mapped[list["Message"]] = relationship(order_by="Message.id")
    offers: Mapped[list[Offer]] = relationship(order_by=Offer.id)
    opportunity: Mapped[Opportunity] = relationship()
    student: Mapped[User] = relationship()
    recusals: Mapped[list[Recusal]] = relationship()
    decisions: Mapped[list[Decision]] = relationship(order_by=Decision.id)
    moves: Mapped[list["ApplicationMove"]] = relationship(order_by="ApplicationMove.id")

    @property
    def version(self) -> int:
        """Tells what is saved from what was saved before: the millisecond of it, of some eleven days."""
        return int(self.saved_at.timestamp() * 1000) % 1_000_000_000

    @property
    def offer(self) -> Offer | None:
        """The offer that counts: the last one made."""
        return self.offers[-1] if self.offers else None

    @property
    def answer_by(self) -> datetime | None:
        """The first instant at which it is too late to answer the offer; None where there is none."""
        return self.offer.answer_by if self.offer is not None else None

    @property
    def is_draft(self) -> bool:
        """It is not sent."""
        return self.state is ApplicationState.DRAFT

    @property
    def is_not_yet_invited(self) -> bool:
        """It is read, and neither invited to an interview nor put on the waiting list."""
        return self.state in NOT_YET_INVITED

    @property
    def is_offered(self) -> bool:
        """An offer was made and not answered; its time may be over."""
        return self.state is ApplicationState.OFFERED

    @property
    def is_accepted(self) -> bool:
        """The student has the place."""
        return self.state is ApplicationState.ACCEPTED

    @property
    def is_waitlisted(self) -> bool:
        """It waits for an opening that becomes free."""
        return self.state is ApplicationState.WAITLISTED

    @property
    def is_withdrawn(self) -> bool:
        """The student has stepped back."""
        return self.state is ApplicationState.WITHDRAWN

    def has_open_offer(self, now: datetime) -> bool:
        """An offer waits for the student's answer, and there is time for it."""
        return self.is_offered and self.offer is not None and self.offer.is_open(now)

    def timeline_row(self) -> "ApplicationMove":
        """A new row of this application's timeline."""
        return ApplicationMove(application_id=self.id)


class ApplicationMove(MoveRow, Model):
    """One step of an application."""

    __tablename__ = "application_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)


class Attachment(Model):
    """A file handed in for one of the papers asked for; `name` is how the file store finds it."""

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("application_id", "paper_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"))
    name: Mapped[str]
    filename: Mapped[str]
    at: Mapped[datetime]


class Message(Model):
    """What the posters wrote to an applicant."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    text: Mapped[str]
