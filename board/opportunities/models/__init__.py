"""Opportunities and what hangs on them."""

from board.opportunities.models.posting import (
    PUBLIC,
    STATEMENT,
    Involvement,
    Openings,
    Opportunity,
    OpportunityMove,
    Paper,
    Part,
    Pay,
    PlaceMode,
    Question,
    Saved,
    Standing,
    State,
)
from board.opportunities.models.promise import FEWEST, ReplyRecord
from board.opportunities.models.revision import ASKED, Revision, as_json, as_proposed, poster_of
from board.opportunities.models.talk import Change, Enquiry

OUTCOME_LINK = "outcome"
"""The purpose that the link in the letter about a posting's outcome is signed for."""

__all__ = [
    "ASKED",
    "FEWEST",
    "OUTCOME_LINK",
    "PUBLIC",
    "STATEMENT",
    "Change",
    "Enquiry",
    "Involvement",
    "Openings",
    "Opportunity",
    "OpportunityMove",
    "Paper",
    "Part",
    "Pay",
    "PlaceMode",
    "Question",
    "ReplyRecord",
    "Revision",
    "Saved",
    "Standing",
    "State",
    "as_json",
    "as_proposed",
    "poster_of",
]
