"""What both sides load, and what they may see of it."""

from datetime import date, datetime, time, timedelta

from flask import current_app, request
from flask_login import current_user

from board.applications import policy, queries
from board.applications.models import Application
from board.kernel.errors import Hidden, Invalid
from board.kernel.verdict import require
from board.opportunities import queries as opportunities
from board.opportunities.models import Opportunity
from board.settings import Settings

LONGEST = 6000
"""Characters of a statement, an answer, a message."""
LONGEST_WAIT = timedelta(days=365)


def posting(opportunity_id: int) -> Opportunity:
    """A posting, whole, or nothing at this address."""
    opportunity = opportunities.by_id(opportunity_id)
    if opportunity is None:
        raise Hidden
    return opportunity


def readable(application_id: int) -> Application:
    """An application that this person may read, or nothing at this address."""
    application = queries.by_id(application_id)
    if application is None:
        raise Hidden
    require(policy.may_read(current_user, application))
    return application


def line(name: str) -> str:
    """What was typed under a name, cut to what the database takes."""
    return request.form.get(name, "")[:LONGEST].replace("\x00", "")


def answer_by(now: datetime) -> datetime:
    """The end of the day that was chosen for an answer; without one, of the day that the settings make of today."""
    settings: Settings = current_app.extensions["settings"]
    typed = request.form.get("answer_by", "").strip()
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid("answer_by", "Write the day as year-month-day, like 2027-03-09.") from None
    today = now.astimezone(settings.time_zone).date()
    day = day or today + timedelta(days=settings.offer_days)
    if not today <= day <= today + LONGEST_WAIT:
        raise Invalid("answer_by", "Choose a day from today on, and within a year.")
    return datetime.combine(day, time(23, 59), settings.time_zone)
