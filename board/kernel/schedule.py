"""What has to be done every so often, once for all workers together.

Each task has a row that says when it is due and who is at it. A worker takes the row for a while
(`board.kernel.lease`), does the task, and says when it is due next. On PostgreSQL a row that another takes in the same
moment is passed over (`SKIP LOCKED`); on SQLite units of work take turns. A task that failed is due again after its
period.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, true, update
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel import clock
from board.kernel.db import Model, db
from board.kernel.lease import LEASE, Leased, is_free
from board.kernel.statements import put_all_once
from board.kernel.unit_of_work import unit_of_work

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RegularTask:
    """A function of the present instant that answers how much it did. Doing it twice changes nothing."""

    run: Callable[[datetime], int]
    every: timedelta
    goes_on: bool = False
    """It does a batch at a time: due again at once while there was something to do."""
    on_each_machine: bool = False
    """It looks after what lies on this machine, so that each worker does it for itself."""

    @property
    def name(self) -> str:
        """What its row calls it: `applications.lapse_offers`."""
        return f"{self.run.__module__.removeprefix('board.').removesuffix('.tasks')}.{self.run.__name__.lstrip('_')}"


class ScheduledTask(Leased, Model):
    """When a task was done, and when it is due."""

    __tablename__ = "scheduled_tasks"

    name: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When it was last done to its end."""
    last_error: Mapped[str] = mapped_column(default="")
    """The kind of the error with which it failed last; empty when it was done since."""


_looked: dict[str, datetime] = {}
"""When this process did last what each does for itself."""


def do_due(tasks: Sequence[RegularTask], *, worker: str) -> int:
    """Do what is due and nobody is at; answers how much was done."""
    _enter(tasks)
    now = clock.now()
    due_at = {row.name: row.due_at for row in db.session.execute(select(ScheduledTask.name, ScheduledTask.due_at))}
    db.session.rollback()
    due_at |= {
        task.name: _looked.get(task.name, now - task.every) + task.every for task in tasks if task.on_each_machine
    }
    due = [task for task in tasks if not now < due_at[task.name] <= now + task.every]
    return sum(_do([task], now, worker=worker, only_due=not task.on_each_machine) for task in due)


def do_all(tasks: Sequence[RegularTask], now: datetime, *, worker: str) -> int:
    """Do each, due or not, unless another worker is at it; all are taken first, and ended at the end."""
    _enter(tasks)
    return _do(tasks, now, worker=worker, only_due=False)


def all_tasks() -> list[ScheduledTask]:
    """Every task that a worker ever began."""
    return list(db.session.scalars(select(ScheduledTask).order_by(ScheduledTask.name)))


def failing() -> list[ScheduledTask]:
    """The tasks that failed last time."""
    failed = select(ScheduledTask).where(ScheduledTask.last_error != "").order_by(ScheduledTask.name)
    return list(db.session.scalars(failed))


def _do(tasks: Sequence[RegularTask], now: datetime, *, worker: str, only_due: bool) -> int:
    """Those of them that are ours. One that fails is logged and keeps nobody from the others."""
    ours = _take([task for task in tasks if not task.on_each_machine], worker, only_due=only_due)
    ends = [_run(task, now) for task in tasks if task.on_each_machine or task.name in ours]
    if ends:
        with unit_of_work():
            for end in ends:
                row = ScheduledTask.name == end.task.name, ScheduledTask.leased_by.in_(("", worker))
                db.session.execute(update(ScheduledTask).where(*row).values(leased_until=None, **end.written))
    return sum(end.done for end in ends)


@dataclass(frozen=True)
class _End:
    """What came of a task, and what its row says from now on."""

    task: RegularTask
    done: int
    written: dict[str, object]


def _run(task: RegularTask, now: datetime) -> _End:
    done, problem = 0, ""
    try:
        done = task.run(now)
    except Exception as error:
        db.session.rollback()
        log.exception("the task %s failed", task.name)
        problem = type(error).__name__
    if task.on_each_machine:
        _looked[task.name] = clock.now()
    ended = {"last_error": problem} if problem else {"last_error": "", "ended_at": clock.now()}
    due_at = clock.now() if task.goes_on and done else clock.now() + task.every
    return _End(task, done, {"due_at": due_at, **ended})


def _take(tasks: Sequence[RegularTask], worker: str, *, only_due: bool) -> set[str]:
    """The names of those that nobody else is at, and nobody but this worker will be for a while."""
    if not tasks:
        return set()
    now = clock.now()
    condition = or_(
        *(and_(ScheduledTask.name == task.name, _is_due(task, now) if only_due else true()) for task in tasks)
    )
    free = select(ScheduledTask.name).where(condition, is_free(ScheduledTask, now)).with_for_update(skip_locked=True)
    with unit_of_work():
        names = set(db.session.scalars(free))
        mine = update(ScheduledTask).where(ScheduledTask.name.in_(names))
        if names:
            db.session.execute(mine.values(leased_until=now + LEASE, leased_by=worker))
    return names


def _is_due(task: RegularTask, now: datetime) -> ColumnElement[bool]:
    """Its time has come; or is further ahead than its period, since the clock was set back."""
    return or_(ScheduledTask.due_at <= now, ScheduledTask.due_at > now + task.every)


def _enter(tasks: Sequence[RegularTask]) -> None:
    """Give a row to each task that has none: it is due at once."""
    known = set(db.session.scalars(select(ScheduledTask.name)))
    new = [{"name": task.name, "due_at": clock.now(), "last_error": ""} for task in tasks if task.name not in known]
    db.session.rollback()
    if new:
        with unit_of_work():
            put_all_once(ScheduledTask, new)
