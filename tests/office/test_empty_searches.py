"""What members search and do not find, as the office reads it: words and counts, and nobody's name."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from importlib import import_module

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board import indexing, retention
from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities import empty_search_log as opportunity_empty_search_log
from board.opportunities import tasks as opportunity_tasks
from board.opportunities.models import EmptySearch
from board.opportunities.queries.empty_search import DAYS
from tests.conftest import NOW
from tests.counting import statements_of
from tests.office.test_people import cora, office

__all__ = ["cora", "office"]
Browsers = Callable[[User], FlaskClient]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
WORDS_PAGE = "/office/settings/words"


@pytest.fixture
def search(app: Flask, person: Callable[..., User], browser_of: Browsers) -> Callable[[int, str], None]:
    """So many members search for this."""
    indexing.rebuild(engine=app.extensions["engine"])
    browsers: list[FlaskClient] = []

    def ask(members: int, address: str) -> None:
        while len(browsers) < members:
            student = person(f"stu{len(browsers)}", Role.STUDENT)
            with unit_of_work():
                student.class_year = "M2"
            browsers.append(browser_of(student))
        for browser in browsers[:members]:
            assert browser.get(address).status_code == 200

    return ask


def shown(office: FlaskClient) -> str:
    return unescape(office.get(WORDS_PAGE).text.partition("Searched and not found")[2])


def test_words_that_five_searched_in_vain_stand_there_and_of_four_nobody_knows(
    app: Flask, office: FlaskClient, search: Callable[[int, str], None]
) -> None:
    search(5, "/opportunities?q=Zebrafish++Husbandry")
    search(4, "/opportunities?q=xylophone")
    assert "Nothing yet" in shown(office), "they are counted by the worker"
    assert opportunity_tasks.count_empty_searches(NOW) == 2
    assert opportunity_tasks.count_empty_searches(NOW) == 0
    page = shown(office)
    assert "zebrafish husbandry" in page and "<span>5 times</span>" in page
    assert "xylophone" not in page
    search(5, "/opportunities?q=zebrafish+husbandry")
    opportunity_tasks.count_empty_searches(NOW)
    assert "<span>5 times</span>" in shown(office), "a session counts once, however often it tries"


def test_what_a_filter_hides_what_is_no_word_and_what_strangers_search_is_not_counted(
    app: Flask, client: FlaskClient, search: Callable[[int, str], None]
) -> None:
    search(5, "/opportunities?q=zebrafish&kind=seminar")
    search(5, f"/opportunities?q={'a+sentence+that+goes+on+' * 4}")
    search(5, "/opportunities")
    client.get("/opportunities?q=zebrafish")
    assert opportunity_tasks.count_empty_searches(NOW) == 0


def test_a_search_that_finds_nothing_writes_nothing_to_the_database(
    app: Flask, search: Callable[[int, str], None], person: Callable[..., User], browser_of: Browsers
) -> None:
    browser = browser_of(person("otto", Role.STUDENT))
    browser.get("/")
    asked = statements_of(app, lambda: browser.get("/opportunities?q=zebrafish"))
    assert all(statement.startswith(("SELECT", "BEGIN DEFERRED")) for statement in asked), asked


def test_one_click_begins_a_line_of_synonyms_for_them(
    app: Flask, office: FlaskClient, search: Callable[[int, str], None]
) -> None:
    search(5, "/opportunities?q=zebrafish")
    opportunity_tasks.count_empty_searches(NOW)
    assert f"{WORDS_PAGE}?add=zebrafish#synonyms" in shown(office)
    page = office.get(f"{WORDS_PAGE}?add=zebrafish").text
    assert "zebrafish = </textarea>" in page.replace("\r", "")
    assert "<script>" not in office.get(f"{WORDS_PAGE}?add=<script>").text


def test_counts_are_erased_after_ninety_days(
    app: Flask, office: FlaskClient, search: Callable[[int, str], None]
) -> None:
    search(5, "/opportunities?q=zebrafish")
    opportunity_tasks.count_empty_searches(NOW - timedelta(days=DAYS + 8))
    assert "zebrafish" not in shown(office)
    list(retention.erase(clock.now()))
    assert db.session.query(EmptySearch).count() == 0


def test_what_cannot_be_written_costs_nobody_their_page(app: Flask) -> None:
    settings = app.extensions["settings"]
    for words in ("", "\x00", "two\nlines", "\ud800"):
        opportunity_empty_search_log.note(settings.index_dir, words)
    full = settings.index_dir / "full"
    full.parent.mkdir(exist_ok=True)
    full.touch()
    opportunity_empty_search_log.note(full, "zebrafish")
    assert set(opportunity_empty_search_log.take(settings.index_dir)) <= {"two lines"}


def test_a_machine_without_an_index_notes_them_too(app: Flask) -> None:
    folder = app.extensions["settings"].index_dir / "of" / "postgresql"
    opportunity_empty_search_log.note(folder, "zebrafish")
    assert opportunity_empty_search_log.take(folder) == {"zebrafish": 1}


def test_a_file_that_no_worker_counts_grows_no_further(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = app.extensions["settings"].index_dir
    monkeypatch.setattr(opportunity_empty_search_log, "MOST_BYTES", len("zebrafish\n") * 2)
    for _ in range(3):
        opportunity_empty_search_log.note(folder, "zebrafish")
    assert opportunity_empty_search_log.take(folder) == {"zebrafish": 2}


@BOTH
def stop(*_: object) -> None:
    """The worker is stopped from outside, at once."""
    raise KeyboardInterrupt


def test_so_many_words_are_counted_at_a_time_and_none_is_lost_or_counted_twice_when_that_fails(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = app.extensions["settings"].index_dir
    for words in ("heart", "lung", "heart", "skin"):
        opportunity_empty_search_log.note(folder, words)
    monkeypatch.setattr(opportunity_tasks, "MOST_COUNTED", 2)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(opportunity_tasks.empty_search_actions, "count", lambda *_, **__: 1 / 0)
        opportunity_tasks.count_empty_searches(NOW)
    with monkeypatch.context() as stopped, pytest.raises(KeyboardInterrupt):
        stopped.setattr(opportunity_empty_search_log, "leave", stop)
        opportunity_tasks.count_empty_searches(NOW)
    opportunity_empty_search_log.note(folder, "heart")
    assert [opportunity_tasks.count_empty_searches(NOW) for _ in range(4)] == [2, 1, 1, 0]
    assert dict(db.session.execute(select(EmptySearch.words, EmptySearch.times)).all()) == {
        "heart": 3, "lung": 1, "skin": 1
    }  # fmt: skip


def test_a_session_keeps_few_marks_and_a_search_without_an_index_counts_for_nothing(
    app: Flask, person: Callable[..., User], browser_of: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(person("otto", Role.STUDENT))
    browser.get("/opportunities?q=zebrafish")
    assert opportunity_tasks.count_empty_searches(NOW) == 0, "titles alone were looked through"
    indexing.rebuild(engine=app.extensions["engine"])
    monkeypatch.setattr(import_module("board.opportunities.views.posting_search"), "MOST_NOTED", 2)
    for words in ("zebrafish", "xylophone", "quagga"):
        browser.get(f"/opportunities?q={words}")
    with browser.session_transaction() as session:
        assert len(session["empty_searches"]) == 2
