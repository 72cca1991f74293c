"""Moving a thing from one state to another: only along its table, only once, always leaving a row behind."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from itertools import repeat
from typing import Any, ClassVar, Protocol

from sqlalchemy import update
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from board.kernel.db import db
from board.kernel.errors import WrongState
from board.kernel.statements import rows_changed, update_one
from board.kernel.unit_of_work import READS_ANEW


class MoveRow:
    """The columns of every timeline: who moved it, by which verb, from where to where, when, and a note."""

    verb: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")


type_moves = dict[tuple[StrEnum, str], StrEnum]


class Movable(Protocol):
    """What `move` needs of a model."""

    MOVES: ClassVar[Any]
    id: Any
    state: Any

    def timeline_row(self) -> Any:
        """A new, empty row of this thing's timeline."""


def may_move(thing: Movable, verb: str) -> bool:
    """Is there an arrow named `verb` from the state the thing is in?"""
    return (thing.state, verb) in thing.MOVES


def sources(moves: type_moves, verb: str) -> set[StrEnum]:
    """Every state that `verb` leaves from."""
    return {before for before, name in moves if name == verb}


def move(thing: Movable, verb: str, *, by: int | None, now: datetime, note: str = "", **values: Any) -> None:
    """Take the arrow `verb`, and write `values` with it.

    The row is changed only while it is still in the state we saw (compare-and-swap), so of two people who press at once
    one wins and the other is told. Raises `WrongState`.
    """
    before = thing.state
    after = thing.MOVES.get((before, verb))
    if after is None:
        raise WrongState(_refusal(thing.MOVES, before, verb))
    db.session.flush()
    model = type(thing)
    if not update_one(
        update(model)
        .where(model.id == thing.id, model.state == before)
        .values(state=after, **values)
        .execution_options(synchronize_session=False, **{READS_ANEW: True})
    ):
        raise WrongState("Somebody else has just changed this. Look at it again before you decide.")
    row = thing.timeline_row()
    row.verb, row.before, row.after, row.at, row.by_id, row.note = verb, before, after, now, by, note
    db.session.add(row)
    db.session.refresh(thing)


def move_all(
    things: Sequence[Movable], verb: str, *, by: int | None, now: datetime, notes: Sequence[str] = (), **values: Any
) -> None:
    """Take the arrow `verb` with many things of one model that stand in one state: all of them, or `WrongState`.

    `notes`: one for the step of each; `values` are written with every one of them. However many they are, the things
    are read by no statement of their own.
    """
    db.session.flush()
    model, before = type(things[0]), things[0].state
    after = model.MOVES.get((before, verb))
    if after is None:
        raise WrongState(_refusal(model.MOVES, before, verb))
    numbers = [thing.id for thing in things]
    changed = rows_changed(
        update(model)
        .where(model.id.in_(numbers), model.state == before)
        .values(state=after, **values)
        .execution_options(synchronize_session=False, **{READS_ANEW: True})
    )
    if changed != len(numbers):
        raise WrongState("Somebody else has just changed one of these. Look at them again before you decide.")
    rows = []
    for thing, note in zip(things, notes or repeat(""), strict=False):
        row = thing.timeline_row()
        row.verb, row.before, row.after, row.at, row.by_id, row.note = verb, before, after, now, by, note
        rows.append(row)
        for name, value in {"state": after, **values}.items():
            set_committed_value(thing, name, value)
    db.session.bulk_save_objects(rows)  # nobody asks for their numbers, which SQLite would tell one by one


def _refusal(moves: type_moves, before: StrEnum, verb: str) -> str:
    """What to do first, where something leads on to the verb; else that its time is over."""
    text = f"“{_words(verb).capitalize()}” is not possible, because the state is “{_words(before)}” now."
    nearest = _nearest(moves, before, verb)
    if nearest:
        return f"{text} It has to be “{'” or “'.join(_words(state) for state in nearest)}” first."
    return f"{text} Its page shows what can be done with it."


def _nearest(moves: type_moves, before: StrEnum, verb: str) -> list[StrEnum]:
    """The states from which the verb leaves and that take the fewest steps from here; none: it is too late for it."""
    reached, layer = {before}, [before]
    while layer:
        layer = list(dict.fromkeys(after for (state, _), after in moves.items() if state in layer))
        layer = [state for state in layer if state not in reached]
        reached |= set(layer)
        if nearest := [state for state in layer if state in sources(moves, verb)]:
            return nearest
    return []


def _words(name: str) -> str:
    return str(name).replace("-", " ").replace("_", " ")
