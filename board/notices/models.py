"""Notices inside Rounds."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model


class Notice(Model):
    """One line for one person about one thing; `href` leads to it."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    key: Mapped[str]
    kind: Mapped[str]
    words: Mapped[str]
    href: Mapped[str]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None] = mapped_column(index=True)
