"""Decisions before they are told."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete

from board.applications.blind_review import Anonymizer
from board.applications.labels import DECISIONS
from board.applications.models import Application, Decision
from board.applications.queries import applicant_list as applicant_list_queries
from board.applications.queries import review as review_queries
from board.kernel.db import db
from board.kernel.errors import Conflict


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


def number_of(draft: Decision | None) -> str:
    """What a page says of the draft decision that it shows."""
    return str(draft.id) if draft else ""


def refuse_unseen(applications: list[Application], seen: Mapping[int, str]) -> None:
    """Raise `Conflict` where the page that was pressed on showed another draft decision than there is now.

    `seen` has the number of the decision that was shown, by application; "" for none. What it leaves out is not asked.
    """
    drafts = applicant_list_queries.draft_decisions(applications[0].opportunity_id)
    anonymizer = Anonymizer.of(review_queries.settled(applications[0].opportunity_id))
    changed = []
    for application in applications:
        draft = drafts.get(application.id)
        if seen.get(application.id, number_of(draft)) != number_of(draft):
            now = DECISIONS[draft.verb][0].lower() if draft else "not decided any more"
            changed.append(f"{anonymizer.name(application)}: {now}")
    if changed:
        listed = "; ".join(changed)
        raise Conflict(
            f"This was decided otherwise meanwhile, so nothing was changed. {listed}. Look again and decide."
        )
