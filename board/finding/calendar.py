"""Dates as calendar entries: deadlines of postings, and what waits for one person. No names of people are in them."""

from collections.abc import Iterable
from datetime import datetime

from board.accounts.models import User
from board.applications import queries as applications
from board.applications.models import UNDECIDED, Application, Offer, State
from board.kernel import clock
from board.kernel.dates import last_minute, zone_named
from board.opportunities import queries as opportunities
from board.opportunities.models import Opportunity
from board.web.calendar import Entry
from board.web.letters import link


def deadlines(postings: Iterable[Opportunity]) -> list[Entry]:
    """When each of the postings closes; rolling ones have no date to draw."""
    home = link("opportunities.index")
    return [_closes(one, one.closes_at, f"Closes: {one.title}", home) for one in postings if one.closes_at is not None]


def mine(user: User, now: datetime) -> list[Entry]:
    """When what I saved or began closes, when an answer is promised for what I sent, and until when offers hold."""
    entries, home = {}, link("opportunities.index")
    for saved in opportunities.saved_by(user.id):
        if saved.opportunity.closes_at is not None:
            entries[saved.opportunity_id] = _closes(
                saved.opportunity, saved.opportunity.closes_at, f"Saved, closes: {saved.opportunity.title}", home
            )
    for one in applications.all_of_student(user.id):
        entry = _of_application(one, home)
        if entry is not None:
            entries[one.opportunity_id] = entry
    return [*entries.values(), *(_of_offer(one, offer) for one, offer in applications.open_of_student(user.id, now))]


def _of_application(one: Application, home: str) -> Entry | None:
    opportunity = one.opportunity
    if one.state is State.DRAFT and opportunity.closes_at is not None:
        return _closes(opportunity, opportunity.closes_at, f"Draft, closes: {opportunity.title}", home)
    if one.state in UNDECIDED and opportunity.answer_by is not None:
        href = link("applications.show", application_id=one.id)
        summary = f"Answer promised: {opportunity.title}"
        return Entry(f"answer-{one.id}", summary, opportunity.answer_by, one.saved_at, href)
    return None


def _of_offer(one: Application, offer: Offer) -> Entry:
    href = link("applications.show", application_id=one.id)
    summary = f"Answer the offer: {one.opportunity.title}"
    return Entry(f"offer-{offer.id}", summary, last_minute(offer.answer_by, clock.zone()), offer.made_at, href)


def _closes(opportunity: Opportunity, closes_at: datetime, summary: str, home: str) -> Entry:
    stamp = opportunity.published_at or opportunity.created_at
    ends = last_minute(closes_at, zone_named(opportunity.time_zone))
    return Entry(f"closes-{opportunity.id}", summary, ends, stamp, f"{home}/{opportunity.id}")
