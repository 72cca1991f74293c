"""Addresses of other systems, and what was sent to each."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.kernel.db import Model

_WAITS = text("delivered_at IS NULL AND given_up_at IS NULL")


class WebhookEvent(StrEnum):
    """What a system may be told of."""

    POSTING_PUBLISHED = "posting.published"
    PLACEMENT_COMPLETED = "placement.completed"
    TEST = "test"
    """Sent by the office's button, to whatever address."""


OFFERED = (WebhookEvent.POSTING_PUBLISHED, WebhookEvent.PLACEMENT_COMPLETED)
"""Those that the office chooses from."""


class Webhook(Model):
    """An address that is told of events."""

    __tablename__ = "webhooks"
    __table_args__ = (
        CheckConstraint("(disabled_at IS NULL) = (disabled_because = '')", name="disabled_with_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(JSON)
    sealed_secret: Mapped[str]
    """What its deliveries are signed with, sealed by a key derived from ROUNDS_SECRET_KEY."""
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    added_at: Mapped[datetime]
    failing_since: Mapped[datetime | None]
    """When the first of the tries failed after which none succeeded."""
    disabled_at: Mapped[datetime | None]
    disabled_because: Mapped[str] = mapped_column(default="", server_default=text("''"))

    @property
    def is_disabled(self) -> bool:
        """Nothing is sent there until the office says so."""
        return self.disabled_at is not None


class WebhookDelivery(Model):
    """One event for one address, and how its sending stands. What is sent is made of the numbers here each time."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        CheckConstraint("delivered_at IS NULL OR given_up_at IS NULL", name="delivered_or_given_up"),
        Index("ix_webhook_deliveries_waiting", "due_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"), index=True)
    event: Mapped[WebhookEvent]
    message_id: Mapped[str] = mapped_column(unique=True)
    """The same at every try: by it a receiver knows what it has already."""
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"), index=True)
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placements.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    status: Mapped[int | None]
    """Of the last answer; None while there was none."""
    answer: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """How the last answer began, or why there was none."""
    delivered_at: Mapped[datetime | None] = mapped_column(index=True)
    given_up_at: Mapped[datetime | None] = mapped_column(index=True)

    webhook: Mapped[Webhook] = relationship()

    @property
    def is_over(self) -> bool:
        """It is not tried any more by itself."""
        return self.delivered_at is not None or self.given_up_at is not None
