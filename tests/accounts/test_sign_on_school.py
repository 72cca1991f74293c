"""What a school decides of its sign-on: passwords off, the registrar's roster, new subjects."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts import signed_links
from board.accounts.actions import invitation as invitation_actions
from board.accounts.models import Identity, Role, User
from board.accounts.signed_links import Purpose
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.accounts.signing_on import (
    BOTH,
    HOME,
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
from tests.school_provider import SchoolProvider

__all__ = ["app", "closed", "school", "traveller"]


@BOTH
def test_with_passwords_off_only_the_named_coordinator_comes_in_with_one_and_all_of_them_hear(
    app: Flask, closed: User, person: Callable[..., User], emails: Callable[[], list[str]]
) -> None:
    other = person("dora", Role.COORDINATOR)
    refused, status = tries(app, other)
    assert (status, is_in(refused)) == (422, False)
    let_in, status = tries(app, closed)
    assert (status, is_in(let_in)) == (303, True)
    assert sorted(mail.split("Dear ")[1].split(",")[0] for mail in emails()) == ["Cora", "Dora"]
    assert [act.by_id for act in db.session.scalars(select(AuditEntry))] == [closed.id]


def test_the_named_address_opens_nothing_once_it_is_no_coordinator(app: Flask, closed: User) -> None:
    with unit_of_work():
        closed.grants.clear()
    assert tries(app, closed)[1] == 422


def test_with_passwords_off_there_is_no_other_way_to_one(
    app: Flask, client: FlaskClient, closed: User, person: Callable[..., User], emails: Callable[[], list[str]]
) -> None:
    bert = person("bert", Role.STUDENT)
    assert client.get("/sign-up").location == "/sign-in"
    assert client.post("/sign-up", data={"name": "Eve", "email": "eve@alder.edu"}).location == "/sign-in"
    client.post("/forgot-password", data={"email": bert.email})
    assert emails() == []
    with app.test_request_context():
        reset = signed_links.make(bert, Purpose.NEW_PASSWORD, app.extensions["settings"].secret_keys)
        sign_up = signed_links.for_sign_up("eve@alder.edu", "Eve", app.extensions["settings"].secret_keys)
    assert client.get(f"/reset-password/{reset}").status_code == 410
    assert client.get(f"/sign-up/{sign_up}").status_code == 410
    client.post("/forgot-password", data={"email": closed.email})
    assert "Set a new password" in emails()[0], "but for the one who may use it"


def test_with_passwords_off_the_sign_in_page_says_so(client: FlaskClient, closed: User) -> None:
    page = client.get("/sign-in").text
    assert "Continue with school sign-on" in page
    assert "You come in to Rounds by school sign-on alone" in page
    assert "/sign-up" not in client.get("/sign-in").get_data(as_text=True)


def test_with_passwords_off_an_account_has_no_page_for_one(traveller: Traveller, closed: User) -> None:
    open_account(traveller, "ada")
    assert "Change my password" not in traveller.home.get("/account").text
    assert traveller.home.get("/account/password").status_code == 403


def test_a_coordinator_made_with_passwords_off_gets_a_link_to_the_sign_on(
    app: Flask, closed: User, traveller: Traveller
) -> None:
    run = app.test_cli_runner().invoke(args=["create-coordinator", "chief@alder.edu"])
    address = run.output.strip().removeprefix(HOME)
    assert address.startswith("/sign-on/join/")
    token = address.removeprefix("/sign-on/join/")
    traveller.sign_on("ada", f"/sign-on?invitation={token}")
    assert "chief@alder.edu" in traveller.home.get("/account").text
    assert traveller.home.get("/office").status_code == 200
    again = app.test_cli_runner().invoke(args=["create-coordinator", closed.email])
    assert "/reset-password/" in again.output


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda user: user.grants.clear(), "is no coordinator"),
        (lambda user: setattr(user, "password_hash", ""), "cannot sign in with a password"),
        (lambda user: setattr(user, "email", "other@example.edu"), "has no account"),
    ],
)
def test_the_check_finds_a_break_glass_that_would_not_break(
    app: Flask, closed: User, change: Callable[[User], None], words: str
) -> None:
    assert app.test_cli_runner().invoke(args=["check"]).exit_code == 0
    with unit_of_work():
        change(closed)
    assert words in app.test_cli_runner().invoke(args=["check"]).output


@pytest.fixture
def rostered(app: Flask, school: SchoolProvider, person: Callable[..., User]) -> User:
    """Ada as the roster brought her in: nobody has proved her address yet. The sign-on tells her number."""
    app.extensions["sign_on"] = replace(app.extensions["sign_on"], roster_claim="student_number")
    school.people["ada"]["student_number"] = 4711
    ada = person("ada")
    with unit_of_work():
        ada.roster_id, ada.confirmed_at, ada.password_hash = "4711", None, ""
    return ada


@BOTH
def test_who_is_on_the_roster_comes_in_by_the_registrars_number_and_fills_in_nothing(
    rostered: User, traveller: Traveller
) -> None:
    answer = traveller.sign_on("ada", follow=False)
    assert answer.location == "/"
    assert "ada@example.edu" in traveller.home.get("/account").text
    [user], [identity] = users(), identities()
    assert (user.id, user.roles_held) == (rostered.id, {"student"})
    assert (identity.user_id, identity.subject) == (rostered.id, "248289761001")


@BOTH
def test_the_registrars_number_alone_does_not_make_two_sign_ons_one_person(
    app: Flask, rostered: User, traveller: Traveller, school: SchoolProvider
) -> None:
    link(rostered, school, "another subject")
    page = traveller.sign_on("ada")
    assert page.status_code == 409
    assert "linked to another school sign-on" in page.text
    assert not is_in(traveller.home)
    assert [identity.subject for identity in identities()] == ["another subject"]


def test_a_suspended_person_of_the_roster_opens_no_second_account(rostered: User, traveller: Traveller) -> None:
    with unit_of_work():
        rostered.suspended_at = clock.now()
    assert traveller.sign_on("ada").status_code == 403
    assert not is_in(traveller.home)


@pytest.mark.parametrize("number", ["", "4712", ["4711"], None])
def test_another_number_or_none_is_nobody_of_the_roster(
    rostered: User, traveller: Traveller, school: SchoolProvider, number: Any
) -> None:
    school.people["ada"]["student_number"] = number
    assert "Open your account" in traveller.sign_on("ada").text


def test_a_number_that_comes_before_the_roster_does_is_kept_for_it(
    rostered: User, traveller: Traveller, school: SchoolProvider
) -> None:
    school.people["ada"]["student_number"] = "4712"
    open_account(traveller, "ada")
    assert [user.roster_id for user in users()] == ["4711", "4712"]


@BOTH
def test_who_is_invited_from_the_roster_comes_in_by_the_sign_on_also_with_passwords_off(
    app: Flask, closed: User, traveller: Traveller, person: Callable[..., User], emails: Callable[[], list[str]]
) -> None:
    bert = person("bert")
    with unit_of_work():
        bert.roster_id, bert.confirmed_at, bert.password_hash = "4711", None, ""
    with unit_of_work():
        assert invitation_actions.invite([bert], by=closed, now=clock.now()).finished_at is not None
    address = link_in(emails()[0])
    assert address.startswith("/sign-on/join/")
    traveller.sign_on("ada", f"/sign-on?invitation={address.rpartition('/')[2]}")
    assert "bert@example.edu" in traveller.home.get("/account").text
    db.session.expire_all()
    assert not bert.waits_for_first_sign_in


def rekey(app: Flask, folder: Path, text: str, *options: str) -> Any:
    (folder / "subjects.csv").write_text(text)
    return app.test_cli_runner().invoke(args=["rekey-sign-on", str(folder / "subjects.csv"), *options])


@BOTH
def test_new_subjects_are_tried_first_and_then_let_the_same_people_in(
    app: Flask, tmp_path: Path, school: SchoolProvider, person: Callable[..., User]
) -> None:
    ada, bert = person("ada", Role.STUDENT), person("bert", Role.STUDENT)
    link(ada, school, "old-a")
    link(bert, school, "old-b")
    text = "old_subject,new_subject\nold-a,old-b\nold-b,248289761001\n"
    tried = rekey(app, tmp_path, text, "--dry-run")
    assert tried.output == f"2 sign-ons of {school.issuer} would get a new key; 0 stay as they are.\n"
    assert [identity.subject for identity in identities()] == ["old-a", "old-b"]
    assert rekey(app, tmp_path, text).exit_code == 0
    db.session.rollback()
    assert [identity.subject for identity in identities()] == ["old-b", "248289761001"]
    traveller = Traveller(app.test_client())
    traveller.sign_on("ada")
    assert "bert@example.edu" in traveller.home.get("/account").text
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "account.rekey-sign-on"))
    assert [act.thing for act in acts] == [f"user:{ada.id}", f"user:{bert.id}"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("old_subject,new_subject\nnobody,new\n", "Nobody here is nobody"),
        ("old_subject,new_subject\nold-a,old-b\n", "Somebody here is old-b"),
        ("old_subject,new_subject\nold-a,new\nold-b,new\n", "Line 3: a subject stands there twice."),
        ("old_subject,new_subject\nold-a,\n", "Line 2: a subject is missing"),
        ("old,new\nold-a,new\n", "The first line must name the columns old_subject and new_subject."),
        ("", "The first line must name the columns"),
    ],
)
def test_a_file_of_subjects_that_would_mix_people_up_changes_nothing(
    app: Flask, tmp_path: Path, school: SchoolProvider, person: Callable[..., User], text: str, words: str
) -> None:
    link(person("ada", Role.STUDENT), school, "old-a")
    link(person("bert", Role.STUDENT), school, "old-b")
    run = rekey(app, tmp_path, text)
    assert run.exit_code == 1
    assert words in run.output
    assert [identity.subject for identity in identities()] == ["old-a", "old-b"]


@BOTH
def test_everybody_moves_to_another_issuer_that_kept_the_subjects(
    app: Flask, school: SchoolProvider, person: Callable[..., User]
) -> None:
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        moved = Identity(user_id=ada.id, issuer="https://old.alder.edu", subject="248289761001", linked_at=clock.now())
        db.session.add(moved)
    args = ["rekey-sign-on", "--issuer", "https://old.alder.edu", "--new-issuer", school.issuer]
    assert "1 sign-on of https://old.alder.edu got a new key" in app.test_cli_runner().invoke(args=args).output
    traveller = Traveller(app.test_client())
    traveller.sign_on("ada")
    assert is_in(traveller.home)
    assert app.test_cli_runner().invoke(args=["rekey-sign-on"]).exit_code == 1
