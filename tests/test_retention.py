"""What is older than the school's settings say is erased, what is younger or still needed stays."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from board import retention
from board.accounts.models import (
    AccountMerge,
    LastSave,
    Role,
    RosterFile,
    RosterLine,
    SessionEvent,
    SessionEventKind,
    UnsentForm,
    User,
)
from board.applications.models import Application, ApplicationMove, ApplicationState
from board.kernel import retention as kernel_retention
from board.kernel.db import Base, db
from board.kernel.mail import Email
from board.kernel.outbox import OutboxMessage
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.choices import MentorKind
from board.mentorship.models import Enrolment, Meeting, Mentorship, PrivateNote
from board.notices.models import Notice
from board.office.models import Import
from board.opportunities.models import EmptySearch, Opportunity, PostingState
from board.record.models import Ask, Entry, EntryKind, Relation, Share, Source
from board.rights.models import DataCopy
from board.school.models import SchoolSetting
from board.vocabulary.words import Kind
from board.webhooks.models import Webhook, WebhookDelivery, WebhookEvent
from tests.conftest import NOW

People = Callable[..., User]

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
DAYS = {
    Email: 90,
    OutboxMessage: 90,
    SessionEvent: 365,
    UnsentForm: 14,
    LastSave: 14,
    Notice: 1095,
    PrivateNote: 365,
    Ask: 365,
    Application: 1095,
    Share: 90,
    AccountMerge: 30,
    RosterFile: 14,
    Import: 14,
    DataCopy: 7,
    EmptySearch: 90,
    WebhookDelivery: 90,
}
"""After how many days each goes, while the school decides nothing."""


def numbers() -> dict[str, int]:
    """How many rows of each there are."""
    return {model.__name__: db.session.scalar(select(func.count()).select_from(model)) or 0 for model in DAYS}


def plant(user: User, *, beyond: timedelta) -> None:
    """One row of each sort, older than its setting by so much."""
    at = {model: NOW - timedelta(days=days) - beyond for model, days in DAYS.items()}
    name = f"{beyond}"
    notice = {"kind": "k", "words": "w", "href": "/"}
    rows: list[Base] = [
        Email(key=name, kind="sign-up", address=user.email, ids={}, written_at=at[Email], sent_at=at[Email]),
        OutboxMessage(kind="k", ids={}, due_at=at[OutboxMessage], delivered_at=at[OutboxMessage]),
        SessionEvent(user_id=user.id, at=at[SessionEvent], kind=SessionEventKind.SIGNED_IN, device="Firefox"),
        UnsentForm(user_id=user.id, address=name, page="/", title="t", fields=[], at=at[UnsentForm]),
        LastSave(address=name, user_id=user.id, version="1", at=at[LastSave]),
        Notice(user_id=user.id, key=name, at=at[Notice], **notice),
        note(user, ended_at=at[PrivateNote]),
        ask(user, expires_at=at[Ask]),
        application(user, ended_at=at[Application]),
        Share(student_id=user.id, salt=name, token_hash=name, label="", made_at=NOW, expires_at=at[Share], views=0),
        AccountMerge(kept_id=user.id, gone_id=user.id, at=at[AccountMerge], before={"kept": {}, "gone": {}}),
        RosterFile(name="", filename="roster.xlsx", by_id=user.id, at=at[RosterFile]),
        Import(name="", filename="postings.csv", by_id=user.id, at=at[Import]),
        DataCopy(user_id=user.id, asked_at=at[DataCopy], ready_at=at[DataCopy], name="0" * 32),
        delivery(name, delivered_at=at[WebhookDelivery]),
        EmptySearch(week=at[EmptySearch].date() - timedelta(days=beyond > timedelta()), words=name, times=1),
    ]
    db.session.add_all(rows)


def delivery(name: str, *, delivered_at: datetime) -> WebhookDelivery:
    """That another system was told of a posting."""
    webhook = Webhook(url=f"https://{name}.example.edu", events=[], sealed_secret="", added_at=NOW)
    db.session.add(webhook)
    db.session.flush()
    times = {"at": delivered_at, "due_at": delivered_at, "delivered_at": delivered_at}
    return WebhookDelivery(webhook_id=webhook.id, event=WebhookEvent.POSTING_PUBLISHED, message_id=name, **times)


def note(user: User, *, ended_at: Any) -> PrivateNote:
    """A private note on a meeting of two."""
    enrolment = db.session.scalar(select(Enrolment)) or Enrolment(
        user_id=user.id, kind=MentorKind.FACULTY, created_at=NOW
    )
    mentee = User(name="Mentee", email=f"{ended_at}@example.edu".lower(), password_hash="", created_at=NOW)
    db.session.add_all([enrolment, mentee])
    db.session.flush()
    pair = Mentorship(
        mentee_id=mentee.id,
        enrolment_id=enrolment.id,
        kind=MentorKind.FACULTY,
        started_at=NOW,
        ends_on=date(2026, 6, 1),
        contact_at=NOW,
        ended_at=ended_at,
        origin="request",
    )
    db.session.add(pair)
    db.session.flush()
    meeting = Meeting(mentorship_id=pair.id, at=NOW, minutes=30, channel="video", changed_at=NOW)
    db.session.add(meeting)
    db.session.flush()
    return PrivateNote(meeting_id=meeting.id, author_id=user.id, text="Between us", at=NOW)


def application(user: User, *, ended_at: Any, state: ApplicationState = ApplicationState.NOT_SELECTED) -> Application:
    """That somebody applied for something of its own."""
    posting = {"title": f"{ended_at}", "summary": "", "description": "", "host": "Ward 6", "kind": Kind.SEMINAR}
    opportunity = Opportunity(state=PostingState.ARCHIVED, created_at=NOW, published_at=NOW, **posting)
    db.session.add(opportunity)
    db.session.flush()
    sent = {"statement": "Why me", "created_at": ended_at, "saved_at": ended_at, "submitted_at": ended_at}
    return Application(opportunity_id=opportunity.id, student_id=user.id, state=state, decided_at=ended_at, **sent)


def ask(user: User, *, expires_at: Any, answered_at: Any = None) -> Ask:
    """That somebody was asked to verify an experience."""
    entry = Entry(
        student_id=user.id,
        source=Source.OWN,
        kind=EntryKind.VOLUNTEER_ROLE,
        title="Clinic",
        organisation="Free clinic",
        starts=date(2025, 1, 1),
        created_at=NOW,
    )
    db.session.add(entry)
    db.session.flush()
    return Ask(
        entry_id=entry.id,
        nonce=f"{expires_at}{answered_at}",
        name="Dana",
        email="dana@clinic.example",
        relation=Relation.SUPERVISOR,
        asked_at=NOW,
        expires_at=expires_at,
        answered_at=answered_at,
    )


@BOTH
def test_each_sort_goes_when_it_is_older_than_its_setting_and_not_before(app: Flask, person: People) -> None:
    user = person("ada", Role.STUDENT)
    with unit_of_work():
        before = numbers()
        plant(user, beyond=timedelta(hours=1))
        plant(user, beyond=timedelta(hours=-1))
    list(retention.erase(NOW))
    db.session.rollback()
    expected = {name: number + 1 for name, number in before.items()}
    assert numbers() == expected | {"OutboxMessage": expected["OutboxMessage"] + 1}, "that its file went is a message"
    assert sum(number for _, number, _ in retention.erase(NOW)) == 0


@BOTH
def test_a_dry_run_counts_what_goes_and_erases_nothing(app: Flask, person: People) -> None:
    user = person("ada", Role.STUDENT)
    with unit_of_work():
        plant(user, beyond=timedelta(hours=1))
    there = numbers()
    dry = app.test_cli_runner().invoke(args=["retention", "--dry-run"])
    assert (dry.exit_code, numbers()) == (0, there)
    assert "Unsent forms older than 14 days: 1 would go" in dry.output
    real = app.test_cli_runner().invoke(args=["retention"])
    db.session.rollback()
    assert dry.output.replace("would go", "erased") == real.output
    assert numbers() != there


def test_what_the_school_decides_counts(app: Flask, person: People) -> None:
    user = person("ada", Role.STUDENT)
    with unit_of_work():
        plant(user, beyond=timedelta(hours=-1))
        db.session.add(SchoolSetting(name="retention_unsent_forms_days", value=13, version=1, changed_at=NOW))
    erased = {what: (number, days) for what, number, days in retention.erase(NOW) if number}
    assert erased == {"unsent forms": (1, 13), "notes of who saved last": (1, 13)}


def test_what_is_still_needed_stays_however_old(app: Flask, person: People) -> None:
    user, long_ago = person("ada", Role.STUDENT), NOW - timedelta(days=5000)
    with unit_of_work():
        db.session.add(note(user, ended_at=None))
        db.session.add(ask(user, expires_at=long_ago, answered_at=long_ago))
        db.session.add(Import(name="", filename="a.csv", by_id=user.id, at=long_ago, written_at=long_ago))
        db.session.add(OutboxMessage(kind="k", ids={}, due_at=long_ago))
        placed = application(user, ended_at=long_ago, state=ApplicationState.WITHDRAWN)
        placed.moves = [
            ApplicationMove(verb="accept", before="offered", after="accepted", at=long_ago),
            ApplicationMove(verb="withdraw", before="accepted", after="withdrawn", at=long_ago),
        ]
        db.session.add_all([placed, application(user, ended_at=long_ago, state=ApplicationState.SUBMITTED)])
    assert sum(number for _, number, _ in retention.erase(NOW)) == 0


def test_a_file_goes_with_the_row_that_names_it(app: Flask, person: People) -> None:
    """The registrar's file holds hundreds of people: its day is its day, whatever the hour of the next sweep."""
    user, store, old = person("cora", Role.COORDINATOR), app.extensions["files"], NOW - timedelta(days=15)
    roster, postings, shared = store.keep(b"roster"), store.keep(b"postings"), store.keep(b"shared")
    with unit_of_work():
        db.session.add(RosterFile(name=roster, filename="roster.csv", by_id=user.id, at=old))
        db.session.add(RosterFile(name=shared, filename="roster.csv", by_id=user.id, at=old))
        db.session.add(RosterFile(name=shared, filename="roster.csv", by_id=user.id, at=NOW))
        db.session.add(Import(name=postings, filename="postings.csv", by_id=user.id, at=old))
    list(retention.erase(NOW))
    assert [store.has(name) for name in (roster, postings, shared)] == [False, False, True]


def test_many_rows_go_in_batches(app: Flask, person: People, monkeypatch: pytest.MonkeyPatch) -> None:
    user = person("ada", Role.STUDENT)
    monkeypatch.setattr(kernel_retention, "BATCH", 2)
    with unit_of_work():
        for number in range(5):
            old = {"at": NOW - timedelta(days=15), "page": "/", "title": "t", "fields": []}
            db.session.add(UnsentForm(user_id=user.id, address=f"/{number}", **old))
    deleted: list[int] = []
    monkeypatch.setattr(kernel_retention, "rows_changed", counting(deleted))
    list(retention.erase(NOW))
    assert numbers()["UnsentForm"] == 0
    assert max(deleted) == 2


def counting(deleted: list[int]) -> Any:
    """Delete as ever, and note how many rows each statement met."""

    def rows_changed(statement: Any) -> int:
        deleted.append(db.session.execute(statement).rowcount)
        return deleted[-1]

    return rows_changed


def test_the_worker_erases_once_a_night_and_logs_numbers_alone(
    app: Flask, person: People, caplog: pytest.LogCaptureFixture
) -> None:
    user = person("ada", Role.STUDENT)
    with unit_of_work():
        plant(user, beyond=timedelta(hours=1))
    with caplog.at_level(logging.INFO, "board.retention"):
        assert retention.erase_at_night(NOW) == len(DAYS)
    assert "unsent forms older than 14 days: 1 erased" in caplog.messages
    assert not any("ada" in message or "Dana" in message for message in caplog.messages)
    with unit_of_work():
        plant(user, beyond=timedelta(hours=2))
    assert retention.erase_at_night(NOW + timedelta(hours=1)) == 0
    assert retention.erase_at_night(NOW + timedelta(days=1)) >= len(DAYS)


@pytest.mark.usefixtures("app")
def test_no_two_rules_erase_the_same_and_each_setting_has_one() -> None:
    models = [rule.model for rule in retention.RULES]
    assert len(models) == len(set(models))
    assert set(models) == set(DAYS) | {RosterLine}, "lines of a roster: tests/office/test_roster_doubts.py"
