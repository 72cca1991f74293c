"""What the office's pages read out of their addresses."""

from datetime import date

from flask import request

MOST_PAGES = 100_000


def word(name: str) -> str:
    """A line from the address, without what no database keeps."""
    return request.args.get(name, "")[:200].replace("\x00", "").strip()


def page() -> int:
    """The page asked for; whatever is none is the first."""
    text = request.args.get("page", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    return min(max(number, 1), MOST_PAGES)


def day(name: str) -> date | None:
    """A day of our century such as 2027-01-31; None for anything else."""
    try:
        given_day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return given_day if 2000 <= given_day.year < 2100 else None
