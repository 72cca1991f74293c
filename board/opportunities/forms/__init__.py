"""The shape of a posting, and of what it asks applicants for."""

from board.opportunities.forms.posting import LONGEST_DESCRIPTION, OpportunityForm

__all__ = ["LONGEST_DESCRIPTION", "OpportunityForm"]
