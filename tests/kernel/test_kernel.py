"""The kernel's promises: all or nothing, delivered after the commit, told once, markup made safe."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError

from board.accounts.models import Role, User
from board.kernel import mail, markdown, outbox
from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.outbox import OutboxMessage
from board.kernel.statements import put_once
from board.kernel.unit_of_work import OutsideUnitOfWork, unit_of_work
from board.web.pages import safe_next
from tests.conftest import NOW

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def newcomer() -> User:
    return User(name="Ada", email="ada@example.edu", created_at=NOW)


def count(model: type[User] | type[OutboxMessage] | type[mail.Email]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_unit_that_fails_leaves_nothing(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        db.session.add(newcomer())
        db.session.flush()
        raise ZeroDivisionError
    assert count(User) == 0


def test_writing_outside_a_unit_is_refused(app: Flask) -> None:
    db.session.add(newcomer())
    with pytest.raises(OutsideUnitOfWork):
        db.session.flush()
    db.session.rollback()


@BOTH
def test_what_follows_a_commit_never_undoes_it_and_the_worker_does_it_again(
    app: Flask, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    """A claim that the database refuses is as bad as it gets: no handler is reached that could catch anything."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    owner = browser_of(person("grace", Role.FACULTY))

    def refuse(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("UPDATE outbox_messages"):
            raise OSError("the disk is gone for a moment")

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        with_email = owner.post("/forgot-password", data={"email": "grace@example.edu"})
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)
    assert with_email.status_code == 200
    email = db.session.scalars(select(mail.Email)).one()
    assert email.sent_at is None
    outbox.deliver_pending()
    db.session.refresh(email)
    assert email.sent_at is not None


@BOTH
def test_a_handler_that_fails_leaves_the_answer_as_it_is(
    app: Flask, client: FlaskClient, person: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    person("grace", Role.FACULTY)

    def fail(_message: EmailMessage) -> None:
        db.session.execute(text("SELECT * FROM nothing_of_ours"))

    monkeypatch.setattr(app.extensions["mail_transport"], "send", fail)
    assert client.post("/forgot-password", data={"email": "grace@example.edu"}).status_code == 200
    monkeypatch.undo()
    message = db.session.scalars(select(OutboxMessage)).one()
    assert (message.delivered_at, message.tries) == (None, 1)
    with unit_of_work():
        message.due_at = NOW
    outbox.deliver_pending()
    assert db.session.scalars(select(mail.Email)).one().sent_at is not None


@BOTH
def test_two_who_write_the_same_are_told_so(app: Flask) -> None:
    with unit_of_work():
        db.session.add(newcomer())
    with pytest.raises(Conflict), unit_of_work():
        db.session.add(newcomer())
    assert count(User) == 1


@BOTH
def test_what_no_table_takes_stays_our_mistake(app: Flask) -> None:
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.add(User(name="Ada", email="ADA@example.edu", created_at=NOW))


def test_nobody_is_told_twice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "_kinds", {})
    hello = mail.EmailContent("Hello", "Hello", "<p>Hello</p>")
    mail.install([mail.EmailKind("hello", "A greeting", "Ada", "hello", "Hello", lambda: hello)])
    sent: list[EmailMessage] = []
    app.extensions["mail_transport"] = type("MailTransport", (), {"send": lambda self, message: sent.append(message)})()
    for _ in range(2):
        with unit_of_work():
            mail.write("hello", to="ada@example.edu", once="the same fact")
    assert len(sent) == count(mail.Email) == 1


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<b hx-get=/x>", "![x](http://example.com/x.png)"],
)
def test_markdown_lets_nothing_live_through(text: str) -> None:
    html = str(markdown.render(text))
    assert not any(word in html for word in ("<script", 'href="javascript', "<b ", "<img"))


@pytest.mark.parametrize(
    "line", ["Ask me: why 7/8 of you – (or all) – don’t rest!", "A - b, c; d.", "Is 1. a list? No."]
)
def test_a_line_without_marks_reads_as_its_parser_reads_it(line: str) -> None:
    assert markdown.plain(line) == line == markdown.plain(f"{line}\n\n- One").removesuffix("\n· One")


def test_markdown_has_plain_words() -> None:
    text = "## Your **part**\n\nTwo\nlines, [a link](http://a.example) and `code`.\n\n- One\n- Two\n\n<b>& no tag</b>"
    assert markdown.plain(text) == "Your part\nTwo lines, a link and code.\n· One\n· Two\n<b>& no tag</b>"


@pytest.mark.parametrize("address", ["//evil", "/\\evil", "https:evil", "javascript:alert(1)", "", None, "/a\nb"])
def test_next_stays_home(address: str | None) -> None:
    assert safe_next(address) is None
    assert safe_next("/opportunities?q=a") == "/opportunities?q=a"


@BOTH
def test_a_row_is_put_once_and_only_who_wrote_it_is_told_so(app: Flask) -> None:
    for is_first in (True, False, False):
        with unit_of_work():
            written = put_once(User, name="Ada", email="ada@example.edu", created_at=NOW)
            assert (written is not None) is is_first
            assert written is None or (written.id, written.roles_held, written.created_at) == (1, set(), NOW)
    assert count(User) == 1
