"""What was searched and not found, as the office reads it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from board.kernel import clock
from board.kernel.db import db
from board.kernel.retention import RetentionRule
from board.opportunities.models import EmptySearch

FEWEST = 5
"""In so many sessions words are searched before anybody reads them: what was typed once is nobody's business."""
DAYS = 90
"""Counts are kept for a term or so."""
MOST = 30


class EmptySearchCount(NamedTuple):
    """Words, and in how many sessions they were searched in vain."""

    words: str
    times: int


def empty_searches(now: datetime) -> list[EmptySearchCount]:
    """The words that were searched in vain in at least five sessions in ninety days; the most frequent first."""
    times = func.sum(EmptySearch.times)
    often = (
        select(EmptySearch.words, times)
        .where(EmptySearch.week > clock.day(now) - timedelta(days=DAYS))
        .group_by(EmptySearch.words)
        .having(times >= FEWEST)
        .order_by(times.desc(), EmptySearch.words)
        .limit(MOST)
    )
    return [EmptySearchCount(words, int(number)) for words, number in db.session.execute(often)]


EMPTY_SEARCH_RETENTION = (
    RetentionRule(
        lambda: DAYS, "searches that found nothing", EmptySearch, lambda moment: EmptySearch.week < clock.day(moment)
    ),
)
