"""Notices inside Rounds, and when their emails go out."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model


class Pace(StrEnum):
    """When a person wants emails: one for each fact, gathered, or none."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


class Topic(StrEnum):
    """What a person can have emails about, or not. Emails without a topic always come at once."""

    APPLICATION = "application"
    PLACEMENT = "placement"
    OPPORTUNITY = "opportunity"
    REMINDER = "reminder"
    MENTOR = "mentor"
    LEARNING = "learning"
    RECORD = "record"
    ANNOUNCEMENT = "announcement"


class Notice(Model):
    """One line for one person about one thing; `href` leads to it."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("user_id", "key"), Index("ix_notices_unmailed", "pace", "mailed_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    key: Mapped[str]
    kind: Mapped[str]
    words: Mapped[str]
    href: Mapped[str]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column(index=True)
    pace: Mapped[Pace] = mapped_column(default=Pace.AT_ONCE, server_default=Pace.AT_ONCE.name)
    """How this person wanted to be told when it happened."""
    mailed_at: Mapped[datetime | None]
    """When it went into a gathered email, or was left out of one because it had been read."""


class EmailPreference(Model):
    """How a person wants the emails about one topic."""

    __tablename__ = "email_preferences"
    __table_args__ = (UniqueConstraint("user_id", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    topic: Mapped[str]
    pace: Mapped[Pace]
