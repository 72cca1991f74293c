"""Watches what is written: a right is taken or given only while the account of whose it is, is locked.

On PostgreSQL the lock can be seen: `SELECT … FROM users … FOR UPDATE`, in the transaction that writes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from board.accounts.models import RoleGrant, User
from board.committees.models import Committee
from board.kernel.db import db
from board.opportunities.models import Involvement
from board.organisations.models import Officer, Organisation

OWN = ("trusted_at", "suspended_at", "merged_into_id", "class_year", "grants")
"""What an account itself may do hangs on these."""
LOST = {RoleGrant: "user_id", Involvement: "user_id", Committee: "keeper_id", Organisation: "adviser_id"}
"""Rows that give somebody a right, and the column that says whom."""


class RightOfNobodyHeld(AssertionError):
    """A right was written while others could still use it."""


class _Watch:
    """The accounts that the transaction of the moment has locked, and how many rights were seen to change."""

    def __init__(self) -> None:
        self.locked: set[int] = set()
        self.seen = 0

    def begin(self, _connection: object) -> None:
        self.locked = set()

    def statement(self, _connection: object, _cursor: object, text: str, parameters: Any, *_more: object) -> None:
        if "FROM users" in text and text.endswith("FOR UPDATE"):
            self.locked |= {value for value in parameters.values() if isinstance(value, int)}

    def flush(self, session: Session, *_more: object) -> None:
        for row in [*session.dirty, *session.deleted]:
            for owner in _owners(row):
                self._require(owner in self.locked, f"{row.__class__.__name__} of account {owner}")

    def execute(self, state: ORMExecuteState) -> None:
        """A statement that writes many rows at once names nobody: somebody is locked by then."""
        if (state.is_update or state.is_delete) and state.bind_mapper is not None:
            model = state.bind_mapper.class_
            if model is Officer or (state.is_delete and model is Involvement):
                self._require(bool(self.locked), model.__name__)

    def _require(self, is_locked: bool, what: str) -> None:
        self.seen += 1
        if not is_locked:
            raise RightOfNobodyHeld(what)


def _owners(row: Any) -> Iterator[int]:
    """Whose right the change of a row is; of a row that is made in this unit of work nobody's."""
    state = inspect(row)
    if not state.persistent and not state.deleted:
        return
    if isinstance(row, User):
        if any(state.attrs[name].history.has_changes() for name in OWN):
            yield row.id
        return
    column = LOST.get(type(row))
    if column is None:
        return
    history = state.attrs[column].history
    if isinstance(row, (RoleGrant, Involvement)):
        yield getattr(row, column)
    elif history.has_changes():
        yield from (number for number in history.deleted if number is not None)


@contextmanager
def rights_watched() -> Iterator[_Watch]:
    """While the block runs, each right that is written without the lock of its account raises."""
    watch = _Watch()
    listening = (
        (db.engine, "begin", watch.begin),
        (db.engine, "before_cursor_execute", watch.statement),
        (Session, "before_flush", watch.flush),
        (Session, "do_orm_execute", watch.execute),
    )
    for target, name, listener in listening:
        event.listen(target, name, listener)
    try:
        yield watch
    finally:
        for target, name, listener in listening:
            event.remove(target, name, listener)
