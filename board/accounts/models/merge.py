"""Two accounts of one person that became one."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models.account import User
from board.kernel.db import Model


class AccountMerge(Model):
    """What was moved from one account to the other, so that it can be moved back for a day."""

    __tablename__ = "account_merges"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    moved: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    """Table, column and keys of the rows that went over; and the rows that had no room there, whole."""
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the two accounts themselves said before."""
    undone_at: Mapped[datetime | None]

    kept: Mapped[User] = relationship(foreign_keys=kept_id)
    gone: Mapped[User] = relationship(foreign_keys=gone_id)
