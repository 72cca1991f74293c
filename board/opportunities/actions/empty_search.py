"""Counting searches that found nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from board.kernel import clock
from board.kernel.statements import put_all_or_change
from board.opportunities.models import EmptySearch


def count(searched: Mapping[str, int], *, now: datetime) -> int:
    """Add these to the counts of the week; answers how many words."""
    today = clock.day(now)
    week = today - timedelta(days=today.weekday())
    for words, times in sorted(searched.items()):
        row = {"week": week, "words": words, "times": times}
        put_all_or_change(EmptySearch, [row], key=("week", "words"), changes={"times": EmptySearch.times + times})
    return len(searched)
