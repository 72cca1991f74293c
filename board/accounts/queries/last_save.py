"""Finding who saved a form last."""

from board.accounts.models import LastSave
from board.kernel.db import db


def last_save(address: str) -> LastSave | None:
    """The last save at this address."""
    return db.session.get(LastSave, address)
