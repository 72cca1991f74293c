"""The addresses outside the staff from which a supervisor may answer."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models.account import User
from board.kernel.db import Model


class SupervisorAddress(Model):
    """An address outside the staff that a coordinator approved: who answers from it counts as a supervisor."""

    __tablename__ = "supervisor_addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    mailbox: Mapped[str] = mapped_column(unique=True)
    """The address as it is compared."""
    name: Mapped[str]
    approved_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)

    approved_by: Mapped[User | None] = relationship()
