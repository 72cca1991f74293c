"""What the words of a heading say of the numbers below it: another currency, another time, thousands."""

import re
from functools import cache

from board.vocabulary.import_words import WORDS

SORTS = {"pay": "pay", "pay_amount": "pay", "hours": "hours", "hours_from": "hours", "hours_to": "hours"}
_UNITS = {sort: frozenset(words) for sort, words in WORDS["units"].items()}
_WORD = re.compile(r"[^\W\d_]+|[$€£¥₹%]")
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]?")
_COUNTED_PER = re.compile(r"\b(per|each|every|daily|weekly|monthly|yearly|annual)\b", re.I)


@cache
def says_more(column: str, heading: str) -> bool:
    """Whether numbers below it are no dollars, hours a week or plain counts, or may be none: `Stipend (EUR)`."""
    if column not in SORTS:
        return _COUNTED_PER.search(heading) is not None
    plain = _UNITS["plain"] | _UNITS[SORTS[column]]
    inside = set(_WORD.findall(" ".join(_BRACKETS.findall(heading)).lower()))
    outside = set(_WORD.findall(_BRACKETS.sub(" ", heading).lower()))
    return bool((outside & _UNITS["telling"]) - plain or inside - plain)
