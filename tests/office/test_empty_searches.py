"""What members search and do not find, as the office reads it: words and counts, and nobody's name."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

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
    opportunity_empty_search_log.note(settings.index_dir / "nowhere", "zebrafish")
    assert set(opportunity_empty_search_log.take(settings.index_dir)) <= {"two lines"}
