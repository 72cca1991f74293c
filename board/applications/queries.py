"""Finding applications; a finder for an owner takes the owner."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from board.applications.models import Application, State
from board.kernel.db import db
from board.opportunities.models import Opportunity

_WHOLE = (
    joinedload(Application.student),
    selectinload(Application.moves),
    joinedload(Application.opportunity).selectinload(Opportunity.people),
    joinedload(Application.opportunity).selectinload(Opportunity.questions),
    joinedload(Application.opportunity).selectinload(Opportunity.papers),
    selectinload(Application.attachments),
)


def by_id(application_id: int) -> Application | None:
    """One application with its student, timeline, and posting."""
    return db.session.get(Application, application_id, options=_WHOLE, populate_existing=True)


def of_student(student_id: int, opportunity_id: int) -> Application | None:
    """This student's application for the posting, draft or sent."""
    mine = select(Application).where(Application.student_id == student_id, Application.opportunity_id == opportunity_id)
    return db.session.scalar(mine)


def all_of_student(student_id: int) -> list[Application]:
    """Everything this student wrote, what was touched last first."""
    mine = select(Application).where(Application.student_id == student_id).order_by(Application.saved_at.desc())
    return list(db.session.scalars(mine.options(joinedload(Application.opportunity))))


def on_desk(opportunity_id: int) -> list[Application]:
    """What was sent for a posting, in the order it came."""
    sent = (
        select(Application)
        .where(Application.opportunity_id == opportunity_id, Application.state != State.DRAFT)
        .options(joinedload(Application.student))
        .order_by(Application.submitted_at, Application.id)
    )
    return list(db.session.scalars(sent))
