"""Finding committees and seats."""

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from board.accounts.models import User
from board.committees.models import Committee, Follower, Seat, SeatTerm
from board.kernel.db import db
from board.kernel.invariant import no_row
from board.opportunities.models import Opportunity
from board.organisations.models import Officer, Organisation

_OFFICERS = (
    joinedload(Committee.organisation).joinedload(Organisation.adviser),
    joinedload(Committee.organisation).selectinload(Organisation.officers).joinedload(Officer.user),
)
_SEATS = (
    selectinload(Committee.seats).selectinload(Seat.terms).joinedload(SeatTerm.user),
    selectinload(Committee.seats).joinedload(Seat.opportunity),
    joinedload(Committee.keeper),
    *_OFFICERS,
)
_SEAT = (
    joinedload(Seat.committee).options(*_OFFICERS),
    joinedload(Seat.opportunity).selectinload(Opportunity.people),
    selectinload(Seat.terms).joinedload(SeatTerm.user),
)


def everything() -> list[Committee]:
    """Every committee with its seats, by name."""
    return list(db.session.scalars(select(Committee).options(*_SEATS).order_by(Committee.name)))


def by_id(committee_id: int) -> Committee | None:
    """One committee, whole."""
    return db.session.get(Committee, committee_id, options=_SEATS, populate_existing=True)


def by_name(name: str) -> Committee | None:
    """The committee of this name."""
    return db.session.scalar(select(Committee).where(Committee.name == name))


def seat(seat_id: int) -> Seat | None:
    """One seat with its committee, posting and holders."""
    return db.session.get(Seat, seat_id, options=_SEAT, populate_existing=True)


def running_terms_of(user_id: int, day: date) -> list[SeatTerm]:
    """The terms of a person that run on a day or are to come, with their seats."""
    whole = joinedload(SeatTerm.seat).joinedload(Seat.committee)
    theirs = select(SeatTerm).where(SeatTerm.user_id == user_id, SeatTerm.left_on.is_(None), SeatTerm.ends >= day)
    return list(db.session.scalars(theirs.options(whole).order_by(SeatTerm.id)))


def seats_of(user_id: int) -> list[Seat]:
    """The seats that a person holds, held or is to hold, whole."""
    theirs = select(Seat).where(Seat.terms.any(SeatTerm.user_id == user_id))
    return list(db.session.scalars(theirs.options(*_SEAT).order_by(Seat.id)))


def kept_by(user_id: int) -> list[Committee]:
    """The committees that a person keeps."""
    return list(db.session.scalars(select(Committee).where(Committee.keeper_id == user_id).order_by(Committee.id)))


def seat_term(term_id: int) -> SeatTerm | None:
    """One term of one person."""
    whole = joinedload(SeatTerm.seat).joinedload(Seat.committee)
    return db.session.get(SeatTerm, term_id, options=(whole,), populate_existing=True)


def seats_filled_by(opportunity_id: int) -> list[Seat]:
    """The seats that a posting fills."""
    of_posting = select(Seat).where(Seat.opportunity_id == opportunity_id).options(*_SEAT)
    return list(db.session.scalars(of_posting.order_by(Seat.id)))


def followed_by(user_id: int) -> set[int]:
    """The numbers of the seats that a person follows."""
    return set(db.session.scalars(select(Follower.seat_id).where(Follower.user_id == user_id)))


def follower(seat_id: int, user_id: int) -> Follower | None:
    """That this person follows the seat."""
    return db.session.scalar(select(Follower).where(Follower.seat_id == seat_id, Follower.user_id == user_id))


def followers(seat_id: int) -> list[User]:
    """Everybody who wants to hear of a seat."""
    following = select(User).join(Follower, Follower.user_id == User.id).where(Follower.seat_id == seat_id)
    return list(db.session.scalars(following.order_by(User.id)))


def newly_open(now: datetime) -> list[int]:
    """Seats whose posting has opened, and whose followers have not been told of it."""
    opened = (
        select(Seat.id)
        .join(Opportunity, Opportunity.id == Seat.opportunity_id)
        .where(Opportunity.takes_applications(now))
        .where(or_(Seat.told_of_id.is_(None), Seat.told_of_id != Seat.opportunity_id))
    )
    return list(db.session.scalars(opened.order_by(Seat.id)))


_LATER = aliased(SeatTerm)
COMMITTEE_INVARIANTS = (
    no_row(
        "One person at a time holds a seat",
        select(SeatTerm.seat_id, SeatTerm.id, _LATER.id, Seat.committee_id)
        .join(Seat, Seat.id == SeatTerm.seat_id)
        .join(_LATER, (_LATER.seat_id == SeatTerm.seat_id) & (_LATER.id > SeatTerm.id))
        .where(SeatTerm.is_alternate.is_(False), _LATER.is_alternate.is_(False))
        .where(SeatTerm.left_on.is_(None), _LATER.left_on.is_(None))
        .where(SeatTerm.starts <= _LATER.ends, _LATER.starts <= SeatTerm.ends)
        .order_by(SeatTerm.seat_id, SeatTerm.id, _LATER.id),
        "Terms {1} and {2} of seat {0} in committee {3} share a day.",
        remedy="End one of the two on the committee’s page.",
    ),
    no_row(
        "Who left a seat had begun",
        select(SeatTerm.id, SeatTerm.seat_id, Seat.committee_id)
        .join(Seat, Seat.id == SeatTerm.seat_id)
        .where(SeatTerm.left_on < SeatTerm.starts)
        .order_by(SeatTerm.id),
        "Term {} in seat {} of committee {} was left before it began.",
        remedy="Name the holder again on the committee’s page.",
    ),
)
