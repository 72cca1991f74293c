"""How a posting chooses: its rubric, its reviews, who stepped aside, and draft decisions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model


class Selection(Model):
    """What the owners settled about choosing for one posting. No row means: nothing yet, so the defaults hold."""

    __tablename__ = "selections"
    __table_args__ = (CheckConstraint("reviews_each BETWEEN 1 AND 9", name="some_reviews_each"),)

    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"), primary_key=True)
    rubric: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """The criteria as `rubric.Criterion` writes them; empty: the default ones."""
    blind: Mapped[bool] = mapped_column(default=False)
    papers_hidden: Mapped[bool] = mapped_column(default=True)
    """While the reading is blind the files stay closed too: a CV names its writer."""
    reviews_each: Mapped[int] = mapped_column(default=2)
    due_on: Mapped[date | None]
    seed: Mapped[int | None]
    """The number the last assignment of reviewers was drawn with."""


class Review(Model):
    """What one reviewer thinks of one application; without `saved_at` it is still to be written."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("application_id", "reviewer_id"),
        CheckConstraint("total IS NULL OR total BETWEEN 1 AND 5", name="total_in_range"),
        CheckConstraint("NOT (abstained AND total IS NOT NULL)", name="who_abstains_scores_nothing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    assigned_at: Mapped[datetime | None]
    scores: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Key of the criterion → 1 to 5."""
    total: Mapped[float | None]
    """The mean of the scores by their weights."""
    comment: Mapped[str] = mapped_column(default="")
    abstained: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime | None]
    reviewer: Mapped[User] = relationship()

    @property
    def is_saved(self) -> bool:
        """It is written, be it that they abstain."""
        return self.saved_at is not None

    @property
    def reader(self) -> str:
        """Whose it is."""
        return self.reviewer.name


class Recusal(Model):
    """That somebody of the posting stepped aside from one application."""

    __tablename__ = "recusals"
    __table_args__ = (UniqueConstraint("application_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str]
    at: Mapped[datetime]
    user: Mapped[User] = relationship()


class Decision(Model):
    """What the owners decided of an application. Until `released_at` it is a draft: nothing has moved."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index(
            "uq_decisions_draft",
            "application_id",
            unique=True,
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    verb: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    line: Mapped[str] = mapped_column(default="")
    """The owners' own sentence beside the reason; the student reads it once the answer is out."""
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class MessageTemplate(Model):
    """A text that somebody sends to applicants more than once."""

    __tablename__ = "message_templates"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    text: Mapped[str]
