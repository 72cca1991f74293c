"""Paging, order, damage, threads, and the spellings and habits of people who type."""

import os
import random
import threading
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from board.search import analysis
from board.search.documents import Document
from board.search.engine import Engine, IndexUnavailable, Range, Scope, SearchRequest
from board.search.query import MOST_WORDS, parse
from board.search.whoosh_engine import WhooshEngine

WORDS = ["safety", "ward", "clinic", "policy", "budget", "ethics", "rural", "nurse"]


def posting(key: int, title: str, text: str = "", **numbers: float) -> Document:
    return Document("posting", key, title, text, numbers=numbers)


def ask(text: str = "", **more: object) -> SearchRequest:
    return SearchRequest(parse(text), Scope(("posting",)), **more)  # type: ignore[arg-type]


def found(engine: Engine, text: str) -> set[int]:
    return {key for _, key in engine.search(ask(text, per_page=1000)).keys}


def test_pages_join_to_the_whole_without_gaps_or_repeats(engine: Engine) -> None:
    engine.rebuild(posting(key, "Safety ward") for key in range(1, 46))
    pages = [engine.search(ask("safety ", page=page)) for page in (1, 2, 3, 4)]
    assert [len(page.keys) for page in pages] == [20, 20, 5, 0]
    assert {page.total for page in pages} == {45}
    assert [key for page in pages for _, key in page.keys] == list(range(1, 46))
    assert engine.search(ask("safety ", page=0)).keys == pages[0].keys
    assert engine.search(ask("safety ", page=-3)).keys == pages[0].keys


@pytest.mark.parametrize(("downwards", "order"), [(False, [3, 1, 2, 4]), (True, [1, 3, 2, 4])])
def test_missing_numbers_come_last_either_way(engine: Engine, downwards: bool, order: list[int]) -> None:
    engine.rebuild([posting(1, "A", closes=9), posting(2, "B"), posting(3, "C", closes=-5), posting(4, "D")])
    assert [key for _, key in engine.search(ask(sort=("closes", downwards))).keys] == order
    assert [key for _, key in engine.search(ask(sort=("unheard", downwards))).keys] == [1, 2, 3, 4]


@pytest.mark.parametrize(("missing", "keys"), [(True, {2, 3}), (False, {3})])
def test_a_range_says_what_becomes_of_the_missing(engine: Engine, missing: bool, keys: set[int]) -> None:
    engine.rebuild([posting(1, "A", closes=1), posting(2, "B"), posting(3, "C", closes=5)])
    results = engine.search(ask(ranges={"closes": Range(low=2, missing=missing)}))
    assert {key for _, key in results.keys} == keys


def test_the_title_counts_more_than_the_text(engine: Engine) -> None:
    engine.rebuild([posting(1, "Evening walk", "clinic ward"), posting(2, "Clinic ward", "evening walk")])
    assert engine.search(ask("clinic ")).keys[0] == ("posting", 2)


@pytest.mark.parametrize("seed", range(20))
def test_long_queries_equal_a_naive_count_of_words(engine: Engine, seed: int) -> None:
    dice = random.Random(seed)
    texts = {key: dice.sample(WORDS, 3) for key in range(1, 40)}
    engine.rebuild(posting(key, texts[key][0], " ".join(texts[key][1:])) for key in texts)
    typed = dice.sample(WORDS, dice.randrange(2, 7))
    having = {key: len(set(typed) & set(words)) for key, words in texts.items()}
    best = max(having.values())
    few = min(len(typed) - 1, best) if len(typed) <= 3 else 1
    enough = best if best == len(typed) else few
    results = engine.search(ask(" ".join(typed) + " ", per_page=1000))
    assert {key for _, key in results.keys} == {key for key, count in having.items() if count >= enough}
    assert results.widened == (best < len(typed))
    assert (results.words, results.enough) == (len(typed), enough)
    counts = [having[key] for _, key in results.keys]
    assert counts == sorted(counts, reverse=True) or len(typed) > 3, "who has more of few words comes first"


def test_where_few_have_all_words_the_next_best_are_named_and_not_counted(engine: Engine) -> None:
    engine.rebuild([posting(1, "Zebra crossing"), posting(2, "Zebra"), posting(3, "Crossing"), posting(4, "Ward")])
    results = engine.search(ask("zebra crossing ", facets=("collection",), snippets=True))
    assert (results.keys, results.total, results.widened) == ([("posting", 1)], 1, False)
    assert set(results.nearly) == {("posting", 2), ("posting", 3)}
    assert len(results.nearly_snippets) == 2
    assert results.facets == {"collection": {"posting": 1}}
    rest = [posting(key, "Zebra") for key in range(20, 32)]
    for many, filled in ((8, 12), (9, 11), (10, 0)):
        engine.rebuild([*(posting(key, "Zebra crossing") for key in range(1, many + 1)), *rest])
        assert len(engine.search(ask("zebra crossing ")).nearly) == filled, "where ten have all, there are plenty"


@pytest.mark.parametrize(("others", "first"), [(29, 2), (28, 1)])
def test_in_a_text_a_word_said_twice_counts_twice(engine: Engine, others: int, first: int) -> None:
    engine.rebuild([posting(1, "Crossing"), posting(2, "Zebra")])
    typed = " ".join(f"other{number}" for number in range(others))
    results = engine.search(ask(f"{typed} crossing zebra zebra "))
    assert [key for _, key in results.keys] == [first, 3 - first]


def test_synonyms_join_the_other_words(engine: Engine) -> None:
    engine.rebuild([posting(1, "QI evening"), posting(2, "QI morning"), posting(3, "Improvement of quality, evening")])
    assert found(engine, "evening quality improvement ") == {1, 3}
    assert found(engine, 'evening -"quality improvement" ') == {1, 3}
    assert found(engine, "quality improvement -morning ") == {1, 3}


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("word", ["Résumé", "İSTANBUL", "Ærø", "Łódź", "naïve", "ﬁnance", "Straße"])
def test_a_word_finds_itself_however_it_is_encoded(engine: Engine, word: str, form: str) -> None:
    engine.rebuild([posting(1, unicodedata.normalize(form, word)), posting(2, "Other")])  # type: ignore[arg-type]
    for typed in (word, word + " ", unicodedata.normalize("NFD", word), f'"{word}"'):
        assert found(engine, typed) == {1}
    assert [key for _, key, _ in engine.suggest(word[:3], Scope(("posting",)), 5)] == [1]


@pytest.mark.parametrize("typed", ["the ", "the of a ", "-the ", '"the of"', "", "   ", '"', "-", "!!!"])
def test_a_query_of_nothing_but_small_words_asks_for_everything(engine: Engine, typed: str) -> None:
    engine.rebuild([posting(1, "Safety"), posting(2, "Ward")])
    assert found(engine, typed) == {1, 2}


def test_the_last_word_is_a_beginning_until_a_space_follows(engine: Engine) -> None:
    engine.rebuild([posting(1, "Leadership"), posting(2, "Clinic")])
    assert found(engine, "leadersh") == {1}
    assert found(engine, "leadersh ") == set()
    assert found(engine, '"leadersh"') == set()
    assert found(engine, "-leadership") == {2}


def test_suggestions_come_from_titles_and_stop_at_the_limit(engine: Engine) -> None:
    engine.rebuild([*(posting(key, f"Safety round {key}") for key in range(1, 9)), posting(9, "Ward", "safety")])
    assert len(engine.suggest("sa", Scope(("posting",)), 5)) == 5
    assert 9 not in {key for _, key, _ in engine.suggest("safety", Scope(("posting",)), 50)}
    assert engine.suggest("safety rou", Scope(("posting",)), 1)[0][2].startswith("Safety round")
    assert engine.suggest("safety", Scope(("elsewhere",)), 5) == []
    assert engine.suggest("safety", Scope(("posting",)), 0) == []


def test_long_and_strange_queries_end_soon(engine: Engine) -> None:
    engine.rebuild(posting(key, " ".join(WORDS), "x" * 300) for key in range(1, 100))
    dice = random.Random(3)
    signs = '"-*?()[]{}:^~\\/+&|!<> \x00é\u0301\u202eﷺ漢字aAsafety'
    began = time.monotonic()
    for _ in range(150):
        typed = "".join(dice.choices(signs, k=dice.choice((5, 60, 5000))))
        query = parse(typed)
        assert sum(len(part.words) for part in query.wanted + query.unwanted) <= MOST_WORDS
        engine.search(ask(typed))
        engine.suggest(typed, Scope(("posting",)), 5)
    assert time.monotonic() - began < 30


def test_replaced_and_removed_documents_are_not_counted(engine: Engine) -> None:
    engine.rebuild(posting(key, "Safety") for key in range(1, 11))
    for _ in range(3):
        engine.put([posting(1, "Safety again")])
    engine.remove(["posting:2", "posting:404"])
    assert engine.count() == 9
    assert engine.search(ask()).total == 9


def _files(folder: WhooshEngine) -> list[Path]:
    return sorted(path for path in folder.root.rglob("*") if path.suffix in (".npz", ".toc") or path.name == "current")


@pytest.mark.parametrize("harm", ["delete", "empty", "truncate", "scribble"])
@pytest.mark.parametrize("which", [".toc", ".npz", "current"])
@pytest.mark.parametrize("awake", [True, False], ids=["a reader is awake", "no reader is awake"])
def test_damage_is_unavailable_or_unnoticed_and_never_worse(
    folder: WhooshEngine, harm: str, which: str, awake: bool
) -> None:
    folder.rebuild(posting(key, "Safety ward", "policy " * 20) for key in range(1, 60))
    assert folder.is_ready()
    assert folder.count() == 59, "from here on it is in memory"
    for path in [path for path in _files(folder) if path.name.endswith(which)]:
        if harm == "delete":
            path.unlink()
        elif harm == "scribble":
            path.write_bytes(b"\xff" * path.stat().st_size)
        else:
            os.truncate(path, 0 if harm == "empty" else path.stat().st_size // 2)
    reader = folder if awake else WhooshEngine(folder.root)
    if awake:
        try:
            assert reader.search(ask("safety ")).total == 59
        except IndexUnavailable:
            assert which != ".npz"
    else:
        assert not reader.is_ready()
        for act in (
            lambda: reader.search(ask("safety ")),
            lambda: reader.suggest("saf", Scope(("posting",)), 5),
            reader.count,
        ):
            with pytest.raises(IndexUnavailable):
                act()
    reader.rebuild([posting(1, "Safety")])
    assert reader.is_ready()
    assert found(reader, "safety ") == {1}


def test_nothing_built_yet_is_unavailable(engine: Engine) -> None:
    assert not engine.is_ready()
    with pytest.raises(IndexUnavailable):
        engine.put([posting(1, "Safety")])
    with pytest.raises(IndexUnavailable):
        engine.remove(["posting:1"])
    for ask in (engine.count, engine.keys, lambda: found(engine, "safety")):
        with pytest.raises(IndexUnavailable):
            ask()
    assert engine.changed_at() is None


def test_the_callers_own_problem_stays_its_own_and_changes_nothing(engine: Engine) -> None:
    def failing() -> Iterator[Document]:
        yield posting(2, "Ward")
        raise ValueError("the database has gone")

    engine.rebuild([posting(1, "Safety")])
    with pytest.raises(ValueError, match="gone"):
        engine.put(failing())
    with pytest.raises(ValueError, match="gone"):
        engine.rebuild(failing())
    assert found(engine, "") == {1}
    engine.put([posting(3, "Clinic")])
    assert found(engine, "") == {1, 3}


def test_a_half_built_index_is_swept_away(folder: WhooshEngine) -> None:
    def failing() -> Iterator[Document]:
        yield posting(2, "Ward")
        raise ValueError("the database has gone")

    folder.rebuild([posting(1, "Safety")])
    with pytest.raises(ValueError, match="gone"):
        folder.rebuild(failing())
    assert len([path for path in folder.root.iterdir() if path.is_dir()]) == 1


def test_another_process_is_noticed(folder: WhooshEngine) -> None:
    folder.rebuild([posting(1, "Safety")])
    other = WhooshEngine(folder.root)
    assert found(other, "") == {1}
    folder.put([posting(2, "Ward")])
    assert found(other, "") == {1, 2}
    folder.rebuild([posting(3, "Clinic")])
    assert found(other, "") == {3}


def test_many_readers_and_a_writer_do_not_disturb_each_other(folder: WhooshEngine) -> None:
    folder.rebuild(posting(key, f"Safety word{key}", f"clinic text{key % 7}") for key in range(1, 200))
    problem: list[BaseException] = []

    def read(reader: WhooshEngine) -> None:
        try:
            for key in range(1, 40):
                assert found(reader, f"word{key} ") == {key}
                assert len(found(reader, "clinic ")) >= 199
        except BaseException as one:  # noqa: BLE001  # whatever it is, the test must hear of it
            problem.append(one)

    readers = [threading.Thread(target=read, args=(item,)) for item in [folder] * 4 + [WhooshEngine(folder.root)] * 2]
    for reader in readers:
        reader.start()
    for key in range(1000, 1006):
        folder.put([posting(key, "Late", "clinic")])
    folder.rebuild(posting(key, f"Safety word{key}", f"clinic text{key % 7}") for key in range(1, 200))
    for reader in readers:
        reader.join()
    assert problem == []


def test_stems_are_remembered() -> None:
    analysis.stem.cache_clear()
    assert {analysis.stem("leaders"), analysis.stem("leaders")} == {"leader"}
    assert analysis.stem.cache_info().hits == 1
