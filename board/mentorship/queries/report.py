"""Finding reports, conflicts, and the people who handle them."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from board.accounts import queries as account_queries
from board.accounts.models import Role, User
from board.applications.models import Application, ApplicationState
from board.kernel import clock
from board.kernel.db import db
from board.mentorship.models import (
    Enrolment,
    EnrolmentState,
    MentorConflict,
    Mentorship,
    Report,
    ReportState,
    SafeguardingLead,
)
from board.mentorship.queries import pair as pair_queries
from board.mentorship.queries import request as request_queries
from board.opportunities.models import PUBLIC, Involvement, Opportunity
from board.opportunities.policy import OWNERS
from board.opportunities.queries import is_of

_CONFIRMED_LEADS = select(SafeguardingLead.user_id).where(SafeguardingLead.confirmed_at.is_not(None))
_PEOPLE = (joinedload(Report.reporter), joinedload(Report.subject))


def leads() -> list[SafeguardingLead]:
    """Everybody who is named to handle reports, confirmed or not."""
    named = select(SafeguardingLead).order_by(SafeguardingLead.id)
    whole = (SafeguardingLead.user, SafeguardingLead.named_by, SafeguardingLead.ending_by)
    return list(db.session.scalars(named.options(*(joinedload(column) for column in whole))))


def able_leads() -> list[User]:
    """Who handles reports now: confirmed by a second coordinator, and able to come in."""
    return account_queries.in_charge(_CONFIRMED_LEADS)


def lead_ids() -> set[int]:
    """Their account numbers."""
    return {user.id for user in able_leads()}


def lead(user_id: int | ColumnElement[int]) -> Select[int]:
    """The question whether this person handles reports: their number, or no row. Every page asks it along."""
    return account_queries.charge_of(user_id, _CONFIRMED_LEADS)


def is_lead(user_id: int) -> bool:
    """This person handles reports."""
    return db.session.scalar(lead(user_id)) is not None


def report_by_id(report_id: int) -> Report | None:
    """One report with its people and timeline."""
    whole = (*_PEOPLE, selectinload(Report.moves))
    return db.session.get(Report, report_id, options=whole, populate_existing=True)


def reports() -> list[Report]:
    """All reports, unresolved ones first, then the newest."""
    is_open = Report.state != ReportState.RESOLVED
    return list(db.session.scalars(select(Report).options(*_PEOPLE).order_by(is_open.desc(), Report.id.desc())))


def unresolved() -> list[Report]:
    """Reports that nobody has decided."""
    waiting = select(Report).where(Report.state != ReportState.RESOLVED).order_by(Report.id)
    return list(db.session.scalars(waiting.options(*_PEOPLE)))


def reports_by(user_id: int) -> list[Report]:
    """What this person reported."""
    mine = select(Report).where(Report.reporter_id == user_id).order_by(Report.id.desc())
    return list(db.session.scalars(mine.options(*_PEOPLE)))


def count_reports_by(user_id: int, *, since: datetime) -> int:
    """How many reports this person sent since then."""
    sent = select(func.count()).where(Report.reporter_id == user_id, Report.at > since)
    return db.session.scalar(sent) or 0


def have_met(user_id: int, other_id: int) -> bool:
    """The two have met here: in mentoring or over an application, or a page shows the other to everybody."""
    if request_queries.know_each_other(user_id, other_id):
        return True
    shown = (EnrolmentState.APPROVED, EnrolmentState.PAUSED)
    listed = select(Enrolment.id).where(Enrolment.user_id == other_id, Enrolment.state.in_(shown))
    posts = select(Involvement.id).join(Opportunity, Opportunity.id == Involvement.opportunity_id)
    posts = posts.where(Involvement.user_id == other_id, Involvement.part.in_(OWNERS), Opportunity.state.in_(PUBLIC))
    matches = (listed, posts, _applied_to(user_id, other_id), _applied_to(other_id, user_id))
    return any(db.session.scalar(statement.limit(1)) is not None for statement in matches)


def _applied_to(student_id: int, host_id: int) -> Select[int]:
    """The student sent something to a posting of the other's."""
    sent = select(Application.id).join(Opportunity, Opportunity.id == Application.opportunity_id)
    mine = Application.student_id == student_id, Application.state != ApplicationState.DRAFT
    return sent.where(*mine, is_of(host_id, clock.day(clock.now())))


def is_reported(mentorship_id: int) -> bool:
    """There is a report about this pair."""
    return db.session.scalar(select(Report.id).where(Report.mentorship_id == mentorship_id).limit(1)) is not None


def handlers(report: Report) -> list[User]:
    """Who is told of a report: the leads, or the coordinators where none may come in; never whom it is about."""
    involved = (report.subject_id, report.reporter_id)
    able = [able_lead for able_lead in able_leads() if able_lead.id not in involved]
    return able or [user for user in account_queries.with_role(Role.COORDINATOR) if user.id not in involved]


def conflict_by_id(conflict_id: int) -> MentorConflict | None:
    """One conflict of interest with its people."""
    people = (joinedload(MentorConflict.mentor), joinedload(MentorConflict.mentee))
    return db.session.get(MentorConflict, conflict_id, options=people)


def conflicts() -> list[MentorConflict]:
    """Every conflict that has not been lifted, the newest first."""
    statement = select(MentorConflict).where(MentorConflict.lifted_at.is_(None)).order_by(MentorConflict.id.desc())
    return list(
        db.session.scalars(statement.options(joinedload(MentorConflict.mentor), joinedload(MentorConflict.mentee)))
    )


def derived_between(mentee_id: int, mentor_id: int) -> list[MentorConflict]:
    """What the school itself found between two people and that has not ended."""
    statement = select(MentorConflict).where(
        MentorConflict.mentee_id == mentee_id, MentorConflict.mentor_id == mentor_id
    )
    return list(
        db.session.scalars(statement.where(MentorConflict.derived.is_(True), MentorConflict.lifted_at.is_(None)))
    )


def students_of(conflict: MentorConflict) -> list[int]:
    """The account numbers of the students whom a conflict is about."""
    about = or_(User.id == conflict.mentee_id, (User.class_year == conflict.class_year) & (User.class_year != ""))
    return list(db.session.scalars(select(User.id).where(about)))


def pairs_in(conflict: MentorConflict) -> list[Mentorship]:
    """Running pairs that a conflict stands in the way of."""
    return pair_queries.running_between([conflict.mentor_id], students_of(conflict))
