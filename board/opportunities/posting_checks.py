"""What a careful reader notices in a posting before it goes on the board."""

import re
from datetime import datetime, timedelta

from board.opportunities import beginnings
from board.opportunities.models import Opportunity, Pay

NEEDED = {
    "title": "Give it a title.",
    "kind": "Choose a kind.",
    "host": "Say which body offers it.",
    "summary": "Add a summary: it is what the list shows.",
    "description": "Describe the work: what one does, with whom, and what one learns.",
    "areas": "Choose at least one area.",
    "competencies": "Choose at least one competency that it builds.",
}
"""What a posting cannot be on the board without, and what to do about it."""

AMOUNT_MISSING = "Write how much the stipend is, or choose what else it pays."

LONG_HOURS, HURRIED = 12, timedelta(hours=72)
MONEY = re.compile(r"\b(registration|application|participation|course) fees?\b|\btuition\b|\bdeposit\b", re.I)


def missing(opportunity: Opportunity, now: datetime) -> dict[str, str]:
    """Field → what is missing there. Empty: it is whole."""
    by_key = {name: sentence for name, sentence in NEEDED.items() if not getattr(opportunity, name)}
    if left := beginnings.left_in(opportunity.description):
        by_key["description"] = f"“{left}” is still there from the template. Write your own there, or remove it."
    if opportunity.pay is Pay.STIPEND and not opportunity.pay_amount:
        by_key["pay_amount"] = AMOUNT_MISSING
    if opportunity.closes_at is not None and opportunity.closes_at <= now:
        by_key["closes"] = "The deadline has passed. Choose a later one, or remove it and tick “Rolling: no deadline”."
    return by_key


UNDECIDED = {"closes": "Choose the day it closes, or tick “Rolling: no deadline”."}
"""What whoever writes a posting has to say, and nobody says for them. An imported one may not state it."""


def missing_to_send(opportunity: Opportunity, now: datetime) -> dict[str, str]:
    """The same for whoever sends it for approval: they say when it closes, or that it never does."""
    return missing(opportunity, now) | (UNDECIDED if opportunity.is_deadline_unstated else {})


def missing_to_publish(opportunity: Opportunity, now: datetime) -> dict[str, str]:
    """The same for whoever puts it on the board: what came by an import may not state its deadline."""
    return (missing_to_send if opportunity.source_key is None else missing)(opportunity, now)


def hints(opportunity: Opportunity, now: datetime) -> list[str]:
    """What may be right and should be looked at: none of it keeps a posting off the board."""
    hours = opportunity.hours_to if opportunity.hours_to is not None else opportunity.hours_from
    text = f"{opportunity.summary} {opportunity.description} {opportunity.eligibility_note}"
    closes_at = opportunity.closes_at
    noticed = {
        f"It is unpaid and takes {hours} hours a week.": opportunity.pay is Pay.NONE and (hours or 0) >= LONG_HOURS,
        "It seems to ask students for money.": bool(MONEY.search(text)),
        "It names no supervisor.": not opportunity.supervisor,
        "It does not say how many hours a week it takes.": hours is None,
        "It does not say how many openings there are.": opportunity.seats is None,
        "It does not say whether it is paid.": opportunity.pay is None,
        "It does not say when it closes.": opportunity.is_deadline_unstated,
        "Its deadline is less than 72 hours away.": closes_at is not None and now < closes_at < now + HURRIED,
        "Its deadline has passed.": closes_at is not None and closes_at <= now,
    }
    return [words for words, true in noticed.items() if true]
