"""People: who they are and how their account stands."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from flask_login import UserMixin
from sqlalchemy import JSON, CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models.role import Role, RoleGrant
from board.kernel.db import Model
from board.kernel.email_address import mailbox


class User(Model, UserMixin):
    """A person with an account. The address is kept in lower case, so that one person has one."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower"),
        CheckConstraint("hours_free IS NULL OR hours_free BETWEEN 0 AND 60", name="hours_free_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str] = mapped_column(default="")
    session_key: Mapped[str] = mapped_column(default=lambda: secrets.token_urlsafe(16))
    """Changed to end every signed link that acts for this person."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    undeliverable_at: Mapped[datetime | None]
    """Since when emails to this person come back: then they get notices here only, until they prove an address."""
    trusted_at: Mapped[datetime | None]
    """Since when a coordinator lets this person's postings go on the board unread."""

    time_zone: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """The zone in which this person reads days and hours; empty: the school's."""
    hides: Mapped[list[str]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    """The parts of the profile that others do not see."""

    class_year: Mapped[str] = mapped_column(default="")
    programme: Mapped[str] = mapped_column(default="")
    campus: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    hours_free: Mapped[int | None]
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    competencies: Mapped[list[str]] = mapped_column(JSON, default=list)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    cv_name: Mapped[str] = mapped_column(default="")
    """The name by which the file store finds the CV; empty when there is none."""
    cv_filename: Mapped[str] = mapped_column(default="")
    cv_at: Mapped[datetime | None]

    grants: Mapped[list[RoleGrant]] = relationship(
        foreign_keys="RoleGrant.user_id", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def roles_held(self) -> set[str]:
        """The roles that count now."""
        return {grant.role.value for grant in self.grants if grant.granted_at is not None}

    @property
    def roles_waiting(self) -> set[str]:
        """The roles asked for and not yet given."""
        return {grant.role.value for grant in self.grants if grant.granted_at is None}

    @property
    def waits_as_faculty(self) -> bool:
        """Asks to be faculty, and has proved the address: a coordinator may approve them now."""
        return Role.FACULTY.value in self.roles_waiting and self.confirmed_at is not None

    def is_a(self, role: Role) -> bool:
        """Does this person hold the role?"""
        return role.value in self.roles_held

    @property
    def is_trusted(self) -> bool:
        """Puts postings on the board without approval."""
        return self.trusted_at is not None and self.is_a(Role.FACULTY)

    @property
    def is_supervisor(self) -> bool:
        """Whom a coordinator let in as staff: their word verifies. A mentor counts unless a student as well."""
        if not self.is_active:
            return False
        staff = self.is_a(Role.FACULTY) or self.is_a(Role.COORDINATOR)
        return staff or (self.is_a(Role.MENTOR) and not self.is_a(Role.STUDENT))

    @property
    def is_active(self) -> bool:
        """May sign in: confirmed, and not suspended."""
        return self.confirmed_at is not None and self.suspended_at is None

    @property
    def link_mark(self) -> str:
        """What every signed link that acts for this person carries; it changes with key, password and address."""
        return hashlib.sha256(f"{self.session_key}\n{self.password_hash}\n{self.email}".encode()).hexdigest()[:20]

    def is_same_person(self, other: "User") -> bool:
        """The same account, or another one at the same mailbox however it is spelled."""
        return self.id == other.id or mailbox(self.email) == mailbox(other.email)

    def shown(self, name: str) -> Any:
        """A part of the profile as mentors and other students see it: empty when the person keeps it to themself."""
        return "" if name in self.hides else getattr(self, name)
