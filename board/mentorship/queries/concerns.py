"""Finding reports, conflicts, and the people who handle them."""

from sqlalchemy import select

from board.kernel.db import db
from board.mentorship.models import SafeguardingLead


def is_lead(user_id: int) -> bool:
    """This person handles reports."""
    return db.session.scalar(select(SafeguardingLead.id).where(SafeguardingLead.user_id == user_id)) is not None
