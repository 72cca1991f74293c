"""Invitations that went out together."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models.account import User
from board.kernel.db import Model


class InvitationRun(Model):
    """That a coordinator invited people; the worker writes the emails."""

    __tablename__ = "invitation_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the last of its people had been dealt with."""

    by: Mapped[User | None] = relationship()


class Invitee(Model):
    """One of those who are invited together, each once."""

    __tablename__ = "invitees"
    __table_args__ = (UniqueConstraint("run_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("invitation_runs.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    is_sent: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """False also of who was suspended, or came in, or whose address changed before their turn."""
