"""The index is killed in mid-write and harmed on the disk: pages answer all the while, and the worker mends it.

ROUNDS_TESTS_FULL=1 kills fifty times; otherwise a few.
"""

import html
import os
import random
import re
import shutil
import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board import indexing, tasks
from board.accounts.models import Role, User
from board.kernel import clock, outbox
from board.opportunities import queries as opportunity_queries
from board.opportunities.models import Opportunity
from board.opportunities.search_params import document
from board.search.documents import Document
from board.search.engine import IndexUnavailable, SearchRequest, SearchResults
from board.search.whoosh_engine import WhooshEngine
from tests.conftest import NOW
from tests.discovery.conftest import posted as posted  # the fixture

KILLS = 50 if os.environ.get("ROUNDS_TESTS_FULL") else 6
WHOLE = 5
"""Files of an index that was just built: pointer, two locks, contents and one segment."""
NOTICE = "The search index is being built"
ADDRESSES = ("/", "/opportunities", "/search/suggest?q=saf", "/opportunities.atom", "/opportunities.ics?q=safety")

Post = Callable[..., Opportunity]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def cover(path: Path) -> None:
    """What cannot be read as a file by anybody. That of a closed one is told in `test_damage.py`."""
    path.unlink()
    path.mkdir()


def titles(page: str) -> list[str]:
    cards = re.findall(r'<h3><a href="/opportunities/\d+">([^<]+)</a>', re.sub("</?mark>", "", page))
    return [html.unescape(match) for match in cards]


def files(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


@pytest.fixture
def board(app: Flask, person: Callable[..., User], posted: Post) -> list[str]:
    """Postings of which two are of safety; answers their titles, closing soonest first."""
    poster = person("ada", Role.FACULTY)
    for number, title in enumerate(("Safety lead", "Ward safety council", "Vaccines in school")):
        posted(title, by=poster, closes_at=NOW + timedelta(days=number + 1))
    outbox.deliver_pending()
    return ["Safety lead", "Ward safety council"]


@pytest.mark.parametrize(
    "harm",
    [
        lambda root: shutil.rmtree(root),
        lambda root: (root / "current").unlink(),
        lambda root: (root / "current").write_text("nowhere 7"),
        lambda root: [path.unlink() for path in root.rglob("*.npz")],
        lambda root: [cut(path) for path in root.rglob("*.npz")],
        lambda root: [cut(path) for path in root.rglob("*.toc")],
        lambda root: [cover(path) for path in root.rglob("*.npz")],
    ],
    ids=["folder gone", "pointer gone", "pointer wrong", "segment gone", "segment cut", "contents cut", "unreadable"],
)
def test_the_database_answers_until_the_worker_has_mended_the_index(
    app: Flask, client: FlaskClient, board: list[str], harm: Callable[[Path], object]
) -> None:
    root = app.extensions["settings"].index_dir
    assert indexing.heal(clock.now()) == 0, "what is whole is left alone"
    harm(root)
    app.extensions["engine"] = WhooshEngine(root)  # a server that starts now has nothing in memory

    assert [client.get(address).status_code for address in ADDRESSES] == [200] * len(ADDRESSES)
    page = client.get("/opportunities?q=safety").text
    assert NOTICE in page
    assert titles(page) == board

    tasks.do_all(clock.now())
    page = client.get("/opportunities?q=safety&sort=closing").text
    assert NOTICE not in page
    assert titles(page) == board
    assert len(files(root)) == WHOLE


def test_an_index_that_goes_away_in_the_middle_of_a_page_costs_no_page(
    app: Flask, client: FlaskClient, board: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, asked = app.extensions["engine"], count()
    search = engine.search

    def search_once(request: SearchRequest) -> SearchResults:
        if next(asked):
            raise IndexUnavailable("gone")
        return search(request)  # type: ignore[no-any-return]

    monkeypatch.setattr(engine, "search", search_once)
    page = client.get("/opportunities?q=safety&kind=seminar")
    assert page.status_code == 200
    assert NOTICE in page.text
    assert next(asked) > 1, "ways out of nothing were asked for"


def test_a_writer_killed_at_any_moment_costs_no_page_and_leaves_no_files(
    app: Flask, client: FlaskClient, board: list[str], person: Callable[..., User], posted: Post
) -> None:
    root, dice, poster = (
        app.extensions["settings"].index_dir,
        random.Random(5),
        opportunity_queries.by_id(1).people[0].user,
    )  # type: ignore[union-attr]
    expected = list(board)
    for kill in range(KILLS):
        documents = [document(item) for item in opportunity_queries.published()]
        child = os.fork()
        if child == 0:
            write_for_ever(WhooshEngine(root), documents, is_rebuild=kill % 3 == 0)
        time.sleep(dice.random() * 0.2)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

        page = client.get("/opportunities?q=safety&sort=closing")
        assert (page.status_code, titles(page.text)) == (200, expected[:20])
        assert NOTICE not in page.text
        posted(f"Safety round {kill}", by=poster, closes_at=NOW + timedelta(days=kill + 9))
        outbox.deliver_pending()
        expected.append(f"Safety round {kill}")
        page = client.get("/opportunities?q=safety&sort=closing")
        assert titles(page.text) == expected[:20]
        assert f"{len(expected)} open opportunities" in page.text
        assert len(files(root)) < 25, files(root)
    assert indexing.rebuild(engine=app.extensions["engine"]) == len(expected) + 1
    assert len(files(root)) == WHOLE


def write_for_ever(engine: WhooshEngine, documents: list[Document], *, is_rebuild: bool) -> NoReturn:
    """In a process of its own, which leaves without a word, as a killed one would."""
    try:
        while True:
            engine.rebuild(documents) if is_rebuild else engine.put(documents[:1])
    finally:
        os._exit(1)


def test_healing_is_one_of_the_tasks() -> None:
    task: Callable[[datetime], int] = indexing.heal
    assert task in [regular.run for regular in tasks.TASKS]
