"""Bringing in what a file holds."""

from collections.abc import Iterator
from datetime import datetime

from board.accounts.models import User
from board.kernel import audit, clock, lifecycle, outbox
from board.kernel.db import db
from board.kernel.verdict import require
from board.opportunities import policy
from board.opportunities.exchange import Row
from board.opportunities.models import Involvement, Opportunity, Part

AT_ONCE = 200


def bring_in(rows: list[Row], *, by: User, now: datetime, on_board: bool) -> Iterator[int]:
    """Make a posting of each row, as drafts or on the board at once; yields every while how many more are made.

    Imports are a coordinator's or the operator's own reading of a source, so nothing more is asked of a row.
    """
    require(policy.may_post(by))
    number = by.id
    for start in range(0, len(rows), AT_ONCE):
        made = [_posting(row, number, now) for row in rows[start : start + AT_ONCE]]
        db.session.add_all(made)
        db.session.flush()
        if on_board:
            lifecycle.move_all(made, "publish", by=number, now=now, published_at=now)
        yield len(made)
    audit.record("opportunity.import", by=number, thing="opportunities", rows=(None, len(rows)))
    outbox.put("opportunities.imported")


def _posting(row: Row, owner: int, now: datetime) -> Opportunity:
    known = {"source_key": row.key, "last_checked": clock.day(now), "created_at": now}
    return Opportunity(people=[Involvement(user_id=owner, part=Part.OWNER)], **row.fields, **known)
