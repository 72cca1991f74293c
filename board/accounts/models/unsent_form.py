"""Forms that were written and not sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model


class UnsentForm(Model):
    """What a person has written into a form and not sent yet: one for each address that a form is sent to.

    Two different texts for one address, both sent after the session had ended, are two copies.
    """

    __tablename__ = "unsent_forms"
    __table_args__ = (UniqueConstraint("user_id", "address", "copy"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    address: Mapped[str]
    """The path that the form is sent to."""
    copy: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Tells texts for one address apart; empty for the one that a browser keeps while one writes."""
    page: Mapped[str]
    """The path of the page that it stands on."""
    title: Mapped[str]
    """What that page is called."""
    fields: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Pairs of a name and a text, as a browser posts them: no password, no token, no file."""
    at: Mapped[datetime]
