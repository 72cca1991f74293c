"""The school's sign-on in tests: a real provider, the school that uses it, and a browser that goes there and back."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board import create_app
from board.accounts.models import Identity, Role, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.school import settings as school_settings
from tests import compiled, school_provider
from tests.conftest import PASSWORD, Browser
from tests.databases import settings_for
from tests.school_provider import CLIENT_ID, CLIENT_SECRET, SchoolProvider

HOME = "http://127.0.0.1:8000"
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
RULES = (
    "affiliation=student@alder.edu -> student; affiliation=faculty@alder.edu -> faculty; "
    "affiliation=chief@alder.edu -> coordinator at once"
)


@dataclass
class Traveller:
    """A browser at Rounds, and the same browser at the provider with its cookies there."""

    home: FlaskClient
    away: requests.Session = field(default_factory=requests.Session)
    came_back_with: str = ""
    """The address that the provider sent the browser to, the last time."""

    def sign_on(self, login: str, start: str = "/sign-on", *, follow: bool = True) -> Any:
        """From a link of ours to the provider, in as somebody, and back; answers the last page of ours.

        With `follow` our own redirects are followed to their end.
        """
        self.came_back_with = self.go(login, start)
        answer = self.home.get(self.came_back_with)
        while follow and answer.status_code == 303 and answer.location.startswith("/"):
            answer = self.home.get(answer.location)
        return answer

    def go(self, login: str, start: str = "/sign-on") -> str:
        """To the provider and in there; answers where it sends the browser, without going."""
        answer = self.home.get(start)
        assert answer.status_code == 303, answer.text
        there = self.away.get(answer.location, allow_redirects=False, timeout=10)
        if there.status_code == 200:
            there = self.away.post(answer.location, data={"login": login}, allow_redirects=False, timeout=10)
        assert there.headers["Location"].startswith(f"{HOME}/sign-on/back?"), there.text
        return there.headers["Location"].removeprefix(HOME)


@pytest.fixture
def school() -> Iterator[SchoolProvider]:
    """The school's sign-on, which knows Ada."""
    with school_provider.running(f"{HOME}/sign-on/back") as provider:
        provider.knows("ada", **deepcopy(ADA))
        yield provider


ADA = {
    "sub": "248289761001",
    "name": "Ada Lovelace",
    "email": "ada@alder.edu",
    "email_verified": True,
    "affiliation": ["member@alder.edu", "student@alder.edu"],
}


@pytest.fixture
def app(tmp_path: Path, database: str, school: SchoolProvider) -> Iterator[Flask]:
    """A school with sign-on, at the hour of the provider's own clock."""
    settings = replace(
        settings_for(tmp_path, database),
        oidc_issuer=school.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
        oidc_roles=RULES,
    )
    app = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    compiled.share(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def traveller(client: FlaskClient) -> Traveller:
    return Traveller(client)


def identities() -> list[Identity]:
    return list(db.session.scalars(select(Identity).order_by(Identity.id)))


def users() -> list[User]:
    return list(db.session.scalars(select(User).order_by(User.id)))


def link(user: User, school: SchoolProvider, subject: str) -> None:
    """The account is linked already, and what the sign-on says of it was acted on."""
    with unit_of_work():
        now, said = clock.now(), sorted(user.roles_held)
        db.session.add(Identity(user_id=user.id, issuer=school.issuer, subject=subject, linked_at=now, roles_said=said))


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def open_account(traveller: Traveller, login: str, **fields: str) -> Any:
    page = traveller.sign_on(login)
    assert "Open your account" in page.text, page.text
    return traveller.home.post("/sign-on/new", data={"name": "Ada Lovelace", "email": "ada@alder.edu"} | fields)


def tries(app: Flask, user: User) -> tuple[FlaskClient, int]:
    browser = app.test_client()
    answer = browser.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    return browser, answer.status_code


@pytest.fixture
def closed(app: Flask, person: Callable[..., User]) -> User:
    """Passwords are off; the coordinator who may use one all the same."""
    app.extensions["settings"] = replace(
        app.extensions["settings"], local_sign_in="off", break_glass="cora@example.edu"
    )
    school_settings.live_in(db.engine, app.extensions["settings"])
    return person("cora", Role.COORDINATOR)
