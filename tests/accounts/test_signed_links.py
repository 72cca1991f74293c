"""Every link that lets its holder do something without signing in: for one purpose, and for as long as its owner wants.

`KINDS` names them all; an address with a token that is not in it fails. docs/security.md has the same list in words.
"""

import re
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import itsdangerous.timed
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from board.accounts import erasure_obstacles
from board.accounts import signed_links as account_signed_links
from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.models import Role, User
from board.accounts.school_sign_on import SchoolSignOn
from board.accounts.signed_links import LIFE, Arrival, Purpose
from board.applications.models import OFFER_LINK, Application, ApplicationState, Offer
from board.demo import school
from board.discovery import actions as discovery_actions
from board.discovery.emails import SILENCE
from board.discovery.models import SavedSearch
from board.kernel import clock
from board.kernel.db import db
from board.kernel.keyring import SecretKeys
from board.kernel.openid import Provider
from board.kernel.unit_of_work import unit_of_work
from board.learning.models import Certificate
from board.notices.labels import TOPICS
from board.opportunities.models import OUTCOME_LINK, Involvement
from board.placements.models import HOURS_LINK, Placement
from board.record import signed_links as record_signed_links
from board.record.actions import share as share_actions
from board.record.models import Ask, Entry
from board.web.secret_keys import secret_keys
from board.web.signed_links import seal
from tests.at_once import just_before_writing
from tests.confirming import press
from tests.conftest import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
NEW = "another four plain words"
Browsers = Callable[[User], FlaskClient]


def keys() -> SecretKeys:
    return secret_keys()


def rows(model: Any) -> Iterator[Any]:
    return iter(db.session.scalars(select(model).order_by(model.id)))


def a_student() -> User:
    return db.session.scalars(select(User).where(User.email == "student@example.edu")).one()


def for_arrival() -> str:
    return account_signed_links.for_arrival(Arrival("new@example.edu", "https://sign.example.edu", "7", ""), keys())


def of_offers() -> Iterator[str]:
    for offer in rows(Offer):
        student = db.session.get_one(Application, offer.application_id).student
        yield seal(OFFER_LINK, offer.id, student.link_mark)


def of_outcomes() -> Iterator[str]:
    for part in rows(Involvement):
        owner = db.session.get_one(User, part.user_id)
        yield seal(OUTCOME_LINK, part.opportunity_id, f"{owner.id}:{owner.link_mark}")


def of_kept_accounts() -> Iterator[str]:
    students = (user for user in rows(User) if user.is_a(Role.STUDENT) and user.id != a_student().id)
    free = next(user for user in students if not erasure_obstacles.of(user))
    ask_erasure(free)
    yield account_signed_links.make(free, Purpose.KEEP_ACCOUNT, keys())


def ask_erasure(user: User) -> None:
    with unit_of_work():
        erasure_request_actions.ask(user, by=user, now=clock.now(), days=7)


def of_calendars() -> Iterator[str]:
    with unit_of_work():
        token = discovery_actions.make_calendar(a_student(), now=clock.now())
    yield token


def of_shares() -> Iterator[str]:
    student = a_student()
    entry = next(entry for entry in rows(Entry) if entry.student_id == student.id and entry.set_aside_at is None)
    with unit_of_work():
        made = share_actions.share([entry], by=student, now=clock.now(), label="A committee", days=30, keys=keys())
    yield record_signed_links.for_share(made.salt, keys())


KINDS: dict[str, Callable[[], Iterator[str]]] = {
    "/sign-up/<token>": lambda: iter([account_signed_links.for_sign_up("new@example.edu", "Ada", keys())]),
    "/reset-password/<token>": lambda: iter([account_signed_links.make(a_student(), Purpose.NEW_PASSWORD, keys())]),
    "/account/address/<token>": lambda: iter(
        [account_signed_links.make(a_student(), Purpose.NEW_ADDRESS, keys(), email="new@example.edu")]
    ),
    "/account/keep/<token>": of_kept_accounts,
    "/sign-on/join/<token>": lambda: iter([account_signed_links.make(a_student(), Purpose.SIGN_ON, keys())]),
    "/sign-on/address/<token>": lambda: iter([for_arrival()]),
    "/offers/<token>": of_offers,
    "/outcomes/<token>": of_outcomes,
    "/supervisor/<token>": lambda: (seal(HOURS_LINK, row.id, row.supervisor_email) for row in rows(Placement)),
    "/record/seen/<token>": lambda: (record_signed_links.for_ask(ask, keys()) for ask in rows(Ask)),
    "/record/shared/<token>": of_shares,
    "/unsubscribe/<token>": lambda: iter([seal(f"unsubscribe {next(iter(TOPICS))}", a_student().id)]),
    "/saved/searches/silence/<token>": lambda: (seal(SILENCE, search.id) for search in rows(SavedSearch)),
    "/calendar/<token>.ics": of_calendars,
    "/certificates/<token>": lambda: (certificate.code for certificate in rows(Certificate)),
}
"""Where each kind of link leads, and some of the kind. A certificate's is a public code, and is here all the same."""
FIRST_PASSWORD = "first password"
"""The other kind that leads to /reset-password/: what `create-coordinator` prints."""


_origins = (f"10.{number // 65536}.{number // 256 % 256}.{number % 256}" for number in count(1))


@pytest.fixture(autouse=True)
def sign_on(app: Flask) -> None:
    """The school has a sign-on of its own; nothing here asks it anything."""
    provider = Provider("https://sign.example.edu", client_id="rounds", client_secret="secret", scope="openid")
    app.extensions["sign_on"] = SchoolSignOn(
        provider, name="Alder ID", rules=(), conditions=(), roster_claim="", trusts_email=False
    )


def is_closed(browser: FlaskClient, method: str, address: str) -> bool:
    """Each asked from another origin: links that are tried by the hundred from one are refused unread."""
    answer = browser.open(address, method=method, environ_overrides={"REMOTE_ADDR": next(_origins)})
    assert answer.status_code < 500, (address, answer.status_code)
    return answer.status_code in (404, 405, 410) or "/sign-in" in (answer.location or "")


def test_no_link_opens_what_another_is_for(demo: Flask, client: FlaskClient) -> None:
    rules = [rule for rule in demo.url_map.iter_rules() if "<token>" in rule.rule]
    leading = {rule.rule for rule in rules if "GET" in (rule.methods or ())}
    parts = {rule for rule in leading if rule.rpartition("/")[0] in KINDS}  # such as the PDF of a certificate
    assert leading - parts == set(KINDS), "a kind of link is not in the list, or has gone"
    made: dict[str, str] = {}
    owner = demo.test_client()  # a link to a new address opens for whoever asked for it, signed in
    owner.post("/sign-in", data={"email": a_student().email, "password": school.PASSWORD})
    for rule, some in KINDS.items():
        reader = owner if rule.startswith("/account/") else client
        opens = (token for token in some() if not is_closed(reader, "GET", rule.replace("<token>", token)))
        made[rule] = next(opens, "")
        assert made[rule], f"no link of the demo school opens {rule}"
    first = account_signed_links.make(a_student(), Purpose.FIRST_PASSWORD, keys())
    assert not is_closed(client, "GET", f"/reset-password/{first}")
    made[FIRST_PASSWORD] = first
    open_to_others = []
    for kind, token in made.items():
        own = "/reset-password/<token>" if kind == FIRST_PASSWORD else kind.removesuffix(".ics")
        for rule in rules:
            if not rule.rule.startswith(own):
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                    if not is_closed(client, method, rule.rule.replace("<token>", token)):
                        open_to_others.append((kind, method, rule.rule))
    assert open_to_others == []


def test_the_security_paper_names_every_kind() -> None:
    paper = (ROOT / "docs" / "security.md").read_text().partition("## Signed links")[2].partition("\n## ")[0]
    assert {rule for rule in KINDS if f"`{rule}`" not in paper} == set()


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def links_of(user: User) -> dict[str, str]:
    """Every link that acts for this person now, as somebody may have it in an old email."""
    new_address = account_signed_links.make(user, Purpose.NEW_ADDRESS, keys(), email="thief@example.edu")
    return {
        "new password": f"/reset-password/{account_signed_links.make(user, Purpose.NEW_PASSWORD, keys())}",
        "first password": f"/reset-password/{account_signed_links.make(user, Purpose.FIRST_PASSWORD, keys())}",
        "new address": f"/account/address/{new_address}",
    }


def reset(app: Flask, user: User, _office: FlaskClient) -> None:
    link = f"/reset-password/{account_signed_links.make(user, Purpose.NEW_PASSWORD, keys())}"
    assert app.test_client().post(link, data={"password": NEW, "again": NEW}).status_code == 303


def change_password(app: Flask, user: User, _office: FlaskClient) -> None:
    browser = app.test_client()
    browser.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    typed = {"old_password": PASSWORD, "password": NEW, "again": NEW}
    assert browser.post("/account/password", data=typed).status_code == 303


def sign_out_everywhere(app: Flask, user: User, _office: FlaskClient) -> None:
    browser = app.test_client()
    browser.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    press(browser, "/account/sign-out-everywhere")


def end_sessions(_app: Flask, user: User, office: FlaskClient) -> None:
    press(office, f"/office/people/{user.id}/end-sessions")


def suspend(_app: Flask, user: User, office: FlaskClient) -> None:
    press(office, f"/office/people/{user.id}/suspend", {"reason": "Her term is over."})


def suspend_and_restore(app: Flask, user: User, office: FlaskClient) -> None:
    suspend(app, user, office)
    press(office, f"/office/people/{user.id}/restore")


def change_address(app: Flask, user: User, _office: FlaskClient) -> None:
    token = account_signed_links.make(user, Purpose.NEW_ADDRESS, keys(), email="ada.lin@example.edu")
    browser = app.test_client()
    browser.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    assert browser.post(f"/account/address/{token}").status_code == 303


@pytest.mark.parametrize(
    "act",
    [reset, change_password, sign_out_everywhere, end_sessions, suspend, suspend_and_restore, change_address],
)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_a_link_ends_with_what_its_owner_or_the_office_does(
    app: Flask,
    ada: User,
    person: Callable[..., User],
    browser_of: Browsers,
    client: FlaskClient,
    act: Callable[[Flask, User, FlaskClient], None],
) -> None:
    office, links = browser_of(person("cora", Role.COORDINATOR)), links_of(ada)
    for link in links.values():
        assert client.get(link).status_code in (200, 303), "the page, or the way to sign in first"
    act(app, ada, office)
    db.session.refresh(ada)
    was = ada.email
    for name, link in links.items():
        assert client.get(link).status_code == 410, name
        assert client.post(link, data={"password": NEW, "again": NEW}).status_code == 410, name
    db.session.refresh(ada)
    assert ada.email == was


def test_a_thiefs_link_to_a_new_address_does_not_survive_a_new_password(
    app: Flask, ada: User, browser_of: Browsers, client: FlaskClient, emails: Callable[[], list[str]]
) -> None:
    browser_of(ada).post("/account/address", data={"email": "thief@example.edu", "password": PASSWORD})
    of_thief = re.findall(r"http://[^/]+(/account/address/\S+)", emails()[-1])[0]
    client.post("/forgot-password", data={"email": ada.email})
    of_ada = re.findall(r"http://[^/]+(/reset-password/\S+)", emails()[-1])[0]
    assert client.post(of_ada, data={"password": NEW, "again": NEW}).status_code == 303
    assert client.post(of_thief).status_code == 410
    db.session.refresh(ada)
    assert ada.email == "ada@example.edu"


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_link_of_an_account_ends_after_its_life(
    ada: User, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, purpose: Purpose
) -> None:
    own = {
        Purpose.SIGN_UP: "sign-up",
        Purpose.NEW_ADDRESS: "account/address",
        Purpose.SIGN_ON: "sign-on/join",
        Purpose.ARRIVAL: "sign-on/address",
        Purpose.KEEP_ACCOUNT: "account/keep",
    }
    ask_erasure(ada)
    where = own.get(purpose, "reset-password")
    token = account_signed_links.make(ada, purpose, keys(), email="new@example.edu")
    if purpose is Purpose.SIGN_UP:
        token = account_signed_links.for_sign_up("new@example.edu", "Ada", keys())
    if purpose is Purpose.ARRIVAL:
        token = for_arrival()

    def after(seconds: int) -> int:
        class Later:
            time = staticmethod(lambda: time.time() + seconds)

        monkeypatch.setattr(itsdangerous.timed, "time", Later)
        return client.get(f"/{where}/{token}").status_code

    assert after(LIFE[purpose] - 60) in (200, 303), "the page, or the way to sign in first"
    assert after(LIFE[purpose] + 60) == 410


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("purpose", [Purpose.NEW_PASSWORD, Purpose.INVITATION, Purpose.NEW_ADDRESS])
def test_a_link_that_ends_just_before_it_acts_does_nothing(
    ada: User, client: FlaskClient, browser_of: Browsers, monkeypatch: pytest.MonkeyPatch, purpose: Purpose
) -> None:
    token = account_signed_links.make(ada, purpose, keys(), email="new@example.edu")
    is_address, password_hash = purpose is Purpose.NEW_ADDRESS, ada.password_hash
    browser, ada_id = browser_of(ada) if is_address else client, ada.id
    where = "account/address" if is_address else "reset-password"

    def end_all() -> None:
        with db.engine.begin() as connection:
            connection.execute(update(User).where(User.id == ada_id).values(session_key="another"))

    db.session.rollback()
    with just_before_writing(monkeypatch, end_all):
        answer = browser.post(f"/{where}/{token}", data={"password": NEW, "again": NEW})
    assert answer.status_code == 409
    db.session.refresh(ada)
    assert (ada.email, ada.password_hash) == ("ada@example.edu", password_hash)


def test_an_offers_and_an_outcomes_link_end_with_the_password(demo: Flask, client: FlaskClient) -> None:
    offered = select(Application).where(Application.state == ApplicationState.OFFERED)
    student = db.session.scalars(offered).first().student  # type: ignore[union-attr]  # the demo school has some
    tellers = (token for token in of_outcomes() if not is_closed(client, "GET", f"/outcomes/{token}"))
    outcome = next(tellers)
    tellers_all = db.session.scalars(select(User).where(User.grants.any())).all()
    offer = next(token for token in of_offers() if not is_closed(client, "GET", f"/offers/{token}"))
    with unit_of_work():
        for user in [student, *tellers_all]:
            user.password_hash = "changed"
    for link in (f"/offers/{offer}", f"/outcomes/{outcome}"):
        answer = client.get(link)
        assert answer.status_code == 404
        assert "Sign in to" in answer.text
    assert client.post(f"/offers/{offer}/accept").status_code == 404
