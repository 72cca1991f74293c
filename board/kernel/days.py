"""The one reader of a day: `2027-03-09`, as every form, address and file of ours has it."""

import re
from datetime import date

_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


def read_day(text: str) -> date | None:
    """The day, of which month and day may lack their zero; None for anything else, in words or out of the calendar."""
    match = _DAY.fullmatch(text.strip())
    return calendar_day(int(match[1]), int(match[2]), int(match[3])) if match else None


def calendar_day(year: int, month: int, day: int) -> date | None:
    """The day of these three; None where no calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
