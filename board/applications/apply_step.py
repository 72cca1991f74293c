"""Where a student stands with a posting, and what is next: one answer for its page, its card, my day and the list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from board.accounts.models import User
from board.accounts.views.see_as import shows
from board.applications import policy, queries
from board.applications.labels import FOR_STUDENTS
from board.applications.models import Application, ApplicationState, BegunApplication
from board.opportunities.apply_step import ApplyStep
from board.opportunities.models import ListedPosting, Opportunity
from board.web.addresses import url_for

TO_WRITE = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


def apply_step(
    student: User, opportunity: Opportunity, application: Application | BegunApplication | None, now: datetime
) -> ApplyStep:
    """The step of this student, who wrote this application or has yet to write one."""
    step, is_to_write = step_begun(opportunity, application, now), application is None or application.state in TO_WRITE
    doubts = policy.doubts_at_applying(student, opportunity) if is_to_write and opportunity.is_open(now) else ()
    return replace(step, doubts=tuple(doubts))


def step_begun(
    opportunity: Opportunity | ListedPosting, application: Application | BegunApplication | None, now: datetime
) -> ApplyStep:
    """The same without what the conditions of the posting may mean for the student, which a list does not show."""
    is_open = opportunity.is_open(now)
    form = url_for("applications.apply", opportunity_id=opportunity.id)
    if application is None:
        return ApplyStep("", "plain", "Apply", form, is_primary=True) if is_open else ApplyStep("", "plain", "", "")
    state, (words, tone) = application.state, FOR_STUDENTS[application.state]
    page = url_for("applications.show", application_id=application.id)
    if state is ApplicationState.DRAFT and is_open:
        return ApplyStep(words, tone, "Continue draft", form, is_primary=True)
    if state is ApplicationState.WITHDRAWN and is_open:
        return ApplyStep(words, tone, "Apply again", form)
    if state is ApplicationState.OFFERED and (application.answer_by is None or now < application.answer_by):
        return ApplyStep(words, tone, "Answer the offer", page, is_primary=True)
    return ApplyStep(words, tone, "View draft" if state is ApplicationState.DRAFT else "View application", page)


def apply_steps(
    student: User, opportunities: Sequence[Opportunity | ListedPosting], now: datetime
) -> dict[int, ApplyStep]:
    """Posting → the step of this student, of those that they have begun to apply for. A list shows no doubts."""
    begun = _begun(student, [opportunity.id for opportunity in opportunities])
    return {
        opportunity.id: step_begun(opportunity, begun[opportunity.id], now)
        for opportunity in opportunities
        if opportunity.id in begun
    }


def apply_steps_of_page(
    student: User, opportunity: Opportunity, beside: Sequence[ListedPosting], now: datetime
) -> tuple[ApplyStep, dict[int, ApplyStep]]:
    """The step of this student with the posting whose page they read, and with those beside it that they have begun."""
    begun = _begun(student, [opportunity.id, *(posting.id for posting in beside)])
    steps = {posting.id: step_begun(posting, begun[posting.id], now) for posting in beside if posting.id in begun}
    return apply_step(student, opportunity, begun.get(opportunity.id), now), steps


def _begun(student: User, opportunity_ids: Sequence[int]) -> dict[int, BegunApplication]:
    """What the student has written, unless somebody looks as them."""
    return queries.of_student_among(student.id, opportunity_ids) if shows("applications.index") else {}
