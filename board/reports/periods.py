"""The years that reports are of. They are fixed, and a year is counted up to the end of the last month."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from board.kernel import clock

FIRST_MONTH = 7
MOST_YEARS = 10


@dataclass(frozen=True, order=True)
class Year:
    """An academic year, from July to June; by the calendar year in which it begins."""

    start: int

    @property
    def label(self) -> str:
        """Such as `2025-26`."""
        return f"{self.start}-{(self.start + 1) % 100:02d}"

    @property
    def begins(self) -> datetime:
        """Its first instant."""
        return clock.dawn(date(self.start, FIRST_MONTH, 1))

    @property
    def before(self) -> "Year":
        """The year before."""
        return Year(self.start - 1)

    @property
    def after(self) -> "Year":
        """The year after."""
        return Year(self.start + 1)


@dataclass(frozen=True)
class Period:
    """Whole years, counted up to an instant that stays the same for a month."""

    first: Year
    last: Year
    counted_to: datetime

    @property
    def years(self) -> list[Year]:
        """Its years, the first one first."""
        return [Year(start) for start in range(self.first.start, self.last.start + 1)]

    @property
    def with_year_before(self) -> list[Year]:
        """Its years, and the one before each of them."""
        return [self.first.before, *self.years]

    @property
    def is_under_way(self) -> bool:
        """Its last year is not over, or what came of it is not counted yet."""
        return self.counted_to < self.last.after.begins

    @property
    def label(self) -> str:
        """As a heading has it."""
        return self.last.label if self.first == self.last else f"{self.first.label} to {self.last.label}"


def counted_to(now: datetime) -> datetime:
    """The beginning of this month at the school."""
    return clock.dawn(clock.day(now).replace(day=1))


def next_count(counted: datetime) -> datetime:
    """The beginning of the month after the one that begins with this instant."""
    return counted_to(counted + timedelta(days=32))


def year_of(day: date) -> Year:
    """The year that a day lies in."""
    return Year(day.year if day.month >= FIRST_MONTH else day.year - 1)


def years_until(end: datetime, *, since: datetime | None) -> list[Year]:
    """The years that can be asked for, the newest first: from the first event on, and at most ten."""
    newest = year_of(date.fromordinal(clock.day(end).toordinal() - 1))
    oldest = min(newest.start, year_of(clock.day(since)).start) if since else newest.start
    return [Year(start) for start in range(newest.start, max(oldest, newest.start - MOST_YEARS + 1) - 1, -1)]
