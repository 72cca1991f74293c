"""Taking an activity: how far one is, each try of the quiz, and the certificate."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel import clock
from board.kernel.db import Model
from board.learning.models.activity import Activity
from board.learning.quiz import AskedQuestion


class Progress(Model):
    """That a person takes an activity; one row however often they come back."""

    __tablename__ = "takings"
    __table_args__ = (UniqueConstraint("user_id", "activity_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime]
    pages_read: Mapped[int] = mapped_column(default=0)
    """How many pages, from the first on, were read to the end."""
    passed_at: Mapped[datetime | None] = mapped_column(index=True)

    activity: Mapped[Activity] = relationship()
    user: Mapped[User] = relationship()
    attempts: Mapped[list["Attempt"]] = relationship(order_by="Attempt.number")


class Attempt(Model):
    """One try of the quiz, kept as it was asked: what coordinators change afterwards changes no try."""

    __tablename__ = "quiz_attempts"
    __table_args__ = (
        UniqueConstraint("taking_id", "number"),
        CheckConstraint("submitted_at IS NULL OR percent BETWEEN 0 AND 100", name="submitted_has_a_percentage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    taking_id: Mapped[int] = mapped_column(ForeignKey("takings.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    seed: Mapped[int]
    """It fixed the order of the questions and of their choices."""
    asked: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default="[]")
    """The questions as they are shown, each as an `AskedQuestion`."""
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Question number as text → the places of the ticked choices; before it is handed in, those ticked so far."""
    percent: Mapped[int | None]
    pass_mark: Mapped[int]
    """The mark that was told before this try began."""

    @property
    def questions(self) -> list[AskedQuestion]:
        """What this try asks, in its order."""
        return [AskedQuestion(**item) for item in self.asked]

    @property
    def has_passed(self) -> bool:
        """Enough was right."""
        return self.percent is not None and self.percent >= self.pass_mark


class Certificate(Model):
    """What a passed activity is shown by. It says what was true on the day; a correction supersedes it."""

    __tablename__ = "certificates"
    __table_args__ = (
        Index(
            "uq_certificates_in_force",
            "user_id",
            "activity_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    title: Mapped[str]
    provider: Mapped[str]
    format: Mapped[str]
    minutes: Mapped[int]
    credit_statement: Mapped[str]
    """What the provider designated, in the provider's words; empty when nothing was."""
    credit_quarters: Mapped[int | None]
    """The most that a physician claims for it. Designated before it was passed, or not at all."""
    issued_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"))

    activity: Mapped[Activity] = relationship()

    @property
    def issued_on(self) -> date:
        """The day that it names."""
        return clock.day(self.issued_at)

    @property
    def credit(self) -> float:
        """The designated maximum, in credits."""
        return (self.credit_quarters or 0) / 4


class CreditClaim(Model):
    """A physician's own claim, in quarters of a credit. Corrected by a new row, never rewritten."""

    __tablename__ = "credit_claims"
    __table_args__ = (
        CheckConstraint("quarters >= 0", name="quarters_not_negative"),
        Index(
            "uq_credit_claims_in_force",
            "user_id",
            "activity_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    quarters: Mapped[int]
    at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("credit_claims.id"))

    activity: Mapped[Activity] = relationship()

    @property
    def credits(self) -> float:
        """In credits."""
        return self.quarters / 4


class Assignment(Model):
    """That a class year is to take an activity by a day."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("activity_id", "class_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"))
    class_year: Mapped[str] = mapped_column(index=True)
    due_on: Mapped[date] = mapped_column(index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    times_moved: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How often its day was moved: each time is news."""

    activity: Mapped[Activity] = relationship()
