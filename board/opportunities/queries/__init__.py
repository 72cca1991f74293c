"""Finding postings."""

from board.opportunities.queries.finding import (
    Found,
    began,
    find,
    find_all,
    for_you,
    open_now,
    saved,
    saved_by,
    saved_ids,
    similar,
)
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
    "Found",
    "began",
    "begun",
    "by_id",
    "everything",
    "find",
    "find_all",
    "for_you",
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
    "similar",
]
