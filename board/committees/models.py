"""Committees, seats, and the people who hold them for a term."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models import User
from board.kernel.db import Model
from board.opportunities.models import PUBLIC, Opportunity, PostingStatus
from board.organisations.models import Organisation, TermOfOffice

SOON = timedelta(days=60)
"""How long before its end a term ends soon."""


class SeatStatus(StrEnum):
    """Where a seat stands on a day; nobody flips it, its terms say it."""

    FILLED = "filled"
    ENDS_SOON = "ends-soon"
    CARRIED_OVER = "carried-over"
    VACANT = "vacant"


class Committee(Model):
    """A body that keeps seats for students."""

    __tablename__ = "committees"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    about: Mapped[str] = mapped_column(default="")
    meets: Mapped[str] = mapped_column(default="")
    carries_over: Mapped[bool] = mapped_column(default=True)
    """A holder stays after the term until the next one is named."""
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]

    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id", ondelete="SET NULL"), unique=True
    )
    """Its officers and their adviser, where it has some: they keep it, and post its seats in its name."""

    keeper: Mapped[User | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    seats: Mapped[list["Seat"]] = relationship(back_populates="committee", order_by="Seat.id")


class Seat(Model):
    """One seat of a committee."""

    __tablename__ = "committee_seats"
    __table_args__ = (UniqueConstraint("committee_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("committees.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunities.id", ondelete="SET NULL"), index=True)
    """The posting by which it is filled next, or was filled last."""
    told_of_id: Mapped[int | None]
    """The posting of whose opening its followers were told."""

    committee: Mapped[Committee] = relationship(back_populates="seats")
    opportunity: Mapped[Opportunity | None] = relationship()
    terms: Mapped[list["SeatTerm"]] = relationship(back_populates="seat", order_by="SeatTerm.starts, SeatTerm.id")

    @property
    def regular(self) -> list["SeatTerm"]:
        """Who held it, holds it or will hold it, alternates aside, in the order of their terms."""
        return [term for term in self.terms if not term.is_alternate]

    def holder(self, day: date) -> "SeatTerm | None":
        """Who sits there on a day: within the term, or carried over after it; nobody whose account is suspended."""
        begun = [term for term in self.regular if term.starts <= day]
        if not begun:
            return None
        last = begun[-1]
        stays = last.covers(day) or (self.committee.carries_over and last.left_on is None)
        return last if stays and not last.is_suspended else None

    def status(self, day: date) -> SeatStatus:
        """What its terms make of it on a day."""
        holder = self.holder(day)
        if holder is None:
            return SeatStatus.VACANT
        if not holder.covers(day):
            return SeatStatus.CARRIED_OVER
        ends_soon = holder.last_day - day <= SOON
        return SeatStatus.ENDS_SOON if ends_soon and self.next_holder(day) is None else SeatStatus.FILLED

    def is_carried_over(self, day: date) -> bool:
        """Its holder stays after the term, until the next one is named."""
        return self.status(day) is SeatStatus.CARRIED_OVER

    def is_being_posted(self, now: datetime) -> bool:
        """The posting that fills it is being written, waits for approval, or is on the board."""
        statuses = (PostingStatus.DRAFT, PostingStatus.IN_REVIEW, PostingStatus.SCHEDULED, PostingStatus.OPEN)
        return self.opportunity is not None and self.opportunity.status(now) in statuses

    @property
    def is_being_written(self) -> bool:
        """The posting that fills it is not on the board yet."""
        return self.opportunity is not None and self.opportunity.state not in PUBLIC

    def next_holder(self, day: date) -> "SeatTerm | None":
        """Who is named already for the time after a day."""
        coming = (term for term in self.regular if term.starts > day and term.left_on is None)
        return next((term for term in coming if not term.is_suspended), None)

    def alternates(self, day: date) -> list["SeatTerm"]:
        """Who steps in on a day when the holder cannot."""
        return [term for term in self.terms if term.is_alternate and term.covers(day) and not term.is_suspended]


class SeatTerm(TermOfOffice, Model):
    """That somebody holds a seat, or stands by for it, from a day to a day, both included."""

    __tablename__ = "seat_terms"
    __table_args__ = (
        CheckConstraint("starts <= ends", name="term_in_order"),
        Index(
            "uq_seat_terms_one_at_a_time",
            "seat_id",
            "starts",
            unique=True,
            sqlite_where=text("is_alternate = 0 AND left_on IS NULL"),
            postgresql_where=text("NOT is_alternate AND left_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("committee_seats.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunities.id", ondelete="SET NULL"), index=True)
    """The posting by which they came to it; None for who was named."""
    name: Mapped[str]
    """As it is shown; not everybody who sits on a committee has an account."""
    is_alternate: Mapped[bool] = mapped_column(default=False)

    seat: Mapped[Seat] = relationship(back_populates="terms")
    user: Mapped[User | None] = relationship()

    @property
    def is_suspended(self) -> bool:
        """The account of whoever holds it is suspended: the seat is vacant until it is open again."""
        return self.user is not None and self.user.suspended_at is not None

    @property
    def shown_name(self) -> str:
        """The name; of whom the school may not tell others that they are here, none."""
        return "A student" if self.user is not None and self.user.is_on_hold else self.name


class Follower(Model):
    """That somebody wants to hear when a seat opens."""

    __tablename__ = "committee_followers"
    __table_args__ = (UniqueConstraint("seat_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("committee_seats.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    user: Mapped[User] = relationship()
