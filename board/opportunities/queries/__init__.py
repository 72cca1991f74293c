"""Finding postings."""

from board.opportunities.queries.finding import PER_PAGE, Found, began, find, open_now, saved, saved_by, saved_ids
from board.opportunities.queries.posting import (
    begun,
    by_id,
    everything,
    in_review,
    known_source_keys,
    newest,
    of_poster,
    public_ids,
    published,
)

__all__ = [
    "PER_PAGE",
    "Found",
    "began",
    "begun",
    "by_id",
    "everything",
    "find",
    "in_review",
    "known_source_keys",
    "newest",
    "of_poster",
    "open_now",
    "public_ids",
    "published",
    "saved",
    "saved_by",
    "saved_ids",
]
