"""What a place would clash with: another role in the same term, or more hours than the student has."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from board.applications.models import LIVE, Application, ApplicationState
from board.kernel.db import db
from board.opportunities.models import Opportunity


@dataclass(frozen=True)
class Clash:
    """Another application of the same student that does not go well with this one, and why."""

    application: Application
    same_term: bool
    hours: int
    """The hours a week that both, and what is accepted already, would make; 0 while they fit."""

    @property
    def is_accepted(self) -> bool:
        """That place is taken already, so it is not given up on the way."""
        return self.application.state is ApplicationState.ACCEPTED


def clashes(application: Application) -> list[Clash]:
    """Everything live of this student that clashes with taking this place; what is accepted already comes first."""
    others = (
        select(Application)
        .where(Application.student_id == application.student_id, Application.id != application.id)
        .where(Application.state.in_(LIVE))
        .options(joinedload(Application.opportunity))
        .order_by(Application.id)
    )
    applications = list(db.session.scalars(others))
    current_applications = [
        other
        for other in applications
        if other.state is ApplicationState.ACCEPTED and _may_coincide(other, application)
    ]
    load = _hours(application.opportunity) + sum(
        _hours(application.opportunity) for application in current_applications
    )
    judged = [
        _judge(other, application, load if other in current_applications else load + _hours(other.opportunity))
        for other in applications
    ]
    return sorted(
        (clash for clash in judged if clash.same_term or clash.hours), key=lambda clash: not clash.is_accepted
    )


def _judge(other: Application, application: Application, load: int) -> Clash:
    ceiling = application.student.hours_free
    too_much = ceiling is not None and load > ceiling and _hours(other.opportunity) > 0
    counts = too_much and _may_coincide(other, application)
    return Clash(other, _same_term(other, application) is True, load if counts else 0)


def _may_coincide(application: Application, other: Application) -> bool:
    """Terms that are not told may be the same."""
    return _same_term(application, other) is not False


def _same_term(application: Application, other: Application) -> bool | None:
    """Do the terms overlap? None while one of them is not told."""
    a, b = application.opportunity, other.opportunity
    if a.term_starts is None or a.term_ends is None or b.term_starts is None or b.term_ends is None:
        return None
    return a.term_starts <= b.term_ends and b.term_starts <= a.term_ends


def _hours(opportunity: Opportunity) -> int:
    return opportunity.hours_to or opportunity.hours_from or 0
