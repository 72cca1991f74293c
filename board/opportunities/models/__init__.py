"""Opportunities and what hangs on them."""

from board.opportunities.models.empty_search import EmptySearch
from board.opportunities.models.posting import (
    PUBLIC,
    STATEMENT,
    Involvement,
    ListedPosting,
    Openings,
    Opportunity,
    OpportunityMove,
    Paper,
    Pay,
    PlaceMode,
    PostingRole,
    PostingStanding,
    PostingState,
    PostingStatus,
    Question,
    SavedPosting,
)
from board.opportunities.models.question import Enquiry, PostingChange
from board.opportunities.models.reply_promise import FEWEST, ReplyRecord
from board.opportunities.models.revision import ASKED, Revision, as_json, as_proposed, poster_of

OUTCOME_LINK = "outcome"
"""The purpose that the link in the email about a posting's outcome is signed for."""

__all__ = [
    "ASKED",
    "FEWEST",
    "OUTCOME_LINK",
    "PUBLIC",
    "STATEMENT",
    "EmptySearch",
    "Enquiry",
    "Involvement",
    "ListedPosting",
    "Openings",
    "Opportunity",
    "OpportunityMove",
    "Paper",
    "Pay",
    "PlaceMode",
    "PostingChange",
    "PostingRole",
    "PostingStanding",
    "PostingState",
    "PostingStatus",
    "Question",
    "ReplyRecord",
    "Revision",
    "SavedPosting",
    "as_json",
    "as_proposed",
    "poster_of",
]
