"""What both sides load, and what they may see of it."""

from flask import request
from flask_login import current_user

from board.applications import policy, queries
from board.applications.models import Application
from board.kernel.errors import Hidden
from board.kernel.verdict import require
from board.opportunities import queries as opportunities
from board.opportunities.models import Opportunity

LONGEST = 6000
"""Characters of a statement, an answer, a message."""


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
