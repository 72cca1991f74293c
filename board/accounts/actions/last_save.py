"""Noting who saved a form last, and forgetting it after a while."""

from datetime import datetime

from sqlalchemy import delete

from board.accounts.actions.unsent_form import stored_for
from board.accounts.models import LastSave
from board.accounts.queries.last_save import last_save
from board.kernel.db import find_or_add, rows_changed


def note_save(address: str, *, by: int, version: str, now: datetime) -> None:
    """This person saves the form at this address now."""
    saved = find_or_add(
        lambda: last_save(address), lambda: LastSave(address=address, user_id=by, version=version, at=now)
    )
    saved.user_id, saved.version, saved.at = by, version, now


def forget_old_saves(*, now: datetime) -> int:
    """Delete what no open tab will ask about any more; answers how much it was."""
    return rows_changed(delete(LastSave).where(LastSave.at < now - stored_for()))
