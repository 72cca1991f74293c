"""Opportunities, their life, and what they ask for."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    case,
    false,
    or_,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.kernel.lifecycle import MoveRow
from board.kernel.revised import Revised
from board.organisations.models import Organisation
from board.vocabulary.words import Kind


class PostingState(StrEnum):
    """Where a posting stands by what people decided. What the calendar decides is `PostingStatus`."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    CHANGES_ASKED = "changes-asked"
    PUBLISHED = "published"
    FILLED = "filled"
    NOT_FILLED = "not-filled"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"
    ON_HOLD = "on-hold"
    """Nobody who owns it may come in: it takes no applications until the office gives it an owner."""


class PostingStatus(StrEnum):
    """What people see: the state, and for a published posting what its dates make of it."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    CHANGES_ASKED = "changes-asked"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    FILLED = "filled"
    NOT_FILLED = "not-filled"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"
    ON_HOLD = "on-hold"


PUBLIC = (
    PostingState.PUBLISHED,
    PostingState.FILLED,
    PostingState.NOT_FILLED,
    PostingState.CANCELLED,
    PostingState.ARCHIVED,
    PostingState.ON_HOLD,
)
"""States whose page anybody may open; expired pages stay."""


class PlaceMode(StrEnum):
    """Where the work is done."""

    ON_SITE = "on-site"
    HYBRID = "hybrid"
    REMOTE = "remote"


class Pay(StrEnum):
    """What the work gives besides itself."""

    NONE = "none"
    EXPENSES = "expenses"
    STIPEND = "stipend"
    COURSE_CREDIT = "course-credit"


class PostingRole(StrEnum):
    """What a person is to a posting."""

    OWNER = "owner"
    CO_OWNER = "co-owner"
    REVIEWER = "reviewer"


class Openings(NamedTuple):
    """How many openings a posting has, and how many of them are accepted or held by an offer."""

    total: int | None
    """None where it is not stated: then it is never full."""
    accepted: int
    offered: int

    @property
    def free(self) -> int | None:
        """Neither accepted nor offered; None where the total is not stated."""
        return None if self.total is None else max(0, self.total - self.accepted - self.offered)

    @property
    def is_overbooked(self) -> bool:
        """More are accepted and offered than there are: the first who accept have them."""
        return self.total is not None and self.accepted + self.offered > self.total

    @property
    def held(self) -> int:
        """How many offers hold an opening for the person they were made to: none where there are too many."""
        return 0 if self.is_overbooked else self.offered

    @property
    def is_filled(self) -> bool:
        """Every one of them is accepted."""
        return self.total is not None and self.accepted >= self.total


class PostingStanding:
    """How a posting stands at an instant, by a few of its columns: the same for a row and for a line of a list."""

    state: Any
    opens_at: Any
    closes_at: Any
    seats: Any
    seats_taken: Any
    seats_offered: Any

    def status_at(self, now: datetime) -> PostingStatus:
        """The state as people see it at this instant."""
        if self.state is not PostingState.PUBLISHED:
            return PostingStatus(self.state.value)
        if self.opens_at is not None and now < self.opens_at:
            return PostingStatus.SCHEDULED
        if self.closes_at is not None and now >= self.closes_at:
            return PostingStatus.CLOSED
        return PostingStatus.OPEN

    def is_open(self, now: datetime) -> bool:
        """It takes applications at this instant."""
        return self.status_at(now) is PostingStatus.OPEN

    @property
    def is_being_written(self) -> bool:
        """Its people have not sent it on yet: what is empty was not said on purpose."""
        return self.state in (PostingState.DRAFT, PostingState.CHANGES_ASKED)

    @property
    def openings(self) -> Openings:
        """How its openings stand: the one count that every page shows."""
        return Openings(self.seats, self.seats_taken, self.seats_offered)


@dataclass(slots=True)
class ListedPosting(PostingStanding):
    """What a list shows of a posting: plain values, read from their columns alone."""

    id: int
    state: PostingState
    title: str
    summary: str
    host: str
    kind: Kind
    competencies: list[str]
    place: str
    place_mode: PlaceMode | None
    hours_from: int | None
    hours_to: int | None
    seats: int | None
    seats_taken: int
    seats_offered: int
    alternates: int
    pay: Pay | None
    pay_amount: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    is_deadline_unstated: bool
    time_zone: str
    areas: list[str] = field(default_factory=list)
    """These are read where fit is asked for, and are empty elsewhere."""
    tags: list[str] = field(default_factory=list)
    class_years: list[str] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)


class Opportunity(PostingStanding, Revised, Model):
    """One posting."""

    __tablename__ = "opportunities"
    __table_args__ = (
        CheckConstraint("seats >= 1 AND alternates >= 0", name="places_make_sense"),
        CheckConstraint("seats_taken BETWEEN 0 AND seats", name="never_oversold"),
        CheckConstraint("seats_offered >= 0", name="offers_are_counted"),
        CheckConstraint("hours_from IS NULL OR hours_to IS NULL OR hours_from <= hours_to", name="hours_in_order"),
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("closes_at IS NULL OR NOT is_deadline_unstated", name="a_deadline_is_stated"),
        CheckConstraint("term_starts IS NULL OR term_ends IS NULL OR term_starts <= term_ends", name="term_in_order"),
        CheckConstraint("pay_amount IS NULL OR COALESCE(pay, '') = 'STIPEND'", name="only_a_stipend_has_an_amount"),
        CheckConstraint("state != 'PUBLISHED' OR published_at IS NOT NULL", name="published_has_a_date"),
        Index(
            "ix_opportunities_soonest_first", "state", "closes_at", "is_deadline_unstated", "id", "opens_at"
        ),  # all that tells what is open, in the order in which it is listed
    )

    FOLLOWED: ClassVar[tuple[str, ...]] = (
        "published_at", "title", "summary", "description", "host", "kind", "areas", "competencies", "aims", "tags",
        "place", "place_mode", "hours_from", "hours_to", "days_away", "term_starts", "term_ends", "seats", "alternates",
        "pay", "pay_amount", "class_years", "programmes", "good_standing", "membership", "approval_needed",
        "eligibility_note", "opens_at", "closes_at", "is_deadline_unstated", "time_zone", "answer_by", "supervisor",
        "contact", "link",
    )  # fmt: skip
    """What moves the posting's dates in feeds and calendars when it changes (`board.kernel.revised`)."""
    MOVES: ClassVar[dict[tuple[PostingState, str], PostingState]] = {
        (PostingState.DRAFT, "submit"): PostingState.IN_REVIEW,
        (PostingState.CHANGES_ASKED, "submit"): PostingState.IN_REVIEW,
        (PostingState.DRAFT, "publish"): PostingState.PUBLISHED,
        (PostingState.CHANGES_ASKED, "publish"): PostingState.PUBLISHED,
        (PostingState.IN_REVIEW, "publish"): PostingState.PUBLISHED,
        (PostingState.IN_REVIEW, "ask-changes"): PostingState.CHANGES_ASKED,
        (PostingState.PUBLISHED, "fill"): PostingState.FILLED,
        (PostingState.FILLED, "reopen"): PostingState.PUBLISHED,
        (PostingState.PUBLISHED, "give-up"): PostingState.NOT_FILLED,
        (PostingState.DRAFT, "cancel"): PostingState.CANCELLED,
        (PostingState.IN_REVIEW, "cancel"): PostingState.CANCELLED,
        (PostingState.CHANGES_ASKED, "cancel"): PostingState.CANCELLED,
        (PostingState.PUBLISHED, "cancel"): PostingState.CANCELLED,
        (PostingState.PUBLISHED, "hold"): PostingState.ON_HOLD,
        (PostingState.ON_HOLD, "release"): PostingState.PUBLISHED,
        (PostingState.ON_HOLD, "cancel"): PostingState.CANCELLED,
        (PostingState.FILLED, "archive"): PostingState.ARCHIVED,
        (PostingState.NOT_FILLED, "archive"): PostingState.ARCHIVED,
        (PostingState.CANCELLED, "archive"): PostingState.ARCHIVED,
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[PostingState] = mapped_column(default=PostingState.DRAFT, index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(index=True)
    published_at: Mapped[datetime | None] = mapped_column(index=True)

    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    host: Mapped[str] = mapped_column(default="", index=True)
    kind: Mapped[Kind]
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    competencies: Mapped[list[str]] = mapped_column(JSON, default=list)
    aims: Mapped[list[str]] = mapped_column(JSON, default=list)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)

    place: Mapped[str] = mapped_column(default="")
    place_mode: Mapped[PlaceMode | None]
    """None, as in `pay`, `seats` and the hours: nobody has stated it, and no page says otherwise."""
    hours_from: Mapped[int | None]
    hours_to: Mapped[int | None]
    days_away: Mapped[int | None]
    term_starts: Mapped[date | None]
    term_ends: Mapped[date | None]
    seats: Mapped[int | None]
    seats_taken: Mapped[int] = mapped_column(default=0)
    seats_offered: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Offers that wait for an answer. Like `seats_taken` it is moved by the statement that makes or settles one."""
    alternates: Mapped[int] = mapped_column(default=0)
    pay: Mapped[Pay | None]
    pay_amount: Mapped[int | None]

    class_years: Mapped[list[str]] = mapped_column(JSON, default=list)
    programmes: Mapped[list[str]] = mapped_column(JSON, default=list)
    good_standing: Mapped[bool] = mapped_column(default=False)
    membership: Mapped[str] = mapped_column(default="")
    approval_needed: Mapped[bool] = mapped_column(default=False)
    eligibility_note: Mapped[str] = mapped_column(default="")

    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None] = mapped_column(index=True)
    """The first instant at which it is too late; None: rolling, or not stated."""
    is_deadline_unstated: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Nobody has said until when one may apply, nor that it is rolling."""
    time_zone: Mapped[str] = mapped_column(default="")
    """The zone the deadline is told in, when it is not the school's."""
    answer_by: Mapped[date | None]
    supervisor: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    source_key: Mapped[str | None] = mapped_column(unique=True)
    """What an import recognises a row by; None for a posting written here."""
    last_checked: Mapped[date | None]
    chased_at: Mapped[datetime | None]
    """When its owners were asked what became of it; empty again when its end is moved."""
    opening_told_at: Mapped[datetime | None]
    """When those who saved it beforehand were told that it has opened."""

    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"), index=True)
    """In whose name it is posted: then its officers own it within their terms, and its adviser approves it."""

    organisation: Mapped[Organisation | None] = relationship()
    papers: Mapped[list["Paper"]] = relationship(cascade="all, delete-orphan", order_by="Paper.position")
    questions: Mapped[list["Question"]] = relationship(cascade="all, delete-orphan", order_by="Question.position")
    people: Mapped[list["Involvement"]] = relationship(cascade="all, delete-orphan")
    moves: Mapped[list["OpportunityMove"]] = relationship(order_by="OpportunityMove.id")

    @hybrid_method
    def status(self, now: datetime) -> PostingStatus:
        """The state as people see it at this instant."""
        return self.status_at(now)

    @status.expression  # type: ignore[no-redef]  # the same name in SQL, as SQLAlchemy wants it
    @classmethod
    def status(cls, now: datetime | ColumnElement[datetime]) -> ColumnElement[str]:
        """The same, for the database."""
        published = [
            *((cls.state == state, state.value) for state in PostingState if state is not PostingState.PUBLISHED),
            (cls.opens_at > now, PostingStatus.SCHEDULED.value),
            (cls.closes_at <= now, PostingStatus.CLOSED.value),
        ]
        return case(*published, else_=PostingStatus.OPEN.value)

    @classmethod
    def takes_applications(cls, now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
        """That the status is open, for the database: it finds these by the state, and works out no status for each."""
        has_opened = or_(cls.opens_at.is_(None), cls.opens_at <= now)
        return and_(cls.state == PostingState.PUBLISHED, has_opened, or_(cls.closes_at.is_(None), cls.closes_at > now))

    def is_scheduled(self, now: datetime) -> bool:
        """It is on the board, and opens later."""
        return self.status(now) is PostingStatus.SCHEDULED

    def is_current(self, now: datetime) -> bool:
        """It takes applications, or will."""
        return self.is_open(now) or self.is_scheduled(now)

    @property
    def is_published(self) -> bool:
        """It is on the board, whatever its dates say."""
        return self.state is PostingState.PUBLISHED

    @property
    def is_sent_back(self) -> bool:
        """A coordinator asks for a change before it goes on the board."""
        return self.state is PostingState.CHANGES_ASKED

    @property
    def is_on_hold(self) -> bool:
        """Nobody who owns it may come in."""
        return self.state is PostingState.ON_HOLD

    @property
    def is_called_off(self) -> bool:
        """Its people have called it off."""
        return self.state is PostingState.CANCELLED

    @property
    def began_at(self) -> datetime | None:
        """When it came on the board: published, and open."""
        times = [at for at in (self.published_at, self.opens_at) if at is not None]
        return max(times) if self.published_at is not None else None

    def timeline_row(self) -> "OpportunityMove":
        """A new row of this posting's timeline."""
        return OpportunityMove(opportunity_id=self.id)


class OpportunityMove(MoveRow, Model):
    """One step in the life of a posting."""

    __tablename__ = "opportunity_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"), index=True)


class Involvement(Model):
    """That a person owns, co-owns or reviews a posting."""

    __tablename__ = "involvements"
    __table_args__ = (UniqueConstraint("opportunity_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    part: Mapped[PostingRole]
    user: Mapped[User] = relationship()

    @property
    def is_owner(self) -> bool:
        """They posted it; there is one."""
        return self.part is PostingRole.OWNER

    @property
    def is_reviewer(self) -> bool:
        """They read and score, and decide nothing."""
        return self.part is PostingRole.REVIEWER


STATEMENT = "statement"
"""The kind of paper that is written in the form itself, not handed in as a file."""


class Paper(Model):
    """A paper that applicants hand in."""

    __tablename__ = "papers"

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    label: Mapped[str]
    kind: Mapped[str]
    required: Mapped[bool] = mapped_column(default=True)
    limit_words: Mapped[int | None]

    @property
    def is_file(self) -> bool:
        """It is handed in as a PDF; a statement is written in the form itself."""
        return self.kind != STATEMENT

    @property
    def is_cv(self) -> bool:
        """The CV on file may be handed in for it."""
        return self.kind == "cv"


class Question(Model):
    """A question that applicants answer. `choices` is empty but for the kind `choice`."""

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[str]
    kind: Mapped[str]
    required: Mapped[bool] = mapped_column(default=True)
    limit_words: Mapped[int | None]
    choices: Mapped[list[Any]] = mapped_column(JSON, default=list)

    @property
    def options(self) -> list[Any]:
        """What the answer is chosen from; empty where it is written."""
        return self.choices or ["Yes", "No"] if self.kind in ("choice", "yes-no") else []

    @property
    def lines(self) -> int:
        """How many lines its field shows."""
        return 5 if self.kind == "long" else 2


class SavedPosting(Model):
    """That a person keeps a posting, with a note only they read."""

    __tablename__ = "saved_opportunities"
    __table_args__ = (UniqueConstraint("user_id", "opportunity_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"), index=True)
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """When it was taken off the list; saved again, its note is there again."""
    opportunity: Mapped[Opportunity] = relationship(lazy="raise_on_sql")
