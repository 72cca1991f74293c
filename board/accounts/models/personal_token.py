"""Personal tokens."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models.account import User
from board.kernel.db import Model


class TokenScope(StrEnum):
    """What a token opens. Nothing can be changed with any."""

    POSTINGS_READ = "postings:read"
    RECORD_READ = "record:read"


class PersonalToken(Model):
    """That a program of somebody's may read for them. Without the row, what the program holds is nothing.

    The program holds 256 random bits, the row only their hash, so that nobody reads with the database.
    """

    __tablename__ = "personal_tokens"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    """What its owner calls it: the program that has it."""
    token_hash: Mapped[str] = mapped_column(unique=True)
    prefix: Mapped[str]
    """How it begins, by which its owner knows it again."""
    scopes: Mapped[list[str]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
    """The last request, up to a minute ago."""

    user: Mapped[User] = relationship()

    def opens(self, scope: TokenScope) -> bool:
        """Was it made for this?"""
        return scope.value in self.scopes

    def is_over(self, now: datetime) -> bool:
        """Too old, or of an account that may not come in."""
        return now >= self.expires_at or not self.user.is_active
