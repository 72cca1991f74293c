"""Opportunities and what hangs on them."""

from board.opportunities.models.posting import (
    PUBLIC,
    STATEMENT,
    Involvement,
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

__all__ = [
    "PUBLIC",
    "STATEMENT",
    "Involvement",
    "Opportunity",
    "OpportunityMove",
    "Paper",
    "Part",
    "Pay",
    "PlaceMode",
    "Question",
    "Saved",
    "Standing",
    "State",
]
