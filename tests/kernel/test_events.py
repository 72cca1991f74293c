"""Events: typed, stored with the fact, handled after the commit, refused when they are not what they should be."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board import handlers
from board.accounts.models import Role, User
from board.kernel import clock, events, lease, outbox
from board.kernel.db import db
from board.kernel.events import Event, Handler, outside_unit_of_work
from board.kernel.heartbeat import Heartbeat
from board.kernel.outbox import OutboxMessage
from board.kernel.unit_of_work import dry_run, unit_of_work
from tests.conftest import NOW

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@dataclass(frozen=True)
class DoorOpened(Event):
    """Something for tests."""

    door_id: int
    key: str = ""


@pytest.fixture(autouse=True)
def as_wired(app: Flask) -> Iterator[None]:
    """Put the table of handlers back."""
    yield
    handlers.wire(app, app.extensions["settings"])


def react(*reactions: Handler) -> None:
    """Let these, and no others, react to the event of these tests."""
    events.install({DoorOpened: reactions})


def message() -> OutboxMessage:
    """The only one."""
    db.session.rollback()
    return db.session.scalars(select(OutboxMessage)).one()


@BOTH
def test_an_event_is_handled_after_its_commit_and_again_when_that_failed(app: Flask) -> None:
    seen: list[Event] = []

    def fail_once(event: DoorOpened, _now: datetime) -> None:
        seen.append(event)
        if len(seen) == 1:
            raise OSError("the line is down")

    react(fail_once)
    with unit_of_work():
        events.publish(DoorOpened(7, "brass"))
        assert seen == [], "not before the commit"
    assert seen == [DoorOpened(7, "brass")]
    assert (message().delivered_at, message().tries) == (None, 1)
    assert message().due_at > NOW
    with unit_of_work():
        message().due_at = NOW
    outbox.deliver_pending()
    outbox.deliver_pending()
    assert seen == [DoorOpened(7, "brass")] * 2
    assert message().delivered_at is not None


@BOTH
def test_what_is_rolled_back_has_not_happened(app: Flask) -> None:
    seen: list[Event] = []
    react(lambda event, _now: seen.append(event))
    with pytest.raises(ZeroDivisionError), unit_of_work():
        events.publish(DoorOpened(7))
        raise ZeroDivisionError
    with dry_run():
        events.publish(DoorOpened(7))
    assert seen == []
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


@BOTH
def test_handlers_of_one_event_are_done_together_or_not_at_all(app: Flask) -> None:
    def write(_event: DoorOpened, now: datetime) -> None:
        db.session.add(Heartbeat(name="door", at=now))

    def fail(_event: DoorOpened, _now: datetime) -> None:
        raise OSError("the second handler failed")

    react(write, fail)
    with unit_of_work():
        events.publish(DoorOpened(7))
    assert db.session.scalar(select(Heartbeat).where(Heartbeat.name == "door")) is None
    react(write)
    with unit_of_work():
        message().due_at = NOW
    outbox.deliver_pending()
    assert db.session.scalar(select(Heartbeat).where(Heartbeat.name == "door")) is not None


def test_what_touches_more_than_the_database_opens_its_own_unit(app: Flask) -> None:
    @outside_unit_of_work
    def write(_event: DoorOpened, now: datetime) -> None:
        with unit_of_work():
            db.session.add(Heartbeat(name="door", at=now))

    react(write)
    with unit_of_work():
        events.publish(DoorOpened(7))
    assert message().delivered_at is not None


@BOTH
@pytest.mark.parametrize(
    ("kind", "ids", "reason"),
    [
        ("DoorClosed", {"door_id": 7, "key": ""}, "there is no event 'DoorClosed'"),
        ("DoorOpened", {"door_id": 7}, "has the fields ['door_id', 'key'], not ['door_id']"),
        ("DoorOpened", {"door_id": 7, "key": "", "by": 1}, "not ['by', 'door_id', 'key']"),
        ("DoorOpened", {"door_id": "7", "key": ""}, "DoorOpened.door_id is str, not int"),
        ("DoorOpened", {"door_id": True, "key": ""}, "DoorOpened.door_id is bool, not int"),
        ("DoorOpened", {"door_id": None, "key": ""}, "DoorOpened.door_id is NoneType, not int"),
    ],
)
def test_what_is_stored_and_is_no_event_is_refused_loudly_and_not_tried_again(
    app: Flask, caplog: pytest.LogCaptureFixture, kind: str, ids: Mapping[str, Any], reason: str
) -> None:
    seen: list[Event] = []
    react(lambda event, _now: seen.append(event))
    with unit_of_work():
        db.session.add(OutboxMessage(kind=kind, ids=dict(ids), due_at=NOW))
    outbox.deliver_pending()
    assert seen == []
    assert (message().delivered_at, message().tries) == (None, 1)
    assert message().given_up_at is not None
    assert reason in message().last_error
    assert [record.levelname for record in caplog.records if "cannot be delivered" in record.message] == ["ERROR"]


@BOTH
@pytest.mark.parametrize(
    "said",
    [
        "550 5.1.1 <ada.lin@example.edu>: no such mailbox",
        "{'ada.lin@example.edu': (550, b'no such mailbox')}",
        'relay denied for "Ada Lin"@example.edu (RCPT TO:ada.lin@example.edu)',
        "no such mailbox: ädä.lin@bücher.example",
    ],
)
def test_what_is_kept_of_a_failure_quotes_no_address(app: Flask, said: str) -> None:
    def refuse(_event: Event, _now: datetime) -> None:
        raise OSError(said)

    react(refuse)
    with unit_of_work():
        events.publish(DoorOpened(7))
    outbox.deliver_pending()
    kept = message().last_error
    assert "OSError" in kept
    assert "@" not in kept, kept
    assert "lin" not in kept.lower().replace('"ada lin"', ""), kept


def test_an_event_without_handlers_or_with_other_than_ids_is_refused_when_it_is_published(app: Flask) -> None:
    @dataclass(frozen=True)
    class Unheard(Event):
        """In no table."""

    react(lambda _event, _now: None)
    with unit_of_work():
        with pytest.raises(LookupError, match="Unheard"):
            events.publish(Unheard())
        with pytest.raises(outbox.BadMessage, match="door_id"):
            events.publish(DoorOpened("7"))  # type: ignore[arg-type]  # the mistake that is tested


def test_a_table_takes_frozen_dataclasses_of_ids_only(app: Flask) -> None:
    @dataclass(frozen=True)
    class HoldsARow(Event):
        """No id."""

        user: User

    class NoDataclass(Event):
        """Without fields of its own."""

    for event in (HoldsARow, int):
        with pytest.raises(TypeError):
            events.install({event: ()})  # type: ignore[dict-item]  # the mistake that is tested


def test_a_message_that_ends_its_worker_is_not_tried_for_ever_and_the_office_sees_it(
    app: Flask, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    """The process dies in the handler: nothing after the claim is ever reached."""
    tries: list[int] = []

    def die(event: DoorOpened, _now: datetime) -> None:
        tries.append(event.door_id)
        raise SystemExit

    react(die)
    with pytest.raises(SystemExit), unit_of_work():
        events.publish(DoorOpened(7))
    later = NOW
    for _ in range(2 * outbox.MOST_TRIES):
        later += 2 * lease.LONGEST
        with clock.frozen(later):
            try:
                outbox.deliver_pending()
            except SystemExit:
                db.session.rollback()
    assert len(tries) == outbox.MOST_TRIES == message().tries
    assert message().given_up_at is not None
    assert outbox.waiting_count("DoorOpened") == 0
    office = browser_of(person("dean", Role.COORDINATOR))
    page = office.get("/office/emails").text
    assert "1 step after a change failed" in page
    assert "came to an end each time" in page
    react(lambda event, _now: tries.append(event.door_id))
    assert office.post("/office/emails/try-again", data={"message": str(message().id)}).status_code == 303
    assert len(tries) == outbox.MOST_TRIES + 1
    assert "after a change failed" not in office.get("/office/emails").text


def test_of_many_at_once_a_request_handles_the_first_few_and_the_worker_the_others(app: Flask) -> None:
    seen: list[int] = []
    reaction = {DoorOpened: (lambda event, _now: seen.append(event.door_id),)}
    events.install(reaction, few_at_once={DoorOpened})  # type: ignore[arg-type]  # a lambda of this very event
    with unit_of_work():
        for number in range(outbox.FEW + 3):
            events.publish(DoorOpened(number))
    assert seen == list(range(outbox.FEW))
    assert outbox.deliver_pending() == 3
    assert seen == list(range(outbox.FEW + 3))
    with unit_of_work():
        events.publish(DoorOpened(0))
    assert len(seen) == outbox.FEW + 4, "the next request begins anew"
