"""Counting searches that found nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, literal_column

from board.kernel import clock
from board.kernel.statements import put_all_or_change
from board.opportunities.models import EmptySearch


def count(searched: Mapping[str, int], *, now: datetime) -> int:
    """Add these to the counts of the week, in one statement; answers how many words."""
    today = clock.day(now)
    week = today - timedelta(days=today.weekday())
    rows = [{"week": week, "words": words, "times": times} for words, times in sorted(searched.items())]
    more: ColumnElement[int] = literal_column("excluded.times")
    put_all_or_change(EmptySearch, rows, key=("week", "words"), changes={"times": EmptySearch.times + more})
    return len(rows)
