"""Tasks have periods, and of any number of workers one does each; so it is with what waits in the outbox."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update
from sqlalchemy.exc import OperationalError

from board import tasks
from board.cli.worker import work_until
from board.kernel import clock, lease, outbox, schedule
from board.kernel.db import db
from board.kernel.outbox import OutboxMessage
from board.kernel.schedule import RegularTask, ScheduledTask
from board.kernel.unit_of_work import unit_of_work
from board.operations import doctor
from tests.conftest import NOW

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
HOUR = timedelta(hours=1)
Step = Callable[[], object]


def at_once(app: Flask, steps: list[Step]) -> None:
    """Each step in a thread of its own, begun together."""
    gate, broken = threading.Barrier(len(steps)), []

    def run(step: Step) -> None:
        with app.app_context():
            gate.wait()
            try:
                step()
            except Exception as problem:  # noqa: BLE001 (told below)
                broken.append(problem)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []


def row(task: RegularTask) -> ScheduledTask:
    db.session.expire_all()
    return db.session.get_one(ScheduledTask, task.name)


@BOTH
def test_a_task_is_done_when_its_period_is_over_and_not_before(app: Flask) -> None:
    seen: list[datetime] = []
    task = RegularTask(lambda now: seen.append(now) or 0, HOUR)
    for minutes in (0, 1, 59, 60, 61, 120):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            schedule.do_due([task], worker="a")
    assert seen == [NOW, NOW + HOUR, NOW + 2 * HOUR]
    assert (row(task).ended_at, row(task).leased_until) == (NOW + 2 * HOUR, None)


@BOTH
def test_what_goes_on_comes_again_at_once_while_there_is_something_to_do(app: Flask) -> None:
    left = [3, 2, 0, 9]
    task = RegularTask(lambda _now: left.pop(0), HOUR, goes_on=True)
    assert [schedule.do_due([task], worker="a") for _ in range(4)] == [3, 2, 0, 0]


@BOTH
def test_a_task_that_fails_is_named_and_tried_after_its_period_and_the_others_are_done(app: Flask) -> None:
    seen: list[datetime] = []

    def fail(now: datetime) -> int:
        seen.append(now)
        if len(seen) == 1:
            raise ValueError("ada@example.edu")
        return 0

    failing, other = RegularTask(fail, HOUR), RegularTask(lambda _now: 1, HOUR)
    assert schedule.do_due([failing, other], worker="a") == 1
    assert [(task.name, task.last_error) for task in schedule.failing()] == [(failing.name, "ValueError")]
    assert "ValueError" in doctor.regular_tasks().sentence and "ada" not in doctor.regular_tasks().sentence
    assert (row(failing).ended_at, row(failing).leased_until) == (None, None)
    with clock.frozen(NOW + HOUR):
        schedule.do_due([failing, other], worker="a")
    assert (len(seen), schedule.failing()) == (2, [])


@BOTH
def test_of_many_workers_at_once_one_does_a_task(app: Flask) -> None:
    seen: list[str] = []

    def work(_now: datetime) -> int:
        seen.append(threading.current_thread().name)
        time.sleep(0.2)
        return 1

    regular = [RegularTask(work, HOUR)]
    at_once(app, [lambda name=name: schedule.do_due(regular, worker=name) for name in "abcd"])  # type: ignore[misc]  # mypy reads no defaults
    assert len(seen) == 1


@BOTH
def test_the_task_of_a_worker_that_died_is_taken_over_after_its_lease_and_not_while_it_says_it_is_at_it(
    app: Flask,
) -> None:
    tries: list[datetime] = []

    def die(now: datetime) -> int:
        tries.append(now)
        raise SystemExit

    task = RegularTask(die, HOUR)
    with pytest.raises(SystemExit):
        schedule.do_due([task], worker="a")
    for seconds, number in ((24, 1), (48, 1), (52, 1), (78, 2)):
        with clock.frozen(NOW + timedelta(seconds=seconds)):
            try:
                schedule.do_due([task], worker="b")
            except SystemExit:
                db.session.rollback()
            assert (len(tries), seconds) == (number, seconds)
            if seconds < 50:
                lease.renew("a")


@BOTH
def test_what_a_worker_gives_back_is_anybodys_at_once(app: Flask) -> None:
    def stop(_now: datetime) -> int:
        raise SystemExit

    with pytest.raises(SystemExit):
        schedule.do_due([RegularTask(stop, HOUR)], worker="a")
    db.session.rollback()
    lease.give_back("a")
    with pytest.raises(SystemExit):
        schedule.do_due([RegularTask(stop, HOUR)], worker="b")


@BOTH
def test_a_clock_that_is_set_back_stops_no_task_and_holds_no_message(app: Flask) -> None:
    seen: list[datetime] = []
    task = RegularTask(lambda now: seen.append(now) or 0, HOUR)
    schedule.do_due([task], worker="a")
    with unit_of_work():
        row(task).leased_until = NOW + lease.LEASE
        db.session.add(OutboxMessage(kind="x", ids={}, due_at=NOW - 9 * HOUR, leased_until=NOW + lease.LEASE))
    with clock.frozen(NOW - 3 * HOUR):
        schedule.do_due([task], worker="b")
        assert seen == [NOW, NOW - 3 * HOUR]
        assert outbox.deliver_pending() == 1


@BOTH
def test_workers_share_what_waits_and_deliver_nothing_twice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    delivered: list[int] = []

    def deliver(_kind: str, ids: dict[str, int]) -> None:
        delivered.append(ids["number"])
        time.sleep(0.003)

    monkeypatch.setattr(outbox, "_delivery", outbox._Delivery(deliver, by_worker=frozenset({"x"})))  # type: ignore[arg-type]  # a test's own
    with unit_of_work():
        for number in range(60):
            outbox.put("x", {"number": number})
    at_once(app, [lambda name=name: outbox.deliver_pending(worker=name) for name in "abc"])  # type: ignore[misc]  # mypy reads no defaults
    assert sorted(delivered) == list(range(60))
    shares = select(OutboxMessage.leased_by, func.count()).group_by(OutboxMessage.leased_by)
    assert len(db.session.execute(shares).all()) > 1, "each did some"


def test_of_slow_messages_no_more_are_begun_than_there_is_time_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_delivery", outbox._Delivery(lambda _kind, _ids: None, by_worker=frozenset({"x"})))
    with unit_of_work():
        for number in range(3):
            outbox.put("x", {"number": number})
    assert outbox.deliver_pending(seconds=0) == 1, "what is regular has its turn in between"
    assert outbox.deliver_pending() == 2


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_message_that_another_takes_in_this_moment_is_passed_over_and_not_waited_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivered: list[int] = []
    monkeypatch.setattr(
        outbox,
        "_delivery",
        outbox._Delivery(lambda _kind, ids: delivered.append(ids["number"]), by_worker=frozenset({"x"})),
    )
    with unit_of_work():
        for number in range(2):
            outbox.put("x", {"number": number})
    with db.engine.connect() as other, other.begin():
        other.execute(select(OutboxMessage.id).order_by(OutboxMessage.id).limit(1).with_for_update())
        began = time.monotonic()
        assert outbox.deliver_pending() == 1
        assert time.monotonic() - began < 5
    assert delivered == [1]


@pytest.fixture
def looked() -> Iterator[None]:
    schedule._looked.clear()
    yield
    schedule._looked.clear()


def test_what_lies_on_a_machine_is_looked_after_by_each_worker(app: Flask, looked: None) -> None:
    seen: list[datetime] = []
    task = RegularTask(lambda now: seen.append(now) or 0, timedelta(seconds=5), on_each_machine=True)
    schedule.do_due([task], worker="a")
    schedule._looked.clear()  # another process
    schedule.do_due([task], worker="b")
    schedule.do_due([task], worker="b")
    assert len(seen) == 2


def test_every_task_has_a_name_of_its_own_and_a_period(app: Flask) -> None:
    names = [task.name for task in tasks.TASKS]
    assert len(set(names)) == len(names)
    assert all(timedelta(seconds=5) <= task.every <= HOUR for task in tasks.TASKS)
    assert "applications.lapse_offers" in names


@BOTH
def test_work_whose_end_could_not_be_written_is_given_back_and_done_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped, runs, failures = threading.Event(), [], [1]

    def run(now: datetime) -> int:
        runs.append(now)
        if len(runs) == 2:
            stopped.set()
        return 0

    def fail(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("UPDATE scheduled_tasks") and "last_error" in statement and failures:
            failures.pop()
            raise OperationalError(statement, None, Exception("the database went away"))

    monkeypatch.setattr(tasks, "TASKS", (RegularTask(run, HOUR),))
    event.listen(db.engine, "before_cursor_execute", fail)
    timer = threading.Timer(8, stopped.set)
    timer.start()
    work_until(stopped, "a")
    timer.cancel()
    assert len(runs) == 2


@BOTH
def test_who_was_held_up_does_not_put_off_what_another_took_since(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def deliver(_kind: str, _ids: Mapping[str, Any]) -> None:
        with unit_of_work():
            db.session.execute(update(OutboxMessage).values(leased_by="b", delivered_at=NOW))
        raise ConnectionError

    with unit_of_work():
        db.session.add(OutboxMessage(kind="email", ids={}, due_at=NOW))
    monkeypatch.setattr(outbox, "_delivery", outbox._Delivery(deliver))
    outbox.deliver_pending(worker="a")
    db.session.expire_all()
    message = db.session.scalars(select(OutboxMessage)).one()
    assert (message.delivered_at, message.given_up_at, message.last_error) == (NOW, None, "")
