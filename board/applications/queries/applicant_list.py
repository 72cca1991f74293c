"""The rows of an applicant list."""

from collections.abc import Collection

from sqlalchemy import Select, bindparam, func, literal, select
from sqlalchemy.orm import joinedload, lazyload, load_only, selectinload

from board.accounts.models import User
from board.applications.models import (
    UNDECIDED,
    Application,
    ApplicationState,
    Decision,
    ListedApplication,
    ListedStudent,
    MessageTemplate,
)
from board.kernel.db import db
from board.kernel.statements import is_among, plain_rows

_LISTED = (
    Application.opportunity_id,
    Application.student_id,
    Application.state,
    Application.submitted_at,
    Application.note,
    Application.tags,
)
_OF_STUDENT = (User.name, User.email, User.class_year, User.suspended_at)
_SENT = (
    select(Application)
    .where(Application.opportunity_id == bindparam("opportunity_id"))
    .where(Application.state.not_in((ApplicationState.DRAFT, ApplicationState.ON_HOLD)))
    .order_by(Application.submitted_at, Application.id)
)
_SENT_WHOLE = _SENT.options(joinedload(Application.student), selectinload(Application.attachments))
_SENT_IN_SHORT = _SENT.options(
    load_only(*_LISTED),
    joinedload(Application.student, innerjoin=True).options(load_only(*_OF_STUDENT), lazyload(User.grants)),
)
_SENT_IN_SHORT_AMONG = _SENT_IN_SHORT.where(is_among(Application.id, "application_ids"))
"""What a list of applicants and a release ask, made once, as the statements below."""


def ids(opportunity_id: int) -> Select[int]:
    """The numbers of the applications for a posting, as a part of other statements."""
    return select(Application.id).where(Application.opportunity_id == opportunity_id)


def message_templates(owner_id: int) -> dict[str, MessageTemplate]:
    """The texts that this person stored, by name."""
    statement = select(MessageTemplate).where(MessageTemplate.owner_id == owner_id).order_by(MessageTemplate.name)
    return {template.name: template for template in db.session.scalars(statement)}


def sent(opportunity_id: int) -> list[Application]:
    """What was sent for a posting, in the order it came, each with its student and papers."""
    return list(db.session.scalars(_SENT_WHOLE, {"opportunity_id": opportunity_id}))


def listed(opportunity_id: int, *, only: Collection[int] | None = None) -> list[Application]:
    """The same without what was written; with `only`, those of these numbers."""
    if only is None:
        return list(db.session.scalars(_SENT_IN_SHORT, {"opportunity_id": opportunity_id}))
    asked = {"opportunity_id": opportunity_id, "application_ids": list(only)}
    return list(db.session.scalars(_SENT_IN_SHORT_AMONG, asked))


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


_DECISIONS = (
    select(Application)
    .where(is_among(Application.id, "application_ids"))
    .options(load_only(Application.id), selectinload(Application.decisions))
)


def load_decisions(application_ids: Collection[int]) -> None:
    """Read every decision about these applications together, for who words the answers."""
    db.session.scalars(_DECISIONS, {"application_ids": list(application_ids)}).all()


_DRAFTS = (
    select(Decision)
    .join(Application, Application.id == Decision.application_id)
    .where(Application.opportunity_id == bindparam("opportunity_id"), Decision.released_at.is_(None))
)


def draft_decisions(opportunity_id: int) -> dict[int, Decision]:
    """What was decided and not released yet, by application."""
    rows = db.session.scalars(_DRAFTS, {"opportunity_id": opportunity_id})
    return {row.application_id: row for row in rows}


_UNDECIDED_COUNT = select(func.count()).where(
    Application.opportunity_id == bindparam("opportunity_id"), Application.state.in_(UNDECIDED)
)


def undecided_count(opportunity_id: int) -> int:
    """How many still wait for an answer."""
    [[count]] = plain_rows(_UNDECIDED_COUNT, {"opportunity_id": opportunity_id})
    return int(count)
