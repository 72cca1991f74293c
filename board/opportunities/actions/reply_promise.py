"""Keeping how somebody who posts has answered."""

from dataclasses import dataclass
from datetime import datetime

from board.kernel.statements import find_or_add
from board.opportunities import queries
from board.opportunities.models import ReplyRecord


@dataclass(frozen=True)
class Replies:
    """How one owner's applicants were answered."""

    owner_id: int
    due: int
    answered: int
    median_days: int | None


def keep_reply_record(replies: Replies, *, now: datetime) -> None:
    """What was counted of this owner; the count before is forgotten."""
    counted = {"due": replies.due, "answered": replies.answered, "median_days": replies.median_days, "counted_at": now}
    record = find_or_add(
        lambda: queries.reply_record(replies.owner_id), lambda: ReplyRecord(owner_id=replies.owner_id, **counted)
    )
    for name, value in counted.items():
        setattr(record, name, value)
