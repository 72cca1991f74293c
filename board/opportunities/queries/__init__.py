"""Finding postings."""

from board.opportunities.queries.posting import (
    PER_PAGE,
    Found,
    by_id,
    everything,
    find,
    in_review,
    known_source_keys,
    newest,
    of_poster,
    open_now,
    public_ids,
    published,
    saved_by,
    saved_ids,
)

__all__ = [
    "PER_PAGE",
    "Found",
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
    "saved_by",
    "saved_ids",
]
