"""An erasure that is stopped, done twice or done by two at once goes by what was so when it began."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from board import invariants, tasks
from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.models import ErasureRequest, Role, User
from board.erasure import person as erasure_person
from board.erasure import queries, rows
from board.erasure import tasks as erasure_tasks
from board.erasure.run import Run
from board.kernel import audit, clock, outbox
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.unit_of_work import refuse_inside_unit_of_work, unit_of_work
from board.rights.models import Amendment, AmendmentPart, AmendmentState
from tests.conftest import NOW

People = Callable[..., User]
on_both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
DUE = NOW + timedelta(days=7, hours=1)
NAME, EARLIER, ROSTER_ID = "Cora Coordina", "zqearlier@example.edu", "zq-4711"
TEXT = f"I wrote to {NAME} ({EARLIER}, {ROSTER_ID}), a former student."


class Killed(Exception):
    """The worker is gone."""


@pytest.fixture
def cora(person: People) -> User:
    """A coordinator who had another address, did something for the office, and stands in what Bo wrote."""
    person("otto", Role.COORDINATOR)
    return grown(person("cora", Role.COORDINATOR), person("bo", Role.STUDENT))


def grown(user: User, other: User) -> User:
    with unit_of_work():
        user.name, user.roster_id = NAME, ROSTER_ID
        audit.record("account.change-address", by=user.id, thing=f"user:{user.id}", email=(EARLIER, user.email))
        audit.record("role.give", by=user.id, thing=f"user:{other.id}", role=(None, "mentor"))
        written: dict[str, Any] = {"part": AmendmentPart.OTHER, "what": TEXT, "wish": "Another.", "why": "It is wrong."}
        db.session.add(Amendment(user_id=other.id, asked_at=NOW, answer_by=NOW + timedelta(days=45), **written))
        written |= {"state": AmendmentState.WITHDRAWN}
        own = Amendment(user_id=user.id, asked_at=NOW, answer_by=NOW + timedelta(days=45), **written)
        db.session.add(own)
        db.session.flush()
        audit.record("amendment.answer", by=other.id, thing=f"amendment:{own.id}", answer=("", "zqanswer"))
    return user


def begin(user: User) -> ErasureRequest:
    """Asked for, due, begun, let go of by every slice, and the last email sent."""
    with unit_of_work():
        request = erasure_request_actions.ask(user, by=user, now=NOW, days=7)
        erasure_request_actions.begin_or_wait(request, keys=tasks.erasure_tools().secret_keys, now=DUE)
    with clock.frozen(DUE):
        outbox.deliver_pending()
    assert request.begun_at is not None
    return request


def work(at: datetime = DUE) -> None:
    with clock.frozen(at):
        erasure_tasks.erase_due(at, tasks.erasure_tools())
    db.session.rollback()
    db.session.expire_all()


@contextmanager
def killed_after(number: int) -> Iterator[None]:
    """The worker dies when it has taken so many steps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "steps", _dying(rows.steps, number))
        yield


def _dying(steps: Callable[..., Iterator[rows.Step]], number: int) -> Callable[..., Iterator[rows.Step]]:
    left = iter(range(number))

    def some(*arguments: Any) -> Iterator[rows.Step]:
        for step in steps(*arguments):
            if next(left, None) is None:
                raise Killed
            yield step

    return some


def stops(request: ErasureRequest) -> list[int]:
    """After how many steps: now and then in each pass, and after each of the last, which take what tells addresses."""
    tools = tasks.erasure_tools()
    most = sum(1 for _ in rows.steps(erasure_person.of(request, keys=tools.secret_keys), tools.mail_folder))
    return [*range(1, most, 24), *range(most - 3, most + 2)]


def everything() -> str:
    return str(
        [dict(row) for table in db.metadata.sorted_tables for row in db.session.execute(select(table)).mappings()]
    )


def acts_of(user_id: int) -> list[str]:
    """What the log still says of what they did."""
    lines = select(AuditEntry.verb).where(AuditEntry.by_id == user_id, AuditEntry.salt != "")
    return list(db.session.scalars(lines.order_by(AuditEntry.id)))


@on_both
def test_killed_after_each_step_nothing_of_a_coordinator_is_left_but_what_the_office_did(cora: User) -> None:
    request = begin(cora)
    for number in stops(request):
        with killed_after(number):
            work()
        assert request.rows_erased_at is None
    work()
    left = everything()
    assert [word for word in (NAME, EARLIER, ROSTER_ID, "zqanswer") if word in left] == []
    assert cora.name == "Former member"
    assert "role.give" in acts_of(cora.id), "the office’s acts stay"
    assert "I wrote to Former member ([erased], [erased]), a former student." in left
    assert (request.sealed, request.leased_until) == ("", None)
    assert list(audit.breaks()) == []
    assert list(queries.left_behind()) == []


def test_killed_after_each_step_a_student_is_a_former_student(person: People) -> None:
    person("otto", Role.COORDINATOR)
    ada = grown(person("ada", Role.STUDENT), person("bo", Role.STUDENT))
    request = begin(ada)
    for number in stops(request):
        with killed_after(number):
            work()
    work()
    assert ada.name == "Former student"
    assert EARLIER not in everything()
    assert "role.give" not in acts_of(ada.id), "what somebody did for themself goes"


@on_both
def test_what_is_looked_for_is_sealed_and_gone_with_the_last_row(cora: User) -> None:
    request = begin(cora)
    with killed_after(1):
        work()
    assert request.sealed
    assert not [word for word in (NAME, EARLIER, ROSTER_ID) if word in request.sealed]
    work()
    assert request.sealed == ""


def test_with_a_new_key_of_the_school_it_goes_by_what_is_left(app: Flask, cora: User) -> None:
    request = begin(cora)
    with killed_after(1):
        work()
    with unit_of_work():
        db.session.execute(update(ErasureRequest).values(sealed="gAAAAAnothing"))
    work()
    assert request.rows_erased_at is not None
    assert EARLIER not in everything()


@on_both
def test_erased_again_twice_nobody_is_renamed_in_texts_of_others_and_no_line_is_written(
    app: Flask, person: People
) -> None:
    person("otto", Role.COORDINATOR)
    begin(grown(person("ada", Role.STUDENT), person("bo", Role.STUDENT)))
    work()
    with unit_of_work():
        written = {"part": AmendmentPart.OTHER, "wish": "x", "why": "x", "what": "A Former student helped me."}
        db.session.add(Amendment(user_id=1, asked_at=NOW, answer_by=NOW + timedelta(days=45), **written))
    app.test_cli_runner().invoke(args=["erase-again"])
    before = everything()
    for _ in range(2):
        assert app.test_cli_runner().invoke(args=["erase-again"]).output == "0 people erased again.\n"
    db.session.rollback()
    assert "A Former student helped me." in before
    assert everything() == before


def test_erased_again_the_acts_of_a_coordinator_stay(app: Flask, cora: User) -> None:
    begin(cora)
    work()
    app.test_cli_runner().invoke(args=["erase-again"])
    db.session.expire_all()
    assert (cora.name, "role.give" in acts_of(cora.id)) == ("Former member", True)


@on_both
def test_of_two_workers_one_erases(app: Flask, cora: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one comes while the first is at it: it leaves the person alone."""
    request, took_steps = begin(cora), []
    steps = rows.steps

    def watched(*arguments: Any) -> Iterator[rows.Step]:
        took_steps.append(threading.get_ident())
        if len(took_steps) == 1:
            second = threading.Thread(target=_work_in, args=(app,))
            second.start()
            second.join()
        yield from steps(*arguments)

    monkeypatch.setattr(rows, "steps", watched)
    work()
    assert len(set(took_steps)) == 1
    assert request.rows_erased_at is not None
    assert sum(verb == "account.erase" for verb in db.session.scalars(select(AuditEntry.verb))) == 1
    assert list(invariants.broken()) == []


def _work_in(app: Flask) -> None:
    with app.app_context():
        work()


def test_a_worker_that_died_keeps_nobody_waiting_for_long(cora: User) -> None:
    request = begin(cora)
    with unit_of_work():
        erasure_request_actions.take(request.id, holder="another", now=DUE)
    work(DUE + timedelta(minutes=1))
    assert request.rows_erased_at is None
    work(DUE + timedelta(minutes=3))
    assert request.rows_erased_at is not None


def test_a_run_whose_lease_another_has_taken_writes_nothing_more(cora: User) -> None:
    request = begin(cora)
    with pytest.raises(Conflict), Run(request) as run:
        with unit_of_work():
            db.session.execute(update(ErasureRequest).values(leased_by="another"))
        run.do(lambda: erasure_request_actions.note_sought(request, "sealed"))
    db.session.expire_all()
    assert (request.sealed, request.leased_by, request.leased_until is None) == ("", "another", False)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_somebody_writes_while_the_name_is_taken_out_of_their_text_stays(app: Flask, cora: User) -> None:
    """Bo adds to the text after the worker looked for it, and has not ended when the worker comes to it."""
    request, more = begin(cora), f"{TEXT} And more."
    tools = tasks.erasure_tools()
    erased = erasure_person.of(request, keys=tools.secret_keys)
    (step,) = rows.erase_traces(queries.table_called("amendments"), erased)
    db.session.rollback()
    with db.engine.connect() as bo, ThreadPoolExecutor(1) as pool:
        bo.execute(update(Amendment).values(what=more))
        worker = pool.submit(_take, app, step)
        time.sleep(0.5)
        assert not worker.done(), "it waits for who writes"
        bo.commit()
        worker.result()
    said = "I wrote to Former member ([erased], [erased]), a former student. And more."
    assert set(db.session.scalars(select(Amendment.what))) == {said}


def _take(app: Flask, step: rows.Step) -> None:
    with app.app_context(), unit_of_work():
        step()


def test_others_write_while_a_person_is_looked_for_in_every_table(cora: User, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(cora)
    looked, keys_naming = [], queries.keys_naming

    def watched(*arguments: Any) -> list[tuple[Any, ...]]:
        refuse_inside_unit_of_work("looking for somebody in every table")
        looked.append(arguments[0].name)
        return keys_naming(*arguments)

    monkeypatch.setattr(queries, "keys_naming", watched)
    work()
    assert "amendments" in looked
    assert cora.erased_at is not None
