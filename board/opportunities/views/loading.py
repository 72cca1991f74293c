"""What the views of postings load, as the reader who asks may see it."""

from zoneinfo import ZoneInfo

from flask import current_app
from flask_login import current_user

from board.accounts.models import User
from board.kernel.errors import Hidden
from board.kernel.verdict import require
from board.opportunities import policy, queries
from board.opportunities.models import Opportunity


def visible(opportunity_id: int) -> Opportunity:
    """The posting, if this reader may see it."""
    opportunity = queries.by_id(opportunity_id)
    if opportunity is None:
        raise Hidden
    require(policy.may_see(user_here(), opportunity))
    return opportunity


def user_here() -> User | None:
    """Who reads; None for a visitor."""
    return current_user if current_user.is_authenticated else None


def school_zone() -> ZoneInfo:
    """The zone in which a day begins and ends here."""
    zone: ZoneInfo = current_app.extensions["settings"].time_zone
    return zone
