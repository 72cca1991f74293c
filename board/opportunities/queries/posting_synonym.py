"""What other lines of synonyms would change in what is found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from board.opportunities.queries.posting_search import some_open
from board.opportunities.search_params import PostingSearchParams
from board.search.engine import Engine, IndexUnavailable
from board.search.query import parse

MOST_PHRASES, MOST_TITLES = 40, 3


@dataclass(frozen=True)
class SynonymEffect:
    """How many open postings words find by the lines of before, and by those of after; and some that are new."""

    words: str
    before: int
    after: int
    titles: list[str]


def synonym_effects(engine: Engine, before: Sequence[str], after: Sequence[str], now: datetime) -> list[SynonymEffect]:
    """For each word or phrase of a line that is in one of the two alone; nothing while the index is away."""
    changed = [line for line in (*after, *before) if (line in after) != (line in before)]
    parts = (part.strip() for line in changed for part in re.split("[=>]", line))
    phrases = dict.fromkeys(part for part in parts if part)
    try:
        return [_effect(engine, phrase, tuple(before), tuple(after), now) for phrase in [*phrases][:MOST_PHRASES]]
    except IndexUnavailable:
        return []


def _effect(
    engine: Engine, phrase: str, before: tuple[str, ...], after: tuple[str, ...], now: datetime
) -> SynonymEffect:
    found_before, found_after = _ids(engine, phrase, before, now), _ids(engine, phrase, after, now)
    known = set(found_before)
    new = [number for number in found_after if number not in known][:MOST_TITLES]
    titles = [posting.title for posting in some_open(new, now)]
    return SynonymEffect(phrase, len(found_before), len(found_after), titles)


def _ids(engine: Engine, phrase: str, lines: tuple[str, ...], now: datetime) -> list[int]:
    """What has all the words, best match first."""
    asked = PostingSearchParams(f"{phrase} ", sort="match").whole(now)
    query = parse(asked.query.text, replace(asked.query.fields, synonyms=lines))
    results = engine.search(replace(asked, query=query, facets=(), bands={}))
    return [] if results.widened else [number for _, number in results.keys]
