"""Numbers and lists as people say them."""

from collections.abc import Sequence
from datetime import date


def plural(count: int, one: str, many: str = "") -> str:
    """`1 place`, `2 places`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def full_date(day: date) -> str:
    """`4 Dec 2026`: papers and marks are read years later."""
    return f"{day.day} {day:%b %Y}"
