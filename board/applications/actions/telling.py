"""Telling a student what happened to an application, once."""

from board.accounts.models import User
from board.applications.models import Application
from board.notices.actions import tell


def tell_news(user: User, application: Application, what: str, words: str, step: int) -> None:
    """A notice and a letter; `step` tells one piece of news of a kind from the next."""
    href = f"/applications/{application.id}"
    key = f"application.{what}:{application.id}:{step}"
    tell(user, "application.news", key=key, words=words, href=href, application_id=application.id)
