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
from board.applications.models.offer import OFFER_LINK, Offer
from board.applications.models.selection import Decision, MessageTemplate, Recusal, Review, Selection

__all__ = [
    "LIVE",
    "OFFER_LINK",
    "UNDECIDED",
    "Application",
    "ApplicationMove",
    "Attachment",
    "Decision",
    "Message",
    "MessageTemplate",
    "Offer",
    "Recusal",
    "Review",
    "Selection",
    "State",
]
