"""Texts that mean the same in other words are near each other; without the extra everything is as it was."""

import sys
from collections import OrderedDict
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest
from flask import Flask

from board.opportunities import queries as opportunity_queries
from board.opportunities.models import Opportunity
from board.search import meaning
from tests.conftest import NOW

WALK_IN = "Help patients without insurance at an evening clinic for the homeless"
OTHERS = {
    1: "Edit the annual report of the finance committee",
    3: "Volunteer doctors treat uninsured people in a shelter",
    2: "Help the committee choose a caterer for the evening",
}


def test_what_means_the_same_rises_above_what_shares_small_words() -> None:
    assert meaning.ordered(WALK_IN, OTHERS)[0] == 3, "second by its words, first by its meaning"
    assert meaning.ordered(WALK_IN, OTHERS)[-1] == 2


def test_the_order_by_words_counts_as_much() -> None:
    alike = {1: OTHERS[3], 2: OTHERS[3], 3: OTHERS[3]}
    assert meaning.ordered(WALK_IN, alike) == [1, 2, 3]


def test_similar_postings_are_the_same_number_with_the_extra_and_without(
    demo: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    posting = opportunity_queries.by_id(1)
    assert isinstance(posting, Opportunity)
    engine = demo.extensions["engine"]
    with_it = opportunity_queries.similar(engine, posting, NOW, most=3)
    monkeypatch.setattr(meaning, "is_there", lambda: False)
    without = opportunity_queries.similar(engine, posting, NOW, most=3)
    assert len(with_it) == len(without) == 3
    assert posting.id not in {each.id for each in (*with_it, *without)}


def test_vectors_that_cannot_be_read_cost_nobody_a_page_and_are_told_once(
    demo: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_: object) -> None:
        raise OSError("half of a file")

    class Llama:
        load = fail

    package = ModuleType("wordllama")
    package.__dict__.update(__spec__=ModuleSpec("wordllama", None), __file__="wordllama/__init__.py", WordLlama=Llama)
    monkeypatch.setitem(sys.modules, "wordllama", package)
    meaning._model.cache_clear()
    browser = demo.test_client()
    try:
        assert [browser.get("/opportunities/1").status_code for _ in range(2)] == [200, 200]
    finally:
        meaning._model.cache_clear()
    assert len([record for record in caplog.records if "vectors of words" in record.message]) == 1


def test_so_many_vectors_are_kept_and_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "MOST_TEXTS", 2)
    monkeypatch.setattr(meaning, "_vectors", OrderedDict())
    meaning.ordered(WALK_IN, OTHERS)
    assert len(meaning._vectors) == 2 and all(len(key) == 16 for key in meaning._vectors)
