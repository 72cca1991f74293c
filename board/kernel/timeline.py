"""What the timelines of a model say against each other, against its table of moves and against its rows."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from board.kernel import clock
from board.kernel.db import db

CLOCKS_DIFFER = timedelta(minutes=10)
"""By so much may the clocks of two machines differ."""


def disagreements(model: Any, noun: str) -> Iterator[str]:
    """Rows whose state is another than the one that the last step of their timeline led to."""
    move, parent = _timeline(model)
    last = select(func.max(move.id)).group_by(parent)
    rows = select(model.id, model.state, move.after).join(move, parent == model.id).where(move.id.in_(last))
    states = type(model.__table__.c.state.default.arg)
    differs = or_(*(and_(model.state == state, move.after != state.value) for state in states))
    for number, state, after in db.session.execute(rows.where(differs).order_by(model.id)):
        yield f"{noun[:1].upper()}{noun[1:]} {number} is “{state.value}”, and its last step led to “{after}”."


def unknown_arrows(model: Any, noun: str) -> Iterator[str]:
    """Steps that the table of moves does not know, each named by the first of its kind."""
    move, parent = _timeline(model)
    arrows = {(before.value, verb, after.value) for (before, verb), after in model.MOVES.items()}
    steps = select(move.before, move.verb, move.after, func.min(parent), func.count())
    for before, verb, after, number, many in db.session.execute(steps.group_by(move.before, move.verb, move.after)):
        if (before, verb, after) not in arrows:
            times = f"{many} times, first with" if many > 1 else "with"
            yield f"No move “{verb}” leads from “{before}” to “{after}”; it was made {times} {noun} {number}."


def gaps(model: Any, noun: str) -> Iterator[str]:
    """Steps that begin in another state than the one before them ended in."""
    move, parent = _timeline(model)
    ended = func.lag(move.after).over(partition_by=parent, order_by=move.id).label("ended")
    steps = select(move.id, parent.label("number"), move.before, ended).subquery()
    torn = select(steps.c.id, steps.c.number).where(steps.c.ended != steps.c.before).order_by(steps.c.id)
    for step, number in db.session.execute(torn):
        yield f"Step {step} of {noun} {number} begins elsewhere than the step before it ended."


def in_the_future(model: Any, noun: str) -> Iterator[str]:
    """Steps that are still to come, though they were taken."""
    move, parent = _timeline(model)
    coming = select(move.id, parent).where(move.at > clock.now() + CLOCKS_DIFFER).order_by(move.id)
    for step, number in db.session.execute(coming):
        yield f"Step {step} of {noun} {number} lies in the future."


def _timeline(model: Any) -> tuple[Any, Any]:
    """The rows of its timeline under a name of their own, and which of their columns names the row they are of."""
    rows = type(model().timeline_row())
    parent = next(column for column in rows.__table__.c if column.references(model.__table__.c.id))
    move = aliased(rows)
    return move, getattr(move, parent.key)
