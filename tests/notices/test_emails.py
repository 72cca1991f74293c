"""How people want emails: at once, gathered, or not at all."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board import tasks
from board.accounts import actions as account_actions
from board.accounts.models import Role, User
from board.kernel import clock, mail, outbox
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.notices import queries as notice_queries
from board.notices.actions import News, notify, notify_all
from board.notices.labels import TOPICS
from board.notices.models import Notice, Pace
from board.notices.pace import next_email
from board.opportunities.models import Opportunity
from board.web.signed_links import seal
from tests.conftest import NOW

DAY = timedelta(days=1)


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def happen(user: User, name: str, at: datetime = NOW) -> None:
    """Something is told that has an email of its own kind."""
    with clock.frozen(at), unit_of_work():
        notify(user, "posting-published", once=name, words=f"{name} happened.", href="/saved", opportunity_id=1)


def work(at: datetime) -> None:
    with clock.frozen(at):
        tasks.do_all(clock.now())
        outbox.deliver_pending()
    db.session.rollback()


def want(browser: FlaskClient, pace: Pace) -> None:
    answer = browser.post("/account/emails", data=dict.fromkeys(TOPICS, pace.value))
    assert answer.status_code == 303


def test_the_link_says_that_the_emails_have_stopped_already(client: FlaskClient, ada: User) -> None:
    address = f"/unsubscribe/{seal(f'unsubscribe {next(iter(TOPICS))}', ada.id)}"
    assert "Stop these emails?" in client.get(address).text
    assert client.post(address).status_code == 200
    again = client.get(address).text
    assert "have stopped already: there is nothing left to do" in again
    assert "<button" not in again.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(("pace", "after"), [(Pace.DAILY, DAY), (Pace.WEEKLY, 7 * DAY)])
def test_gathered_emails_come_as_one_and_once(
    ada: User,
    browser_of: Callable[[User], FlaskClient],
    emails: Callable[[], list[str]],
    pace: Pace,
    after: timedelta,
) -> None:
    want(browser_of(ada), pace)
    happen(ada, "First")
    happen(ada, "Second", NOW + timedelta(hours=2))
    work(NOW + timedelta(hours=3))
    assert emails() == []
    work(NOW + after)
    work(NOW + after)
    work(NOW + 2 * after)
    (email,) = emails()
    assert email.startswith("2 things since your last email\n")
    assert email.index("First happened.") < email.index("Second happened.")
    assert "http://127.0.0.1:8000/saved" in email


def test_what_was_read_inside_is_not_mailed_and_no_email_is_empty(
    ada: User, browser_of: Callable[[User], FlaskClient], emails: Callable[[], list[str]]
) -> None:
    browser = browser_of(ada)
    want(browser, Pace.DAILY)
    happen(ada, "First")
    browser.post("/notices/read")
    work(NOW + DAY)
    assert emails() == []


def test_off_means_no_email_and_the_notice_stays(
    ada: User, browser_of: Callable[[User], FlaskClient], emails: Callable[[], list[str]]
) -> None:
    browser = browser_of(ada)
    want(browser, Pace.OFF)
    happen(ada, "First")
    work(NOW + 9 * DAY)
    assert emails() == []
    assert "First happened." in browser.get("/notices").text


def test_what_is_told_to_many_at_once_reaches_each_as_they_want_it_and_nobody_twice(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    ada, eve, tom, sue = (person(name, Role.STUDENT) for name in ("ada", "eve", "tom", "sue"))
    want(browser_of(eve), Pace.WEEKLY)
    happen(tom, "Fact")
    with unit_of_work():
        sue.suspended_at = NOW
    with clock.frozen(NOW), unit_of_work():
        news = [News(user, "Fact happened.", "/saved", {"opportunity_id": 1}, "Fact") for user in (ada, eve, tom, sue)]
        assert notify_all("posting-published", news) == 3, "tom knows it"
        assert notify_all("posting-published", []) == 0
    told = {notice.user_id: notice.pace for notice in db.session.scalars(select(Notice))}
    assert told == {ada.id: Pace.AT_ONCE, eve.id: Pace.WEEKLY, tom.id: Pace.AT_ONCE, sue.id: Pace.OFF}
    written = [(email.address, email.ids) for email in db.session.scalars(select(mail.Email).order_by(mail.Email.id))]
    assert written == [(user.email, {"user_id": user.id, "opportunity_id": 1}) for user in (tom, ada)]


def test_one_topic_does_not_speak_for_another(ada: User, browser_of: Callable[[User], FlaskClient]) -> None:
    browser = browser_of(ada)
    browser.post("/account/emails", data=dict.fromkeys(TOPICS, "at-once") | {"reminder": "weekly"})
    assert notice_queries.pace_of(ada.id, "reminder") is Pace.WEEKLY
    assert notice_queries.pace_of(ada.id, "application") is Pace.AT_ONCE
    assert browser.post("/account/emails", data={"reminder": "hourly"}).status_code == 422
    page = browser.get("/account/emails").text
    assert '<option selected value="weekly">' in page


def test_what_keeps_an_account_safe_comes_whatever_was_said(
    ada: User, browser_of: Callable[[User], FlaskClient], emails: Callable[[], list[str]]
) -> None:
    want(browser_of(ada), Pace.OFF)
    with unit_of_work():
        account_actions.ask_for_password(email=ada.email, now=NOW)
    assert len(emails()) == 1


def test_one_click_ends_the_emails_of_a_topic(
    app: Flask,
    client: FlaskClient,
    ada: User,
    person: Callable[..., User],
    tmp_path: Path,
) -> None:
    with unit_of_work():
        db.session.add(Opportunity(id=1, title="Handover", kind="qi-project", created_at=NOW))
    happen(ada, "First")
    (path,) = (tmp_path / "mail").glob("*.eml")
    email = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way_out = email["List-Unsubscribe"].strip("<>").partition(":8000")[2]
    assert "your postings" in client.get(way_out).text
    assert notice_queries.pace_of(ada.id, "opportunity") is Pace.AT_ONCE, "GET changes nothing"
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(way_out, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert notice_queries.pace_of(ada.id, "opportunity") is Pace.OFF
    assert client.get(way_out[:-2] + "xx").status_code == 404


def test_emails_that_keep_an_account_safe_offer_no_way_out(ada: User, tmp_path: Path) -> None:
    with unit_of_work():
        account_actions.ask_for_password(email=ada.email, now=NOW)
    (path,) = (tmp_path / "mail").glob("*.eml")
    assert "List-Unsubscribe" not in message_from_bytes(path.read_bytes(), policy=policy.default)


def test_mornings_are_mornings_where_the_school_is(app: Flask) -> None:
    zone = app.extensions["settings"].time_zone
    for since in (NOW + timedelta(hours=hours) for hours in range(0, 24 * 15, 5)):  # summer time begins among them
        daily, weekly = next_email(Pace.DAILY, since, zone), next_email(Pace.WEEKLY, since, zone)
        assert timedelta(0) < daily - since <= timedelta(hours=25)
        assert timedelta(0) < weekly - since <= timedelta(days=7, hours=1)
        assert {at.astimezone(zone).hour for at in (daily, weekly)} == {7}
        assert weekly.astimezone(zone).weekday() == 0


def test_the_preferences_name_each_email_under_its_topic(ada: User, browser_of: Callable[[User], FlaskClient]) -> None:
    page = unescape(browser_of(ada).get("/account/emails").text).partition("Which emails these are")[2]
    shown = {
        name: set(re.findall(r"<li>([^<]+)</li>", listed))
        for name, listed in re.findall(r"<h2>(.+?)</h2>(.+?)</ul>", page, re.S)
    }
    for topic, (name, _) in TOPICS.items():
        assert shown.pop(name) == {kind.name for kind in mail.kinds() if kind.topic == topic}
    assert list(shown.values()) == [{kind.name for kind in mail.kinds() if not kind.topic}]
