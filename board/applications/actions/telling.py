"""Telling people what happened to an application, once."""

from board.accounts.models import User
from board.applications.models import Application
from board.notices.actions import tell
from board.opportunities.policy import OWNERS


def tell_news(user: User, application: Application, what: str, words: str, step: int) -> None:
    """A notice and a letter; `step` tells one piece of news of a kind from the next."""
    href = f"/applications/{application.id}"
    key = f"application.{what}:{application.id}:{step}"
    tell(user, "application.news", key=key, words=words, href=href, application_id=application.id)


def tell_owners(application: Application, words: str) -> None:
    """What the student has just done, to everybody who owns the posting."""
    step = application.moves[-1]
    for one in application.opportunity.people:
        if one.part in OWNERS:
            href, key = f"/applications/{application.id}", f"offer.answered:{step.id}"
            tell(one.user, "offer.answered", key=key, words=words, href=href, move_id=step.id)
