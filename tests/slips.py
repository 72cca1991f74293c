"""Titles typed with a slip, and engines that forgive in other ways, for `python -m tests.labelled`."""

import random
import re
import sqlite3
import string
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from board.search.analysis import words
from board.search.documents import Document
from board.search.folding import fold

TITLES = 500
TYPED = (2, 3)
"""As much of a title as is typed when suggestions are looked at: so many parts of so many."""
_WORD = re.compile(r"[A-Za-z]{4,}")
MOST = 20


def slipped(dice: random.Random, text: str) -> str:
    """The text with one letter of one of its longer words changed, left out, put in or exchanged with the next."""
    longer = list(_WORD.finditer(text))
    if not longer:
        return text
    first, end = dice.choice(longer).span()
    at, kind = dice.randrange(first, end), dice.choice(("changed", "left out", "put in", "exchanged"))
    letter = dice.choice([letter for letter in string.ascii_lowercase if letter != text[at].lower()])
    if kind == "exchanged":
        at = min(at, end - 2)
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + ("" if kind == "left out" else letter) + text[at + (kind != "put in") :]


def typed_titles(titles: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Of some titles, always the same ones: the title, what is typed, and what of it is typed while one looks."""
    dice = random.Random(24)
    for title in dice.sample(sorted(titles), min(TITLES, len(titles))):
        typed = slipped(dice, title)
        yield title, typed, typed[: -(-len(typed) * TYPED[0] // TYPED[1])]


class Peer(Protocol):
    """Another engine that forgives."""

    name: str

    def first(self, typed: str) -> list[str]:
        """The titles of what fits best."""


def peers(documents: Sequence[Document]) -> list[Peer]:
    """Those that are installed."""
    try:
        import tantivy
    except ImportError:
        return [Trigrams(documents)]
    return [Trigrams(documents), FuzzyTerms(tantivy, documents)]


class Trigrams:
    """SQLite's full-text search by every three letters that follow one another, best of any first."""

    name = "FTS5, trigrams"

    def __init__(self, documents: Sequence[Document]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE found USING fts5(title, names, body, tokenize = 'trigram')")
        rows = [(document.title, document.names, document.text) for document in documents]
        self._database.executemany("INSERT INTO found VALUES (?, ?, ?)", rows)

    def first(self, typed: str) -> list[str]:
        """The titles of what fits best."""
        parts = {word[at : at + 3] for word in fold(typed).split() for at in range(len(word) - 2)}
        asked = " OR ".join('"{}"'.format(part.replace('"', '""')) for part in sorted(parts))
        question = f"SELECT title FROM found WHERE found MATCH ? ORDER BY bm25(found, 2, 1, 1) LIMIT {MOST}"
        return [title for (title,) in self._database.execute(question, [asked])] if asked else []


class FuzzyTerms:
    """Tantivy with each word as it is or one slip away, two from eight letters on; titles count double."""

    name = "tantivy, fuzzy terms"

    def __init__(self, tantivy: Any, documents: Sequence[Document]) -> None:
        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        for name in ("title", "names", "body"):
            builder.add_text_field(name, stored=name == "title")
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer()
        for document in documents:
            writer.add_document(tantivy.Document(title=[document.title], names=[document.names], body=[document.text]))
        writer.commit()
        index.reload()
        self._searcher = index.searcher()

    def first(self, typed: str) -> list[str]:
        """The titles of what fits best."""
        ask, should = self._tantivy.Query, self._tantivy.Occur.Should
        ways = []
        for word in words(typed):
            slips = (len(word) >= 4) + (len(word) >= 8)
            for name, weight in (("title", 2.0), ("names", 1.0), ("body", 1.0)):
                exact = ask.term_query(self._schema, name, word)
                fuzzy = ask.fuzzy_term_query(self._schema, name, word, distance=slips, transposition_cost_one=True)
                ways += [(should, ask.boost_query(exact, weight)), (should, ask.boost_query(fuzzy, weight / 2))]
        hits = self._searcher.search(ask.boolean_query(ways), MOST, count=False).hits
        return [self._searcher.doc(address).get_first("title") for _, address in hits]
