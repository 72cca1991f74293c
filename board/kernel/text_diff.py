"""Two texts beside each other, with the words that only one of them has."""

import difflib
import re

MOST_WORDS = 1500
"""Words up to which texts are compared word by word; longer ones are compared line by line, which takes no time."""

Pieces = list[tuple[str, bool]]
"""A text in pieces: what stands there, and whether only this text has it."""


def compared(was: str, now: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces."""
    old, new = re.findall(r"\S+|\s+", was), re.findall(r"\S+|\s+", now)
    if max(len(old), len(new)) > MOST_WORDS:
        old, new = was.splitlines(keepends=True), now.splitlines(keepends=True)
    before, after = [], []
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new).get_opcodes():
        before.append(("".join(old[i1:i2]), kind != "equal"))
        after.append(("".join(new[j1:j2]), kind != "equal"))
    return [piece for piece in before if piece[0]], [piece for piece in after if piece[0]]


def same(first: object, second: object) -> bool:
    """Are these two values the same? The order of what is ticked says nothing."""
    if isinstance(first, list) and isinstance(second, list):
        return sorted(map(str, first)) == sorted(map(str, second))
    return first == second
