"""Telling people what happened to an application, once each."""

from collections.abc import Mapping, Sequence

from board.accounts.models import User
from board.applications import queries
from board.applications.models import Application, ApplicationState
from board.applications.queries import conflict_of_interest as conflict_of_interest_queries
from board.notices.actions import News, notify, notify_all
from board.opportunities import queries as opportunity_queries
from board.opportunities.models import Opportunity, PostingChange

EMAILS = {
    "received": "application-received",
    "interview": "application-interview",
    "reject": "application-not-selected",
    "message": "application-message",
}
"""The email for each piece of news; whatever is not here has the one that says where it stands."""


def notify_news(application: Application, what: str, words: str, step: int) -> None:
    """A notice and an email to the student; `step` tells one piece of news of a kind from the next."""
    notify_all_news([application], what, words, {application.id: step})


def notify_all_news(applications: Sequence[Application], what: str, words: str, steps: Mapping[int, int]) -> None:
    """The same to many at once, with the step of each."""
    news = [
        News(
            user=application.student,
            key=f"application.{what}:{application.id}:{steps[application.id]}",
            words=words,
            href=f"/applications/{application.id}",
            ids={"application_id": application.id},
        )
        for application in applications
    ]
    notify_all(EMAILS.get(what, "application-news"), news)


def notify_owners(application: Application, words: str) -> None:
    """What the student has just done, to everybody who owns the posting."""
    step = application.moves[-1]
    for user in opportunity_queries.in_charge(application.opportunity):
        if not conflict_of_interest_queries.competes(user.id, application.opportunity_id):
            href, key = f"/applications/{application.id}", f"offer-answered:{step.id}"
            notify(user, "offer-answered", key=key, words=words, href=href, application_move_id=step.id)


def notify_of_conflict(application: Application, person: User, words: str) -> None:
    """That somebody stepped aside, to everybody else who owns the posting."""
    opportunity, key = application.opportunity, f"conflict.declared:{application.id}:{person.id}"
    for other in opportunity_queries.in_charge(opportunity):
        if other.id != person.id and not conflict_of_interest_queries.competes(other.id, opportunity.id):
            href, ids = f"/opportunities/{opportunity.id}/applicants", {"application_id": application.id}
            notify(other, "conflict-declared", key=key, words=words, href=href, person_id=person.id, **ids)


def notify_reviewer(user: User, opportunity: Opportunity, kind: str, words: str, occasion: str) -> bool:
    """That applications of a posting wait for this reviewer's scores; once for each occasion, then False."""
    href = f"/opportunities/{opportunity.id}/applicants"
    key = f"{kind}:{opportunity.id}:{occasion}"
    return notify(user, kind, key=key, words=f"{words}: {opportunity.title}", href=href, opportunity_id=opportunity.id)


def notify_end_moved(change_id: int) -> None:
    """The end of a posting has moved: applicants, those with a draft, and those who keep it are told, each once."""
    change = opportunity_queries.change(change_id)
    if change is None:
        return
    page, ids = f"/opportunities/{change.opportunity_id}", {"opportunity_change_id": change.id}
    key = f"opportunity.change:{change.id}"
    for application in queries.begun_for(change.opportunity_id):
        href = f"{page}/apply" if application.state is ApplicationState.DRAFT else f"/applications/{application.id}"
        words = _said(change, application)
        notify(application.student, "posting-end-moved", key=key, words=words, href=href, **ids)
    for user in opportunity_queries.savers(change.opportunity_id):
        words = f"What you saved has changed. {change.words}"
        notify(user, "posting-end-moved", key=key, words=words, href=page, **ids)


def _said(change: PostingChange, application: Application) -> str:
    what = "Your draft" if application.state is ApplicationState.DRAFT else "Your application"
    return f"{what} for “{application.opportunity.title}”: {change.words}"
