"""Who saved a form last."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model


class LastSave(Model):
    """The last save of the form at an address: it tells whoever comes too late whether it was they themselves."""

    __tablename__ = "last_saves"

    address: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    version: Mapped[str]
    """The version of what was saved, as `board.web.editing` words it."""
    at: Mapped[datetime]
