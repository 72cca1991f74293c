"""Apps that show codes."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model


class Authenticator(Model):
    """That an app on somebody's phone shows codes for their account; a person has one at most."""

    __tablename__ = "authenticators"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    sealed_secret: Mapped[str]
    """What the app and Rounds share, sealed for this account: the database alone makes no codes."""
    last_step: Mapped[int]
    """The step of the last code that was taken, in half minutes since 1970: neither it nor an earlier one counts."""
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
