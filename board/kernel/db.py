"""The database: how rows are mapped, how SQLite is opened, and the only place that commits."""

import enum
import fcntl
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakKeyDictionary

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    CursorResult,
    DateTime,
    Delete,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Table,
    TextClause,
    Update,
    event,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, SessionTransaction, registry
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.types import TypeDecorator

from board.kernel.errors import Conflict

log = logging.getLogger(__name__)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant. SQLite forgets zones, so it is stored in UTC and given back as UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can find it on both databases, and gives no number out twice."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UTCDateTime,
            list[str]: JSON,
            dict[str, Any]: JSON,
            enum.Enum: Enum(enum.Enum, native_enum=False, length=40),  # a text: no type of PostgreSQL's own to migrate
        },
    )

    @classmethod
    def __table_cls__(cls, *args: Any, **options: Any) -> Table:
        """SQLite gives the number of a deleted row to the next one, unless told not to: a page from before, a link or
        the audit log would then mean another thing."""
        return Table(*args, **options, sqlite_autoincrement=True)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
"""After a commit the columns stay as they were written, under the lock: `forget_relations` says what does not."""

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


Row = TypeVar("Row", bound=Base)

_in_unit: ContextVar[bool] = ContextVar("in_unit", default=False)
_in_dry_run: ContextVar[bool] = ContextVar("in_dry_run", default=False)
_writes_kept: ContextVar[bool] = ContextVar("writes_kept", default=True)
_after_commit: ContextVar[list[Callable[[], None]] | None] = ContextVar("after_commit", default=None)
_before_commit: ContextVar[dict[type, Any] | None] = ContextVar("before_commit", default=None)
_follows_commit: ContextVar[bool] = ContextVar("follows_commit", default=False)
_held: WeakKeyDictionary[SessionTransaction, dict[type[Base], set[int]]] = WeakKeyDictionary()
_writers = threading.RLock()
LONGEST_WAIT_SECONDS = 15.0
"""How long a writer waits for its turn (SQLite) or a locked row (PostgreSQL) before the page says to try again."""
NEXT_LOOK_SECONDS = 0.005
APPLICATION = "rounds"
"""What PostgreSQL lists our connections as."""
LOCKED_AT_ONCE = 1_000
"""Rows that one statement locks."""
DONE_ALREADY = (
    "The same was done a moment ago, perhaps by you in another window. Go back and reload the page to see it."
)
DEADLOCK = "40P01"
CROSSED = "Somebody else changed the same at the same moment. Look at it again before you decide."


class OutsideUnitOfWork(RuntimeError):
    """Something tried to write outside `unit_of_work()`: a mistake of ours, never of a person."""


class NoTurn(NoConnection):
    """Others wrote for so long that this writer never got its turn: nothing was written, try again shortly."""


class FileReplaced(NoConnection):
    """The file of the database is no longer the one that this process has open: what it wrote would be lost."""


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

    hold_actor: Callable[[], None] = lambda: None


_opening = _Opening()


def begin_with(hold_actor: Callable[[], None]) -> None:
    """Say what locks whoever acts, and asks again whether they may, as the first thing in each unit of work.

    What follows a commit, and what the worker does, is done by nobody.
    """
    _opening.hold_actor = hold_actor


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
    with _inside_unit(jobs, closing), turn_to_write():
        db.session.rollback()
        db.session.expire_all()
        db.session.info.pop(_CHANGED_UNSEEN, None)
        db.session.connection(execution_options={"rounds_begin": "IMMEDIATE"})
        with _rolled_back_on_error():
            if not _follows_commit.get():
                _opening.hold_actor()
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
        if not _is_taken(error):
            raise
        log.warning("two wrote the same at once: %s", _key_of(error))
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


def _is_taken(error: IntegrityError) -> bool:
    """Is a unique key the reason? Then somebody else wrote the same at the same moment."""
    if getattr(error.orig, "sqlstate", "") == "23505":
        return True
    return getattr(error.orig, "sqlite_errorname", "") in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")


def _key_of(error: IntegrityError) -> str:
    """What the broken key is called, without the values: they may be somebody's address."""
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or str(error.orig)


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


def take_turns_at(key: str) -> None:
    """Until the current unit of work ends, every other one that names the same key waits here."""
    if db.engine.dialect.name == "postgresql":  # on SQLite units of work take turns anyway
        db.session.execute(func.pg_advisory_xact_lock(func.hashtextextended(key, 0)).select())


def rows_changed(statement: Update | Delete) -> int:
    """Carry out an UPDATE or DELETE; answers how many rows it met."""
    return cast(CursorResult[Any], db.session.execute(statement)).rowcount


def update_one(statement: Update | Delete) -> bool:
    """Carry out a guarded UPDATE or DELETE of one row; False where its WHERE no longer held: somebody came first."""
    return rows_changed(statement) > 0


def put_once(model: type[Row], **values: Any) -> Row | None:
    """Write a row unless one with the same key is there, also when two people do it at once; None where one is."""
    inserts: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    insert = inserts[db.engine.dialect.name]
    written: Row | None = db.session.scalar(insert(model).values(**values).on_conflict_do_nothing().returning(model))
    return written


def put_all_once(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write those of the rows whose keys are not there, also when two people do it at once."""
    inserts: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    if rows:
        db.session.execute(inserts[db.engine.dialect.name](model.__table__).on_conflict_do_nothing(), rows)


def put_all_or_change(
    model: type[Base], rows: Sequence[Mapping[str, Any]], *, key: Collection[str], changes: Mapping[str, Any]
) -> None:
    """Write these rows; of those whose `key` is there, change the columns instead, also when two people do it at once.

    A value of `changes` may be made of what stands in the row: `{"times": Disclosure.times + 1}`.
    """
    inserts: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    put = inserts[db.engine.dialect.name](model.__table__)
    if rows:
        db.session.execute(put.on_conflict_do_update(index_elements=list(key), set_=changes), rows)


def find_or_add(find: Callable[[], Row | None], make: Callable[[], Row]) -> Row:
    """The row that `find` finds, or the one that `make` makes; of two who make it at once both get the first."""
    row = find()
    if row is not None:
        return row
    made = make()
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:
        row = find() if _is_taken(error) else None
        if row is None:
            raise
        return row
    return made


def take_turns(row: Base) -> None:
    """Let two who change what hangs on one row do so one after the other; held until the unit ends.

    SQLite has one writer at a time anyhow. Nothing is read into the row: what was changed and not flushed stays.
    """
    mapper = inspect(row.__class__)  # `current_user` is a stand-in, whose class alone is the real one
    key = mapper.primary_key[0]
    mine = select(key).where(key == getattr(row, mapper.get_property_by_column(key).key))
    db.session.execute(mine.with_for_update(key_share=True))


def lock_row(row: Base, *names: str, is_whole: bool = True) -> None:
    """Read these columns anew, or without names all of the row, and let nobody else change the row until the unit ends.

    What is decided by a value that was read before may already be wrong: PostgreSQL lets others write in between.
    Whoever does not hold it as a whole goes beside those who only count on its being there, or act as this person.
    """
    columns = names or [column.key for column in inspect(row.__class__).column_attrs]
    db.session.refresh(row, columns, with_for_update={"key_share": not is_whole})


def lock_actor(row: Base) -> None:
    """Read the row of whoever acts anew, and let nobody hold it as a whole until the unit ends. Many act at once."""
    db.session.refresh(row, with_for_update={"read": True, "key_share": True})


def lock_shared(row: Base) -> None:
    """Read the row anew, and let nobody change it until the unit ends. Many who decide by it hold it so at once."""
    columns = [column.key for column in inspect(row.__class__).column_attrs]
    db.session.refresh(row, columns, with_for_update={"read": True})


def lock_rows(rows: Collection[Base]) -> None:
    """Read these rows of one table anew, one after the other by their numbers, and hold each as a whole.

    Nobody else changes them, or acts as one of them, until the unit ends. Those that it holds already are as they are.
    """
    db.session.flush()
    model = next(iter(rows)).__class__  # `current_user` is a stand-in, whose class alone is the real one
    key = inspect(model).primary_key[0]
    locked_before = _held_in_unit(model)
    numbers = sorted({number_of(row) for row in rows} - locked_before)
    for start in range(0, len(numbers), LOCKED_AT_ONCE):
        some = select(model).where(key.in_(numbers[start : start + LOCKED_AT_ONCE])).order_by(key)
        db.session.scalars(some.with_for_update().execution_options(populate_existing=True)).all()
    if not db.session().in_nested_transaction():  # rolled back, it gives back what it holds
        locked_before.update(numbers)


def number_of(row: Base) -> int:
    """The number of a row that is in the database: unlike `row.id` it reads no row anew that was loaded before."""
    identity = instance_state(row).identity  # also of `current_user`, which is a stand-in
    if identity is None:
        raise ValueError("a row that is not in the database has no number yet")
    number: int = identity[0]
    return number


def _held_in_unit(model: type[Base]) -> set[int]:
    """The numbers of the rows of this table that the unit of work holds as a whole, until its transaction ends."""
    transaction = db.session().get_transaction()
    if transaction is None:
        return set()
    return _held.setdefault(transaction, {}).setdefault(model, set())


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


@contextmanager
def turn_to_write() -> Iterator[None]:
    """One writer at a time on SQLite, in this process and across processes; PostgreSQL arranges that by itself.

    `BEGIN IMMEDIATE` alone is correct too; taking turns keeps the slowest write short, as a waiting thread is woken
    where SQLite would poll, and no two checkpoints ever overlap. Raises `NoTurn` after the longest wait.
    """
    path, ends = db.engine.url.database, time.monotonic() + LONGEST_WAIT_SECONDS
    if db.engine.dialect.name != "sqlite" or not path or path == ":memory:":
        yield
        return
    if not _writers.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise NoTurn("another thread writes")
    try:
        with Path(f"{path}.turn").open("w") as turn:
            while not _is_locked(turn):
                if time.monotonic() > ends:
                    raise NoTurn("another process writes")
                time.sleep(NEXT_LOOK_SECONDS)
            yield
    finally:
        _writers.release()


def client_addresses() -> int:
    """From how many addresses this program is connected to the database now: one where all runs on one machine."""
    if db.engine.dialect.name != "postgresql":
        return 1
    seen = text("""
        SELECT count(DISTINCT CASE WHEN client_addr <<= '127.0.0.0/8' OR client_addr = '::1' THEN '' ELSE
                              coalesce(host(client_addr), '') END)
        FROM pg_stat_activity WHERE datname = current_database() AND application_name = :application
    """)
    return int(db.session.scalar(seen, {"application": APPLICATION}) or 1)


def _is_locked(turn: IO[str]) -> bool:
    """Lock the file if nobody else has: the kernel offers no wait with an end."""
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def configure_connections(engine: Engine) -> None:
    """Open each connection safely: every commit outlives a crash, and no wait for another writer is without end."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _open_postgresql)


def _open_sqlite(connection: Any, record: Any) -> None:
    """Write-ahead log, every commit on the disk before it is acknowledged, foreign keys kept."""
    connection.isolation_level = None  # we say BEGIN ourselves, so that DDL rolls back and IMMEDIATE is possible
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "cache_size=-20000",
        "mmap_size=134217728",
    ):
        connection.execute(f"PRAGMA {pragma}")
    record.info[_FILE] = _file_of(connection.execute("PRAGMA database_list").fetchone()[2])


_FILE = "rounds_file"


def _file_of(path: str) -> tuple[str, int, int]:
    """A database's path, and which file lies there now; zeros where it is in memory or none is."""
    try:
        file = Path(path).stat()
    except FileNotFoundError:
        return path, 0, 0
    return path, file.st_dev, file.st_ino


def _begin_sqlite(connection: Connection) -> None:
    """A file that was deleted, or replaced by a backup, goes on taking what is written, and keeps none of it."""
    opened = connection.info[_FILE]
    if opened != _file_of(opened[0]):
        raise FileReplaced("the file of the database was deleted or replaced: stop Rounds, and start it again")
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('rounds_begin', 'DEFERRED')}")


def _open_postgresql(connection: Any, _record: Any) -> None:
    """Whoever waits that long for a row gets `OperationalError`: the page that says so asks to try again."""
    connection.execute(f"SET lock_timeout = {LONGEST_WAIT_SECONDS * 1000:.0f}")
    connection.execute(f"SET application_name = '{APPLICATION}'")
    connection.commit()


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
