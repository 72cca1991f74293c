"""The engine against a slow and obviously right reading of the same documents."""

import random
from pathlib import Path

import pytest

from board.search.documents import Document
from board.search.engine import Engine, IndexUnavailable, Range, Scope, SearchRequest
from board.search.query import parse
from board.search.whoosh_engine import WhooshEngine
from tests.search.conftest import Make

WORDS = ["safety", "ward", "clinic", "policy", "data", "board", "nurse", "rural", "budget", "ethics"]
KINDS = ("seat", "project", "seminar")


def some_documents(count: int) -> list[Document]:
    dice = random.Random(7)
    return [
        Document(
            collection="posting" if number % 4 else "mentor",
            key=number,
            title=" ".join(dice.sample(WORDS, 2)),
            text=" ".join(dice.choices(WORDS, k=6)),
            labels={"kind": (dice.choice(KINDS),), "area": tuple(dice.sample(("a", "b", "c"), 2))},
            numbers={"closes": float(dice.randrange(100))} if dice.random() < 0.7 else {},
        )
        for number in range(1, count + 1)
    ]


@pytest.fixture(scope="module")
def built(make_engine: Make) -> Engine:
    engine = make_engine()
    engine.rebuild(some_documents(120))
    return engine


def request(text: str = "", **more: object) -> SearchRequest:
    return SearchRequest(parse(text), Scope(("posting",)), per_page=1000, **more)  # type: ignore[arg-type]


def has(document: Document, word: str) -> bool:
    return word in f"{document.title} {document.text}".split()


@pytest.mark.parametrize("seed", range(30))
def test_ids_counts_and_facets_equal_a_naive_scan(built: Engine, seed: int) -> None:
    dice = random.Random(seed)
    words = dice.sample(WORDS, dice.randrange(3))
    unwanted = dice.sample(WORDS, dice.randrange(2))
    kinds = frozenset(dice.sample(KINDS, dice.randrange(3)))
    low = dice.choice([None, 30.0])
    missing = dice.random() < 0.5
    text = " ".join([*words, *(f"-{word}" for word in unwanted)]) + " "
    fits = [
        some_document
        for some_document in some_documents(120)
        if some_document.collection == "posting"
        and all(has(some_document, word) for word in words)
        and not any(has(some_document, word) for word in unwanted)
        and (some_document.numbers["closes"] >= (low or 0) if "closes" in some_document.numbers else missing)
    ]
    narrowed = [fit for fit in fits if not kinds or fit.labels["kind"][0] in kinds]
    results = built.search(
        request(
            text,
            filters={"kind": kinds},
            ranges={"closes": Range(low, None, missing)},
            facets=("kind", "area"),
            sort=("closes", False),
        )
    )
    if results.widened:
        assert fits == []
        return
    in_order = sorted(
        narrowed, key=lambda item: ("closes" not in item.numbers, item.numbers.get("closes", 0), item.key)
    )
    assert [key for _, key in results.keys] == [item.key for item in in_order]
    assert results.total == len(narrowed)
    assert results.facets["kind"] == _tally([fit.labels["kind"] for fit in fits])
    assert results.facets["area"] == _tally([row.labels["area"] for row in narrowed])


def _tally(lists: list[tuple[str, ...]]) -> dict[str, int]:
    values = [value for item in lists for value in item]
    return {value: values.count(value) for value in set(values)}


def one_document(title: str, text: str = "") -> Document:
    return Document("posting", 1, title, text)


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Volunteer at the clinic", "voluntee"),
        ("Volunteers wanted", "volunteering"),
        ("Résumé evening", "resume"),
        ("Infection Control Committee", '"infection control"'),
        ("Infection Control Committee", "committees infections"),
    ],
)
def test_words_are_found_as_people_type_them(engine: Engine, title: str, typed: str) -> None:
    engine.rebuild([one_document(title)])
    assert engine.search(request(typed)).total == 1


def test_a_phrase_wants_its_order(engine: Engine) -> None:
    engine.rebuild([one_document("Control of infection")])
    assert engine.search(request('"infection control"')).total == 0


def test_a_word_nobody_wrote_is_corrected(built: Engine) -> None:
    assert built.search(request("saftey ")).corrected == "safety"


def test_some_of_the_words_are_better_than_nothing_and_it_says_so(built: Engine) -> None:
    results = built.search(request("safety zebra "))
    assert results.widened
    assert results.total > 0


def test_changes_and_removals_are_seen_at_once(engine: Engine) -> None:
    engine.rebuild(some_documents(12))
    engine.put([Document("posting", 999, "Zebra crossing", "")])
    assert engine.search(request("zebra ")).keys == [("posting", 999)]
    engine.put([Document("posting", 999, "Lollipop crossing", "")])
    assert engine.search(request("zebra ")).total == 0
    engine.remove(["posting:999"])
    assert engine.search(request("lollipop ")).total == 0


def test_suggestions_stay_in_scope(built: Engine) -> None:
    found = built.suggest("saf", Scope(("mentor",)), 5)
    assert found
    assert all(match.what == "mentor" and "safety" in match.text for match in found)


HOSTILE = ['"', "-", "*" * 50, "?" * 200, "(" * 2000, "x" * 100_000, "[a TO z]", "status:draft", "\x00"]
HOSTILE += ["NOT " * 500, "ﷺ" * 300, "😀 📎", "'; --", "a AND OR NOT", '-"', "\x7f\x1b[0m", "İSTANBUL ß", "-safety"]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_no_input_is_an_error(built: Engine, typed: str) -> None:
    built.search(request(typed))
    built.suggest(typed, Scope(("posting",)), 5)


def test_every_damage_has_one_name(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(some_documents(120))
    for path in engine.root.rglob("*.npz"):
        path.write_bytes(path.read_bytes()[:10])
    for path in engine.root.rglob("*.toc"):
        path.write_bytes(b"")
    with pytest.raises(IndexUnavailable):
        WhooshEngine(engine.root).search(request("safety"))
    with pytest.raises(IndexUnavailable):
        WhooshEngine(engine.root / "nowhere").search(request("safety"))
    engine.rebuild(some_documents(10))
    assert engine.count() == 10
    assert len([path for path in engine.root.iterdir() if path.is_dir()]) == 1, "the damaged index is swept away"
