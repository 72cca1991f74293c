"""Passkeys."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model


class Passkey(Model):
    """The public half of a key pair that a device or a password manager holds for somebody."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    credential_id: Mapped[str] = mapped_column(unique=True)
    """What its holder calls it, in base64url."""
    public_key: Mapped[str]
    """As COSE, in base64url."""
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """How often it has signed; stays 0 where its holder does not count. A count that does not grow is of a copy."""
    transports: Mapped[list[str]]
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
