"""Guessing is slow for strangers and costs the owner nothing; nobody makes Rounds send email by the dozen."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from board.accounts import passwords as account_passwords
from board.accounts.models import Role, Session, User
from board.kernel import clock, mail, throttle
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.web import throttle as web_throttle
from tests.accounts.test_coming_in import link_in
from tests.at_once import at_once
from tests.conftest import NOW, PASSWORD

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
RIGHT = {"email": "ada@example.edu", "password": PASSWORD}
WRONG = RIGHT | {"password": "not the four words"}
SCHOOL = {"REMOTE_ADDR": "198.51.100.1"}
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def guess(app: Flask, number: int, origin: dict[str, str], **more: str) -> list[int]:
    """What so many wrong tries of a stranger are answered."""
    stranger = app.test_client()
    tries = [stranger.post("/sign-in", data=WRONG | more, environ_base=origin) for _ in range(number)]
    return [answer.status_code for answer in tries]


@BOTH
def test_guessing_is_slowed_and_told_how_long_to_wait(app: Flask, client: FlaskClient, ada: User) -> None:
    assert guess(app, 7, ELSEWHERE) == [422] * 5 + [429] * 2
    answer = client.post("/sign-in", data=RIGHT, environ_base=ELSEWHERE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "Wait 30 seconds, then try again." in answer.text
    assert "new password lets you in at once" in answer.text
    with clock.frozen(NOW + timedelta(seconds=31)):
        assert client.post("/sign-in", data=RIGHT, environ_base=ELSEWHERE).status_code == 303


def test_whoever_goes_on_waits_longer(app: Flask, ada: User) -> None:
    judged = 0
    for half_minutes in range(30):
        with clock.frozen(NOW + timedelta(seconds=31 * half_minutes)):
            judged += guess(app, 6, ELSEWHERE).count(422)
    assert judged == 20, "as many in a quarter of an hour, however patient they are"


@BOTH
def test_of_many_tries_at_once_no_more_are_judged_than_may_be(
    app: Flask, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []
    real = account_passwords.is_right
    monkeypatch.setattr(account_passwords, "is_right", lambda kept, typed: (judged.append(typed), real(kept, typed))[1])
    browsers = [app.test_client() for _ in range(24)]
    posts = [lambda each=each: each.post("/sign-in", data=WRONG, environ_base=ELSEWHERE) for each in browsers]
    answers = at_once(app, "throttle_counts", posts)
    assert len(judged) == 5
    assert sorted(answer.status_code for answer in answers) == [422] * 5 + [429] * 19


@BOTH
def test_a_stranger_never_makes_the_owner_wait_where_they_signed_in_before(
    app: Flask, ada: User, browser_of: Callable[[User], FlaskClient]
) -> None:
    owner = browser_of(ada)
    owner.post("/sign-out")
    for number in range(20):
        guess(app, 6, {"REMOTE_ADDR": f"203.0.113.{number}"})
    guess(app, 6, {"REMOTE_ADDR": "127.0.0.1"})
    assert app.test_client().post("/sign-in", data=RIGHT).status_code == 429, "the account is closed to strangers"
    assert owner.post("/sign-in", data=WRONG).status_code == 422
    assert owner.post("/sign-in", data=RIGHT).status_code == 303


def test_a_known_device_is_known_for_its_own_account_only(
    app: Flask, ada: User, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    eve = browser_of(person("eve", Role.STUDENT))
    eve.post("/sign-out")
    tries = [eve.post("/sign-in", data=WRONG).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]
    guess(app, 6, ELSEWHERE)
    assert eve.post("/sign-in", data=RIGHT, environ_base=ELSEWHERE).status_code == 429
    forged = app.test_client()
    forged.set_cookie("rounds-device", "WyJ4IixbMV1d.aaaa.bbbb")
    assert forged.post("/sign-in", data=RIGHT, environ_base=ELSEWHERE).status_code == 429


def test_a_known_device_is_not_a_way_to_guess(ada: User, browser_of: Callable[[User], FlaskClient]) -> None:
    browser = browser_of(ada)
    browser.post("/sign-out")
    assert [browser.post("/sign-in", data=WRONG).status_code for _ in range(7)] == [422] * 5 + [429] * 2


@BOTH
def test_a_new_password_lets_its_owner_in_while_strangers_go_on(
    app: Flask, client: FlaskClient, ada: User, emails: Callable[[], list[str]]
) -> None:
    guess(app, 6, ELSEWHERE)
    guess(app, 6, SCHOOL)
    client.post("/forgot-password", data={"email": ada.email}, environ_base=SCHOOL)
    new = "another four plain words"
    assert client.post(link_in(emails()[-1]), data={"password": new, "again": new}).status_code == 303
    guess(app, 30, SCHOOL)
    assert client.post("/sign-in", data=RIGHT | {"password": new}, environ_base=SCHOOL).status_code == 303


def test_an_invented_origin_is_not_believed(app: Flask, ada: User) -> None:
    stranger = app.test_client()
    for number in range(5):
        stranger.post("/sign-in", data=WRONG, headers={"X-Forwarded-For": f"192.0.2.{number}"})
    answer = stranger.post("/sign-in", data=WRONG, headers={"X-Forwarded-For": "192.0.2.99"})
    assert answer.status_code == 429


@BOTH
def test_a_schools_one_address_stays_open_to_everybody_else(app: Flask, ada: User, person: Callable[..., User]) -> None:
    for number in range(25):
        guess(app, 5, SCHOOL, email=f"nobody{number}@example.edu")
    guess(app, 10, SCHOOL)
    person("ben", Role.STUDENT)
    answer = app.test_client().post("/sign-in", data=RIGHT | {"email": "ben@example.edu"}, environ_base=SCHOOL)
    assert answer.status_code == 303


def test_right_passwords_use_up_nothing(app: Flask, ada: User) -> None:
    for _ in range(15):
        assert app.test_client().post("/sign-in", data=RIGHT, environ_base=SCHOOL).status_code == 303
    assert db.session.scalar(select(func.max(throttle.Count.number))) == 0
    assert db.session.scalar(select(func.count()).select_from(Session)) == 15


def test_one_home_of_ipv6_is_one_origin(app: Flask, ada: User) -> None:
    for number in range(5):
        guess(app, 1, {"REMOTE_ADDR": f"2001:db8:1:2::{number}"})
    assert guess(app, 1, {"REMOTE_ADDR": "2001:db8:1:2:ffff::1"}) == [429]
    assert guess(app, 1, {"REMOTE_ADDR": "2001:db8:1:3::1"}) == [422]


@BOTH
def test_forty_sign_ups_send_no_forty_emails(app: Flask, client: FlaskClient) -> None:
    def ask(origin: int) -> int:
        form, environ = {"name": "Ada", "email": "ada@example.edu"}, {"REMOTE_ADDR": f"203.0.113.{origin}"}
        return client.post("/sign-up", data=form, environ_base=environ).status_code

    assert [ask(number) for number in range(40)] == [200] * 6 + [429] * 34
    assert (db.session.scalar(select(func.count()).select_from(mail.Email)) or 0) <= 6


@pytest.mark.parametrize("page", ["/sign-up", "/forgot-password"])
def test_no_spelling_of_an_address_gets_emails_of_its_own(client: FlaskClient, page: str) -> None:
    spellings = [f"victim+{number}@gmail.com" for number in range(6)] + ["vic.tim@gmail.com", "victim@googlemail.com"]
    asked = [client.post(page, data={"name": "Ada", "email": spelling}).status_code for spelling in spellings]
    assert asked == [200] * 6 + [429] * 2


@pytest.mark.parametrize("page", ["/sign-up", "/forgot-password"])
def test_a_lecture_hall_behind_one_address_is_let_in_and_a_flood_is_not(
    app: Flask, client: FlaskClient, page: str
) -> None:
    def ask(number: int) -> int:
        form = {"name": "Ada", "email": f"new{number}@example.edu"}
        return client.post(page, data=form, environ_base=SCHOOL).status_code

    def others_asked(number: int) -> None:
        with unit_of_work():
            db.session.execute(update(throttle.Count).where(throttle.Count.number > 1).values(number=number))

    assert [ask(number) for number in range(20)] == [200] * 20
    others_asked(200)
    assert ask(20) == 200
    others_asked(599)
    assert [ask(number) for number in range(21, 24)] == [200, 429, 429]
    others = client.post(page, data={"name": "Ada", "email": "ada@example.edu"}, environ_base=ELSEWHERE)
    assert others.status_code == 200, "a flood from one network closes no other"


@BOTH
def test_a_forgotten_password_is_asked_for_so_often_and_tells_nobody_who_is_here(
    app: Flask, client: FlaskClient, ada: User
) -> None:
    def ask(email: str) -> list[tuple[int, str]]:
        answers = [client.post("/forgot-password", data={"email": email}) for _ in range(7)]
        return [(answer.status_code, answer.headers.get("Retry-After", "")) for answer in answers]

    assert ask("ada@example.edu") == ask("nobody@example.edu") == [(200, "")] * 6 + [(429, "3600")]


@BOTH
def test_a_stranger_never_keeps_the_owner_from_a_new_password_at_a_known_device(
    app: Flask, client: FlaskClient, ada: User, browser_of: Callable[[User], FlaskClient]
) -> None:
    owner = browser_of(ada)
    owner.post("/sign-out")

    def ask(browser: FlaskClient, number: int) -> list[int]:
        return [browser.post("/forgot-password", data={"email": ada.email}).status_code for _ in range(number)]

    assert ask(client, 8) == [200] * 6 + [429] * 2
    assert ask(owner, 11) == [200] * 9 + [429] * 2


def test_a_signed_in_thief_does_not_guess_the_password(ada: User, browser_of: Callable[[User], FlaskClient]) -> None:
    browser = browser_of(ada)
    form = {"old_password": "wrong", "password": "another four plain words", "again": "another four plain words"}
    statuses = [browser.post("/account/password", data=form).status_code for _ in range(12)]
    assert statuses == [422] * 10 + [429] * 2
    assert browser.post("/account/address", data={"email": "a@b.edu", "password": "wrong"}).status_code == 429


def test_questions_put_to_posters_have_a_limit(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    from tests.applications.builders import posting_of

    owner, student = person("grace", Role.FACULTY), browser_of(person("stu", Role.STUDENT))
    addresses = [f"/opportunities/{posting_of(owner, f'Posting {number}').id}/ask" for number in range(12)]
    statuses = [student.post(address, data={"question": "Is it paid?"}).status_code for address in addresses]
    assert statuses == [303] * 10 + [429] * 2


def test_who_asks_faster_than_anybody_reads_waits(
    app: Flask, ada: User, browser_of: Callable[..., FlaskClient]
) -> None:
    browser = browser_of(ada)
    statuses = [browser.get("/search/suggest?q=a").status_code for _ in range(242)]
    assert (statuses[239], statuses[-1]) == (200, 429)
    assert app.test_client().get("/search/suggest?q=a").status_code == 200, "the others are not made to wait"


def test_previews_have_a_limit(person: Callable[..., User], browser_of: Callable[[User], FlaskClient]) -> None:
    browser = browser_of(person("grace", Role.FACULTY))
    statuses = [browser.post("/opportunities/preview", data={"description": "x"}).status_code for _ in range(122)]
    assert (statuses[119], statuses[-1]) == (200, 429)


def test_wrong_keys_are_slowed_and_a_right_one_opens_all_the_same(
    client: FlaskClient, ada: User, emails: Callable[[], list[str]]
) -> None:
    client.post("/forgot-password", data={"email": ada.email})
    statuses = [client.get(f"/reset-password/guess{number}").status_code for number in range(62)]
    assert (statuses[59], statuses[60]) == (410, 429)
    assert client.get("/calendar/guess.ics").status_code == 429
    assert client.get(link_in(emails()[0])).status_code == 200


def test_counts_that_are_over_are_forgotten(app: Flask, ada: User) -> None:
    guess(app, 3, ELSEWHERE)
    assert db.session.scalar(select(func.count()).select_from(throttle.Count))
    throttle.forget_over(NOW + timedelta(days=2))
    assert db.session.scalar(select(func.count()).select_from(throttle.Count)) == 0


def test_no_count_names_an_address_or_an_origin(app: Flask, ada: User) -> None:
    guess(app, 1, ELSEWHERE)
    keys = " ".join(db.session.scalars(select(throttle.Count.key)))
    assert "ada" not in keys
    assert "203.0.113" not in keys


def test_every_limit_has_a_name_of_its_own() -> None:
    from board.accounts.actions import sign_in as sign_in_actions
    from board.accounts.views import account as account_views
    from board.opportunities.views import question as question_views

    places = (sign_in_actions, account_views, question_views, web_throttle)
    limits = [each for place in places for each in vars(place).values() if isinstance(each, throttle.Limit)]
    assert len({limit.name for limit in limits}) == len(limits) >= 14


def test_the_answer_to_too_many_wrong_keys_carries_every_header(client: FlaskClient) -> None:
    answers = [client.get(f"/reset-password/guess{number}") for number in range(62)]
    assert answers[-1].status_code == 429
    for header in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert answers[-1].headers.get(header) == answers[0].headers.get(header) is not None, header
