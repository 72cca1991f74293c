"""Texts that mean the same in other words are near each other; without the extra everything is as it was."""

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
