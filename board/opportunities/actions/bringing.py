"""Bringing in what a file holds."""

from collections.abc import Iterator
from datetime import datetime

from board.accounts.models import User
from board.kernel import lifecycle, outbox
from board.kernel.verdict import require
from board.opportunities import policy
from board.opportunities.actions.posting import begin
from board.opportunities.exchange import Row


def bring_in(rows: list[Row], *, by: User, now: datetime, on_board: bool) -> Iterator[int]:
    """Make a posting of each row, as drafts or on the board at once; yields after each how many are made.

    Imports are a coordinator's or the operator's own reading of a source, so nothing more is asked of a row.
    """
    require(policy.may_post(by))
    for made, row in enumerate(rows, start=1):
        opportunity = begin(by=by, now=now, fields=row.fields | {"source_key": row.key, "last_checked": now.date()})
        if on_board:
            lifecycle.move(opportunity, "publish", by=by.id, now=now, published_at=now)
        yield made
    outbox.put("opportunities.imported")
