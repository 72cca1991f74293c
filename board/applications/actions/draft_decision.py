"""Decisions before they are told."""

from dataclasses import dataclass

from sqlalchemy import delete

from board.applications.models import Application, Decision
from board.kernel.db import db


@dataclass(frozen=True)
class Choice:
    """What shall happen to applications; where they are not selected, a key of `REASONS`."""

    verb: str
    reason: str = ""
    line: str | None = ""
    """A line of the owners' to the student; None where none was asked for: that of a draft of the same verb stays."""


def forget_draft(application: Application) -> None:
    """What is decided openly takes the place of a draft decision."""
    draft = delete(Decision).where(Decision.application_id == application.id, Decision.released_at.is_(None))
    db.session.execute(draft)
