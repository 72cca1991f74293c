"""What a result shows: its title, and the part of its text where the words stand closest, with the words marked."""

import re
from typing import NamedTuple

from board.search.analysis import WORD, stem
from board.search.engine import Marked, Snippet
from board.search.folding import fold_in_place
from board.search.language import stop_words
from board.search.matching import SHORTEST_BEGINNING
from board.search.query import Query

LENGTH = 220
"""Letters of a snippet, more or less."""
LEAD = 60
"""Letters before its first marked word."""

_WORD = re.compile(WORD)
_SHORTEST_SOUGHT = 3


class Sought(NamedTuple):
    """What to mark: words with these stems, and words with this beginning."""

    stems: frozenset[str]
    roots: tuple[str, ...]
    """Letters that such words have in common, fit for finding them quickly; a little shorter than the stems."""
    beginning: str | None

    @classmethod
    def of(cls, query: Query) -> "Sought":
        """Everything that the query wants, in all its ways."""
        asked = [word for part in query.wanted for word in part.words]
        asked += [word for also in query.also for phrase in also.phrases for word in phrase]
        asked += [word for trigger in query.triggers if trigger.is_said for word in trigger.words]
        stems = frozenset(stem(word) for word in asked if word not in stop_words())
        last = query.wanted[-1].words[0] if query.open_ended else ""
        beginning = last if len(last) >= SHORTEST_BEGINNING else None
        roots = {item[: max(len(item) - 1, _SHORTEST_SOUGHT)] for item in stems} | ({beginning} if beginning else set())
        return cls(stems, tuple(roots), beginning)

    def fits(self, word: str) -> bool:
        """Whether a folded word is one of those."""
        return stem(word) in self.stems or (self.beginning is not None and word.startswith(self.beginning))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where in a text they stand, in order."""
        folded = fold_in_place(text)
        spans = set()
        for root in self.roots:
            at = folded.find(root)
            while at >= 0:
                end = at + 1
                is_inside = at and (folded[at - 1].isalnum() or _WORD.match(folded, at - 1))
                if not is_inside and (match := _WORD.match(folded, at)):
                    end = match.end()
                    if self.fits(match[0]):
                        spans.add((at, end))
                at = folded.find(root, end)
        return sorted(spans)


def snippet(title: str, text: str, sought: Sought) -> Snippet:
    """Title and part of the text, marked."""
    return Snippet(_marked(title, sought.spans(title)), _part(text, sought.spans(text)))


def _part(text: str, spans: list[tuple[int, int]]) -> Marked:
    """The stretch that has most of the marked words; the beginning where there are none."""
    start = max(_densest(text, spans) - LEAD, 0)
    if len(text) - start < LENGTH:
        start = max(len(text) - LENGTH, 0)
    end = min(start + LENGTH, len(text))
    if start:
        start = _next_word(text, start)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + LENGTH // 2)
    inside = [(max(first, start) - start, min(last, end) - start) for first, last in spans if start <= first < end]
    marked = _marked(text[start:end], inside)
    return (*((("… ", False),) if start else ()), *marked, *((("…", False),) if end < len(text) else ()))


def _densest(text: str, spans: list[tuple[int, int]]) -> int:
    """Where a stretch begins that has the most different words; then the most words; then the earliest."""
    best, where, last = (0, 0), 0, 0
    named = [text[first:end].lower() for first, end in spans]
    for number, (first, _) in enumerate(spans):
        while last < len(spans) and spans[last][1] <= first + LENGTH - LEAD:
            last += 1
        worth = (len(set(named[number:last])), last - number)
        if worth > best:
            best, where = worth, first
    return where


def _next_word(text: str, start: int) -> int:
    space = text.find(" ", start, start + LEAD)
    return space + 1 if space >= 0 else start


def _marked(text: str, spans: list[tuple[int, int]]) -> Marked:
    pieces: list[tuple[str, bool]] = []
    done = 0
    for first, end in spans:
        if first > done:
            pieces.append((text[done:first], False))
        pieces.append((text[first:end], True))
        done = end
    if done < len(text):
        pieces.append((text[done:], False))
    return tuple(pieces)
