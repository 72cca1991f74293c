"""The one reader of a day: `2027-03-09`, as every form, address and file of ours has it; where it is part of a line
that somebody writes, also with the name of its month."""

import re
from calendar import month_name
from datetime import date

_MONTHS = {name[:3].lower(): number for number, name in enumerate(month_name) if name}
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})\.?\s+(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>[0-9]{4})")
_MONTH_FIRST = re.compile(r"(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>[0-9]{4})")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


def read_day(text: str) -> date | None:
    """The day, of which month and day may lack their zero; None for anything else, in words or out of the calendar."""
    match = _DAY.fullmatch(text.strip())
    return calendar_day(int(match[1]), int(match[2]), int(match[3])) if match else None


def read_written_day(text: str) -> date | None:
    """The day, also as `17 Aug 2026`, `August 17, 2026` or `Aug. 17 2026`; never of numbers in an unsure order."""
    match = _DAY_FIRST.fullmatch(text.strip()) or _MONTH_FIRST.fullmatch(text.strip())
    if match is None:
        return read_day(text)
    month = _MONTHS.get(match["month"][:3].lower(), 0)
    is_its_name = month_name[month].lower().startswith(match["month"].lower())
    return calendar_day(int(match["year"]), month if is_its_name else 0, int(match["day"]))


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day of these three; None where no calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
