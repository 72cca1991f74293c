"""Which of somebody's own headings is which of the columns that an import looks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from board.vocabulary import import_words

NOT_USED = "-"
"""Chosen, or remembered, for a column that is not to be used."""


@dataclass(frozen=True)
class Headings:
    """The columns of one kind of file."""

    table: str
    """The table of `import_words` that says how people write them."""
    columns: Mapping[str, str]
    """Name in a file → name on the page."""
    telling: frozenset[str] = frozenset()
    """Words that make a long heading theirs wherever they stand in it."""

    def match(
        self,
        heading: Sequence[str],
        chosen: Mapping[int, str],
        remembered: Mapping[str, str],
        *,
        is_lesser: Callable[[str, str], bool] = lambda _ours, _name: False,
    ) -> dict[int, str]:
        """Place of their column → ours: as chosen now, as chosen for a file before, or as the heading reads.

        What `is_lesser` says of a heading that reads as one of ours is taken only where no other heading reads so.
        """
        matched = {at: ours for at, ours in chosen.items() if ours in self.columns and at < len(heading)}

        def as_before(name: str) -> str:
            return remembered.get(import_words.plain(name), "")

        guesses = (self.exactly, self.nearly, self.in_many_words)
        rounds = [(as_before, True), *((guess, False) for guess in guesses), *((guess, True) for guess in guesses)]
        for guess, takes_lesser in rounds:
            for at, name in enumerate(heading):
                ours = "" if at in matched or at in chosen else guess(name)
                if not takes_lesser and is_lesser(ours, name):
                    continue
                is_free = ours in self.columns and ours not in matched.values()
                if is_free and not is_set_aside(name, remembered):
                    matched[at] = ours
        return dict(sorted(matched.items()))

    def twice(self, matched: Mapping[int, str]) -> str:
        """That two columns would become the same, in a sentence; empty when none do."""
        ours = list(matched.values())
        name = next((name for name in ours if ours.count(name) > 1), "")
        return f"Two of your columns would become the {self.columns[name].lower()}. Choose one of them." if name else ""

    def named(self, name: str) -> str:
        """Our column of this name, as people may type it; empty when there is none."""
        return self.exactly(name) or self.nearly(name)

    def is_heading(self, cell: str) -> bool:
        """Whether a cell reads like the heading of a column of ours."""
        return bool(cell.strip()) and bool(self.named(cell))

    def exactly(self, name: str) -> str:
        """By its words, without a note in brackets."""
        without_note = name.partition("(")[0]
        known = import_words.by_word(self.table)
        return known.get(import_words.plain(name)) or known.get(import_words.plain(without_note), "")

    def nearly(self, name: str) -> str:
        """By its words in the singular."""
        return import_words.by_singular(self.table).get(import_words.singular(name), "")

    def in_many_words(self, name: str) -> str:
        """`What is the name of the organization?`: by the words that carry the meaning."""
        asked, known = import_words.bare(name), import_words.by_word(self.table)
        meant = {ours for theirs, ours in known.items() if import_words.bare(theirs) == asked}
        if not meant:
            meant = {ours for theirs, ours in known.items() if theirs in self.telling and theirs in asked}
        return meant.pop() if len(meant) == 1 else ""


def is_set_aside(name: str, remembered: Mapping[str, str]) -> bool:
    """Was a heading said not to be used the last time?"""
    return remembered.get(import_words.plain(name)) == NOT_USED
