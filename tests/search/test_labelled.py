"""Searches whose answers were written down beforehand, over the demo school and over real postings."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import NOW
from tests.labelled import REAL, Label, labels, loaded


@pytest.fixture(scope="module")
def demo(kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    yield from board_of(kind, "demo", request, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def imported(kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    if not REAL.exists():
        pytest.skip("the shared data folder does not stand beside the project")
    yield from board_of(kind, "imported", request, tmp_path_factory.mktemp("imported"))


def board_of(kind: str, board: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Flask]:
    """A board that is searched by an engine of this kind."""
    databases = request.getfixturevalue("sqlite" if kind == "whoosh" else kind)
    with databases.fresh(folder) as address, loaded(board, folder, address, NOW, search_engine=kind) as app:
        yield app


@pytest.mark.parametrize("label", labels("demo"), ids=lambda label: label.name)
def test_the_demo_school_answers_what_is_wanted(demo: Flask, label: Label) -> None:
    assert label.problems() == []


@pytest.mark.shared_data
@pytest.mark.parametrize("label", labels("imported"), ids=lambda label: label.name)
def test_the_real_postings_answer_what_is_wanted(imported: Flask, label: Label) -> None:
    assert label.problems() == []


def test_there_are_forty_searches_and_each_says_something() -> None:
    told = [*labels("demo"), *labels("imported")]
    assert len(told) >= 40
    assert all(len({label.name for label in labels(board)}) == len(labels(board)) for board in ("demo", "imported"))
    assert all(label.top or label.never or label.meant for label in told)
