"""The rows of an applicant list."""

from collections.abc import Collection

from sqlalchemy import Select, bindparam, func, literal, select
from sqlalchemy.orm import joinedload, lazyload, load_only, selectinload

from board.accounts.models import User
from board.applications.models import (
    UNDECIDED,
    Application,
    ApplicationMove,
    ApplicationState,
    Decision,
    ListedApplication,
    ListedStudent,
    MessageTemplate,
)
from board.kernel.db import db
from board.kernel.statements import plain_rows

_LISTED = (
    Application.opportunity_id,
    Application.student_id,
    Application.state,
    Application.submitted_at,
    Application.note,
    Application.tags,
)
_OF_STUDENT = (User.name, User.email, User.class_year, User.suspended_at)


def ids(opportunity_id: int) -> Select[int]:
    """The numbers of the applications for a posting, as a part of other statements."""
    return select(Application.id).where(Application.opportunity_id == opportunity_id)


def message_templates(owner_id: int) -> dict[str, MessageTemplate]:
    """The texts that this person stored, by name."""
    statement = select(MessageTemplate).where(MessageTemplate.owner_id == owner_id).order_by(MessageTemplate.name)
    return {template.name: template for template in db.session.scalars(statement)}


def sent(opportunity_id: int) -> list[Application]:
    """What was sent for a posting, in the order it came, each with its student and papers."""
    whole = (joinedload(Application.student), selectinload(Application.attachments))
    return list(db.session.scalars(_sent(opportunity_id).options(*whole)))


def listed(opportunity_id: int, *, only: Collection[int] | None = None) -> list[Application]:
    """The same without what was written; with `only`, those of these numbers."""
    of_student = (load_only(*_OF_STUDENT), lazyload(User.grants))
    options = (load_only(*_LISTED), joinedload(Application.student, innerjoin=True).options(*of_student))
    rows = _sent(opportunity_id) if only is None else _sent(opportunity_id).where(Application.id.in_(list(only)))
    return list(db.session.scalars(rows.options(*options)))


_LINES = (
    select(
        Application.id,
        Application.student_id,
        Application.state,
        Application.submitted_at,
        Application.note,
        Application.tags,
        Application.statement,
        Application.answers,
        User.id,
        User.name,
        User.email,
        User.class_year,
    )
    .join(User, User.id == Application.student_id)
    .where(Application.opportunity_id == bindparam("opportunity_id"))
    .where(Application.state.not_in((ApplicationState.DRAFT, ApplicationState.ON_HOLD)))
    .order_by(Application.submitted_at, Application.id)
)
_SHORT_LINES = _LINES.with_only_columns(
    *list(_LINES.selected_columns)[:6], literal(""), literal(None), *list(_LINES.selected_columns)[8:]
)


def lines(opportunity_id: int, *, with_words: bool = False) -> list[ListedApplication]:
    """What was sent for a posting, as the list shows it; `with_words` brings what was written, to be searched."""
    rows = plain_rows(_LINES if with_words else _SHORT_LINES, {"opportunity_id": opportunity_id})
    return [
        ListedApplication(number, student, state, sent, note, tags, statement, answers or {}, ListedStudent(*who))
        for number, student, state, sent, note, tags, statement, answers, *who in rows
    ]


def _sent(opportunity_id: int) -> Select[Application]:
    of_posting = select(Application).where(Application.opportunity_id == opportunity_id)
    return of_posting.where(Application.state.not_in((ApplicationState.DRAFT, ApplicationState.ON_HOLD))).order_by(
        Application.submitted_at, Application.id
    )


def load_decisions(application_ids: Collection[int]) -> None:
    """Read every decision about these applications together, for who words the answers."""
    rows = select(Application).where(Application.id.in_(application_ids))
    db.session.scalars(rows.options(load_only(Application.id), selectinload(Application.decisions))).all()


def steps_taken(application_ids: Collection[int]) -> dict[int, int]:
    """How many steps each of these applications has taken."""
    counted = select(ApplicationMove.application_id, func.count()).group_by(ApplicationMove.application_id)
    taken = db.session.execute(counted.where(ApplicationMove.application_id.in_(application_ids)))
    return {row[0]: row[1] for row in taken}


def draft_decisions(opportunity_id: int) -> dict[int, Decision]:
    """What was decided and not released yet, by application."""
    rows = (
        select(Decision)
        .join(Application, Application.id == Decision.application_id)
        .where(Application.opportunity_id == opportunity_id, Decision.released_at.is_(None))
    )
    return {row.application_id: row for row in db.session.scalars(rows)}


def undecided_count(opportunity_id: int) -> int:
    """How many still wait for an answer."""
    waiting = select(func.count()).where(Application.opportunity_id == opportunity_id)
    return db.session.scalar(waiting.where(Application.state.in_(UNDECIDED))) or 0
