"""What stays of an email: whether it was sent, why not, and for how long."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board import retention
from board.accounts.models import Role, User
from board.kernel import mail, outbox
from board.kernel.db import db
from board.kernel.mail import Email, NotSent
from board.kernel.outbox import OutboxMessage
from board.kernel.unit_of_work import unit_of_work
from board.notices.labels import TOPICS
from board.notices.models import Notice
from board.school import actions as school_actions
from tests.conftest import NOW

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
LONG_AGO = NOW - timedelta(days=91)


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


@pytest.fixture
def by_worker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Emails wait for the worker, as with a mail server."""
    monkeypatch.setattr(outbox._delivery, "by_worker", frozenset({"EmailWritten"}))


def write(user: User, kind: str = "learning-outside-news", **ids: int) -> None:
    with unit_of_work():
        mail.write(kind, to=user.email, once=f"{kind}:{user.id}", user_id=user.id, **ids)


def send() -> Email:
    """Let the worker do its part; the email it had to do with."""
    outbox.deliver_pending()
    db.session.rollback()
    return db.session.scalars(select(Email)).one()


@BOTH
def test_an_email_to_an_address_that_came_back_is_not_called_sent(
    ada: User, by_worker: None, browser_of: Callable[[User], FlaskClient], person: Callable[..., User]
) -> None:
    write(ada, "posting-published", opportunity_id=1)
    with unit_of_work():
        ada.undeliverable_at = NOW
    email = send()
    assert (email.sent_at, email.not_sent) == (None, NotSent.UNDELIVERABLE)
    page = browser_of(person("dean", Role.COORDINATOR)).get("/office/emails").text
    assert "Not sent on purpose" in page
    assert "Emails to this address come back" in page


@BOTH
def test_an_email_that_was_switched_off_while_it_waited_is_not_sent(
    ada: User, by_worker: None, browser_of: Callable[[User], FlaskClient], emails: Callable[[], list[str]]
) -> None:
    browser = browser_of(ada)
    write(ada, "posting-published", opportunity_id=1)
    assert browser.post("/account/emails", data=dict.fromkeys(TOPICS, "off")).status_code == 303
    email = send()
    assert (email.sent_at, email.not_sent) == (None, NotSent.SWITCHED_OFF)
    assert emails() == []


def test_what_nobody_can_switch_off_is_sent_all_the_same(
    ada: User, by_worker: None, browser_of: Callable[[User], FlaskClient], emails: Callable[[], list[str]]
) -> None:
    assert browser_of(ada).post("/account/emails", data=dict.fromkeys(TOPICS, "off")).status_code == 303
    write(ada, "password-changed")
    email = send()
    assert (email.sent_at is not None, email.not_sent) == (True, None)
    assert len(emails()) == 1


@BOTH
def test_an_email_with_nothing_left_to_say_is_not_called_sent(
    ada: User, by_worker: None, emails: Callable[[], list[str]]
) -> None:
    write(ada, outside_id=404)
    email = send()
    assert (email.sent_at, email.not_sent) == (None, NotSent.OUT_OF_DATE)
    outbox.deliver_pending()
    assert emails() == []


def erased() -> int:
    """Erase what is old, and say how many rows of emails and of the outbox that was."""
    return sum(number for what, number, _ in retention.erase(NOW) if what in ("emails", "messages of the outbox"))


@BOTH
def test_emails_and_messages_are_erased_after_a_while_and_notices_stay(app: Flask, ada: User) -> None:
    with unit_of_work():
        for name, at in (("old", LONG_AGO), ("new", NOW - timedelta(days=89))):
            ids = {"email": f"{name}@example.edu", "name": name}
            email = Email(kind="sign-up", address=ada.email, key=name, ids=ids, written_at=at, sent_at=at)
            db.session.add(email)
            db.session.flush()
            delivered = {"due_at": at, "delivered_at": at}
            db.session.add(OutboxMessage(kind="EmailWritten", ids={"email_id": email.id}, **delivered))
        given_up = {"due_at": LONG_AGO, "given_up_at": LONG_AGO, "last_error": "no such mailbox"}
        db.session.add(OutboxMessage(kind="PostingChanged", ids={"opportunity_id": 1}, **given_up))
        notice = {"kind": "posting-published", "words": "It is on the board.", "href": "/saved"}
        db.session.add(Notice(user_id=ada.id, key="old", at=LONG_AGO, **notice))
    assert erased() == 3
    assert erased() == 0
    db.session.rollback()
    assert list(db.session.scalars(select(Email.key))) == ["new"]
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 1
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 1


@BOTH
def test_what_still_waits_is_not_erased_however_old(app: Flask, ada: User) -> None:
    """The worker was away for a season: nothing is lost."""
    with unit_of_work():
        email = Email(kind="password-changed", address=ada.email, key="k", ids={"user_id": ada.id}, written_at=LONG_AGO)
        db.session.add(email)
        db.session.flush()
        db.session.add(OutboxMessage(kind="EmailWritten", ids={"email_id": email.id}, due_at=LONG_AGO))
    assert erased() == 0
    assert send().sent_at is not None


def test_emails_in_the_folder_are_erased_too(app: Flask, ada: User) -> None:
    write(ada, "password-changed")
    folder: Path = app.extensions["settings"].mail_dir
    (old,) = folder.glob("*.eml")
    (folder / "note.txt").write_text("not ours")
    for path in folder.iterdir():
        os.utime(path, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    write(ada, "reset-password")
    erased()
    assert not old.exists()
    assert len(list(folder.glob("*.eml"))) == 1
    assert (folder / "note.txt").exists()


def test_the_worker_erases(app: Flask, ada: User) -> None:
    with unit_of_work():
        ids = {"user_id": ada.id}
        sent = {"written_at": LONG_AGO, "sent_at": LONG_AGO}
        db.session.add(Email(kind="password-changed", address=ada.email, key="k", ids=ids, **sent))
    assert app.test_cli_runner().invoke(args=["worker", "--once"]).exit_code == 0
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Email)) == 0


def test_the_worker_sends_the_emails_of_a_school_with_a_logo_and_colors_of_its_own(
    ada: User, by_worker: None, emails: Callable[[], list[str]]
) -> None:
    """Every template is given the frame of a page, whose addresses are made where nobody has asked for one."""
    with unit_of_work():
        school_actions.save({"logo": "0123456789abcdef-64x32", "brand_light": "#0b625c"}, by=None, now=NOW)
    write(ada, "account-restored")
    assert send().sent_at is not None
    assert len(emails()) == 1
