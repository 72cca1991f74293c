"""Saved searches, and the emails that say what is new to them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.discovery import emails as discovery_emails
from board.discovery import queries as discovery_queries
from board.kernel import clock
from board.kernel.unit_of_work import unit_of_work
from board.opportunities import actions as opportunity_actions
from board.opportunities import queries as opportunity_queries
from board.opportunities.models import Opportunity
from tests.conftest import NOW

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)

Post = Callable[..., Opportunity]
Work = Callable[[datetime], None]
Box = Callable[[], list[EmailMessage]]


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


@pytest.fixture
def poster(person: Callable[..., User]) -> User:
    return person("pia", Role.FACULTY)


@pytest.fixture
def browser(ada: User, browser_of: Callable[[User], FlaskClient]) -> FlaskClient:
    return browser_of(ada)


def keep(browser: FlaskClient, question: str = "q=handover", pace: str = "at-once", name: str = "") -> None:
    answer = browser.post("/saved/searches", data={"question": question, "pace": pace, "name": name})
    assert answer.status_code == 303, answer.text


def numbers(email: EmailMessage) -> list[int]:
    body = email.get_body(("plain",))
    assert body is not None
    return sorted({int(number) for number in re.findall(r"/opportunities/(\d+)", body.get_content())})


def on_page(browser: FlaskClient, question: str) -> list[int]:
    page = browser.get(f"/opportunities?{question}").text
    return sorted({int(number) for number in re.findall(r'<h3><a href="/opportunities/(\d+)"', page)})


def test_what_is_new_comes_by_email_once_and_is_what_the_page_shows(
    browser: FlaskClient, poster: User, posted: Post, work: Work, post_box: Box
) -> None:
    posted("Handover that was there before", by=poster)
    with clock.frozen(NOW + HOUR):
        keep(browser)
        before = on_page(browser, "q=handover")
    with clock.frozen(NOW + 2 * HOUR):
        new = [posted("Safer handover", by=poster), posted("Handover for nights", by=poster)]
        posted("Vaccines in school", by=poster)
    work(NOW + 2 * HOUR)
    work(NOW + 2 * HOUR)
    work(NOW + 9 * DAY)
    (email,) = post_box()
    assert numbers(email) == [thing.id for thing in new]
    assert email["Subject"] == "2 new postings for “handover”"
    with clock.frozen(NOW + 2 * HOUR):
        assert sorted([*before, *numbers(email)]) == on_page(browser, "q=handover")
    assert len(before) == 1


def test_an_email_names_so_many_and_says_how_many_more(
    browser: FlaskClient,
    poster: User,
    posted: Post,
    work: Work,
    post_box: Box,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(discovery_emails, "MOST", 2)
    keep(browser)
    with clock.frozen(NOW + HOUR):
        for number in range(3):
            posted(f"Handover {number}", by=poster)
    work(NOW + HOUR)
    (email,) = post_box()
    assert email["Subject"].startswith("3 new postings")
    assert len(numbers(email)) == 2
    assert "And 1 more." in email.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_nothing_new_sends_nothing(browser: FlaskClient, poster: User, posted: Post, work: Work, post_box: Box) -> None:
    keep(browser, pace="daily")
    posted("Vaccines in school", by=poster)
    work(NOW + 2 * DAY)
    assert post_box() == []


def test_what_has_only_some_of_the_words_is_no_news(
    browser: FlaskClient, poster: User, posted: Post, work: Work, post_box: Box
) -> None:
    keep(browser, question="q=safer handover nights")
    posted("Safer handover", by=poster)
    work(NOW + HOUR)
    assert post_box() == []


@pytest.mark.parametrize(
    ("pace", "every", "morning"),
    [("daily", DAY, NOW + 21 * HOUR), ("weekly", 7 * DAY, NOW + 7 * DAY - 4 * HOUR)],  # summer time begins between
)
def test_gathered_emails_wait_for_their_morning(
    browser: FlaskClient,
    poster: User,
    posted: Post,
    work: Work,
    post_box: Box,
    pace: str,
    every: timedelta,
    morning: datetime,
) -> None:
    keep(browser, pace=pace)  # Monday, ten in the morning where the school is; emails go out at seven
    with clock.frozen(NOW + HOUR):
        first = posted("Safer handover", by=poster)
    work(NOW + 2 * HOUR)
    with clock.frozen(NOW + 3 * HOUR):
        second = posted("Handover for nights", by=poster)
    for quiet in (NOW + 4 * HOUR, morning - 2 * HOUR, morning - SECOND):
        work(quiet)
    assert post_box() == []
    work(morning)
    work(morning + SECOND)
    (email,) = post_box()
    assert numbers(email) == [first.id, second.id]
    with clock.frozen(morning + HOUR):
        third = posted("Handover of keys", by=poster)
    work(morning + every - SECOND)
    assert len(post_box()) == 1
    work(morning + every)
    assert [numbers(email) for email in post_box()] == [[first.id, second.id], [third.id]]


def test_at_once_each_posting_is_told_in_the_email_after_it_and_in_no_other(
    browser: FlaskClient, poster: User, posted: Post, work: Work, post_box: Box
) -> None:
    keep(browser)
    new = []
    for minute in (1, 2, 3):
        with clock.frozen(NOW + minute * 60 * SECOND):
            new.append([posted(f"Handover {minute}", by=poster).id])
        work(NOW + minute * 60 * SECOND)
    assert [numbers(email) for email in post_box()] == new


def test_what_closes_before_the_next_email_is_told_at_once(
    browser: FlaskClient, poster: User, posted: Post, work: Work, post_box: Box
) -> None:
    keep(browser, pace="weekly")
    with clock.frozen(NOW + HOUR):
        short = posted("Handover tonight", by=poster, closes_at=NOW + 6 * HOUR)
    work(NOW + 2 * HOUR)
    (email,) = post_box()
    assert numbers(email) == [short.id]


def test_what_opened_and_closed_while_nobody_looked_is_told_too(
    browser: FlaskClient, poster: User, posted: Post, work: Work, post_box: Box
) -> None:
    keep(browser, pace="daily")
    with clock.frozen(NOW + HOUR):
        short = posted("Handover tonight", by=poster, closes_at=NOW + 6 * HOUR)
    work(NOW + DAY)
    (email,) = post_box()
    assert numbers(email) == [short.id]
    assert "Has closed" in email.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_posting_that_opens_later_is_told_when_it_opens(
    browser: FlaskClient, poster: User, posted: Post, work: Work, post_box: Box
) -> None:
    keep(browser)
    posted("Safer handover", by=poster, opens_at=NOW + 3 * DAY)
    work(NOW + DAY)
    assert post_box() == []
    work(NOW + 3 * DAY)
    assert len(post_box()) == 1


def test_what_is_called_off_before_the_email_is_not_in_it(
    browser: FlaskClient, poster: User, posted: Post, work: Work, post_box: Box
) -> None:
    keep(browser, pace="daily")
    with clock.frozen(NOW + HOUR):
        posting = posted("Safer handover", by=poster)
    work(NOW + 2 * HOUR)
    with unit_of_work():
        opportunity_actions.cancel(
            opportunity_queries.by_id(posting.id), by=poster, now=NOW + 3 * HOUR, reason="No ward."
        )  # type: ignore[arg-type]
    work(NOW + DAY)
    assert post_box() == []


def test_a_search_looks_again_once_the_index_is_back(
    app: Flask, browser: FlaskClient, poster: User, posted: Post, work: Work, post_box: Box
) -> None:
    keep(browser)
    with clock.frozen(NOW + HOUR):
        posted("Safer handover", by=poster)
    (app.extensions["engine"].root / "current").unlink()
    app.extensions["engine"]._snapshot = None
    work(NOW + 2 * HOUR)
    assert post_box() == []
    app.test_cli_runner().invoke(args=["reindex"])
    work(NOW + 3 * HOUR)
    assert len(post_box()) == 1


def test_ten_searches_are_kept_and_an_eleventh_is_refused_in_words(browser: FlaskClient, ada: User) -> None:
    for number in range(10):
        keep(browser, question=f"q=word{number}")
    answer = browser.post("/saved/searches", data={"question": "q=eleven", "pace": "daily"})
    assert answer.status_code == 409
    assert "Let one go" in answer.text
    keep(browser, question="q=word3", pace="weekly", name="Third")
    kept = discovery_queries.of(ada.id)
    assert len(kept) == 10
    assert [thing.pace for thing in kept if thing.name == "Third"] == ["weekly"]


def test_a_search_is_named_by_its_question_and_leads_to_its_page(browser: FlaskClient, ada: User) -> None:
    keep(browser, question="q=ward&kind=qi-project&page=3&zzz=1")
    (kept,) = discovery_queries.of(ada.id)
    assert kept.name == "ward, QI project"
    assert kept.question == "q=ward&kind=qi-project"
    assert 'href="/opportunities?q=ward&amp;kind=qi-project"' in browser.get("/saved/searches").text


@pytest.mark.parametrize(
    "data", [{"pace": "hourly"}, {"pace": "daily", "name": "n" * 81}, {"pace": "daily", "question": "q" * 5000}]
)
def test_a_search_that_makes_no_sense_is_refused(browser: FlaskClient, ada: User, data: dict[str, str]) -> None:
    assert browser.post("/saved/searches", data={"question": "q=a"} | data).status_code == 422
    assert discovery_queries.of(ada.id) == []


def test_a_search_is_its_owners_alone(
    browser: FlaskClient, ada: User, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    keep(browser)
    (kept,) = discovery_queries.of(ada.id)
    other = browser_of(person("bob", Role.STUDENT))
    assert other.post(f"/saved/searches/{kept.id}", data={"pace": "off"}).status_code == 404
    assert other.post(f"/saved/searches/{kept.id}/forget").status_code == 404
    assert browser.post(f"/saved/searches/{kept.id}/forget").status_code == 303
    assert discovery_queries.of(ada.id) == []


def test_one_click_in_an_email_silences_its_search(
    client: FlaskClient, browser: FlaskClient, ada: User, poster: User, posted: Post, work: Work, post_box: Box
) -> None:
    keep(browser)
    with clock.frozen(NOW + HOUR):
        posted("Safer handover", by=poster)
    work(NOW + HOUR)
    (email,) = post_box()
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way_out = email["List-Unsubscribe"].strip("<>").partition("8000")[2]
    assert "Stop these emails" in client.get(way_out).text
    assert discovery_queries.of(ada.id)[0].pace == "at-once"
    assert client.post(way_out, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(way_out[:-1] + "x").status_code == 404
    with clock.frozen(NOW + 2 * HOUR):
        posted("Handover for nights", by=poster)
    work(NOW + 3 * HOUR)
    assert len(post_box()) == 1


def test_what_was_new_while_a_search_was_silent_is_not_told_later(
    browser: FlaskClient, ada: User, poster: User, posted: Post, work: Work, post_box: Box
) -> None:
    keep(browser, pace="off")
    with clock.frozen(NOW + HOUR):
        posted("Safer handover", by=poster)
    work(NOW + 2 * HOUR)
    (kept,) = discovery_queries.of(ada.id)
    with clock.frozen(NOW + 3 * HOUR):
        browser.post(f"/saved/searches/{kept.id}", data={"pace": "at-once", "name": ""})
    work(NOW + 4 * HOUR)
    assert post_box() == []
