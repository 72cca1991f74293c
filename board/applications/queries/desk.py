"""The rows of a desk."""

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload, selectinload

from board.applications.models import UNDECIDED, Application, Decision, State
from board.kernel.db import db


def sent(opportunity_id: int, *, whole: bool = True) -> list[Application]:
    """What was sent for a posting, in the order it came; without `whole`, without the long texts and the papers."""
    rows = (
        select(Application)
        .where(Application.opportunity_id == opportunity_id, Application.state != State.DRAFT)
        .options(joinedload(Application.student))
        .order_by(Application.submitted_at, Application.id)
    )
    if whole:
        rows = rows.options(selectinload(Application.attachments))
    else:
        rows = rows.options(defer(Application.statement), defer(Application.answers))
    return list(db.session.scalars(rows))


def quiet(opportunity_id: int) -> dict[int, Decision]:
    """What was decided and not released yet, by application."""
    rows = (
        select(Decision)
        .join(Application, Application.id == Decision.application_id)
        .where(Application.opportunity_id == opportunity_id, Decision.released_at.is_(None))
    )
    return {one.application_id: one for one in db.session.scalars(rows)}


def undecided_count(opportunity_id: int) -> int:
    """How many still wait for an answer."""
    waiting = select(func.count()).where(Application.opportunity_id == opportunity_id)
    return db.session.scalar(waiting.where(Application.state.in_(UNDECIDED))) or 0
