"""Telling people what happened to an application, once each."""

from collections.abc import Sequence
from typing import Any

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


def notify_news(application: Application, what: str, words: str) -> None:
    """A notice and an email to the student."""
    notify_all_news([application], what, words)


def notify_all_news(applications: Sequence[Application], what: str, words: str) -> None:
    """The same to many at once."""
    news = [
        News(
            user=application.student,
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
            href = f"/applications/{application.id}"
            notify(user, "offer-answered", words=words, href=href, application_move_id=step.id)


def notify_of_conflict(application: Application, person: User, words: str) -> None:
    """That somebody stepped aside, to everybody else who owns the posting."""
    opportunity = application.opportunity
    for other in opportunity_queries.in_charge(opportunity):
        if other.id != person.id and not conflict_of_interest_queries.competes(other.id, opportunity.id):
            ids: dict[str, Any] = {"application_id": application.id, "person_id": person.id}
            notify(other, "conflict-declared", words=words, href=f"/opportunities/{opportunity.id}/applicants", **ids)


def notify_reviewer(user: User, opportunity: Opportunity, kind: str, words: str, *, occasion: str = "") -> bool:
    """That applications of a posting wait for this reviewer's scores; where an occasion is named, once for it."""
    href = f"/opportunities/{opportunity.id}/applicants"
    once = f"{kind}:{opportunity.id}:{occasion}" if occasion else ""
    words = f"{words}: {opportunity.title}"
    return notify(user, kind, once=once, words=words, href=href, opportunity_id=opportunity.id)


def notify_end_moved(change_id: int) -> int:
    """The end of a posting has moved: applicants, those with a draft, and those who keep it are told, each once.

    Answers how many were told.
    """
    change = opportunity_queries.change(change_id)
    if change is None:
        return 0
    page, ids = f"/opportunities/{change.opportunity_id}", {"opportunity_change_id": change.id}
    once, count = f"opportunity.change:{change.id}", 0
    for application in queries.begun_for(change.opportunity_id):
        href = f"{page}/apply" if application.state is ApplicationState.DRAFT else f"/applications/{application.id}"
        words = _said(change, application)
        count += notify(application.student, "posting-end-moved", once=once, words=words, href=href, **ids)
    for user in opportunity_queries.savers(change.opportunity_id):
        words = f"What you saved has changed. {change.words}"
        count += notify(user, "posting-end-moved", once=once, words=words, href=page, **ids)
    return count


def _said(change: PostingChange, application: Application) -> str:
    what = "Your draft" if application.state is ApplicationState.DRAFT else "Your application"
    return f"{what} for “{application.opportunity.title}”: {change.words}"
