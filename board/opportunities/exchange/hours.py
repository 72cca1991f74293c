"""Hours a week as people write them."""

import re
from dataclasses import dataclass

from board.vocabulary import import_words

_ABOUT = re.compile(r"\b(?:about|around|approximately|approx|roughly|average|averages|est|estimated|circa|ca)\b")
_NO_HOURS = re.compile(r"[%$€£¥]")
_SIGNS = {"–": "-", "—": "-", "≤": " up to ", "<=": " up to ", "<": " up to ", "≥": " at least ", ">=": " at least "}
_SIGNS |= {">": " at least ", "+": " or more", "~": " about ", "≈": " about ", "-": " to "}


@dataclass(frozen=True)
class WeeklyHours:
    """From and to; either may be open."""

    low: int | None
    high: int | None
    is_about: bool = False


def read(text: str) -> WeeklyHours | None:
    """What a cell says, whole; None when it says something else."""
    if _NO_HOURS.search(text):
        return None
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    plain = import_words.plain(text)
    is_about = bool(_ABOUT.search(plain))
    plain_text = re.sub(
        r"\b(?:hours?|hrs?|h|of)\b|\b(?:per|a|each|every|weekly)\b|\b(?:week|wk)s?\b", " ", _ABOUT.sub(" ", plain)
    )
    plain_text = " ".join(plain_text.split())
    if match := re.fullmatch(r"(\d{1,2})(?: (?:to|or) (\d{1,2}))?|between (\d{1,2}) and (\d{1,2})", plain_text):
        low, high = int(match[1] or match[3]), int(match[2] or match[4] or match[1])
        return WeeklyHours(low, high, is_about) if low <= high else None
    if match := re.fullmatch(
        r"(?:up to|at most|max(?:imum)?|no more than|less than|under) (\d{1,2})"
        r"|(\d{1,2}) (?:max(?:imum)?|or less|or fewer)",
        plain_text,
    ):
        return WeeklyHours(None, int(match[1] or match[2]), is_about)
    if match := re.fullmatch(
        r"(?:at least|min|minimum|from|more than|over) (\d{1,2})|(\d{1,2}) (?:or more|plus|minimum|min)", plain_text
    ):
        return WeeklyHours(int(match[1] or match[2]), None, is_about)
    return None
