"""By what a posting is recognised in a file: the key that we wrote beside it, or what the row says of it."""

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from board.opportunities.models import Opportunity

OURS = "rounds-"
TOLD = ("title", "host", "kind", "areas", "description", "place", "closes_at", "link")
"""Two rows without a key are one posting when they say the same in these."""
Identified = Opportunity | Row[Any]
"""A posting, or what is asked of one for its keys: its number, `source_key`, `created_at` and `TOLD`."""


def of_posting(opportunity: Identified) -> str:
    """The key that goes out with a posting, the same each time and in no other school."""
    if opportunity.source_key and opportunity.source_key.startswith(OURS):
        return opportunity.source_key
    begun = opportunity.source_key or f"{opportunity.id} {opportunity.created_at.isoformat()}"
    return OURS + hashlib.sha256(begun.encode()).hexdigest()[:20]


def of_content(fields: Mapping[str, Any]) -> str:
    """The key of a row that has none: what it says, but for case and spaces."""
    generator = (" ".join(str(fields.get(name) or "").lower().split()) for name in TOLD)
    return hashlib.sha256("\x1f".join(generator).encode()).hexdigest()


def all_of(opportunity: Identified) -> set[str]:
    """Everything that a row may know this posting by."""
    facts = {name: getattr(opportunity, name) for name in TOLD}
    return {of_posting(opportunity), of_content(facts)} | (
        {opportunity.source_key} if opportunity.source_key else set()
    )
