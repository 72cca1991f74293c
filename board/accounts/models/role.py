"""Which roles there are, and who holds which."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model


class Role(StrEnum):
    """What a person may be here; one person may be several."""

    STUDENT = "student"
    FACULTY = "faculty"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"


class RoleGrant(Model):
    """That a person holds a role, or waits for a coordinator to give it."""

    __tablename__ = "role_grants"
    __table_args__ = (UniqueConstraint("user_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    role: Mapped[Role]
    asked_at: Mapped[datetime]
    granted_at: Mapped[datetime | None]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
