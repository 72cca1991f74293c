"""Emails that come back: marked by a coordinator, told to the person, ended by a proved address."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.accounts import actions as account_actions
from board.accounts.models import Role, User
from board.dashboard.queries import frame_facts
from board.kernel import mail
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.notices.actions import notify
from board.opportunities.models import Opportunity
from tests.conftest import NOW
from tests.counting import count_statements
from tests.discovery.conftest import posted

__all__ = ["posted"]

Enter = Callable[[User], FlaskClient]
PASTED = "Undelivered: <ADA@example.edu>; (nobody@example.edu),\r\nbo\u0301@example.edu"


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def test_pasted_addresses_are_shown_before_anybody_is_marked(
    ada: User, person: Callable[..., User], enter: Enter
) -> None:
    dean = enter(person("dean", Role.COORDINATOR))
    preview = dean.post("/office/undeliverable", data={"addresses": PASTED}).text
    assert "1 person matches" in preview
    assert "nobody@example.edu" in preview
    db.session.refresh(ada)
    assert ada.undeliverable_at is None
    answer = dean.post("/office/undeliverable", data={"addresses": PASTED, "confirmed": "y"})
    assert answer.status_code == 303
    db.session.refresh(ada)
    assert ada.undeliverable_at == NOW
    assert enter(ada).post("/office/undeliverable", data={"addresses": PASTED}).status_code == 404


def test_five_hundred_addresses_are_one_question_and_the_rest_is_told(
    app: Flask, person: Callable[..., User], enter: Enter
) -> None:
    dean = enter(person("dean", Role.COORDINATOR))
    with unit_of_work():
        db.session.add_all(
            User(name=f"Ada {at}", email=f"ada{at}@example.edu", created_at=NOW, confirmed_at=NOW) for at in range(500)
        )
    few, many = "ada0@example.edu", " ".join(f"ada{at}@example.edu" for at in range(507))
    pages: list[str] = []

    def show(text: str) -> int:
        return count_statements(
            app, lambda: pages.append(dean.post("/office/undeliverable", data={"addresses": text}).text)
        )

    show(few)
    assert show(many) == show(few), "one question for all of them"
    assert "500 people match" in pages[1]
    assert "There are 7 more addresses in that text" in " ".join(pages[1].split())
    shown = re.findall(r'name="people" value="(\d+)"', pages[1])
    form = {"addresses": many, "shown": shown, "people": shown, "confirmed": "y"}
    assert dean.post("/office/undeliverable", data=form).status_code == 303
    assert db.session.scalar(select(func.count()).where(User.undeliverable_at.is_not(None))) == 500


def test_a_marked_person_gets_notices_and_no_emails_until_an_address_is_proved(
    ada: User,
    person: Callable[..., User],
    posted: Callable[..., Opportunity],
    enter: Enter,
    emails: Callable[[], list[str]],
) -> None:
    posting = posted("Safer handover", by=person("pia", Role.FACULTY))

    def happen(key: str) -> None:
        with unit_of_work():
            words, ids = "It is on the board.", {"opportunity_id": posting.id}
            notify(ada, "posting-published", once=key, words=words, href="/saved", **ids)

    happen("one")
    assert len(emails()) == 1
    with unit_of_work():
        ada.undeliverable_at = NOW
    happen("two")
    assert (len(emails()), frame_facts(ada.id).waiting) == (1, 2)
    assert "Emails to ada@example.edu come back" in enter(ada).get("/notices").text
    with unit_of_work():
        mail.write("reset-password", to=ada.email, once="reset", user_id=ada.id)
    assert len(emails()) == 2, "a link that proves the address still goes there"
    with unit_of_work():
        account_actions.change_address(ada, email="ada.new@example.edu", mark=ada.link_mark)
    before = len(emails())
    happen("three")
    assert len(emails()) == before + 1
    assert "come back" not in enter(ada).get("/notices").text


BOUNCE = """From: Mail system <faculty@example.edu>
Reply-To: dean@example.edu
Cc: bo@example.edu
Final-Recipient: rfc822; ada@example.edu
Diagnostic-Code: smtp; 550 no such user
To: ada@example.edu
"""


def test_of_a_bounce_the_address_that_failed_is_ticked_and_senders_are_not(
    ada: User, person: Callable[..., User], enter: Enter
) -> None:
    sender, bo = person("faculty", Role.FACULTY), person("bo", Role.STUDENT)
    office = enter(person("dean", Role.COORDINATOR))
    preview = office.post("/office/undeliverable", data={"addresses": BOUNCE}).text
    assert f'value="{ada.id}" checked' in preview
    for other in (sender, bo):
        assert f'value="{other.id}"' in preview
        assert f'value="{other.id}" checked' not in preview
    chosen = {
        "addresses": BOUNCE,
        "shown": [str(user.id) for user in (ada, sender, bo)],
        "people": [str(bo.id)],
        "confirmed": "y",
    }
    assert office.post("/office/undeliverable", data=chosen).status_code == 303
    marked = {user.name for user in (ada, sender, bo) if db.session.get_one(User, user.id).undeliverable_at}
    assert marked == {"Bo"}, "what is ticked is meant, and nobody else"


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.edu\r\nbo@example.edu",
        "ada@example.edu, bo@example.edu",
        "Ada Low <ada@example.edu>; Bo Low <bo@example.edu>",
        "“Ada Low” <ada@example.edu>\t(bo@example.edu)",
        "Undeliverable: ada@example.edu\nUndeliverable: bo@example.edu",
    ],
)
def test_addresses_that_are_pasted_alone_are_ticked(
    ada: User, person: Callable[..., User], enter: Enter, text: str
) -> None:
    bo = person("bo", Role.STUDENT)
    preview = enter(person("dean", Role.COORDINATOR)).post("/office/undeliverable", data={"addresses": text}).text
    for user in (ada, bo):
        assert f'name="people" value="{user.id}" checked' in preview


def test_an_address_added_to_the_text_is_ticked_and_shown_before_it_is_marked(
    ada: User, person: Callable[..., User], enter: Enter
) -> None:
    bo, office = person("bo", Role.STUDENT), enter(person("dean", Role.COORDINATOR))
    both = {"addresses": "ada@example.edu bo@example.edu", "shown": [str(ada.id)], "people": []}
    for more in ({}, {"confirmed": "y"}):
        answer = office.post("/office/undeliverable", data=both | more)
        assert answer.status_code == 200, "nobody is marked unseen"
        assert f'name="people" value="{ada.id}">' in answer.text, "the tick that was taken off stays off"
        assert f'name="people" value="{bo.id}" checked' in answer.text
        assert db.session.get_one(User, bo.id).undeliverable_at is None


def test_a_mark_is_shown_on_the_persons_page_and_taken_off_there(
    ada: User, person: Callable[..., User], enter: Enter
) -> None:
    office = enter(person("dean", Role.COORDINATOR))
    office.post("/office/undeliverable", data={"addresses": "ada@example.edu", "confirmed": "y"})
    assert "Emails come back since" in office.get(f"/office/people/{ada.id}").text
    assert office.post(f"/office/people/{ada.id}/deliverable").status_code == 303
    db.session.refresh(ada)
    assert ada.undeliverable_at is None
    assert "Emails come back since" not in office.get(f"/office/people/{ada.id}").text


def test_a_text_without_an_address_is_answered_in_a_sentence(person: Callable[..., User], enter: Enter) -> None:
    office = enter(person("dean", Role.COORDINATOR))
    assert "No address was found" in office.post("/office/undeliverable", data={"addresses": "hello nobody"}).text
