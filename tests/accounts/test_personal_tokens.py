"""Personal tokens: made after a proof, shown once, known by their hash, ended with what acts for a person."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts import tasks as account_tasks
from board.accounts.actions import person as person_actions
from board.accounts.actions import session as session_actions
from board.accounts.models import PersonalToken, Role, User
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.accounts.authenticators import add_app, prove
from tests.api.programs import SCOPES, ask, token_of
from tests.conftest import NOW, PASSWORD

Browsers = Callable[[User], FlaskClient]
Emails = Callable[[], list[str]]
POSTINGS, RECORD = "/api/v1/postings", "/api/v1/record"


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def stored() -> list[PersonalToken]:
    return list(db.session.scalars(select(PersonalToken)))


def test_a_token_is_made_after_a_proof_shown_once_and_told(
    ada: User, browser_of: Browsers, client: FlaskClient, emails: Emails
) -> None:
    here = browser_of(ada)
    sent = {"name": "Lab site", "days": "30", "scopes": SCOPES}
    asked = here.post("/account/tokens", data=sent)
    assert (asked.status_code, asked.location) == (303, "/account/prove?next=/account/unsent/1")
    assert stored() == []
    token = token_of(here, password=PASSWORD, **sent)
    page = here.get("/account/tokens")
    assert token not in page.text and token[:12] in page.text and "Never used." in page.text
    assert page.headers["Cache-Control"] == "no-store"
    (row,) = stored()
    assert token[12:] not in f"{row.token_hash}{row.prefix}{row.name}"
    assert row.expires_at == NOW + timedelta(days=30)
    assert [mail.partition("\n")[0] for mail in emails()] == ["A program may now read for you on Rounds"]
    assert "Lab site" in emails()[0] and token not in emails()[0]
    assert "Personal token made" in here.get("/account/sessions").text
    assert ask(client, POSTINGS, token).status_code == 200
    assert "Last used" in here.get("/account/tokens").text


def test_what_was_typed_stays_where_something_is_missing(ada: User, browser_of: Browsers) -> None:
    here = browser_of(ada)
    prove(here)
    page = here.post("/account/tokens", data={"name": "Lab site", "days": "30"})
    assert page.status_code == 422
    assert "Choose what it may read." in page.text and 'value="Lab site"' in page.text
    assert here.post("/account/tokens", data={"name": "x", "days": "30", "scopes": "all"}).status_code == 422
    assert stored() == []


def test_a_name_stands_for_one_token(ada: User, browser_of: Browsers, client: FlaskClient) -> None:
    here = browser_of(ada)
    first, second = token_of(here, password=PASSWORD), token_of(here, password=PASSWORD)
    assert ask(client, POSTINGS, first).status_code == 401, "nobody had used it: it was replaced"
    assert ask(client, POSTINGS, second).status_code == 200
    refused = here.post("/account/tokens", data={"name": "My script", "days": "90", "scopes": SCOPES[:1]})
    assert (refused.status_code, "that is in use" in refused.text) == (422, True)
    assert ask(client, POSTINGS, second).status_code == 200


def test_twenty_are_enough(ada: User, browser_of: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("board.accounts.policy.personal_token.MOST_TOKENS", 1)
    here = browser_of(ada)
    token_of(here, password=PASSWORD)
    token_of(here, password=PASSWORD)  # of the same name, which takes the place of the first
    assert "Revoke one" in here.get("/account/tokens").text
    assert here.post("/account/tokens", data={"name": "B", "days": "90", "scopes": SCOPES[:1]}).status_code == 403


def test_revoking_is_asked_first_and_ones_own(
    ada: User, person: Callable[..., User], browser_of: Browsers, client: FlaskClient
) -> None:
    here, there = browser_of(ada), browser_of(person("ben", Role.STUDENT))
    token = token_of(here, password=PASSWORD)
    (row,) = stored()
    address = f"/account/tokens/{row.id}/revoke"
    assert there.post(address).status_code == 404
    question = here.post(address)
    assert "reads nothing more" in question.text
    mark = question.text.partition('name="confirmed" value="')[2].partition('"')[0]
    assert here.post(address, data={"confirmed": mark}).status_code == 303
    assert ask(client, POSTINGS, token).status_code == 401
    verbs = select(AuditEntry.verb).where(AuditEntry.verb.like("%-token")).order_by(AuditEntry.id)
    assert list(db.session.scalars(verbs)) == ["account.make-token", "account.revoke-token"]


def _suspend(user: User, office: User) -> None:
    person_actions.suspend(user, by=office, now=clock.now(), reason="Asked for.")


def _sign_out_everywhere(user: User, _office: User) -> None:
    session_actions.sign_out_everywhere(user)


def _end_by_office(user: User, office: User) -> None:
    person_actions.end_sessions(user, by=office)


@pytest.mark.parametrize("act", [_suspend, _sign_out_everywhere, _end_by_office])
def test_what_ends_every_session_ends_every_token(
    ada: User,
    person: Callable[..., User],
    browser_of: Browsers,
    client: FlaskClient,
    act: Callable[[User, User], None],
) -> None:
    token = token_of(browser_of(ada), password=PASSWORD)
    assert ask(client, POSTINGS, token).status_code == 200
    office = person("cora", Role.COORDINATOR)
    with unit_of_work():
        act(ada, office)
    assert ask(client, POSTINGS, token).status_code == 401
    assert stored() == []
    acts = select(AuditEntry.changes).where(AuditEntry.verb == "account.revoke-token")
    assert list(db.session.scalars(acts)) == [{"tokens": [1, None]}], "a program that stops has its line in the log"


def test_a_new_password_and_a_first_factor_end_them_too(ada: User, browser_of: Browsers, client: FlaskClient) -> None:
    here = browser_of(ada)
    token = token_of(here, password=PASSWORD)
    add_app(here)
    assert ask(client, POSTINGS, token).status_code == 401
    token = token_of(here, password=PASSWORD)
    new = "five other words stand here"
    changed = {"old_password": PASSWORD, "password": new, "again": new}
    assert here.post("/account/password", data=changed).status_code == 303
    assert ask(client, POSTINGS, token).status_code == 401


def test_a_token_expires_and_is_forgotten_a_month_later(ada: User, browser_of: Browsers, client: FlaskClient) -> None:
    here = browser_of(ada)
    token = token_of(here, password=PASSWORD, days="30")
    at_end = NOW + timedelta(days=30)
    with clock.frozen(at_end - timedelta(seconds=1)):
        assert ask(client, POSTINGS, token).status_code == 200
    with clock.frozen(at_end):
        assert ask(client, POSTINGS, token).status_code == 401
        account_tasks.forget_sessions(at_end)
        assert len(stored()) == 1
    account_tasks.forget_sessions(at_end + timedelta(days=30))
    assert stored() == []


def test_an_account_that_is_closed_in_whatever_way_opens_nothing(
    ada: User, browser_of: Browsers, client: FlaskClient
) -> None:
    token = token_of(browser_of(ada), password=PASSWORD)
    with unit_of_work():
        ada.suspended_at = NOW
    assert ask(client, POSTINGS, token).status_code == 401


def test_a_token_opens_what_it_was_made_for(
    app: Flask, ada: User, grace: User, browser_of: Browsers, client: FlaskClient
) -> None:
    token = token_of(browser_of(ada), password=PASSWORD)
    assert ask(client, RECORD, token).status_code == 403
    both = token_of(browser_of(ada), password=PASSWORD, name="Both", scopes=[*SCOPES, *SCOPES])
    assert stored()[-1].scopes == list(SCOPES), "each once"
    assert ask(client, RECORD, both).status_code == 200
    theirs = browser_of(grace)
    prove(theirs)
    assert "record:read" not in theirs.get("/account/tokens").text
    assert theirs.post("/account/tokens", data={"name": "A", "days": "90", "scopes": SCOPES}).status_code == 422
    with unit_of_work():
        ada.grants.clear()
    assert ask(client, RECORD, both).status_code == 404, "no student, no record"


def test_no_cookie_counts_and_nobody_without_a_token_learns_anything(
    ada: User, browser_of: Browsers, client: FlaskClient
) -> None:
    here = browser_of(ada)
    for browser in (here, client):
        for address in (POSTINGS, RECORD, f"{POSTINGS}/1"):
            answer = browser.get(address, headers={"Origin": "https://evil.example"})
            assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert answer.json["status"] == 401 and "Authorization" in answer.json["detail"]
            assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")]
            assert "Set-Cookie" not in answer.headers
    for shown in ("", "Basic YTpi", "Bearer", "Bearer rounds_wrong", "Bearer \u00e9", "Bearer " + "x" * 5000):
        assert client.get(POSTINGS, headers={"Authorization": shown}).status_code == 401
    for address, status in (("/api/v1/nothing", 404), ("/api/v1/postings/0", 404)):
        answer = here.get(address)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert here.post(POSTINGS).status_code == 405


def test_a_token_and_an_origin_of_wrong_ones_ask_so_often(ada: User, browser_of: Browsers, client: FlaskClient) -> None:
    token = token_of(browser_of(ada), password=PASSWORD)
    statuses = [ask(client, RECORD, token).status_code for _ in range(121)]
    assert statuses.count(403) == 120 and statuses[-1] == 429
    limited = ask(client, RECORD, token)
    assert limited.mimetype == "application/problem+json" and int(limited.headers["Retry-After"]) > 0
    wrong = [ask(client, POSTINGS, "rounds_wrong").status_code for _ in range(61)]
    assert wrong.count(401) == 60 and wrong[-1] == 429
