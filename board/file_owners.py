"""Which rows name the files that are stored, so that each file lives as long as a row names it and no longer."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import Select, literal, select, union_all

from board.accounts.models import RosterFile, User
from board.applications.models import Application, Attachment
from board.kernel import clock, heartbeat
from board.kernel.db import db
from board.kernel.events import outside_unit_of_work
from board.kernel.storage import FileReleased, FileStore
from board.learning.models import OutsideActivity
from board.office.models import Import
from board.operations import backup
from board.rights.models import DataCopy

MADE_BY_ROUNDS = "Copy of data"
COLUMNS: dict[str, Select[int, str, int]] = {
    "Account": select(User.id, User.cv_name, User.id.label("owner_id")),
    "Attachment": select(Attachment.id, Attachment.name, Application.student_id).join(
        Application, Application.id == Attachment.application_id
    ),
    "Outside activity": select(OutsideActivity.id, OutsideActivity.proof_name, OutsideActivity.user_id),
    "Import": select(Import.id, Import.name, Import.by_id),
    "Roster": select(RosterFile.id, RosterFile.name, RosterFile.by_id),
    MADE_BY_ROUNDS: select(DataCopy.id, DataCopy.name, DataCopy.user_id),
}
"""Every column that names a file: the row in words → the row's id, the name ("" for none), and whose file it is."""

GRACE = timedelta(days=1)
"""A file is written before its row: only one that is older than this is given up when no row names it."""
SWEEP_EVERY = timedelta(hours=1)
"""Every file is looked at for it, so not at every round of the worker."""

_table = union_all(*(rows.add_columns(literal(words)) for words, rows in COLUMNS.items())).subquery()
_row_id, _name, _owner_id, _words = _table.c
NAMED = select(_name).where(_name != "")
"""The names of all files that belong to somebody."""


def handed_in_by(owner_id: int) -> list[str]:
    """The files that a person handed in, one name for each row that names it: a CV on file is named by applications
    too. The copies of their data, which Rounds made, take nothing from the room that they have."""
    return list(db.session.scalars(NAMED.where(_owner_id == owner_id, _words != MADE_BY_ROUNDS)))


def all_of(owner_id: int) -> list[str]:
    """Every file of a person."""
    return list(db.session.scalars(NAMED.where(_owner_id == owner_id)))


@outside_unit_of_work
def delete_released(event: FileReleased, _now: datetime) -> None:
    """A row no longer names this file: delete it unless another one does. Doing it twice changes nothing.

    While a backup is made it stays, for the copy in which a row still names it: `sweep` deletes it afterwards.
    """
    if backup.is_under_way(clock.now()):
        return
    if db.session.scalar(NAMED.where(_name == event.name).limit(1)) is None:
        _store().forget(event.name)


def sweep(now: datetime) -> int:
    """Delete what was written long ago and that no row names, halves of files too; answers how many."""
    swept_at = heartbeat.last("sweep")
    if swept_at is not None and now - swept_at < SWEEP_EVERY:
        return 0
    if backup.is_under_way(now):
        return 0
    heartbeat.beat("sweep", now=now)
    backup.clear_up(current_app.extensions["settings"])
    orphans = _orphans(now)
    for file in orphans:
        _store().forget(file)
    return len(orphans)


def missing() -> Iterator[str]:
    """Each row whose file is not there."""
    stored = set(_store().all_names())  # one question instead of one for each
    for words, row_id, name in db.session.execute(select(_words, _row_id, _name).where(_name != "")):
        if name not in stored:
            yield f"{words} {row_id} names the file {name}, which is not there."


def orphaned() -> Iterator[str]:
    """Each file that no row names though it has been there for long."""
    for file in _orphans(clock.now()):
        yield f"No row names the file {file}."


def _orphans(now: datetime) -> list[str]:
    old = _store().written_before(now - GRACE)  # looked for first: a row that comes meanwhile is seen
    named = set(db.session.scalars(NAMED))
    return sorted(set(old) - named)


def _store() -> FileStore:
    store: FileStore = current_app.extensions["files"]
    return store
