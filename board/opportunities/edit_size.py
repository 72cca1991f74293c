"""Which edits of a public posting are so small that nobody needs to read them before they are public."""

import difflib
import re
from collections.abc import Collection, Mapping
from typing import Any

HOUSEKEEPING = frozenset({"tags", "contact", "source", "last_checked"})
"""Fields on which no student decides anything. A link is none of them: where it leads is read first."""
PROSE = frozenset({"summary", "description", "eligibility_note"})
"""Fields in which the correction of a typing mistake is small."""
MOST_WORDS = 5
"""Words that may be corrected in one field."""
SHORTEST_WORD = 5
"""Letters from which on a word is corrected; in a shorter one a letter may turn the sentence (`now`, `not`)."""
MOST_LETTERS = 2
"""Letters that may differ in a corrected word. The first stays, so that `paid` does not become `unpaid`."""


_TOKENS = re.compile(r"\w+|\W+")


def is_small(changed: Collection[str], before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Only housekeeping, and typing mistakes put right. Numbers, dates, addresses and added words are never small."""
    return all(
        name in HOUSEKEEPING or (name in PROSE and _is_correction(before[name], after[name])) for name in changed
    )


def _is_correction(before: str, after: str) -> bool:
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if len(old) != len(new):
        return False
    corrected = [(was, now) for was, now in zip(old, new, strict=True) if was != now]
    return len(corrected) <= MOST_WORDS and all(_is_same_word(was, now) for was, now in corrected)


def _is_same_word(was: str, now: str) -> bool:
    if not (was.isalpha() and now.isalpha()) or min(len(was), len(now)) < SHORTEST_WORD or was[0] != now[0]:
        return False
    pieces = difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    differing = sum(max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in pieces if kind != "equal")
    return differing <= MOST_LETTERS
