"""The only place that commits: what is written inside one unit of work is written together or not at all."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import TextClause, event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import ORMExecuteState, Session

from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.locks import write_lock
from board.kernel.statements import is_taken, key_of

log = logging.getLogger(__name__)

_in_unit: ContextVar[bool] = ContextVar("in_unit", default=False)
_in_dry_run: ContextVar[bool] = ContextVar("in_dry_run", default=False)
_writes_kept: ContextVar[bool] = ContextVar("writes_kept", default=True)
_after_commit: ContextVar[list[Callable[[], None]] | None] = ContextVar("after_commit", default=None)
_before_commit: ContextVar[dict[type, Any] | None] = ContextVar("before_commit", default=None)
_follows_commit: ContextVar[bool] = ContextVar("follows_commit", default=False)
DONE_ALREADY = (
    "The same was done a moment ago, perhaps by you in another window. Go back and reload the page to see it."
)
DEADLOCK = "40P01"
CROSSED = "Somebody else changed the same at the same moment. Look at it again before you decide."


class OutsideUnitOfWork(RuntimeError):
    """Something tried to write outside `unit_of_work()`: a mistake of ours, never of a person."""


class SlowInsideUnitOfWork(RuntimeError):
    """Something slow was done while everybody else waits for the write lock: a mistake of ours, never of a person."""


def refuse_inside_unit_of_work(work: str, *, in_dry_run_too: bool = False) -> None:
    """Raise when a unit of work is open. Hashing, rendering and PDF work call this first: they come before or after.

    `in_dry_run_too`: what a dry run would write can be read inside it only, so that is where it is worded.
    """
    if _in_unit.get() and not (in_dry_run_too and _in_dry_run.get()):
        raise SlowInsideUnitOfWork(f"{work} while the write lock is held")


@dataclass
class _Opening:
    """What a unit of work begins with. The application says it once, when it is made."""

    lock_actor: Callable[[], None] = lambda: None


_opening = _Opening()


def begin_with(lock_actor: Callable[[], None]) -> None:
    """Say what locks whoever acts, and asks again whether they may, as the first thing in each unit of work.

    What follows a commit, and what the worker does, is done by nobody.
    """
    _opening.lock_actor = lock_actor


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Everything inside is written together or not at all. What was asked of `after_commit` follows the commit.

    Whoever acts is locked first (`begin_with`): no right of theirs is taken away before the end.

    The read transaction that the request may have open is ended first: a reader that starts to write over another's
    commit is refused by SQLite at once, however patient the timeout. What was loaded before is read anew on first use.

    Raises `Conflict` where a row with the same unique key came in between: `put_once` is for whoever expects that;
    and where two wait for each other's rows, such as two who take a right from each other: one of them goes on.
    """
    if _in_unit.get():
        raise OutsideUnitOfWork("a unit of work cannot open another: actions never commit")
    jobs: list[Callable[[], None]] = []
    closing: dict[type, Any] = {}
    with _inside_unit(jobs, closing), write_lock():
        db.session.rollback()
        db.session.expire_all()
        db.session.info.pop(_CHANGED_UNSEEN, None)
        db.session.connection(execution_options={"rounds_begin": "IMMEDIATE"})
        with _rolled_back_on_error():
            if not _follows_commit.get():
                _opening.lock_actor()
            yield
            if not _is_committed(closing.values()):
                return
            if db.session.info.pop(_CHANGED_UNSEEN, False):
                db.session.expire_all()
    for job in jobs:
        _run_after_commit(job)


@contextmanager
def _inside_unit(jobs: list[Callable[[], None]], closing: dict[type, Any]) -> Iterator[None]:
    """While a unit of work is open: its lists of what `after_commit` and `before_commit` are asked."""
    token = _in_unit.set(True)
    jobs_token = _after_commit.set(jobs)
    closing_token = _before_commit.set(closing)
    try:
        yield
    finally:
        _in_unit.reset(token)
        _after_commit.reset(jobs_token)
        _before_commit.reset(closing_token)


@contextmanager
def _rolled_back_on_error() -> Iterator[None]:
    """Whatever goes wrong, nothing is written. What came of somebody else's write is a `Conflict`, in words."""
    try:
        yield
    except IntegrityError as error:
        db.session.rollback()
        if not is_taken(error):
            raise
        log.warning("two wrote the same at once: %s", key_of(error))
        raise Conflict(DONE_ALREADY) from error
    except OperationalError as error:
        db.session.rollback()
        if getattr(error.orig, "sqlstate", "") != DEADLOCK:
            raise
        log.warning("two waited for each other's rows")
        raise Conflict(CROSSED) from error
    except BaseException:
        db.session.rollback()
        raise


def _is_committed(closing: Iterable[Callable[[], None]]) -> bool:
    """Do what was asked of `before_commit`, and commit; a dry run is rolled back instead."""
    if not _writes_kept.get():
        db.session.rollback()
        return False
    for close in closing:
        close()
    db.session.commit()
    forget_relations()
    return True


def forget_relations() -> None:
    """Rows that others point to do not know what was added by a number alone: what belongs to a row is read anew.

    To read the columns anew as well would cost a request that ends in a redirect a third of its statements.
    """
    for state in db.session.identity_map.all_states():
        loaded = state.dict.keys() & state.mapper.relationships.keys()
        if loaded:
            db.session.expire(state.obj(), loaded)


def _run_after_commit(job: Callable[[], None]) -> None:
    """What follows a commit never undoes its answer: it is logged when it fails, and the worker finds it undone."""
    token = _follows_commit.set(True)
    try:
        job()
    except Exception:
        log.exception("what follows a commit failed; the worker tries again")
        with suppress(Exception):
            db.session.rollback()
    finally:
        _follows_commit.reset(token)


class _DryRunOver(Exception):
    """The end of a dry run."""


@contextmanager
def dry_run() -> Iterator[None]:
    """A unit of work of which nothing is kept: what it would have written can be read inside, and is gone after."""
    token = _in_dry_run.set(True)
    try:
        with suppress(_DryRunOver), unit_of_work():
            yield
            raise _DryRunOver
    finally:
        _in_dry_run.reset(token)


@contextmanager
def joined_unit_of_work() -> Iterator[None]:
    """The unit of work that is open, or one of its own where none is."""
    if _in_unit.get():
        yield
    else:
        with unit_of_work():
            yield


@contextmanager
def no_writes() -> Iterator[None]:
    """Every unit of work inside is rolled back at its end, and nothing that was to follow its commit happens."""
    token = _writes_kept.set(False)
    try:
        yield
    finally:
        _writes_kept.reset(token)


def after_commit(job: Callable[[], None]) -> None:
    """Run `job` once the current unit of work is safely written; never when it is rolled back."""
    jobs = _after_commit.get()
    if jobs is None:
        raise OutsideUnitOfWork("there is no unit of work to wait for")
    jobs.append(job)


Closing = TypeVar("Closing")


def before_commit(kind: type[Closing]) -> Closing:
    """The one `kind` of the current unit of work, made on first use. It is called right before the commit."""
    closing = _before_commit.get()
    if closing is None:
        raise OutsideUnitOfWork("there is no unit of work to close")
    if kind not in closing:
        closing[kind] = kind()
    made: Closing = closing[kind]
    return made


READS_ANEW = "rounds_reads_anew"
"""Option of an UPDATE of which no loaded row learns: what carries it out brings the rows up to date itself."""
_CHANGED_UNSEEN = "rounds_changed_unseen"
_CHANGES = ("UPDATE", "DELETE", "INSERT", "WITH")


@event.listens_for(Session, "do_orm_execute")
def _note_unseen_change(state: ORMExecuteState) -> None:
    """A statement that changes rows without telling those that are loaded: after the commit all is read anew.

    Such are an UPDATE or DELETE without `synchronize_session`, of a table instead of a model, or written as text.
    """
    options = state.execution_options
    if isinstance(state.statement, TextClause):
        is_unseen = state.statement.text.lstrip().upper().startswith(_CHANGES)
    else:
        is_told = state.is_orm_statement and options.get("synchronize_session", "auto") is not False
        is_unseen = (state.is_update or state.is_delete) and not is_told
    if is_unseen and not options.get(READS_ANEW):
        state.session.info[_CHANGED_UNSEEN] = True


@event.listens_for(Session, "before_flush")
def _refuse_stray_writes(session: Session, _context: Any, _instances: Any) -> None:
    if not _in_unit.get() and (session.new or session.dirty or session.deleted):
        raise OutsideUnitOfWork("rows are written inside unit_of_work() only")
