"""A copy of everything that Rounds knows of a person."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model


class DataCopy(Model):
    """That a person asked for a copy of what is theirs, and the file that was made."""

    __tablename__ = "data_copies"
    __table_args__ = (CheckConstraint("(ready_at IS NULL) = (name = '')", name="ready_with_a_file"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]
    ready_at: Mapped[datetime | None] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """The name by which the file store finds the ZIP; empty until it is made."""

    user: Mapped[User] = relationship()

    @property
    def is_ready(self) -> bool:
        """Is its file made?"""
        return self.ready_at is not None
