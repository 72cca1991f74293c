"""The shape of a posting, and of what it asks applicants for."""

from board.opportunities.forms.posting import OpportunityForm

__all__ = ["OpportunityForm"]
