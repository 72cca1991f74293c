"""Accounts and the school's sign-on belong together by a proof of both, and part again; it proves anew who one is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from board.accounts import signed_links
from board.accounts.actions import identity as identity_actions
from board.accounts.actions.identity import Subject
from board.accounts.models import Identity, Role, Session, User
from board.accounts.policy import identity as identity_policy
from board.accounts.signed_links import Purpose
from board.kernel import clock
from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.unit_of_work import unit_of_work
from tests.accounts.signing_on import (
    BOTH,
    Traveller,
    app,
    closed,
    identities,
    is_in,
    link,
    open_account,
    school,
    traveller,
    tries,
    users,
)
from tests.accounts.test_coming_in import link_in
from tests.at_once import just_before_writing
from tests.confirming import agree
from tests.conftest import PASSWORD
from tests.school_provider import SchoolProvider

__all__ = ["app", "closed", "school", "traveller"]


@BOTH
def test_an_account_is_linked_from_inside_with_its_password(
    app: Flask, school: SchoolProvider, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    bert = person("bert", Role.FACULTY)
    inside = Traveller(browser_of(bert))
    assert "School sign-on" in inside.home.get("/account").text
    page = inside.sign_on("ada", "/account/sign-on/link")
    assert "Link this school sign-on?" in page.text
    assert identities() == [], "coming back links nothing"
    assert inside.home.post("/account/sign-on/confirm", data={"password": "wrong"}).status_code == 422
    assert identities() == []
    assert inside.home.post("/account/sign-on/confirm", data={"password": PASSWORD}).status_code == 303
    outside = Traveller(app.test_client())
    outside.sign_on("ada")
    assert "bert@example.edu" in outside.home.get("/account").text


@BOTH
def test_a_sign_on_belongs_to_one_account(
    school: SchoolProvider, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    link(person("ada", Role.STUDENT), school, "248289761001")
    inside = Traveller(browser_of(person("bert", Role.STUDENT)))
    inside.sign_on("ada", "/account/sign-on/link")
    page = inside.home.post("/account/sign-on/confirm", data={"password": PASSWORD})
    assert page.status_code == 409
    assert "belongs to another account" in page.text


def test_what_one_came_back_with_is_linked_to_ones_own_account_alone(
    school: SchoolProvider, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    inside = Traveller(browser_of(person("bert", Role.STUDENT)))
    inside.sign_on("ada", "/account/sign-on/link")
    arrival = inside.home.get_cookie("rounds-arrival")
    assert arrival is not None
    other = browser_of(person("cleo", Role.STUDENT))
    other.set_cookie("rounds-arrival", arrival.value)
    assert other.post("/account/sign-on/confirm", data={"password": PASSWORD}).status_code == 400
    assert identities() == []


def test_a_password_that_opens_nothing_is_no_other_way_in(
    app: Flask, closed: User, school: SchoolProvider, person: Callable[..., User]
) -> None:
    bert = person("bert", Role.STUDENT)
    link(bert, school, "248289761001")
    inside = Traveller(app.test_client())
    inside.sign_on("ada")
    page = inside.home.get(f"/account/sign-on/{identities()[0].id}/unlink")
    assert page.status_code == 403
    assert "This is your only way in" in page.text
    link(bert, school, "another")
    assert inside.home.get(f"/account/sign-on/{identities()[0].id}/unlink").status_code == 200


def test_only_its_owner_may_unlink(school: SchoolProvider, person: Callable[..., User]) -> None:
    bert, cleo = person("bert", Role.STUDENT), person("cleo", Role.STUDENT)
    link(bert, school, "248289761001")
    [identity] = identities()
    assert identity_policy.may_unlink(bert, identity, has_password=True, others=0)
    assert not identity_policy.may_unlink(cleo, identity, has_password=True, others=1)


@BOTH
def test_a_password_that_was_changed_meanwhile_proves_nothing(
    school: SchoolProvider, person: Callable[..., User]
) -> None:
    bert, old = person("bert", Role.STUDENT), "another hash"
    link(bert, school, "already")
    new = Subject(school.issuer, "248289761001", "Ada")
    with pytest.raises(Conflict), unit_of_work():
        identity_actions.link_own(bert, new, was=old, now=clock.now())
    with pytest.raises(Conflict), unit_of_work():
        [identity] = identities()
        identity_actions.unlink_own(bert, identity, was=old, has_password=True)
    assert [identity.subject for identity in identities()] == ["already"]


@BOTH
def test_unlinking_ends_the_sessions_that_came_by_it_and_no_others(
    app: Flask,
    school: SchoolProvider,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    emails: Callable[[], list[str]],
) -> None:
    bert = person("bert", Role.STUDENT)
    link(bert, school, "248289761001")
    inside, phone = browser_of(bert), Traveller(app.test_client())
    phone.sign_on("ada")
    assert is_in(phone.home)
    address = f"/account/sign-on/{identities()[0].id}/unlink"
    assert inside.post(address, data={"password": "wrong"}).status_code == 422
    assert inside.post(address, data={"password": PASSWORD}).status_code == 303
    assert identities() == []
    assert not is_in(phone.home)
    assert is_in(inside)
    assert "no longer linked" in emails()[-1]
    assert len(list(db.session.scalars(select(Session)))) == 1


def test_nobody_parts_with_anothers_sign_on_or_with_their_only_way_in(
    app: Flask,
    traveller: Traveller,
    school: SchoolProvider,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
) -> None:
    open_account(traveller, "ada")
    address = f"/account/sign-on/{identities()[0].id}/unlink"
    assert traveller.home.post(address).status_code == 403
    assert browser_of(person("bert", Role.STUDENT)).post(address, data={"password": PASSWORD}).status_code == 404
    assert len(identities()) == 1


def test_who_never_had_a_password_is_offered_to_set_one_not_to_change_it(traveller: Traveller) -> None:
    open_account(traveller, "ada")
    page = traveller.home.get("/account").text
    assert "Set a password" in page
    assert "Change my password" not in page
    assert traveller.home.get("/account/password").location == "/forgot-password"
    assert "tell your school’s IT help desk" in traveller.home.get("/account/sessions").text


@BOTH
def test_who_has_no_password_proves_it_again_by_the_sign_on(
    app: Flask, traveller: Traveller, school: SchoolProvider
) -> None:
    open_account(traveller, "ada")
    assert traveller.home.get("/account/address").status_code == 200, "signed on a moment ago"
    with unit_of_work():
        db.session.execute(update(Session).values(began_at=clock.now() - timedelta(minutes=11)))
    asked = traveller.home.get("/account/address")
    assert asked.location == "/account/prove?next=/account/address"
    assert "Continue with school sign-on" in traveller.home.get(asked.location).text
    start = "/account/prove/sign-on?next=/account/address"
    assert "prompt=login&max_age=0" in traveller.home.get(start).location
    answer = traveller.sign_on("ada", start, follow=False)
    assert answer.location == "/account/address"
    assert traveller.home.get(answer.location).status_code == 200


@pytest.mark.parametrize("login", ["eve", "long ago"])
def test_another_person_or_an_old_sign_on_proves_nothing(
    traveller: Traveller, school: SchoolProvider, login: str
) -> None:
    open_account(traveller, "ada")
    with unit_of_work():
        db.session.execute(update(Session).values(began_at=clock.now() - timedelta(minutes=11)))
    school.knows("eve", name="Eve")
    if login == "long ago":
        school.people["ada"]["auth_time"], login = int(clock.now().timestamp()) - 3600, "ada"
    page = traveller.sign_on(login, "/account/prove/sign-on?next=/account/address")
    assert page.status_code == 403
    assert "That was not you again" in page.text
    assert traveller.home.get("/account/address").status_code == 303


def test_who_has_a_password_does_not_prove_it_by_the_sign_on(
    school: SchoolProvider, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    """Whoever finds a browser open finds the school's sign-on open in it as well."""
    bert = person("bert", Role.STUDENT)
    link(bert, school, "248289761001")
    inside = Traveller(browser_of(bert))
    assert inside.home.get("/account/prove/sign-on").status_code == 404


@BOTH
def test_an_invitation_joins_account_and_sign_on_once(
    app: Flask, traveller: Traveller, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    bert = person("bert", Role.FACULTY)
    with app.test_request_context():
        token = signed_links.make(bert, Purpose.SIGN_ON, app.extensions["settings"].secret_keys)
    assert "Continue with school sign-on" in traveller.home.get(f"/sign-on/join/{token}").text
    traveller.sign_on("ada", f"/sign-on?invitation={token}")
    assert "bert@example.edu" in traveller.home.get("/account").text
    late = Traveller(app.test_client())
    assert late.home.get(f"/sign-on/join/{token}").status_code == 410
    assert late.sign_on("ada", f"/sign-on?invitation={token}").status_code == 410
    assert not is_in(late.home)


@BOTH
def test_of_two_who_follow_one_invitation_at_once_one_joins(
    app: Flask, traveller: Traveller, person: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    bert = person("bert", Role.FACULTY)
    bert_id = bert.id
    with app.test_request_context():
        token = signed_links.make(bert, Purpose.SIGN_ON, app.extensions["settings"].secret_keys)
    db.session.rollback()

    def join_first() -> None:
        with db.engine.begin() as connection:
            connection.execute(update(User).where(User.id == bert_id).values(session_key="another"))

    with just_before_writing(monkeypatch, join_first):
        assert traveller.sign_on("ada", f"/sign-on?invitation={token}").status_code == 409
    assert not is_in(traveller.home)
    assert db.session.scalars(select(Identity).where(Identity.user_id == bert_id)).all() == []


def test_joining_makes_worth_nothing_what_somebody_else_put_on_the_account_first(
    app: Flask, traveller: Traveller, person: Callable[..., User]
) -> None:
    """A password that was chosen before the address was proved may be a stranger's."""
    bert = person("bert", Role.STUDENT)
    with unit_of_work():
        bert.confirmed_at = None
    with app.test_request_context():
        token = signed_links.make(bert, Purpose.SIGN_ON, app.extensions["settings"].secret_keys)
    traveller.sign_on("ada", f"/sign-on?invitation={token}")
    assert is_in(traveller.home)
    assert tries(app, bert)[1] == 422


@BOTH
def test_the_office_sends_the_link_and_parts_account_and_sign_on(
    app: Flask,
    traveller: Traveller,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    emails: Callable[[], list[str]],
) -> None:
    bert, office = person("bert", Role.STUDENT), browser_of(person("cora", Role.COORDINATOR))
    page = f"/office/people/{bert.id}"
    assert "None is linked." in office.get(page).text
    assert office.post(f"{page}/send-sign-on").status_code == 303
    address = link_in(emails()[0])
    traveller.sign_on("ada", f"/sign-on?invitation={address.rpartition('/')[2]}")
    assert "bert@example.edu" in traveller.home.get("/account").text
    assert "It has said: student." in office.get(page).text
    unlink = f"{page}/sign-ons/{identities()[0].id}/unlink"
    stranger = browser_of(person("eve", Role.STUDENT))
    assert stranger.post(unlink).status_code == 404
    assert office.post(f"/office/people/{bert.id + 1}/sign-ons/{identities()[0].id}/unlink").status_code in (403, 404)
    assert agree(office, unlink).status_code == 303
    assert identities() == []
    assert not is_in(traveller.home)


def test_the_office_reads_what_the_sign_on_no_longer_says(
    app: Flask, school: SchoolProvider, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    bert, office = person("bert", Role.FACULTY), browser_of(person("cora", Role.COORDINATOR))
    link(bert, school, "248289761001")
    Traveller(app.test_client()).sign_on("ada")
    assert "It no longer says faculty" in office.get(f"/office/people/{bert.id}").text
    assert users()[0].roles_held == {"faculty", "student"}
