"""An activity: what it teaches, its pages and its quiz."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.kernel.db import Model
from board.kernel.lifecycle import MoveRow


class Format(StrEnum):
    """How an activity is taken."""

    MODULE = "module"
    LIVE = "live"
    WORKSHOP = "workshop"
    COURSE = "course"
    READING = "reading"

    @property
    def label(self) -> str:
        """In plain words."""
        return _FORMATS[self]


_FORMATS: dict[Format, str] = {
    Format.MODULE: "Online module",
    Format.LIVE: "Live session",
    Format.WORKSHOP: "Workshop",
    Format.COURSE: "Course",
    Format.READING: "Reading",
}


class ActivityState(StrEnum):
    """Where an activity stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Activity(Model):
    """Something to learn, taken here (pages and a quiz) or at its provider's own address (`link`).

    Credit is counted in quarters, since a physician claims it in steps of 0.25; it may only stand beside the provider
    and the provider's own designation statement.
    """

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("pass_mark BETWEEN 1 AND 100", name="pass_mark_is_a_percentage"),
        CheckConstraint("questions_per_try >= 1", name="a_try_asks_something"),
        CheckConstraint(
            "credit_quarters IS NULL OR (credit_quarters > 0 AND provider != '' AND credit_statement != '')",
            name="credit_is_designated",
        ),
    )

    MOVES: ClassVar[dict[tuple[ActivityState, str], ActivityState]] = {
        (ActivityState.DRAFT, "publish"): ActivityState.PUBLISHED,
        (ActivityState.PUBLISHED, "retire"): ActivityState.RETIRED,
        (ActivityState.RETIRED, "publish"): ActivityState.PUBLISHED,
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[ActivityState] = mapped_column(default=ActivityState.DRAFT, index=True)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    slug: Mapped[str | None] = mapped_column(unique=True)
    """By which an activity that comes with the program is recognised; None for one that was written here."""
    title: Mapped[str]
    provider: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    format: Mapped[Format] = mapped_column(default=Format.MODULE)
    minutes: Mapped[int]
    competencies: Mapped[list[str]] = mapped_column(JSON, default=list)
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    link: Mapped[str] = mapped_column(default="")
    expires_on: Mapped[date | None]
    """The last day on which it counts; None: it does not expire."""
    pass_mark: Mapped[int] = mapped_column(default=75)
    """Percent of the questions that must be right."""
    questions_per_try: Mapped[int | None]
    """How many of its questions a try draws, those first that were drawn least; None: all of them."""
    credit_quarters: Mapped[int | None]
    credit_statement: Mapped[str] = mapped_column(default="")

    pages: Mapped[list["ActivityPage"]] = relationship(cascade="all, delete-orphan", order_by="ActivityPage.position")
    questions: Mapped[list["QuizQuestion"]] = relationship(
        cascade="all, delete-orphan", order_by="QuizQuestion.position"
    )

    @property
    def is_published(self) -> bool:
        """It is offered."""
        return self.state is ActivityState.PUBLISHED

    @property
    def is_taken_here(self) -> bool:
        """Its pages and quiz are in Rounds."""
        return not self.link

    @property
    def drawn_count(self) -> int:
        """How many questions a try asks."""
        return min(self.questions_per_try or len(self.questions), len(self.questions))

    @property
    def credit(self) -> float | None:
        """The designated maximum, in credits."""
        return None if self.credit_quarters is None else self.credit_quarters / 4

    def has_expired(self, today: date) -> bool:
        """Too late to begin it."""
        return self.expires_on is not None and today > self.expires_on

    def timeline_row(self) -> "ActivityMove":
        """A new row of this activity's timeline."""
        return ActivityMove(activity_id=self.id)


class ActivityMove(MoveRow, Model):
    """One step in the life of an activity."""

    __tablename__ = "activity_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)


class ActivityPage(Model):
    """One page to read."""

    __tablename__ = "activity_pages"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]


class QuizQuestion(Model):
    """One question of the quiz; right when exactly the right choices are ticked."""

    __tablename__ = "activity_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[str]
    choices: Mapped[list[str]] = mapped_column(JSON)
    right: Mapped[list[int]] = mapped_column(JSON)
    """The numbers of the right choices, counted from 0 in the order of `choices`."""
    takes_several: Mapped[bool] = mapped_column(default=False)
    explanation: Mapped[str] = mapped_column(default="")
