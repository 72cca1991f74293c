"""The engine against a slow and obviously right reading of the same documents, and against Whoosh's own searcher.

ROUNDS_TESTS_FULL=1 asks 2,000 questions of 5,000 documents; otherwise there are fewer of both.
"""

import math
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from whoosh import index as whoosh_index
from whoosh import query as whoosh
from whoosh.scoring import BM25F

from board.search import terms
from board.search.analysis import stems, words
from board.search.documents import Document
from board.search.engine import COLLECTION, Engine, Range, Scope, SearchRequest, SearchResults
from board.search.query import parse
from board.search.whoosh_engine import WhooshEngine
from tests.search.conftest import Make

IS_FULL = bool(os.environ.get("ROUNDS_TESTS_FULL"))
DOCUMENTS, QUESTIONS = (5_000, 2_000) if IS_FULL else (600, 150)
COMMON = [
    "safety",
    "ward",
    "clinic",
    "policy",
    "nurse",
    "rural",
    "budget",
    "ethics",
    "board",
    "data",
    "committees",
    "leading",
    "teams",
    "improved",
    "records",
]
RARE = [
    f"{first}{then}" for first in ("zeb", "lum", "kor", "pat") for then in ("ra", "ras", "ine", "ory", "ent", "ents")
]
KINDS, AREAS, HOSTS = (
    ("seat", "project", "seminar"),
    ("care", "research", "public-health"),
    ("North Clinic", "St. Mary"),
)
COLLECTIONS = ("posting", "mentor", "activity")


@dataclass(frozen=True)
class Read:
    """A document as the scan reads it: the stems of each part in order, and how long it is."""

    document: Document
    parts: tuple[list[str], ...]
    spelt: frozenset[str]

    @property
    def length(self) -> int:
        return 2 * len(self.parts[0]) + len(self.parts[1]) + len(self.parts[2])

    def weight(self, phrase: tuple[str, ...]) -> int:
        """How often the words stand one after another; in the title it counts double."""
        size = len(phrase)
        title, *others = (
            sum(tuple(part[at : at + size]) == phrase for at in range(len(part) - size + 1)) for part in self.parts
        )
        return 2 * title + sum(others)


@dataclass(frozen=True)
class Question:
    """Words as they are meant, and as they are typed."""

    wanted: list[tuple[str, ...]]
    unwanted: list[tuple[str, ...]]
    beginning: str
    request: SearchRequest


def some_documents(count: int) -> list[Document]:
    dice = random.Random(11)
    return [
        Document(
            collection=dice.choices(COLLECTIONS, (6, 2, 1))[0],
            key=number,
            title=" ".join(dice.choices(COMMON, k=dice.randint(1, 4)) + dice.choices(RARE, k=dice.randint(0, 1))),
            text=" ".join(dice.choices(COMMON, k=dice.randint(0, 9)) + dice.choices(RARE, k=dice.randint(0, 3))),
            names=dice.choice(HOSTS),
            labels={"kind": (dice.choice(KINDS),), "area": tuple(dice.sample(AREAS, dice.randint(0, 3)))},
            numbers={name: float(dice.randint(0, 50)) for name in ("closes", "hours", "opens") if dice.random() < 0.7},
        )
        for number in dice.sample(range(1, count * 3), count)
    ]


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return some_documents(DOCUMENTS)


@pytest.fixture(scope="module")
def engine(documents: list[Document], make_engine: Make) -> Engine:
    """An index with changes and removals behind it, that ends up holding just these documents."""
    return changed(make_engine(), documents)


def changed(engine: Engine, documents: list[Document]) -> Engine:
    half = len(documents) // 2
    engine.rebuild(documents[:half])
    for first in range(half, len(documents), max(half // 6, 1)):
        engine.put(documents[first : first + max(half // 6, 1)])
    engine.put(
        Document(document.collection, document.key, "Zebra zebra", "an older state") for document in documents[::7]
    )
    engine.put(
        [*documents[::7], *(Document("posting", -number, "Safety ward zebra", "gone") for number in range(1, 9))]
    )
    engine.remove(f"posting:{-number}" for number in range(1, 9))
    return engine


@pytest.fixture(scope="module")
def scan(documents: list[Document]) -> list[Read]:
    return [
        Read(
            document,
            tuple(stems(part) for part in (document.title, document.names, document.text)),
            frozenset(words(f"{document.title} {document.names} {document.text}")),
        )
        for document in documents
    ]


def questions(count: int) -> Iterator[Question]:
    dice = random.Random(5)
    for _ in range(count):
        wanted = [(word,) for word in dice.sample(COMMON + RARE, dice.choice((0, 1, 1, 2, 2, 3, 4, 5)))]
        if dice.random() < 0.2:
            wanted.append(tuple(dice.sample(COMMON, 2)))
        unwanted = [(word,) for word in dice.sample(COMMON, dice.choice((0, 0, 1)))]
        beginning = dice.choice(RARE)[:3] if dice.random() < 0.2 and len(wanted) < 3 else ""
        typed = [f'"{" ".join(wish)}"' if len(wish) > 1 else wish[0] for wish in wanted]
        typed += [f"-{item[0]}" for item in unwanted]
        low = dice.choice((None, dice.randint(0, 40)))
        yield Question(
            wanted,
            unwanted,
            beginning,
            SearchRequest(
                parse(" ".join([*typed, beginning or " "])),
                Scope(
                    tuple(dice.sample(COLLECTIONS, dice.randint(1, 3))),
                    {"opens": Range(None, 40, missing=True)} if dice.random() < 0.5 else {},
                ),
                filters={"kind": frozenset(dice.sample(KINDS, dice.choice((0, 1, 2)))), "area": _some(AREAS, dice)},
                ranges={"closes": Range(low, (low or 0) + 20, missing=dice.random() < 0.5)}
                if dice.random() < 0.5
                else {},
                facets=("kind", "area", COLLECTION),
                bands={
                    "hours": {"few": Range(None, 10), "many": Range(10, None), "unknown": Range(51, None, missing=True)}
                },
                sort=dice.choice((None, None, ("closes", False), ("hours", True))),
                page=dice.choice((1, 1, 2)),
                per_page=dice.choice((5, 20, 10_000)),
            ),
        )


def _some(values: tuple[str, ...], dice: random.Random) -> frozenset[str]:
    return frozenset(dice.sample(values, 1)) if dice.random() < 0.3 else frozenset()


def within(bounds: Range, value: float | None) -> bool:
    if value is None:
        return bounds.missing
    return (bounds.low is None or value >= bounds.low) and (bounds.high is None or value < bounds.high)


class Scan:
    """What a question should find, read document by document."""

    def __init__(self, everything: list[Read], question: Question) -> None:
        self.everything, self.question, self.request = everything, question, question.request
        self.phrases = list({tuple(stems(" ".join(wish))): None for wish in question.wanted})
        self.words = len(self.phrases) + bool(question.beginning)
        self.average = sum(item.length for item in everything) / len(everything)
        seen = [item for item in everything if self.is_seen(item)]
        self.matching, self.enough = seen, self.words
        if self.words:
            had = {id(sight): self.having(sight) for sight in seen}
            best = max(had.values(), default=0)
            self.enough = self.words if best in (0, self.words) else min(self.words - 1, best) if self.words <= 3 else 1
            self.matching = [sight for sight in seen if had[id(sight)] >= max(self.enough, 1)]

    def is_seen(self, one: Read) -> bool:
        scope = self.request.scope
        return (
            one.document.collection in scope.collections
            and all(within(bounds, one.document.numbers.get(name)) for name, bounds in scope.ranges.items())
            and not any(one.weight(tuple(stems(word[0]))) for word in self.question.unwanted)
        )

    def having(self, one: Read) -> int:
        begins = bool(self.question.beginning) and any(word.startswith(self.question.beginning) for word in one.spelt)
        return sum(bool(one.weight(phrase)) for phrase in self.phrases) + begins

    def passes(self, one: Read, but: str | None = None) -> bool:
        facets = {name: values for name, values in self.request.filters.items() if values and name != but}
        return all(values & set(one.document.labels[name]) for name, values in facets.items()) and all(
            within(bounds, one.document.numbers.get(name))
            for name, bounds in self.request.ranges.items()
            if name != but
        )

    def counts(self) -> dict[str, Counter[str]]:
        counts = {}
        for name in self.request.facets:
            among = [item.document for item in self.matching if self.passes(item, but=name)]
            counts[name] = Counter(
                value
                for candidate in among
                for value in ((candidate.collection,) if name == COLLECTION else candidate.labels[name])
            )
        for name, bands in self.request.bands.items():
            among = [item.document for item in self.matching if self.passes(item, but=name)]
            counts[name] = Counter(
                band
                for band, bounds in bands.items()
                for candidate in among
                if within(bounds, candidate.numbers.get(name))
            )
        return counts

    def score(self, one: Read, having: dict[tuple[str, ...], int], rarity: dict[tuple[str, ...], float]) -> float:
        norm = terms.K1 * (1 - terms.B + terms.B * one.length / self.average)
        total = 0.0
        for phrase in self.phrases:
            if weight := one.weight(phrase):
                total += rarity[phrase] * weight * (terms.K1 + 1) / (weight + norm)
        return total


def test_ids_order_and_counts_equal_a_scan(engine: Engine, scan: list[Read]) -> None:
    widened = 0
    for question in questions(QUESTIONS):
        expected, results = Scan(scan, question), engine.search(question.request)
        narrowed = [item.document for item in expected.matching if expected.passes(item)]
        assert results.total == len(narrowed), question
        assert {name: Counter(counts) for name, counts in results.facets.items()} == expected.counts(), question
        assert (results.words, results.enough) == (expected.words, expected.enough), question
        _check_page(results, narrowed, question)
        widened += results.widened
    assert widened > QUESTIONS / 50, "some questions must need fewer than all of their words"


def _check_page(results: SearchResults, narrowed: list[Document], question: Question) -> None:
    request = question.request
    named = {(row.collection, row.key): row for row in narrowed}
    shown = [named[key] for key in results.keys]
    assert len(set(results.keys)) == len(results.keys)
    first = (request.page - 1) * request.per_page
    assert len(shown) == max(min(len(narrowed) - first, request.per_page), 0)
    if request.sort is not None:
        name, downwards = request.sort
        sign = -1 if downwards else 1
        in_order = sorted(
            narrowed,
            key=lambda item: (name not in item.numbers, sign * item.numbers.get(name, 0), item.collection, item.key),
        )
        assert shown == in_order[first : first + request.per_page], question


def test_the_best_match_is_the_one_with_the_best_score(engine: Engine, scan: list[Read]) -> None:
    """Scores worked out one by one by the formula: nothing on a page may be worse than what comes after it."""
    dice = random.Random(8)
    for _ in range(QUESTIONS // 10):
        wanted = [(word,) for word in dice.sample(COMMON + RARE, dice.choice((1, 2, 3)))]
        question = Question(
            wanted,
            [],
            "",
            SearchRequest(parse(" ".join(wish[0] for wish in wanted) + " "), Scope(COLLECTIONS), per_page=50),
        )
        expected = Scan(scan, question)
        rarity = {
            phrase: math.log(1 + (len(scan) - having + 0.5) / (having + 0.5))
            for phrase in expected.phrases
            for having in [sum(bool(item.weight(phrase)) for item in scan)]
        }
        named = {(item.document.collection, item.document.key): item for item in expected.matching}
        shown = [named[key] for key in engine.search(question.request).keys]
        ranks = [(expected.having(item), expected.score(item, {}, rarity)) for item in shown]
        everything = sorted(
            ((expected.having(item), expected.score(item, {}, rarity)) for item in expected.matching), reverse=True
        )
        for (having, score), (best_having, best_score) in zip(ranks, everything, strict=False):
            assert having == best_having or not engine.search(question.request).widened
            assert score == pytest.approx(best_score, rel=2e-2), "average lengths count replaced documents too"


def test_whooshs_own_searcher_reads_the_same_index(folder: WhooshEngine, documents: list[Document]) -> None:
    engine = folder
    changed(engine, documents)
    assert len(engine._current().snapshot.segments) > 1, "it is one in several parts"
    folder = engine._folder(engine._stamp())
    answers = engine._current()
    dice = random.Random(2)
    with whoosh_index.open_dir(str(folder)).searcher(weighting=BM25F(B=terms.B, K1=terms.K1)) as searcher:
        assert searcher.doc_count() == engine.count()
        for _ in range(60):
            one, other = (stems(word)[0] for word in dice.sample(COMMON + RARE, 2))
            for asked, item in (
                (whoosh.Term("words", one), answers.terms.word(one).docs),
                (whoosh.Phrase("words", [one, other]), answers.terms.phrase((one, other)).docs),
                (
                    whoosh.And([whoosh.Term("words", one), whoosh.Term("words", other)]),
                    terms.both(answers.terms.word(one), answers.terms.word(other)).docs,
                ),
                (
                    whoosh.Or([whoosh.Term("words", one), whoosh.Term("words", other)]),
                    terms.either([answers.terms.word(one), answers.terms.word(other)]).docs,
                ),
            ):
                theirs = {hit.docnum for hit in searcher.search(asked, limit=None)}
                assert theirs == {doc for doc in item.tolist() if answers.snapshot.is_live[doc]}


def test_typed_fields_of_the_database_find_nothing_new(engine: Engine) -> None:
    for typed in ("status:draft", "words:safety", "row:1", "collection:mentor", "kind:seat"):
        field, value = typed.split(":")
        plain = engine.search(SearchRequest(parse(f"{field} {value} "), Scope(("posting",)), per_page=10_000))
        results = engine.search(SearchRequest(parse(f"{typed} "), Scope(("posting",)), per_page=10_000))
        assert results.keys == plain.keys
        assert {collection for collection, _ in results.keys} <= {"posting"}
