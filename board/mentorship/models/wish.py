"""What a mentee looks for, and whom they never want to meet here."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.mentorship.choices import Frequency, Style


class Wishes(Model):
    """A mentee's profile. The mentors they ask or are paired with read it; nobody else but the coordinators."""

    __tablename__ = "wishes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    saved_at: Mapped[datetime]
    goals: Mapped[str] = mapped_column(default="")
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    specialties: Mapped[list[str]] = mapped_column(JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    channels: Mapped[list[str]] = mapped_column(JSON, default=list)
    times: Mapped[list[str]] = mapped_column(JSON, default=list)
    stages: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Kinds of mentor: how far ahead they should be."""
    frequency: Mapped[Frequency | None]
    style: Mapped[Style | None]
    backgrounds: Mapped[list[str]] = mapped_column(JSON, default=list)
    pair_by_background: Mapped[bool] = mapped_column(default=False)
    looking_since: Mapped[datetime | None] = mapped_column(index=True)
    """Since when they look for a mentor; None: they do not."""

    user: Mapped[User] = relationship()


class Block(Model):
    """That one person never wants to see, ask or be matched with another. Only the one who said it knows."""

    __tablename__ = "blocks"
    __table_args__ = (
        UniqueConstraint("by_id", "about_id"),
        CheckConstraint("by_id != about_id", name="somebody_else"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    about_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]

    about: Mapped[User] = relationship(foreign_keys=[about_id])
