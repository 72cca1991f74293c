"""Keeping how somebody who posts has answered."""

from dataclasses import dataclass
from datetime import datetime

from board.kernel.db import db
from board.opportunities import queries
from board.opportunities.models import ReplyRecord


@dataclass(frozen=True)
class Replies:
    """How one owner's applicants were answered."""

    owner_id: int
    due: int
    answered: int
    median_days: int | None


def keep_reply_record(told: Replies, *, now: datetime) -> None:
    """What was counted of this owner; the count before is forgotten."""
    record = queries.reply_record(told.owner_id) or ReplyRecord(owner_id=told.owner_id)
    record.due, record.answered, record.median_days, record.counted_at = told.due, told.answered, told.median_days, now
    db.session.add(record)
