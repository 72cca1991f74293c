"""Who was erased and comes back by the school's sign-on gets no account before the office says so."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel.db import db
from tests.accounts.signing_on import BOTH, Traveller, app, identities, is_in, open_account, school, traveller
from tests.confirming import agree
from tests.erasure.test_coming_back import erase
from tests.school_provider import SchoolProvider

__all__ = ["app", "school", "traveller"]


@BOTH
def test_who_was_erased_gets_no_account_unasked(
    app: Flask,
    traveller: Traveller,
    school: SchoolProvider,
    person: Callable[..., User],
    enter: Callable[[User], FlaskClient],
) -> None:
    cora = person("cora", Role.COORDINATOR)
    open_account(traveller, "ada")
    half_way = Traveller(app.test_client())
    [ada] = [user for user in db.session.scalars(select(User)) if user.id != cora.id]
    request = erase(ada)
    assert identities() == []
    page = half_way.sign_on("ada")
    assert (page.status_code, "Your account was erased" in page.text) == (403, True)
    assert request.reference in page.text
    assert "Ada" not in page.text
    assert not is_in(half_way.home)
    assert db.session.query(User).count() == 2
    assert agree(enter(cora), f"/office/erasures/{request.id}/let-back").status_code == 303
    answer = open_account(half_way, "ada")
    assert (answer.status_code, is_in(half_way.home)) == (303, True)
    assert db.session.query(User).count() == 3, "a new one, with nothing of the old"


def test_who_was_half_way_in_when_they_were_erased_is_not_let_in(
    app: Flask,
    traveller: Traveller,
    school: SchoolProvider,
    person: Callable[..., User],
) -> None:
    """The page of a new account was open in another browser."""
    person("cora", Role.COORDINATOR)
    half_way = Traveller(app.test_client())
    assert "Open your account" in half_way.sign_on("ada").text
    open_account(traveller, "ada")
    erase(db.session.scalars(select(User).where(User.email == "ada@alder.edu")).one())
    sent = {"name": "Ada Lovelace", "email": "ada@alder.edu"}
    assert half_way.home.post("/sign-on/new", data=sent).status_code == 403
    assert not is_in(half_way.home)
