"""Who somebody is at the school's own sign-on."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models.account import User
from board.kernel.db import Model


class Identity(Model):
    """That a subject of an issuer is this person: the only two that never change hands. No address is ever compared."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    label: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """What the sign-on called the person when it was linked: it is shown, so that its owner knows it, and no more."""
    linked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """The last sign-on."""
    roles_said: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    """Roles that the sign-on has said so far. Each is acted on once: what a coordinator decides after that stays."""
    roles_missing: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    """Those among them that it did not say the last time. Nothing follows from it but that the office sees it."""

    user: Mapped[User] = relationship()
