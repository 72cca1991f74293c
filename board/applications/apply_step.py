"""Where a student stands with a posting, and what is next: one answer for its page, its card, my day and the list."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from board.accounts.models import User
from board.applications import policy, queries
from board.applications.labels import FOR_STUDENTS
from board.applications.models import Application, ApplicationState
from board.opportunities.apply_step import ApplyStep
from board.opportunities.models import Opportunity


def apply_step(student: User, opportunity: Opportunity, application: Application | None, now: datetime) -> ApplyStep:
    """The step of this student, who wrote this application or has yet to write one."""
    is_open = opportunity.is_open(now)
    form = url_for("applications.apply", opportunity_id=opportunity.id)
    doubts = tuple(policy.doubts_at_applying(student, opportunity)) if is_open else ()
    if application is None:
        if not is_open:
            return ApplyStep("", "plain", "", "")
        return ApplyStep("", "plain", "Apply", form, is_primary=True, doubts=doubts)
    state, (words, tone) = application.state, FOR_STUDENTS[application.state]
    page = url_for("applications.show", application_id=application.id)
    if state is ApplicationState.DRAFT and is_open:
        return ApplyStep(words, tone, "Continue draft", form, is_primary=True, doubts=doubts)
    if state is ApplicationState.WITHDRAWN and is_open:
        return ApplyStep(words, tone, "Apply again", form, doubts=doubts)
    if state is ApplicationState.OFFERED and (application.offer is None or application.offer.is_open(now)):
        return ApplyStep(words, tone, "Answer the offer", page, is_primary=True)
    return ApplyStep(words, tone, "View draft" if state is ApplicationState.DRAFT else "View application", page)


def apply_steps(student: User, opportunities: Sequence[Opportunity], now: datetime) -> dict[int, ApplyStep]:
    """Posting → the step of this student."""
    begun = queries.of_student_among(student.id, [opportunity.id for opportunity in opportunities])
    return {
        opportunity.id: apply_step(student, opportunity, begun.get(opportunity.id), now)
        for opportunity in opportunities
    }
