"""Finding applications; a finder for an owner takes the owner."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from board.applications.models import (
    UNDECIDED,
    Application,
    ApplicationMove,
    ApplicationState,
    AppliedPosting,
    BegunApplication,
    DayApplication,
    Decision,
    Offer,
)
from board.kernel import clock
from board.kernel.db import db
from board.kernel.statements import is_among, plain_rows
from board.opportunities.models import Involvement, Opportunity
from board.opportunities.queries import WITH_OFFICERS, is_of

_WHOLE = (
    joinedload(Application.student),
    selectinload(Application.moves),
    joinedload(Application.opportunity).selectinload(Opportunity.people).joinedload(Involvement.user),
    joinedload(Application.opportunity).options(*WITH_OFFICERS),
    joinedload(Application.opportunity).selectinload(Opportunity.questions),
    joinedload(Application.opportunity).selectinload(Opportunity.papers),
    selectinload(Application.attachments),
    selectinload(Application.messages),
    selectinload(Application.decisions),
)


def by_id(application_id: int) -> Application | None:
    """One application with its student, timeline, and posting."""
    return db.session.get(Application, application_id, options=_WHOLE, populate_existing=True)


def loaded(application_id: int) -> Application | None:
    """The same as it is loaded already, or else read whole: what words two hundred emails asks here."""
    return db.session.get(Application, application_id, options=_WHOLE)


def of_step(move_id: int) -> Application | None:
    """The application that took a step, whole."""
    step = db.session.get(ApplicationMove, move_id)
    return None if step is None else by_id(step.application_id)


def of_student(student_id: int, opportunity_id: int) -> Application | None:
    """This student's application for the posting, draft or sent."""
    mine = select(Application).where(Application.student_id == student_id, Application.opportunity_id == opportunity_id)
    return db.session.scalar(mine)


_ANSWER_BY = (
    select(Offer.answer_by)
    .where(Offer.application_id == Application.id)
    .order_by(Offer.id.desc())
    .limit(1)
    .scalar_subquery()
)
_BEGUN = select(Application.id, Application.opportunity_id, Application.state, _ANSWER_BY).where(
    Application.student_id == bindparam("student_id")
)
_AMONG = _BEGUN.where(is_among(Application.opportunity_id, "opportunity_ids"))
_OF_MY_DAY = (
    _BEGUN.add_columns(
        Opportunity.title,
        Opportunity.state,
        Opportunity.opens_at,
        Opportunity.closes_at,
        Opportunity.time_zone,
        Opportunity.answer_by,
    )
    .join(Application.opportunity)
    .order_by(Application.saved_at.desc())
)
"""Made once, since every list and every day sends them."""


def of_student_among(student_id: int, opportunity_ids: Collection[int]) -> dict[int, BegunApplication]:
    """Posting → this student's application for it."""
    asked = {"student_id": student_id, "opportunity_ids": list(opportunity_ids)}
    begun = (BegunApplication(*row) for row in plain_rows(_AMONG, asked))
    return {application.opportunity_id: application for application in begun}


def of_my_day(student_id: int) -> list[DayApplication]:
    """Everything this student wrote, what was touched last first, with what a line tells of its posting."""
    rows = plain_rows(_OF_MY_DAY, {"student_id": student_id})
    return [
        DayApplication(number, opportunity_id, state, answer_by, AppliedPosting(*posting))
        for number, opportunity_id, state, answer_by, *posting in rows
    ]


def all_of_student(student_id: int) -> list[Application]:
    """Everything this student wrote, what was touched last first."""
    mine = select(Application).where(Application.student_id == student_id).order_by(Application.saved_at.desc())
    whole = (joinedload(Application.opportunity), joinedload(Application.offers))
    return list(db.session.scalars(mine.options(*whole)).unique())


@dataclass(frozen=True)
class MyPosting:
    """A posting of mine, with how many applied and how many wait unread."""

    opportunity: Opportunity
    total: int
    unread: int


def my_postings(user_id: int) -> list[MyPosting]:
    """What this person owns, co-owns or reviews, or their organisation posts; what has new applications first."""
    sent = func.count(Application.id).filter(
        Application.state.not_in((ApplicationState.DRAFT, ApplicationState.ON_HOLD))
    )
    unread = func.count(Application.id).filter(Application.state == ApplicationState.SUBMITTED)
    mine = (
        select(Opportunity, sent, unread)
        .outerjoin(Application, Application.opportunity_id == Opportunity.id)
        .where(is_of(user_id, clock.day(clock.now())))
        .group_by(Opportunity.id)
        .order_by(unread.desc(), Opportunity.id.desc())
    )
    return [MyPosting(*row) for row in db.session.execute(mine)]


class TimelineStep(NamedTuple):
    """What happened to an application, in the words of one audience."""

    at: datetime
    words: str


def steps(application: Application, labels: Mapping[ApplicationState, tuple[str, str]]) -> list[TimelineStep]:
    """The timeline in the words of one audience; steps that it cannot tell apart are one."""
    shown: list[TimelineStep] = []
    for move in application.moves:
        words = labels[ApplicationState(move.after)][0]
        if not shown or shown[-1].words != words:
            shown.append(TimelineStep(move.at, words))
    return shown


_DECIDED_BY = {
    ApplicationState.OFFERED: "offer",
    ApplicationState.WAITLISTED: "waitlist",
    ApplicationState.NOT_SELECTED: "reject",
}
"""The verb of the decision that leads to a state."""


def told(application: Application) -> Decision | None:
    """What was decided, as the student may read it: only once the answer is out, and while it stands."""
    released = [decision for decision in application.decisions if decision.released_at is not None]
    stands = released and released[-1].verb == _DECIDED_BY.get(application.state)
    return released[-1] if stands else None


def undecided_of(student_id: int) -> list[Application]:
    """What this student sent and nobody has answered for good, offers among them; whole, the oldest first."""
    open_ones = (*UNDECIDED, ApplicationState.OFFERED)
    mine = select(Application).where(Application.student_id == student_id, Application.state.in_(open_ones))
    return list(db.session.scalars(mine.options(*_WHOLE).order_by(Application.id)))


def accepted_ids(student_id: int) -> set[int]:
    """The numbers of this student's applications whose place was taken and not left."""
    mine = select(Application.id).where(Application.student_id == student_id)
    return set(db.session.scalars(mine.where(Application.state == ApplicationState.ACCEPTED)))


def in_state(student_id: int, state: ApplicationState) -> list[Application]:
    """This student's applications in one state, whole, the oldest first."""
    mine = select(Application).where(Application.student_id == student_id, Application.state == state)
    return list(db.session.scalars(mine.options(*_WHOLE).order_by(Application.id)))


def begun_for(opportunity_id: int) -> list[Application]:
    """Drafts, and what was sent and is not decided: whoever is concerned when the posting's end moves."""
    begun = (
        select(Application)
        .where(
            Application.opportunity_id == opportunity_id, Application.state.in_((ApplicationState.DRAFT, *UNDECIDED))
        )
        .options(joinedload(Application.student), joinedload(Application.opportunity))
        .order_by(Application.id)
    )
    return list(db.session.scalars(begun))
