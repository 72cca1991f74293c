"""What a posting's page says besides the posting: how it was changed, and what people asked."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model


class PostingChange(Model):
    """A dated line on the page: what changed after it was published, and why."""

    __tablename__ = "opportunity_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    words: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")


class Enquiry(Model):
    """A question about a posting, asked in private. Its answer is for everybody; who asked is told to nobody."""

    __tablename__ = "enquiries"
    __table_args__ = (
        CheckConstraint("answered_at IS NULL OR answer != ''", name="answered_has_words"),
        CheckConstraint("answered_at IS NULL OR set_aside_at IS NULL", name="answered_or_set_aside"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"), index=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    text: Mapped[str]
    """As it is shown; the posters may reword it, so that nobody is known by their own words."""
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    set_aside_at: Mapped[datetime | None]
