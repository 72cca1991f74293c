"""What both sides load, and what they may see of it."""

from datetime import datetime, timedelta

from flask import current_app
from flask_login import current_user

from board.applications import policy, queries
from board.applications.actions.offer import OfferTerms
from board.applications.blind_review import Anonymizer
from board.applications.forms import AnswerByForm, ReleaseForm, TickedForm
from board.applications.models import Application, Attachment
from board.applications.queries import conflict_of_interest as conflict_of_interest_queries
from board.applications.queries import review as review_queries
from board.kernel import clock
from board.kernel.dates import end_of
from board.kernel.errors import Forbidden, Invalid, NotFound, found_or_404
from board.kernel.verdict import require
from board.opportunities import queries as opportunity_queries
from board.opportunities.models import Opportunity
from board.school import settings as school_settings
from board.settings import Settings
from board.web.read_log import note_reading

LONGEST_WAIT = timedelta(days=365)


def posting(opportunity_id: int) -> Opportunity:
    """A posting, whole, or nothing at this address."""
    return found_or_404(opportunity_queries.by_id(opportunity_id))


def reviewed_posting(opportunity_id: int) -> Opportunity:
    """A posting whose applicants this person may read. Who applied there may not, whatever else they are to it."""
    opportunity = found_or_404(opportunity_queries.with_people(opportunity_id))
    require(policy.may_read_applicants(current_user, opportunity))
    if conflict_of_interest_queries.competes(current_user.id, opportunity_id):
        raise Forbidden("You applied here yourself, so its applicants are closed to you.")
    if policy.part_of(current_user, opportunity) is None:  # the office reads
        note_reading("applicants.read", f"opportunity:{opportunity_id}")
    return opportunity


def owned_posting(opportunity_id: int) -> Opportunity:
    """A posting for which this person may choose."""
    opportunity = reviewed_posting(opportunity_id)
    require(policy.may_choose(current_user, opportunity))
    return opportunity


def readable(application_id: int) -> Application:
    """An application that this person may read, or nothing at this address."""
    application = found_or_404(queries.by_id(application_id))
    mine = application.student_id == current_user.id
    require(
        policy.may_read(
            current_user,
            application,
            None if mine else conflict_of_interest_queries.between(current_user.id, application),
        )
    )
    by_office = not mine and policy.part_of(current_user, application.opportunity) is None
    if by_office and note_reading("application.read", f"application:{application_id}"):
        return queries.by_id(application_id) or application
    return application


def own_application(application_id: int) -> Application:
    """An application that this person wrote, or nothing at this address."""
    application = found_or_404(queries.by_id(application_id))
    require(policy.may_answer(current_user, application))
    return application


def received(application_id: int) -> Application:
    """An application that this person reads for its posting; for whoever wrote it nothing is at this address."""
    application = readable(application_id)
    require(policy.may_read_as_poster(current_user, application))
    return application


def paper_of(application: Application, attachment_id: int) -> tuple[Attachment, str]:
    """A paper that this person may open, and what it is called for them."""
    mine = application.student_id == current_user.id
    anonymizer = Anonymizer() if mine else Anonymizer.of(review_queries.settled(application.opportunity_id))
    for paper in anonymizer.papers(application):
        if paper.id == attachment_id and (mine or policy.may_open_file(application)):
            return paper, anonymizer.filename(application, paper)
    raise NotFound


def ticked(form: TickedForm, opportunity_id: int) -> list[Application]:
    """The applications that are ticked, of this posting only."""
    return form.among(queries.sent(opportunity_id))


def offer_terms(form: ReleaseForm, now: datetime) -> OfferTerms:
    """By when an answer is asked, and why there may be more offers than free openings."""
    return OfferTerms(answer_by(form, now), over=form.why_over())


def answer_by(form: AnswerByForm, now: datetime) -> datetime:
    """The end of the day that was chosen for an answer; without one, of the day that the settings make of today."""
    settings: Settings = current_app.extensions["settings"]
    today = clock.day(now)
    day = form.answer_by.data or today + timedelta(days=school_settings.offer_days)
    if not today <= day <= today + LONGEST_WAIT:
        raise Invalid("answer_by", "Choose a day from today on, and within a year.")
    return end_of(day, settings.time_zone)
