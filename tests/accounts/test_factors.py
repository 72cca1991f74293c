"""A second factor: what a password alone no longer does, and what each code and recovery code is worth."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from board.accounts.models import Authenticator, RecoveryCode, Role, Session, User
from board.kernel import clock, mail
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.office import email_previews as office_email_previews
from board.school import actions as school_actions
from tests.accounts.authenticators import (
    App,
    Device,
    add_app,
    add_passkey,
    codes_on,
    password,
    prove,
    set_up_of,
    turn_on,
    way_on,
)
from tests.accounts.test_coming_in import link_in
from tests.at_once import at_once, overtake
from tests.confirming import agree, press
from tests.conftest import NOW, PASSWORD

Browsers = Callable[[User], FlaskClient]
Emails = Callable[[], list[str]]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
NEW = "another four plain words"
HALF_MINUTE = timedelta(seconds=30)
LATER = NOW + timedelta(minutes=2)


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


@pytest.fixture
def cora(person: Callable[..., User]) -> User:
    return person("cora", Role.COORDINATOR)


def require_of(app: Flask, *roles: str) -> None:
    with unit_of_work():
        school_actions.save({"second_factor_roles": roles}, by=None, now=NOW)


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def type_code(browser: FlaskClient, code: str) -> int:
    return browser.post("/sign-in/second-factor", data={"code": code}).status_code


@BOTH
def test_with_an_app_a_password_alone_lets_nobody_in(app: Flask, ada: User, browser_of: Browsers) -> None:
    phone, _ = add_app(browser_of(ada))
    browser = app.test_client()
    answer = password(browser, ada, next="/saved")
    assert (answer.status_code, answer.location) == (303, "/sign-in/second-factor?next=/saved")
    assert not is_in(browser)
    for address in ("/account/factors", "/account/prove", "/applications", "/account/password"):
        assert "/sign-in" in browser.get(address).location, address
    assert db.session.scalar(select(func.count()).select_from(Session)) == 1, "that of the browser that has the app"
    page = browser.get(answer.location)
    assert page.headers["Cache-Control"] == "no-store"
    with clock.frozen(LATER):
        answer = browser.post(answer.location, data={"code": phone.code(LATER)})
    assert (answer.status_code, answer.location) == (303, "/saved")
    assert is_in(browser)


def test_the_second_step_is_for_whoever_knew_the_password(app: Flask, ada: User, browser_of: Browsers) -> None:
    phone, _ = add_app(browser_of(ada))
    browser = app.test_client()
    for address in ("/sign-in/second-factor", "/sign-in/set-up", "/sign-in/set-up/authenticator"):
        assert browser.get(address).status_code == 410
    with clock.frozen(LATER):
        assert browser.post("/sign-in/second-factor", data={"code": phone.code(LATER)}).status_code == 410
    assert not is_in(browser)


def test_the_second_step_is_over_after_ten_minutes_or_with_another_password(
    app: Flask, ada: User, browser_of: Browsers
) -> None:
    here = browser_of(ada)
    phone, _ = add_app(here)
    slow, late = app.test_client(), app.test_client()
    password(slow, ada)
    with clock.frozen(NOW + timedelta(minutes=10)):
        assert type_code(slow, phone.code(NOW + timedelta(minutes=10))) == 410
        assert not is_in(slow)
    password(late, ada)
    here.post("/account/password", data={"old_password": PASSWORD, "password": NEW, "again": NEW})
    with clock.frozen(LATER):
        assert late.post("/sign-in/second-factor", data={"code": phone.code(LATER)}).status_code == 410
        assert not is_in(late)


def test_a_wrong_code_is_told_and_the_owner_reads_that_somebody_knows_the_password(
    app: Flask, ada: User, browser_of: Browsers
) -> None:
    here = browser_of(ada)
    phone, _ = add_app(here)
    thief = app.test_client()
    password(thief, ada)
    wrong = f"{(int(phone.code()) + 1) % 1_000_000:06}"
    answer = thief.post("/sign-in/second-factor", data={"code": wrong})
    assert (answer.status_code, "That code is not right." in answer.text) == (422, True)
    assert not is_in(thief)
    assert "Your password was right, your second step was not" in here.get("/account/sessions").text


@BOTH
def test_a_code_counts_once(app: Flask, ada: User, browser_of: Browsers) -> None:
    phone, _ = add_app(browser_of(ada))
    first, second = app.test_client(), app.test_client()
    password(first, ada)
    password(second, ada)
    assert type_code(first, phone.code()) == 422, "the code that set the app up was used by that"
    with clock.frozen(LATER):
        assert type_code(first, phone.code(LATER)) == 303
        answer = second.post("/sign-in/second-factor", data={"code": phone.code(LATER)})
        assert (answer.status_code, "That code was used already." in answer.text) == (422, True)
        assert type_code(second, phone.code(LATER - HALF_MINUTE)) == 422, "nor does an earlier one count after it"
        assert type_code(second, phone.code(LATER + HALF_MINUTE)) == 303


@BOTH
def test_of_two_who_type_one_code_at_once_one_comes_in(app: Flask, ada: User, browser_of: Browsers) -> None:
    phone, _ = add_app(browser_of(ada))
    browsers = [app.test_client(), app.test_client()]
    for browser in browsers:
        password(browser, ada)
    with clock.frozen(LATER):
        code = phone.code(LATER)
        posts = [
            lambda browser=browser: browser.post("/sign-in/second-factor", data={"code": code}) for browser in browsers
        ]
        met = overtake(app, "UPDATE authenticators", *posts)
    assert sorted([met.late.status_code, met.quick.status_code]) == [303, 422]


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
def test_a_phone_may_be_half_a_minute_off(app: Flask, ada: User, browser_of: Browsers, steps: int, status: int) -> None:
    phone, _ = add_app(browser_of(ada))
    browser = app.test_client()
    password(browser, ada)
    with clock.frozen(LATER):
        assert type_code(browser, phone.code(LATER + steps * HALF_MINUTE)) == status


def test_a_code_is_typed_as_an_app_shows_it(app: Flask, ada: User, browser_of: Browsers) -> None:
    phone, _ = add_app(browser_of(ada))
    browser = app.test_client()
    password(browser, ada)
    with clock.frozen(LATER):
        code = phone.code(LATER)
        assert type_code(browser, f" {code[:3]} {code[3:]} ") == 303


def test_codes_are_not_guessed(app: Flask, ada: User, browser_of: Browsers) -> None:
    owner = browser_of(ada)
    phone, codes = add_app(owner)
    thief = app.test_client()
    password(thief, ada)
    assert [type_code(thief, "000 000") for _ in range(7)] == [422] * 5 + [429] * 2
    with clock.frozen(LATER):
        assert type_code(thief, phone.code(LATER)) == 429, "a right one neither, until the time is over"
        owner.post("/sign-out")
        password(owner, ada)
        assert type_code(owner, codes[0]) == 303, "whom nobody makes wait where she signed in before"


def sent_code(app: Flask, ada: User, code: str) -> Callable[[], TestResponse]:
    browser = app.test_client()
    password(browser, ada)
    return lambda: browser.post("/sign-in/second-factor", data={"code": code})


@BOTH
def test_one_recovery_code_sent_six_times_at_once_keeps_nobody_out(app: Flask, ada: User, browser_of: Browsers) -> None:
    _, codes = add_app(browser_of(ada))
    presses = [sent_code(app, ada, codes[0]) for _ in range(6)]
    met = at_once(app, "session_events", presses)
    assert [answer.status_code for answer in met].count(303) == 1
    assert sent_code(app, ada, codes[1])().status_code == 303


def test_a_used_code_is_called_so_and_is_no_wrong_one(app: Flask, ada: User, browser_of: Browsers) -> None:
    phone, codes = add_app(browser_of(ada))
    assert sent_code(app, ada, codes[0])().status_code == 303
    for _ in range(8):
        again = sent_code(app, ada, codes[0])()
        assert again.status_code == 422
        assert "used already" in again.text
        assert sent_code(app, ada, phone.code())().status_code == 422, "it was used to set the app up"
    with clock.frozen(LATER):
        assert sent_code(app, ada, phone.code(LATER))().status_code == 303


def test_a_right_code_clears_the_wrong_ones(app: Flask, ada: User, browser_of: Browsers) -> None:
    phone, _ = add_app(browser_of(ada))
    for minutes in (2, 3, 4):
        now = NOW + timedelta(minutes=minutes)
        with clock.frozen(now):
            assert [sent_code(app, ada, "000 000")().status_code for _ in range(4)] == [422] * 4
            assert sent_code(app, ada, phone.code(now))().status_code == 303


def test_a_recovery_code_lets_in_whom_a_guesser_of_app_codes_would_keep_out(
    app: Flask, ada: User, browser_of: Browsers
) -> None:
    _, codes = add_app(browser_of(ada))
    assert [sent_code(app, ada, "000 000")().status_code for _ in range(6)] == [422] * 5 + [429]
    assert sent_code(app, ada, codes[0])().status_code == 303


def test_recovery_codes_are_not_tried_without_end(app: Flask, ada: User, browser_of: Browsers) -> None:
    add_app(browser_of(ada))
    statuses = [sent_code(app, ada, f"abcd-efgh-jkmn-{number:04}")().status_code for number in range(22)]
    assert statuses == [422] * 20 + [429] * 2


def test_whoever_reads_the_mail_has_no_more_tries_for_each_new_password(
    app: Flask, ada: User, browser_of: Browsers, emails: Emails
) -> None:
    add_app(browser_of(ada))
    statuses = []
    for number in range(2):
        thief, new = app.test_client(), f"{NEW} {number}"
        thief.post("/forgot-password", data={"email": ada.email})
        with clock.frozen(NOW + timedelta(minutes=number)):
            thief.post("/forgot-password", data={"email": ada.email})
            thief.post(link_in(emails()[-1]), data={"password": new, "again": new})
            password(thief, ada, new)
            statuses += [type_code(thief, "000 000") for _ in range(4)]
    assert statuses == [422] * 5 + [429] * 3


def test_whoever_is_kept_signed_in_stays_so_with_a_second_factor(app: Flask, ada: User, browser_of: Browsers) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], keep_signed_in_days=14)
    _, codes = add_app(browser_of(ada))
    for keep, is_kept in (("y", True), ("", False)):
        browser = app.test_client()
        browser.post("/sign-in", data={"email": ada.email, "password": PASSWORD, "keep": keep})
        assert type_code(browser, codes.pop()) == 303
        cookie = browser.get_cookie("rounds")
        assert cookie is not None
        assert (cookie.expires is not None) == is_kept


def test_each_person_has_codes_of_their_own(
    app: Flask, ada: User, person: Callable[..., User], browser_of: Browsers
) -> None:
    phone, codes = add_app(browser_of(ada))
    ben = person("ben", Role.STUDENT)
    add_app(browser_of(ben))
    browser = app.test_client()
    password(browser, ben)
    with clock.frozen(LATER):
        assert [type_code(browser, code) for code in (phone.code(LATER), codes[0])] == [422, 422]


@BOTH
def test_ten_recovery_codes_are_shown_once_and_each_works_once(
    app: Flask, ada: User, browser_of: Browsers, emails: Emails
) -> None:
    here = browser_of(ada)
    _, codes = add_app(here)
    assert len(set(codes)) == 10
    assert codes_on(here.get("/account/factors").text) == []
    kept = {row.code_hash for row in db.session.scalars(select(RecoveryCode))}
    assert len(kept) == 10
    assert not any(code in row or code.replace("-", "") in row for code in codes for row in kept)
    for number, browser in enumerate((app.test_client(), app.test_client())):
        password(browser, ada)
        assert type_code(browser, codes[0].upper().replace("-", " ")) == (422 if number else 303)
    assert "9 of the codes are left" in emails()[-1]
    assert "9 of your codes are left" in here.get("/account/factors").text
    assert "Signed in with a recovery code" in here.get("/account/sessions").text


def test_new_recovery_codes_take_the_place_of_the_old(
    app: Flask, ada: User, browser_of: Browsers, emails: Emails
) -> None:
    here = browser_of(ada)
    _, old = add_app(here)
    new = codes_on(agree(here, "/account/factors/recovery-codes").text)
    assert len(new) == 10
    assert "a new set of recovery codes" in emails()[-1]
    browser = app.test_client()
    password(browser, ada)
    assert [type_code(browser, old[0]), type_code(browser, new[0])] == [422, 303]


@BOTH
def test_the_first_factor_signs_out_whoever_came_in_without_one(app: Flask, ada: User, browser_of: Browsers) -> None:
    here, thief, waiting = browser_of(ada), browser_of(ada), app.test_client()
    add_app(here)
    assert (is_in(here), is_in(thief)) == (True, False)
    prove(here)
    add_passkey(here)
    password(waiting, ada)
    assert is_in(here)


@BOTH
def test_nobody_comes_in_by_the_password_alone_while_the_first_factor_is_set_up(
    app: Flask, ada: User, browser_of: Browsers
) -> None:
    here, thief = browser_of(ada), app.test_client()
    prove(here)
    page = here.get("/account/factors/authenticator").text
    sent = {"set_up": set_up_of(page), "code": App(page).code()}
    met = overtake(
        app,
        "UPDATE throttle_counts",
        lambda: password(thief, ada),
        lambda: here.post("/account/factors/authenticator", data=sent),
    )
    assert met.quick.status_code == 200
    assert not is_in(thief)


def test_a_new_password_by_email_does_not_go_round_the_factor(
    app: Flask, ada: User, browser_of: Browsers, emails: Emails
) -> None:
    phone, _ = add_app(browser_of(ada))
    browser = app.test_client()
    browser.post("/forgot-password", data={"email": ada.email})
    assert browser.post(link_in(emails()[-1]), data={"password": NEW, "again": NEW}).status_code == 303
    assert not is_in(browser)
    assert password(browser, ada, NEW).location == "/sign-in/second-factor"
    assert not is_in(browser)
    with clock.frozen(LATER):
        assert type_code(browser, phone.code(LATER)) == 303
    assert is_in(browser)


def test_the_secret_of_an_app_is_sealed_for_its_account(
    app: Flask, ada: User, person: Callable[..., User], browser_of: Browsers
) -> None:
    phone, _ = add_app(browser_of(ada))
    ben = person("ben", Role.STUDENT)
    bens, _ = add_app(browser_of(ben))
    rows = {row.user_id: row for row in db.session.scalars(select(Authenticator))}
    assert phone.totp.secret not in rows[ada.id].sealed_secret
    with unit_of_work():
        rows[ben.id].sealed_secret = rows[ada.id].sealed_secret
    browser = app.test_client()
    password(browser, ben)
    with clock.frozen(LATER):
        assert [type_code(browser, each.code(LATER)) for each in (phone, bens)] == [422, 422]


def test_the_page_that_sets_up_an_app_holds_an_hour_and_for_its_person(
    ada: User, person: Callable[..., User], browser_of: Browsers
) -> None:
    here, other = browser_of(ada), browser_of(person("ben", Role.STUDENT))
    prove(here)
    prove(other)
    page = here.get("/account/factors/authenticator").text
    sent = {"set_up": set_up_of(page), "code": App(page).code()}
    assert other.post("/account/factors/authenticator", data=sent).status_code == 422
    wrong = here.post("/account/factors/authenticator", data=sent | {"code": "000000"})
    assert set_up_of(wrong.text) == sent["set_up"], "the square stays the one that was scanned"
    with clock.frozen(NOW + timedelta(minutes=61)):
        prove(here)
        late = here.post("/account/factors/authenticator", data=sent | {"code": App(page).code(clock.now())})
    assert (late.status_code, "open for too long" in late.text) == (422, True)
    assert here.post("/account/factors/authenticator", data={"set_up": "forged", "code": "123456"}).status_code == 422


def test_adding_and_removing_is_told_by_email_and_in_the_log(ada: User, browser_of: Browsers, emails: Emails) -> None:
    here = browser_of(ada)
    add_app(here)
    assert emails()[-1].startswith("Your account on Rounds has an authenticator app")
    add_passkey(here, name="My laptop")
    assert emails()[-1].startswith("Your account on Rounds has a passkey")
    agree(here, "/account/factors/authenticator/remove")
    assert emails()[-1].startswith("Removed from your account on Rounds: an authenticator app")
    page = here.get("/account/sessions").text
    assert all(words in page for words in ("Authenticator app added", "Passkey added", "Authenticator app removed"))


def test_the_office_sees_each_of_these_emails_before_anybody_got_one(ada: User, person: Callable[..., User]) -> None:
    words = {
        "factor-added": "a passkey was added",
        "factor-removed": "a passkey was removed",
        "factor-reset": "has removed your authenticator app",
        "recovery-code-used": "9 of the codes are left",
    }
    for key, sentence in words.items():
        draft = office_email_previews.sample(mail.kind_of(key)).draft
        assert draft is not None, key
        assert sentence in draft.text


def test_with_the_last_factor_the_recovery_codes_go(app: Flask, ada: User, browser_of: Browsers) -> None:
    here = browser_of(ada)
    add_app(here)
    assert "your password alone signs you in" in here.post("/account/factors/authenticator/remove").text
    agree(here, "/account/factors/authenticator/remove")
    assert db.session.scalar(select(func.count()).select_from(RecoveryCode)) == 0
    assert password(app.test_client(), ada).location == "/"


# What the school asks.


@BOTH
def test_whoever_must_have_a_factor_sets_one_up_before_anything_else(
    app: Flask, cora: User, ada: User, emails: Emails
) -> None:
    require_of(app, "coordinator")
    browser = app.test_client()
    answer = password(browser, cora, next="/office")
    assert answer.location == "/sign-in/set-up?next=/office"
    for address in ("/office", "/account", "/account/factors", "/account/factors/authenticator", "/notices"):
        assert "/sign-in" in browser.get(address).location, address
    assert browser.get(answer.location).status_code == 200
    _, shown = turn_on(browser, "/sign-in/set-up/authenticator?next=/office")
    assert (shown.status_code, len(codes_on(shown.text)), way_on(shown.text)) == (200, 10, "/office")
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Sign out" in shown.text
    assert browser.get("/office").status_code == 200
    assert emails()[-1].startswith("Your account on Rounds has an authenticator app")
    assert password(app.test_client(), ada).location == "/", "of students this school asks none"


def test_a_password_alone_adds_no_factor_beside_another(app: Flask, cora: User, browser_of: Browsers) -> None:
    """Else whoever knows the password would set up an app of their own, and be in."""
    here = browser_of(cora)
    thief = app.test_client()
    require_of(app, "coordinator")
    password(thief, cora)
    page = thief.get("/sign-in/set-up/authenticator").text
    sent = {"set_up": set_up_of(page), "code": App(page).code()}
    add_app(here)
    assert thief.post("/sign-in/set-up/authenticator", data=sent).status_code == 410
    assert thief.get("/sign-in/set-up/authenticator").status_code == 410
    assert not is_in(thief)
    assert db.session.scalar(select(func.count()).select_from(Authenticator)) == 1


@BOTH
def test_of_two_who_set_up_the_first_factor_at_once_one_is_in(app: Flask, cora: User) -> None:
    require_of(app, "coordinator")
    posts = []
    for browser in (app.test_client(), app.test_client()):
        password(browser, cora)
        page = browser.get("/sign-in/set-up/authenticator").text
        sent = {"set_up": set_up_of(page), "code": App(page).code()}
        posts.append(lambda browser=browser, sent=sent: browser.post("/sign-in/set-up/authenticator", data=sent))
    met = overtake(app, "INSERT INTO authenticators", *posts)
    assert sorted([met.late.status_code, met.quick.status_code]) in ([200, 409], [200, 410])
    assert db.session.scalar(select(func.count()).select_from(Authenticator)) == 1
    assert db.session.scalar(select(func.count()).select_from(Session)) == 1


@BOTH
def test_of_two_kinds_set_up_at_once_as_the_first_one_counts(app: Flask, cora: User) -> None:
    """Else somebody who knows the password sets up a passkey while its owner sets up an app."""
    require_of(app, "coordinator")
    owner, thief, device = app.test_client(), app.test_client(), Device()
    password(owner, cora)
    password(thief, cora)
    page = owner.get("/sign-in/set-up/authenticator").text
    code = {"set_up": set_up_of(page), "code": App(page).code()}
    answer = {"credential": device.create(thief.get("/sign-in/set-up/passkey-options").json)}
    met = overtake(
        app,
        "INSERT INTO authenticators",
        lambda: owner.post("/sign-in/set-up/authenticator", data=code),
        lambda: thief.post("/sign-in/set-up/passkey", data=answer),
    )
    assert (met.late.status_code, met.quick.status_code) == (200, 409)
    assert (is_in(owner), is_in(thief)) == (True, False)


def test_the_last_factor_stays_where_the_school_asks_for_one(app: Flask, cora: User, browser_of: Browsers) -> None:
    here = browser_of(cora)
    add_app(here)
    require_of(app, "coordinator")
    answer = here.post("/account/factors/authenticator/remove")
    assert (answer.status_code, "Add another first" in answer.text) == (403, True)
    assert "Remove the app" not in here.get("/account/factors").text
    add_passkey(here)
    assert agree(here, "/account/factors/authenticator/remove").status_code == 303


@BOTH
def test_of_two_last_factors_removed_at_once_one_stays(app: Flask, cora: User, browser_of: Browsers) -> None:
    here = browser_of(cora)
    add_app(here)
    add_passkey(here)
    require_of(app, "coordinator")
    keys = "/account/factors/passkeys/1/remove"

    def mark(address: str) -> dict[str, str]:
        return {"confirmed": here.post(address).text.partition('name="confirmed" value="')[2].partition('"')[0]}

    of_app, of_key = mark("/account/factors/authenticator/remove"), mark(keys)
    met = overtake(
        app,
        "DELETE FROM authenticators",
        lambda: here.post("/account/factors/authenticator/remove", data=of_app),
        lambda: here.post(keys, data=of_key),
    )
    assert sorted([met.late.status_code, met.quick.status_code]) == [303, 403]
    assert password(app.test_client(), cora).location == "/sign-in/second-factor"


def test_a_new_student_sets_one_up_where_the_school_asks_it_of_students(
    app: Flask, client: FlaskClient, emails: Emails
) -> None:
    require_of(app, "student")
    client.post("/sign-up", data={"name": "Zoe", "email": "zoe@example.edu"})
    sent = {"name": "Zoe", "role": "student", "password": NEW, "again": NEW}
    assert client.post(link_in(emails()[-1]), data=sent).location == "/sign-in/set-up"
    assert not is_in(client)
    turn_on(client, "/sign-in/set-up/authenticator")
    assert is_in(client)


# What the office does.


@BOTH
def test_the_office_resets_a_lost_factor_and_the_person_hears_of_it(
    app: Flask, ada: User, cora: User, browser_of: Browsers, emails: Emails
) -> None:
    here, office = browser_of(ada), browser_of(cora)
    add_app(here)
    add_passkey(here)
    assert "authenticator app, 1 passkey" in office.get(f"/office/people/{ada.id}").text
    address = f"/office/people/{ada.id}/reset-factor"
    assert "/account/prove" in office.post(address).location, "a browser that was left open resets nobody's factor"
    prove(office)
    agree(office, address)
    assert not is_in(here)
    assert emails()[-1].startswith("Your second step on Rounds was reset")
    assert "Cora from the office" in emails()[-1]
    browser = app.test_client()
    assert password(browser, ada).location == "/"
    assert "Second step removed; every browser signed out, by the office" in browser.get("/account/sessions").text
    assert "reset the second step" in office.get(f"/office/people/{ada.id}").text


def test_a_coordinator_resets_neither_their_own_factor_nor_do_others_reset_any(
    ada: User, cora: User, browser_of: Browsers
) -> None:
    here, office = browser_of(ada), browser_of(cora)
    add_app(office)
    assert press(office, f"/office/people/{cora.id}/reset-factor").status_code == 403
    prove(here)
    assert here.post(f"/office/people/{cora.id}/reset-factor").status_code == 404


def test_whoever_must_have_a_factor_sets_up_another_after_a_reset(
    app: Flask, cora: User, browser_of: Browsers, emails: Emails
) -> None:
    add_app(browser_of(cora))
    require_of(app, "coordinator")
    done = app.test_cli_runner().invoke(args=["reset-second-factor", "cora@example.edu"])
    assert done.exit_code == 0, done.output
    assert "Whoever runs Rounds at your school" in emails()[-1]
    assert password(app.test_client(), cora).location == "/sign-in/set-up"
    again = app.test_cli_runner().invoke(args=["reset-second-factor", "cora@example.edu"])
    assert "has no second step" in again.output
    assert app.test_cli_runner().invoke(args=["reset-second-factor", "nobody@example.edu"]).exit_code == 1
