"""Noting who saved a form last, and forgetting it after a while."""

from datetime import datetime

from board.accounts.models import LastSave
from board.accounts.queries.last_save import last_save
from board.kernel.statements import find_or_add


def note_save(address: str, *, by: int, version: str, now: datetime) -> None:
    """This person saves the form at this address now."""
    saved = find_or_add(
        lambda: last_save(address), lambda: LastSave(address=address, user_id=by, version=version, at=now)
    )
    saved.user_id, saved.version, saved.at = by, version, now
