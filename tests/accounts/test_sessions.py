"""Where people are signed in is a row on the server: everything that should end a session ends it there."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board import tasks
from board.accounts import devices as account_devices
from board.accounts.actions import session as session_actions
from board.accounts.models import Role, Session, User
from board.accounts.policy.session import SessionLimits
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.settings import Settings
from tests.confirming import press
from tests.conftest import NOW, PASSWORD

Browsers = Callable[[User], FlaskClient]
NEW = "another four plain words"
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def real_limits(app: Flask) -> Settings:
    """The limits that a school has when it sets none, instead of the endless ones of other tests."""
    usual = {name: field.default for name, field in Settings.__dataclass_fields__.items() if "_idle_" in name}
    usual |= {name: field.default for name, field in Settings.__dataclass_fields__.items() if "_session_" in name}
    app.extensions["settings"] = replace(app.extensions["settings"], **usual)
    return app.extensions["settings"]


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def is_in(browser: FlaskClient, at: datetime = NOW) -> bool:
    """Whether a page of one's own opens; the answer is read to its end, as a server does."""
    with clock.frozen(at), closing(browser.get("/account")) as answer:
        assert answer.status_code in (200, 303)
        return answer.status_code == 200


def rows() -> list[Session]:
    return list(db.session.scalars(select(Session).order_by(Session.id)))


def cookie_of(browser: FlaskClient) -> str:
    cookie = browser.get_cookie("rounds")
    assert cookie is not None
    return cookie.value


@BOTH
def test_signing_out_ends_the_session_on_the_server(app: Flask, ada: User, browser_of: Browsers) -> None:
    browser, thief = browser_of(ada), app.test_client()
    thief.set_cookie("rounds", cookie_of(browser))
    assert is_in(thief)
    answer = browser.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(browser)
    assert not is_in(thief), "a copy of the cookie opens nothing"
    assert rows() == []


@pytest.mark.parametrize(
    ("role", "idle"),
    [
        (Role.FACULTY, timedelta(minutes=30)),
        (Role.MENTOR, timedelta(minutes=30)),
        (Role.COORDINATOR, timedelta(minutes=30)),
        (Role.STUDENT, timedelta(hours=12)),
    ],
)
def test_a_session_ends_when_nobody_uses_it(
    person: Callable[..., User], browser_of: Browsers, role: Role, idle: timedelta
) -> None:
    browser, second = browser_of(person("ada", role)), timedelta(seconds=1)
    used = NOW + idle - second
    assert is_in(browser, used)
    assert is_in(browser, used + idle - second), "using it has put the end off"
    assert not is_in(browser, used + 2 * idle)


@pytest.mark.parametrize(("role", "hours"), [(Role.COORDINATOR, 8), (Role.STUDENT, 7 * 24)])
def test_a_session_ends_at_last_however_busy_it_is(
    person: Callable[..., User], browser_of: Browsers, role: Role, hours: int
) -> None:
    browser = browser_of(person("ada", role))
    steps = 2 * hours + hours // 8
    for step in range(1, steps):
        at = NOW + timedelta(hours=hours) * step / steps
        assert is_in(browser, at), at
    assert not is_in(browser, NOW + timedelta(hours=hours))


def test_the_limits_are_settings(app: Flask, ada: User, browser_of: Browsers, real_limits: Settings) -> None:
    app.extensions["settings"] = replace(real_limits, student_idle_minutes=5)
    browser = browser_of(ada)
    assert not is_in(browser, NOW + timedelta(minutes=5))


def change_password(browser: FlaskClient, _office: FlaskClient, _user: User) -> None:
    browser.post("/account/password", data={"old_password": PASSWORD, "password": NEW, "again": NEW})


def give_role(_browser: FlaskClient, office: FlaskClient, user: User) -> None:
    press(office, f"/office/people/{user.id}/roles", data={"verb": "give", "role": "mentor"})


def take_role(_browser: FlaskClient, office: FlaskClient, user: User) -> None:
    press(office, f"/office/people/{user.id}/roles", data={"verb": "take", "role": "student"})


def suspend(_browser: FlaskClient, office: FlaskClient, user: User) -> None:
    press(office, f"/office/people/{user.id}/suspend", data={"reason": "Her term is over."})


def end_all(_browser: FlaskClient, office: FlaskClient, user: User) -> None:
    press(office, f"/office/people/{user.id}/end-sessions")


def sign_out_everywhere(browser: FlaskClient, _office: FlaskClient, _user: User) -> None:
    press(browser, "/account/sign-out-everywhere")


@pytest.mark.parametrize("act", [change_password, give_role, take_role, suspend, end_all, sign_out_everywhere])
def test_what_changes_an_account_ends_its_sessions(
    ada: User, person: Callable[..., User], browser_of: Browsers, act: Callable[..., None]
) -> None:
    here, there, office = browser_of(ada), browser_of(ada), browser_of(person("cora", Role.COORDINATOR))
    act(here, office, ada)
    assert not is_in(there)
    assert is_in(here) == (act is change_password), "only who changes the password stays, in a new session"
    assert is_in(office)
    assert len([row for row in rows() if row.user_id == ada.id]) == (act is change_password)


def test_coming_in_gives_the_browser_a_new_session(app: Flask, ada: User, browser_of: Browsers) -> None:
    browser = browser_of(ada)
    before = cookie_of(browser)
    browser.post("/sign-in", data={"email": ada.email, "password": PASSWORD})
    assert cookie_of(browser) != before
    old = app.test_client()
    old.set_cookie("rounds", before)
    assert not is_in(old), "what the browser was before is over"
    assert is_in(browser)


def test_a_session_that_somebody_else_put_there_is_not_kept(app: Flask, ada: User) -> None:
    browser = app.test_client()
    with browser.session_transaction() as planted:
        planted["session_token"] = "known to an attacker"
        planted["more"] = "planted"
    browser.post("/sign-in", data={"email": ada.email, "password": PASSWORD})
    with browser.session_transaction() as kept:
        assert kept["session_token"] != "known to an attacker"
        assert "more" not in kept


def test_the_database_holds_nothing_to_come_in_with(ada: User, browser_of: Browsers) -> None:
    browser = browser_of(ada)
    with browser.session_transaction() as kept:
        token = kept["session_token"]
    assert len(token) >= 40
    [row] = rows()
    assert token not in {row.token_hash, row.device}
    with browser.session_transaction() as kept:
        kept["session_token"] = row.token_hash
    assert not is_in(browser)


@BOTH
def test_use_is_written_at_most_once_a_minute(ada: User, browser_of: Browsers) -> None:
    browser = browser_of(ada)
    assert rows()[0].seen_at == NOW
    for seconds, written in [(1, 0), (59, 0), (60, 60), (119, 60), (120, 120)]:
        assert is_in(browser, NOW + timedelta(seconds=seconds))
        db.session.rollback()
        assert rows()[0].seen_at == NOW + timedelta(seconds=written), seconds


def test_i_see_where_i_am_signed_in_and_end_one_of_them(
    app: Flask, ada: User, person: Callable[..., User], browser_of: Browsers
) -> None:
    here, other = browser_of(ada), browser_of(person("bert", Role.STUDENT))
    phone = app.test_client()
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1"
    signing = {"email": ada.email, "password": PASSWORD}
    phone.post("/sign-in", data=signing, headers={"User-Agent": agent})
    page = here.get("/account/sessions").text
    assert "Sign out of Safari on iPhone" in page
    assert page.count("(this browser)") == 1
    on_phone = next(row.id for row in rows() if row.device == "Safari on iPhone")
    assert other.post(f"/account/sessions/{on_phone}/end").status_code == 404
    assert is_in(phone)
    assert press(here, f"/account/sessions/{on_phone}/end").status_code == 303
    assert not is_in(phone)
    assert is_in(here)
    assert "Sign out of Safari on iPhone" not in here.get("/account/sessions").text
    ended = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "account.end-session")).one()
    assert (ended.thing, ended.changes) == (f"user:{ada.id}", {"device": ["Safari on iPhone", None]})


def test_a_session_that_is_over_is_not_in_the_list(ada: User, browser_of: Browsers) -> None:
    browser_of(ada)
    with clock.frozen(NOW + timedelta(hours=13)):
        assert browser_of(ada).get("/account/sessions").text.count("Last used") == 1


@pytest.mark.parametrize(
    ("days", "role", "kept"), [(0, Role.STUDENT, False), (14, Role.STUDENT, True), (14, Role.FACULTY, False)]
)
def test_only_students_stay_signed_in_and_only_where_the_school_allows_it(
    app: Flask, person: Callable[..., User], real_limits: Settings, days: int, role: Role, kept: bool
) -> None:
    app.extensions["settings"] = replace(real_limits, keep_signed_in_days=days)
    user, browser = person("ada", role), app.test_client()
    assert ("Keep me signed in" in browser.get("/sign-in").text) == bool(days)
    browser.post("/sign-in", data={"email": user.email, "password": PASSWORD, "keep": "y"})
    cookie = browser.get_cookie("rounds")
    assert cookie is not None
    assert (cookie.expires is not None) == kept
    assert is_in(browser, NOW + timedelta(days=13)) == kept
    assert not is_in(browser, NOW + timedelta(days=14))


@BOTH
def test_nobody_comes_in_with_a_password_that_was_changed_while_it_was_checked(app: Flask, ada: User) -> None:
    minute = timedelta(minutes=1)
    limits = SessionLimits(minute, minute, minute, minute, timedelta(0))
    sign_in = session_actions.SignIn(ada.password_hash, device="", keep=False)
    with unit_of_work():
        ada.password_hash = "another"
    with unit_of_work():
        assert session_actions.begin(ada, sign_in, limits=limits, now=NOW) is None
    assert rows() == []


def test_rows_of_sessions_that_are_over_are_deleted(ada: User, browser_of: Browsers) -> None:
    browser_of(ada)
    tasks.do_all(NOW + timedelta(days=6))
    assert len(rows()) == 1
    tasks.do_all(NOW + timedelta(days=7))
    assert rows() == []


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605.1.15", "Safari on Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("<script>alert(1)</script>" * 9000, "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_named_in_few_words(agent: str, words: str) -> None:
    assert account_devices.named(agent) == words
