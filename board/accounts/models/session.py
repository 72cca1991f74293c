"""Where people are signed in."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models.account import User
from board.kernel.db import Model


class Session(Model):
    """That a person is signed in at one browser. The row is the session: without it, the browser's cookie is nothing.

    The browser holds a random token of 256 bits, the row only its hash, so that nobody comes in with the database.
    """

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    """What the browser called itself, in a few words: "Firefox on Windows"."""
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """The last request, up to a minute ago: it is written at most once a minute."""
    ends_at: Mapped[datetime] = mapped_column(index=True)
    """The session ends then, however busy it is."""
    is_kept: Mapped[bool]
    """The person asked to be kept signed in: the session does not end by being idle."""

    identity_id: Mapped[int | None] = mapped_column(ForeignKey("identities.id", ondelete="CASCADE"), index=True)
    """The school sign-on that it began with; it ends when that is no longer linked."""
    id_token: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    """What the school's sign-on wants to see again when the person signs out there as well."""
    proved_at: Mapped[datetime | None]
    """When the person was last asked, while signed in, to prove that it is them."""

    sees_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    """As whom a coordinator looks at Rounds in this session, and changes nothing."""
    sees_until: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=user_id)
    sees: Mapped[User | None] = relationship(foreign_keys=sees_id)
