"""What of a person was disclosed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model


class DisclosureKind(StrEnum):
    """By which door it went out."""

    LINK_OPENED = "link-opened"
    CERTIFICATE_CHECKED = "certificate-checked"
    SUPERVISOR_ASKED = "supervisor-asked"
    FILE_TAKEN = "file-taken"
    RELEASED = "released"
    MERGED = "merged"
    """Somebody had it in their own account for a while."""


class Disclosure(Model):
    """That somebody was shown or given something of a person; what one party does again on a day is counted.

    It says so in words: the record is read for as long as it lives, also when what it speaks of is long gone.
    """

    __tablename__ = "disclosures"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        CheckConstraint("times > 0", name="at_least_once"),
        CheckConstraint("party != '' AND what != '' AND why != ''", name="who_what_and_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    kind: Mapped[DisclosureKind]
    key: Mapped[str]
    """What tells one fact from another, such as `share:7:2026-03-02:0`."""
    at: Mapped[datetime] = mapped_column(index=True)
    """When; the last time, where it was several times on that day."""
    times: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    party: Mapped[str]
    """To whom."""
    what: Mapped[str]
    why: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    """Who at the school did it; None: nobody did, a link was opened."""

    by: Mapped[User | None] = relationship(foreign_keys=by_id)
