"""One line of a person's day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from board.kernel import clock
from board.kernel.dates import end_of_days, last_date, say_until
from board.opportunities.posting_card import SOON_DAYS
from board.web.filters import plural, zone_told_in


@dataclass(frozen=True)
class Due:
    """The last day in time, how far off it is (`in 3 days`), and whether that is soon."""

    on: date
    words: str
    is_soon: bool


@dataclass(frozen=True)
class Item:
    """What there is to do or to wait for, until which day, and where."""

    button: str
    """What its button says: `Answer`."""
    words: str
    endpoint: str
    number: Mapping[str, int | str]
    """Of the address."""
    due: Due | None = None
    is_first: bool = False
    """It stands above whatever only has a day: somebody can do nothing until it is done, or its time is over."""
    told_on: str = ""
    """The page that tells it, where it is done on another: such as the list of saved postings."""

    @property
    def order(self) -> tuple[bool, bool, date]:
        """What comes first, then what is due soon, then the rest, each by day; without a day last."""
        is_soon = self.due is not None and self.due.is_soon
        return not self.is_first, not is_soon, self.due.on if self.due else date.max


def due_at(ends_at: datetime | None, now: datetime, told_in: str = "") -> Due | None:
    """Of the first instant that is too late, told in the zone of the page that the line leads to."""
    if ends_at is None:
        return None
    zone = zone_told_in(told_in)
    return Due(last_date(ends_at, zone), say_until(ends_at, now, zone), ends_at <= end_of_days(now, SOON_DAYS))


def due_on(day: date | None, now: datetime) -> Due | None:
    """Of a day that has no hour."""
    if day is None:
        return None
    left = (day - clock.day(now)).days
    away = plural(abs(left), "day")
    words = "today" if not left else f"in {away}" if left > 0 else f"{away} ago"
    return Due(day, words, left <= SOON_DAYS)
