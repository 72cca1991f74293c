"""Letters about applications: they say that there is news, and lead to it."""

from board.accounts import queries as people
from board.applications import queries
from board.applications.labels import ANSWERS, FOR_STUDENTS
from board.applications.models import OFFER_LINK, ApplicationMove
from board.kernel.db import db
from board.kernel.post import Draft
from board.web.letters import link, word
from board.web.links import seal


def news(user_id: int, application_id: int) -> Draft | None:
    """Where the application stands now."""
    user, application = people.by_id(user_id), queries.by_id(application_id)
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


def offer_made(user_id: int, offer_id: int) -> Draft | None:
    """A place is held for you until a day."""
    return _of_offer("offer-made", "A place is offered to you: {}", user_id, offer_id)


def offer_reminder(user_id: int, offer_id: int) -> Draft | None:
    """The time to answer is short."""
    return _of_offer("offer-reminder", "Your time to answer runs out: {}", user_id, offer_id)


def offer_lapsed(user_id: int, offer_id: int) -> Draft | None:
    """The day passed without an answer."""
    return _of_offer("offer-lapsed", "The offer ran out: {}", user_id, offer_id)


def offer_answered(user_id: int, move_id: int) -> Draft | None:
    """To the posters: what the student did with the place."""
    user, step = people.by_id(user_id), db.session.get(ApplicationMove, move_id)
    application = None if step is None else queries.by_id(step.application_id)
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


def _of_offer(letter: str, subject: str, user_id: int, offer_id: int) -> Draft | None:
    user, application = people.by_id(user_id), queries.by_offer(offer_id)
    if user is None or application is None or application.offer is None:
        return None
    href = link("applications.offer", token=seal(OFFER_LINK, offer_id))
    return word(
        letter,
        subject.format(application.opportunity.title),
        user=user,
        application=application,
        offer=application.offer,
        href=href,
    )
