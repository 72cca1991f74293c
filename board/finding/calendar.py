"""Dates as calendar entries: deadlines of postings, and what waits for one person. No names of people are in them."""

from collections.abc import Iterable
from datetime import datetime

from board.accounts.models import User
from board.applications import queries as applications
from board.applications.models import UNDECIDED, Application, State
from board.opportunities import queries as opportunities
from board.opportunities.models import Opportunity
from board.web.calendar import Entry, last_minute
from board.web.letters import link


def deadlines(postings: Iterable[Opportunity]) -> list[Entry]:
    """When each of the postings closes; rolling ones have no date to draw."""
    return [_closes(one, one.closes_at, f"Closes: {one.title}") for one in postings if one.closes_at is not None]


def mine(user: User) -> list[Entry]:
    """What I saved or began and when it closes, and when an answer is promised for what I sent."""
    entries = {}
    for saved in opportunities.saved_by(user.id):
        if saved.opportunity.closes_at is not None:
            entries[saved.opportunity_id] = _closes(
                saved.opportunity, saved.opportunity.closes_at, f"Saved, closes: {saved.opportunity.title}"
            )
    for one in applications.all_of_student(user.id):
        entry = _of_application(one)
        if entry is not None:
            entries[one.opportunity_id] = entry
    return list(entries.values())


def _of_application(one: Application) -> Entry | None:
    opportunity = one.opportunity
    if one.state is State.DRAFT and opportunity.closes_at is not None:
        return _closes(opportunity, opportunity.closes_at, f"Draft, closes: {opportunity.title}")
    if one.state in UNDECIDED and opportunity.answer_by is not None:
        href = link("applications.show", application_id=one.id)
        summary = f"Answer promised: {opportunity.title}"
        return Entry(f"answer-{one.id}", summary, opportunity.answer_by, one.saved_at, href)
    return None


def _closes(opportunity: Opportunity, closes_at: datetime, summary: str) -> Entry:
    stamp = opportunity.published_at or opportunity.created_at
    href = link("opportunities.show", opportunity_id=opportunity.id)
    return Entry(f"closes-{opportunity.id}", summary, last_minute(closes_at), stamp, href)
