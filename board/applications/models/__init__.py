"""Applications and what hangs on them."""

from board.applications.models.application import (
    LIVE,
    UNDECIDED,
    Application,
    ApplicationMove,
    Attachment,
    Message,
    State,
)

__all__ = ["LIVE", "UNDECIDED", "Application", "ApplicationMove", "Attachment", "Message", "State"]
