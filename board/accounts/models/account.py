"""People: who they are and how their account stands."""

import hashlib
import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_login import UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models.role import Role, RoleGrant
from board.kernel.db import Model
from board.kernel.email_address import mailbox


class StudentStatus(StrEnum):
    """How a student stands with the registrar. Only what the roster says; nothing is computed from a year."""

    ENROLLED = "enrolled"
    ON_LEAVE = "on-leave"
    GRADUATED = "graduated"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"


LEFT = frozenset({StudentStatus.GRADUATED, StudentStatus.WITHDRAWN, StudentStatus.DISMISSED})
"""Those who are no longer of the school."""


class Profile:
    """What a person says of themself, the same for a row and for a line of a list."""

    hides: Any

    def shown(self, name: str) -> Any:
        """A part of the profile as mentors and other students see it: empty when the person keeps it to themself."""
        return "" if name in self.hides else getattr(self, name)


class User(Profile, Model, UserMixin):
    """A person with an account. The address is kept in lower case, so that one person has one."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower"),
        CheckConstraint("hours_free IS NULL OR hours_free BETWEEN 0 AND 60", name="hours_free_in_range"),
        Index(
            "ix_users_roster_id",
            "roster_id",
            unique=True,
            sqlite_where=text("roster_id <> ''"),
            postgresql_where=text("roster_id <> ''"),
        ),
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

    roster_id: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """What the registrar calls this person; empty for who is not on the roster. It never changes hands."""
    roster_email: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """The address that the roster said last; the person's own may be another since they changed it."""
    registered_name: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """The registrar's name for this person, as the roster said it last. People know them by `name`."""
    cohort: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """The class with which the registrar expects this person to graduate: the 2029 of "Class of 2029"."""
    graduates_on: Mapped[date | None]
    student_status: Mapped[StudentStatus] = mapped_column(
        default=StudentStatus.ENROLLED, server_default=text("'ENROLLED'")
    )
    status_since: Mapped[date | None]
    status_until: Mapped[date | None]
    """The last day of a leave; None while nobody has said."""
    adviser: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Who the registrar says advises this student: a name, an address or a roster id."""
    directory_hold: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """The registrar's word that the school may not tell others that this person is here (FERPA)."""
    hold_asked_at: Mapped[datetime | None]
    """Since when this person asks for the same here, whatever the roster says."""
    absent_since: Mapped[datetime | None]
    """Since which roster this person no longer stands in it; None while they do."""
    invited_at: Mapped[datetime | None]
    """When the last invitation was sent to somebody who has an account without having asked."""
    invitations: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    """The account that took over everything of this one."""
    erased_at: Mapped[datetime | None]
    """Since when this is a row without a person, to which counts and facts go on leading."""

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

    def grant_of(self, role: Role) -> RoleGrant | None:
        """That the person holds the role, or waits for it; None where they do neither."""
        return next((grant for grant in self.grants if grant.role is role), None)

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
    def is_nameless(self) -> bool:
        """Goes by a part of the address: nobody has said what they are called."""
        return self.name == self.email.partition("@")[0]

    def has_left(self, today: date) -> bool:
        """Graduated, withdrawn or dismissed, from the day that the registrar gave."""
        return self.student_status in LEFT and (self.status_since is None or self.status_since <= today)

    @property
    def waits_for_first_sign_in(self) -> bool:
        """Has an account without having asked for it, and has never come in."""
        return self.confirmed_at is None and self.suspended_at is None

    def is_on_leave(self, today: date) -> bool:
        """On leave by the dates that the registrar gave; without any, for as long as the roster says so."""
        if self.student_status is not StudentStatus.ON_LEAVE:
            return False
        begun = self.status_since is None or self.status_since <= today
        return begun and (self.status_until is None or today <= self.status_until)

    @property
    def is_on_hold(self) -> bool:
        """The school may not tell others that this person is here: no student or mentor finds them."""
        return self.directory_hold or self.hold_asked_at is not None

    def is_away(self, day: date) -> bool:
        """On leave on that day, or gone."""
        return self.is_on_leave(day) or self.has_left(day)

    @property
    def link_mark(self) -> str:
        """What every signed link that acts for this person carries; it changes with key, password and address."""
        return hashlib.sha256(f"{self.session_key}\n{self.password_hash}\n{self.email}".encode()).hexdigest()[:20]

    def is_same_person(self, other: "User") -> bool:
        """The same account, or another one at the same mailbox however it is spelled."""
        return self.id == other.id or mailbox(self.email) == mailbox(other.email)
