"""Who signed in and out, and at which browser."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model


class SessionEventKind(StrEnum):
    """What happened at a browser."""

    SIGNED_IN = "signed-in"
    SIGNED_ON = "signed-on"
    """By the school's own sign-on."""
    SIGNED_IN_WITH_CODE = "signed-in-with-code"
    SIGNED_IN_WITH_PASSKEY = "signed-in-with-passkey"
    SIGNED_IN_WITH_RECOVERY_CODE = "signed-in-with-recovery-code"
    FACTOR_REFUSED = "factor-refused"
    """The password was right, and what should have followed was not."""
    SIGNED_OUT = "signed-out"


class SessionEvent(Model):
    """That a person signed in or out at a browser: read by that person alone, kept as the school decides.

    What somebody did to the account (a new password, another address) is in the audit log.
    """

    __tablename__ = "session_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[SessionEventKind]
    device: Mapped[str]
