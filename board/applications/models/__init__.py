"""Applications and what hangs on them."""

from board.applications.models.application import (
    LIVE,
    UNDECIDED,
    Application,
    ApplicationMove,
    ApplicationState,
    AppliedPosting,
    Attachment,
    BegunApplication,
    DayApplication,
    ListedApplication,
    ListedStudent,
    Message,
)
from board.applications.models.offer import OFFER_LINK, Offer
from board.applications.models.review import Decision, MessageTemplate, Recusal, Review, Selection

__all__ = [
    "LIVE",
    "OFFER_LINK",
    "UNDECIDED",
    "Application",
    "ApplicationMove",
    "ApplicationState",
    "AppliedPosting",
    "Attachment",
    "BegunApplication",
    "DayApplication",
    "Decision",
    "ListedApplication",
    "ListedStudent",
    "Message",
    "MessageTemplate",
    "Offer",
    "Recusal",
    "Review",
    "Selection",
]
