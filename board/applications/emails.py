"""Emails about applications: they say that there is news, and lead to it."""

from board.accounts import queries as account_queries
from board.applications import queries
from board.applications.blind_review import Anonymizer
from board.applications.labels import ANSWERS, FOR_STUDENTS, REASONS, RECUSALS
from board.applications.models import OFFER_LINK, Application, ApplicationMove
from board.applications.queries import review as review_queries
from board.kernel.db import db
from board.notices.models import Topic
from board.opportunities import queries as opportunity_queries
from board.web.emails import Context, declare_email, link
from board.web.signed_links import seal


@declare_email(
    "application-news",
    name="News of an application",
    audience="The applicant",
    topic=Topic.APPLICATION,
    subject="News of your application: {application.opportunity.title}",
)
def application_news(user_id: int, application_id: int) -> Context | None:
    """Where the application stands now, with the line of its owners."""
    context = _of_application(user_id, application_id)
    if context is None:
        return None
    application = context["application"]
    return context | {"status": FOR_STUDENTS[application.state][0], "line": _line_of(application)}


@declare_email(
    "application-received",
    name="An application was received",
    audience="The applicant",
    topic=Topic.APPLICATION,
    subject="Your application is sent: {application.opportunity.title}",
)
def application_received(user_id: int, application_id: int) -> Context | None:
    """The receipt."""
    return _of_application(user_id, application_id)


@declare_email(
    "application-interview",
    name="Invitation to an interview",
    audience="The applicant",
    topic=Topic.APPLICATION,
    subject="An interview: {application.opportunity.title}",
)
def application_interview(user_id: int, application_id: int) -> Context | None:
    """They would like to talk."""
    return _of_application(user_id, application_id)


@declare_email(
    "application-message",
    name="A message to an applicant",
    audience="The applicant",
    topic=Topic.APPLICATION,
    subject="A message about your application: {application.opportunity.title}",
)
def application_message(user_id: int, application_id: int) -> Context | None:
    """They wrote; the words themselves stay on the page."""
    return _of_application(user_id, application_id)


@declare_email(
    "application-not-selected",
    name="Not selected",
    audience="The applicant",
    topic=Topic.APPLICATION,
    subject="About your application: {application.opportunity.title}",
)
def application_not_selected(user_id: int, application_id: int) -> Context | None:
    """A no in kind words, with why and what to try next; only while it stands."""
    application, context = queries.loaded(application_id), _of_application(user_id, application_id)
    answer = None if application is None else queries.told(application)
    if answer is None or context is None:
        return None
    return context | {"reason": REASONS.get(answer.reason), "line": answer.line}


@declare_email(
    "reviews-assigned",
    name="Applications to review",
    audience="The reviewer",
    topic=Topic.OPPORTUNITY,
    subject="To read and score: {opportunity.title}",
)
def reviews_assigned(user_id: int, opportunity_id: int) -> Context | None:
    """Applications wait for a reviewer's scores."""
    return _of_reviews(user_id, opportunity_id)


@declare_email(
    "reviews-due",
    name="Reviews are due",
    audience="The reviewer",
    topic=Topic.OPPORTUNITY,
    subject="Your scores are still missing: {opportunity.title}",
)
def reviews_due(user_id: int, opportunity_id: int) -> Context | None:
    """Scores are still missing."""
    return _of_reviews(user_id, opportunity_id)


@declare_email(
    "conflict-declared",
    name="A reviewer declared a conflict of interest",
    audience="The other owners of the posting",
    topic=Topic.OPPORTUNITY,
    subject="A conflict of interest: {application.opportunity.title}",
)
def conflict_declared(user_id: int, application_id: int, person_id: int) -> Context | None:
    """To the owners: who stepped aside, and why."""
    person, application = account_queries.by_id(person_id), queries.loaded(application_id)
    context = _of_application(user_id, application_id)
    if person is None or application is None or context is None:
        return None
    name = Anonymizer.of(review_queries.settled(application.opportunity_id)).name(application)
    given = next((recusal.reason for recusal in application.recusals if recusal.user_id == person_id), "other")
    href = link("applications.reviewers", opportunity_id=application.opportunity_id)
    return context | {"person": person, "name": name, "reason": RECUSALS[given].lower(), "href": href}


@declare_email(
    "offer-made",
    name="An offer",
    audience="The applicant",
    subject="You have an offer: {application.opportunity.title}",
)
def offer_made(user_id: int, offer_id: int) -> Context | None:
    """An opening is held for you until a day, or for the first who accept."""
    return _of_offer(user_id, offer_id)


@declare_email(
    "offer-changed",
    name="An offer has changed",
    audience="The applicant",
    subject="Your offer has changed: {application.opportunity.title}",
)
def offer_changed(user_id: int, offer_id: int) -> Context | None:
    """There is another day to answer, or the opening is no longer held."""
    return _of_offer(user_id, offer_id)


@declare_email(
    "offer-reminder",
    name="An offer expires soon",
    audience="The applicant",
    subject="Your time to answer expires: {application.opportunity.title}",
)
def offer_reminder(user_id: int, offer_id: int) -> Context | None:
    """The time to answer is short."""
    return _of_offer(user_id, offer_id)


@declare_email(
    "offer-lapsed",
    name="An offer has expired",
    audience="The applicant",
    subject="The offer ran out: {application.opportunity.title}",
)
def offer_lapsed(user_id: int, offer_id: int) -> Context | None:
    """The day passed without an answer."""
    return _of_offer(user_id, offer_id)


@declare_email(
    "offer-answered",
    name="An offer was answered",
    audience="Owners of the posting",
    subject="{application.student.name} {did}: {application.opportunity.title}",
)
def offer_answered(user_id: int, application_move_id: int) -> Context | None:
    """To the posters: what the student did with the place."""
    user, step = account_queries.by_id(user_id), db.session.get(ApplicationMove, application_move_id)
    application = None if step is None else queries.loaded(step.application_id)
    if user is None or step is None or application is None:
        return None
    href = link("applications.offers", opportunity_id=application.opportunity_id)
    return {"user": user, "application": application, "did": ANSWERS[step.verb], "href": href}


def _of_application(user_id: int, application_id: int) -> Context | None:
    user, application = account_queries.by_id(user_id), queries.loaded(application_id)
    if user is None or application is None:
        return None
    return {"user": user, "application": application, "href": link("applications.show", application_id=application_id)}


def _of_reviews(user_id: int, opportunity_id: int) -> Context | None:
    """Nothing to say to somebody who owes nothing any more."""
    user, opportunity = account_queries.by_id(user_id), opportunity_queries.by_id(opportunity_id)
    left = review_queries.waiting_for(user_id).get(opportunity_id, 0)
    if user is None or opportunity is None or not left:
        return None
    href, due_on = (
        link("applications.applicants", opportunity_id=opportunity_id),
        review_queries.settled(opportunity_id).due_on,
    )
    return {"user": user, "opportunity": opportunity, "left": left, "due_on": due_on, "href": href}


def _of_offer(user_id: int, offer_id: int) -> Context | None:
    user, application = account_queries.by_id(user_id), queries.by_offer(offer_id)
    if user is None or application is None or application.offer is None:
        return None
    href = link("applications.offer", token=seal(OFFER_LINK, offer_id, user.link_mark))
    line = _line_of(application)
    return {"user": user, "application": application, "offer": application.offer, "line": line, "href": href}


def _line_of(application: Application) -> str:
    """What the owners wrote to the student beside the decision that stands; empty for nothing."""
    decision = queries.told(application)
    return "" if decision is None else decision.line
