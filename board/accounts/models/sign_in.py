"""Tries to sign in."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model


class SignInAttempt(Model):
    """A try to sign in, counted to slow down guessing. The address is kept as a hash: it may be nobody's."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(index=True)
    origin: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    succeeded: Mapped[bool]
