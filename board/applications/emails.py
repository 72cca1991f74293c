"""Emails about applications: they say that there is news, and lead to it."""

from typing import Any

from board.accounts import queries as account_queries
from board.applications import queries
from board.applications.blind_review import Anonymizer
from board.applications.labels import ANSWERS, FOR_STUDENTS, REASONS, RECUSALS
from board.applications.models import OFFER_LINK, ApplicationMove
from board.applications.queries import review as review_queries
from board.kernel.db import db
from board.kernel.mail import EmailContent
from board.opportunities import queries as opportunity_queries
from board.web.emails import link, word
from board.web.signed_links import seal


def news(user_id: int, application_id: int) -> EmailContent | None:
    """Where the application stands now."""
    user, application = account_queries.by_id(user_id), queries.held(application_id)
    if user is None or application is None:
        return None
    return word(
        "application-news",
        f"News of your application: {application.opportunity.title}",
        user=user,
        application=application,
        standing=FOR_STUDENTS[application.state][0],
        href=link("applications.show", application_id=application.id),
    )


def received(user_id: int, application_id: int) -> EmailContent | None:
    """The receipt."""
    return _of_application("application-received", "Your application is sent: {}", user_id, application_id)


def interview(user_id: int, application_id: int) -> EmailContent | None:
    """They would like to talk."""
    return _of_application("application-interview", "An interview: {}", user_id, application_id)


def message(user_id: int, application_id: int) -> EmailContent | None:
    """They wrote; the words themselves stay on the page."""
    return _of_application("application-message", "A message about your application: {}", user_id, application_id)


def not_selected(user_id: int, application_id: int) -> EmailContent | None:
    """A no in kind words, with why and what to try next; only while it stands."""
    application = queries.held(application_id)
    answer = None if application is None else queries.told(application)
    if answer is None:
        return None
    more = {"reason": REASONS.get(answer.reason), "line": answer.line}
    return _of_application("application-not-selected", "About your application: {}", user_id, application_id, **more)


def reviews_assigned(user_id: int, opportunity_id: int) -> EmailContent | None:
    """Applications wait for a reviewer's scores."""
    return _of_reviews("reviews-assigned", "To read and score: {}", user_id, opportunity_id)


def reviews_due(user_id: int, opportunity_id: int) -> EmailContent | None:
    """Scores are still missing."""
    return _of_reviews("reviews-due", "Your scores are still missing: {}", user_id, opportunity_id)


def conflict(user_id: int, application_id: int, person_id: int) -> EmailContent | None:
    """To the owners: who stepped aside, and why."""
    person, application = account_queries.by_id(person_id), queries.held(application_id)
    if person is None or application is None:
        return None
    name = Anonymizer.of(review_queries.settled(application.opportunity_id)).name(application)
    given = next((recusal.reason for recusal in application.recusals if recusal.user_id == person_id), "other")
    href = link("applications.reviewers", opportunity_id=application.opportunity_id)
    more = {"person": person, "name": name, "reason": RECUSALS[given].lower(), "href": href}
    return _of_application("conflict-declared", "A conflict of interest: {}", user_id, application_id, **more)


def offer_made(user_id: int, offer_id: int) -> EmailContent | None:
    """A place is held for you until a day."""
    return _of_offer("offer-made", "A place is offered to you: {}", user_id, offer_id)


def offer_reminder(user_id: int, offer_id: int) -> EmailContent | None:
    """The time to answer is short."""
    return _of_offer("offer-reminder", "Your time to answer runs out: {}", user_id, offer_id)


def offer_lapsed(user_id: int, offer_id: int) -> EmailContent | None:
    """The day passed without an answer."""
    return _of_offer("offer-lapsed", "The offer ran out: {}", user_id, offer_id)


def offer_answered(user_id: int, application_move_id: int) -> EmailContent | None:
    """To the posters: what the student did with the place."""
    user, step = account_queries.by_id(user_id), db.session.get(ApplicationMove, application_move_id)
    application = None if step is None else queries.held(step.application_id)
    if user is None or step is None or application is None:
        return None
    did = ANSWERS[step.verb]
    return word(
        "offer-answered",
        f"{application.student.name} {did}: {application.opportunity.title}",
        user=user,
        application=application,
        did=did,
        href=link("applications.offers", opportunity_id=application.opportunity_id),
    )


def _of_application(email: str, subject: str, user_id: int, application_id: int, **more: Any) -> EmailContent | None:
    user, application = account_queries.by_id(user_id), queries.held(application_id)
    if user is None or application is None:
        return None
    context = {"href": link("applications.show", application_id=application_id)} | more
    return word(email, subject.format(application.opportunity.title), user=user, application=application, **context)


def _of_reviews(email: str, subject: str, user_id: int, opportunity_id: int) -> EmailContent | None:
    """Nothing to say to somebody who owes nothing any more."""
    user, opportunity = account_queries.by_id(user_id), opportunity_queries.by_id(opportunity_id)
    left = review_queries.waiting_for(user_id).get(opportunity_id, 0)
    if user is None or opportunity is None or not left:
        return None
    href, due_on = (
        link("applications.desk", opportunity_id=opportunity_id),
        review_queries.settled(opportunity_id).due_on,
    )
    title = subject.format(opportunity.title)
    return word(email, title, user=user, opportunity=opportunity, left=left, due_on=due_on, href=href)


def _of_offer(email: str, subject: str, user_id: int, offer_id: int) -> EmailContent | None:
    user, application = account_queries.by_id(user_id), queries.by_offer(offer_id)
    if user is None or application is None or application.offer is None:
        return None
    href = link("applications.offer", token=seal(OFFER_LINK, offer_id, user.link_mark))
    return word(
        email,
        subject.format(application.opportunity.title),
        user=user,
        application=application,
        offer=application.offer,
        href=href,
    )
