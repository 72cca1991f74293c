"""Organisations, and who holds office in them from when to when."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import Role, User
from board.kernel.db import Model


class TermOfOffice:
    """The columns of every term: from a day to a day, both included, and whether it was left before its end."""

    starts: Mapped[date]
    ends: Mapped[date]
    left_on: Mapped[date | None]
    """The first day without them, when they left before the end."""

    @property
    def last_day(self) -> date:
        """The last day in it."""
        return self.ends if self.left_on is None else min(self.ends, self.left_on - timedelta(days=1))

    def covers(self, day: date) -> bool:
        """Is the day within the term?"""
        return self.starts <= day <= self.last_day

    def overlaps(self, starts: date, ends: date) -> bool:
        """Do the two terms share a day?"""
        return self.starts <= ends and starts <= self.last_day


HIGHEST = 48
"""Pixels in which a logo stands on a page."""


class OrganisationKind(StrEnum):
    """What sort of body it is."""

    STUDENTS = "students"
    COMMITTEE = "committee"


class Organisation(Model):
    """A body that posts in its own name. Who may act for it is said by terms and by the clock, never by a job."""

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint("adviser_id IS NULL OR advised_until IS NOT NULL", name="adviser_has_a_last_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OrganisationKind] = mapped_column(default=OrganisationKind.STUDENTS)
    name: Mapped[str] = mapped_column(unique=True)
    about: Mapped[str] = mapped_column(default="")
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    advised_until: Mapped[date | None]
    """The last day of the adviser's agreement, which is renewed each year."""
    suspended_at: Mapped[datetime | None]
    """Since when nobody acts for it but the office."""
    created_at: Mapped[datetime]

    adviser: Mapped[User | None] = relationship()
    logo: Mapped["OrganisationLogo | None"] = relationship(passive_deletes=True)
    officers: Mapped[list["Officer"]] = relationship(
        back_populates="organisation", order_by="Officer.starts, Officer.id"
    )

    def in_office(self, day: date) -> list["Officer"]:
        """Who holds office on a day: within the term, with an account that may come in, and neither on leave nor gone.

        Nobody does while it is suspended.
        """
        if self.suspended_at is not None:
            return []
        present = (officer for officer in self.officers if officer.user.is_active and not officer.user.is_away(day))
        return [officer for officer in present if officer.covers(day)]

    def away(self, day: date) -> list["Officer"]:
        """Whose term runs, though they do not act: on leave, gone, or kept from coming in."""
        others = {officer.id for officer in (*self.in_office(day), *self.awaited(day))}
        return [officer for officer in self.officers if officer.covers(day) and officer.id not in others]

    def awaited(self, day: date) -> list["Officer"]:
        """Who would hold office on a day, and has yet to open the account that the roster brought."""
        return [officer for officer in self.officers if officer.covers(day) and officer.user.waits_for_first_sign_in]

    def advised_by(self, day: date) -> User | None:
        """Its adviser on a day; None where the agreement is over, or they are suspended or no faculty any more."""
        is_agreed = self.suspended_at is None and self.advised_until is not None and day <= self.advised_until
        is_able = self.adviser is not None and self.adviser.is_active and self.adviser.is_a(Role.FACULTY)
        return self.adviser if is_agreed and is_able else None

    def coming(self, day: date) -> list["Officer"]:
        """Whose term begins after a day."""
        return [officer for officer in self.officers if officer.starts > day and officer.left_on is None]

    def listed(self, day: date) -> list["Officer"]:
        """Everybody whom its page names to who is signed in."""
        return [*self.in_office(day), *self.awaited(day), *self.coming(day)]


class OrganisationLogo(Model):
    """The picture that stands for an organisation: as `board.school.logo` made it, so that it is a PNG."""

    __tablename__ = "organisation_logos"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True)
    mark: Mapped[str]
    """Names its content and no other."""
    content: Mapped[bytes] = mapped_column(deferred=True)
    width: Mapped[int]
    height: Mapped[int]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height where it stands 48 pixels high at most."""
        share = min(1, HIGHEST / self.height)
        return round(self.width * share), round(self.height * share)


class Officer(TermOfOffice, Model):
    """That somebody holds a post in an organisation for a term."""

    __tablename__ = "officers"
    __table_args__ = (
        CheckConstraint("starts <= ends", name="term_in_order"),
        CheckConstraint("left_on IS NULL OR left_on >= starts", name="left_after_the_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    post: Mapped[str]
    """What they are, such as `President`."""

    organisation: Mapped[Organisation] = relationship(back_populates="officers")
    user: Mapped[User] = relationship()

    @property
    def shown_name(self) -> str:
        """The name; of whom the school may not tell others that they are here, none."""
        return "A student" if self.user.is_on_hold else self.user.name
