"""Searches whose answers were written down beforehand, over the demo school and over real postings."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import NOW
from tests.databases import Sqlite
from tests.labelled import REAL, Label, labels, loaded


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, sqlite: Sqlite) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("demo")
    with sqlite.fresh(folder) as address, loaded("demo", folder, address, NOW) as app:
        yield app


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, sqlite: Sqlite) -> Iterator[Flask]:
    if not REAL.exists():
        pytest.skip("the shared data folder does not stand beside the project")
    folder = tmp_path_factory.mktemp("imported")
    with sqlite.fresh(folder) as address, loaded("imported", folder, address, NOW) as app:
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
