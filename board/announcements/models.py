"""Announcements and whom they went to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model


class Lacking(StrEnum):
    """What students have not, whom an announcement is for."""

    APPLICATION = "application"
    PLACEMENT = "placement"
    MENTOR = "mentor"


class Announcement(Model):
    """A text, whom it is for, and what became of it. It is a draft until `sent_at`, and never changed after."""

    __tablename__ = "announcements"
    __table_args__ = (
        CheckConstraint("NOT must_know OR reason != ''", name="must_know_has_a_reason"),
        CheckConstraint("sent_at IS NOT NULL OR finished_at IS NULL", name="sent_before_it_is_finished"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    body: Mapped[str]
    """Markdown."""
    reply_to: Mapped[str]
    """Where replies go."""
    must_know: Mapped[bool]
    """It reaches also those who turned announcements off."""
    reason: Mapped[str]
    """Why everybody must know; empty for the others."""

    roles: Mapped[list[str]] = mapped_column(JSON)
    class_years: Mapped[list[str]] = mapped_column(JSON)
    programmes: Mapped[list[str]] = mapped_column(JSON)
    lacking: Mapped[list[str]] = mapped_column(JSON)

    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    """Who wrote it, and then who sent it."""
    changed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    """When the last of its recipients had been told."""
    delivered: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    unsent: Mapped[int] = mapped_column(default=0)
    """Emails that went out, that no mail server took, and that were not sent on purpose, as last counted."""

    by: Mapped[User | None] = relationship()

    @property
    def is_draft(self) -> bool:
        """May it still be changed?"""
        return self.sent_at is None

    @property
    def is_under_way(self) -> bool:
        """Are some of its recipients still to be told?"""
        return self.sent_at is not None and self.finished_at is None


class AnnouncementRecipient(Model):
    """One of those to whom it was sent, and when they were told; each once."""

    __tablename__ = "announcement_recipients"
    __table_args__ = (UniqueConstraint("announcement_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    told_at: Mapped[datetime | None] = mapped_column(index=True)
