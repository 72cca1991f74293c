"""Keeping committees, their seats and their holders; hearing when a seat opens."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, update

from board.accounts import queries as account_queries
from board.accounts.actions.right import lock_rights
from board.accounts.models import User
from board.committees import policy, queries
from board.committees.models import Committee, Follower, Seat, SeatTerm
from board.kernel import audit, clock
from board.kernel.dates import say_full_date
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_row, lock_rows
from board.kernel.statements import put_once, update_one
from board.kernel.verdict import require
from board.notices.actions import notify
from board.opportunities import actions as opportunity_actions
from board.opportunities.models import Opportunity, PostingState
from board.organisations import actions as organisation_actions
from board.organisations.actions import OrganisationText
from board.organisations.models import Organisation, OrganisationKind
from board.vocabulary.words import Kind

A_YEAR = timedelta(days=364)
LONGEST_NAME = 120


@dataclass(frozen=True)
class CommitteeText:
    """What is told of a committee."""

    name: str
    about: str
    meets: str
    carries_over: bool
    keeper: str
    """The address of whoever keeps it; empty for coordinators alone."""


@dataclass(frozen=True)
class Term:
    """Who is to hold a seat, from when to when."""

    name: str
    email: str
    starts: date
    ends: date
    is_alternate: bool = False


def found(committee_text: CommitteeText, *, by: User, now: datetime) -> Committee:
    """Enter a committee."""
    require(policy.may_found(by))
    committee = Committee(created_at=now)
    _describe(committee, committee_text)
    db.session.add(committee)
    db.session.flush()
    audit.record("committee.found", by=by.id, thing=f"committee:{committee.id}")
    return committee


def describe(committee: Committee, committee_text: CommitteeText, *, by: User) -> None:
    """Change what is told of it. Raises `Conflict` where somebody else keeps it by the time it is held."""
    keeper_id = committee.keeper_id
    lock_rights(account_queries.by_id(keeper_id) if keeper_id else None)
    lock_row(committee)
    require(policy.may_keep(by, committee))
    if committee.keeper_id != keeper_id:
        raise Conflict("Somebody else has just changed this. Open the committee again.")
    _describe(committee, committee_text)
    audit.record("committee.describe", by=by.id, thing=f"committee:{committee.id}")


def appoint_officers(committee: Committee, *, by: User, now: datetime) -> Organisation:
    """Let officers with terms, and an adviser who approves, keep it: as an organisation of its own name."""
    lock_row(committee)
    if committee.organisation is not None:
        return committee.organisation
    text = OrganisationText(committee.name, committee.about, "", None)
    organisation = organisation_actions.enter(text, by=by, now=now, kind=OrganisationKind.COMMITTEE)
    committee.organisation_id = organisation.id
    return organisation


def add_seat(committee: Committee, *, by: User, name: str) -> None:
    """One more seat."""
    require(policy.may_keep(by, committee))
    if not name.strip():
        raise Invalid("seat", "Give the seat a name, such as “Student seat, second year”.")
    if len(name) > LONGEST_NAME:
        raise Invalid("seat", f"Use at most {LONGEST_NAME} characters.")
    if any(seat.name.casefold() == name.strip().casefold() for seat in committee.seats):
        raise Invalid("seat", "There is a seat of this name already.")
    db.session.add(Seat(committee_id=committee.id, name=name.strip()))


def name_holder(seat: Seat, term: Term, *, by: User) -> None:
    """Say who holds it, or stands by for it, from when to when."""
    _lock([seat])
    require(policy.may_keep(by, seat.committee))
    taken = next((other for other in seat.regular if other.overlaps(term.starts, term.ends)), None)
    if taken is not None and not term.is_alternate:
        raise Invalid(
            "starts", f"{taken.name} holds it until {say_full_date(taken.last_day)}. Begin after that, or end it."
        )
    user = account_queries.by_email(term.email) if term.email else None
    if term.email and user is None:
        raise Invalid("email", "Nobody here has this address. Leave it empty to name somebody without an account.")
    if user is not None and by.is_same_person(user):
        raise Invalid("email", "Nobody names themself. Ask another coordinator to name you.")
    seat_term = SeatTerm(seat_id=seat.id, name=term.name, starts=term.starts, ends=term.ends)
    seat_term.user_id, seat_term.is_alternate = user.id if user else None, term.is_alternate
    db.session.add(seat_term)
    db.session.flush()
    audit.record("committee.name-holder", by=by.id, thing=f"seat:{seat.id}", holder=("", term.name))


def end_term(term: SeatTerm, *, by: User, day: date) -> None:
    """They leave before the end: `day` is the first one without them."""
    require(policy.may_keep(by, term.seat.committee))
    if not term.starts <= day <= term.ends:
        raise Invalid("left_on", "Choose a day within the term.")
    running = update(SeatTerm).where(SeatTerm.id == term.id, SeatTerm.left_on.is_(None))
    if not update_one(running.values(left_on=day)):
        raise Conflict(
            "Somebody else has just ended this term. Open the committee again: it says who holds the seat now."
        )
    db.session.refresh(term)
    audit.record("committee.end-term", by=by.id, thing=f"seat:{term.seat_id}", left=("", term.name))


def post_seat(seat: Seat, *, by: User, now: datetime) -> Opportunity:
    """Begin the posting by which the seat is filled next; its keeper writes the rest. One that is begun goes on."""
    _lock([seat])
    require(policy.may_keep(by, seat.committee))
    if seat.opportunity is not None and seat.opportunity.state is PostingState.DRAFT:
        return seat.opportunity
    last = seat.regular[-1] if seat.regular else None
    starts = max(last.last_day + timedelta(days=1), clock.day(now)) if last else None
    title = f"{seat.name}, {seat.committee.name}"
    fields = {
        "title": title if len(title) <= LONGEST_NAME else seat.name,
        "host": seat.committee.name,
        "kind": Kind.COMMITTEE_SEAT,
        "organisation_id": seat.committee.organisation_id,
        "term_starts": starts,
    }
    fields["term_ends"] = starts + A_YEAR if starts else None
    opportunity = opportunity_actions.draft(by=by, now=now, fields=fields)
    seat.opportunity_id = opportunity.id
    return opportunity


def take_seat(opportunity: Opportunity, user: User, *, now: datetime) -> None:
    """A place in a posting was taken: its holder sits in the first of its seats that is free for the term."""
    starts = opportunity.term_starts or clock.day(now)
    ends = opportunity.term_ends or starts + A_YEAR
    seats = queries.seats_filled_by(opportunity.id)
    _lock(seats)
    if any(term.user_id == user.id and term.overlaps(starts, ends) for seat in seats for term in seat.regular):
        return
    free = next((seat for seat in seats if not any(term.overlaps(starts, ends) for term in seat.regular)), None)
    if free is not None:
        term = SeatTerm(seat_id=free.id, user_id=user.id, name=user.name, starts=starts, ends=ends)
        term.opportunity_id = opportunity.id
        db.session.add(term)


def _lock(seats: list[Seat]) -> None:
    """Read anew who holds them: of two terms that overlap only one is entered."""
    if seats:
        lock_rows(seats)
    for seat in seats:
        db.session.expire(seat, ["terms"])


def leave_seat(opportunity: Opportunity, user: User, *, now: datetime) -> None:
    """The place was given up: the term ends today, or never begins."""
    for term in queries.running_terms_of(user.id, clock.day(now)):
        if term.opportunity_id == opportunity.id:
            term.left_on = max(term.starts, clock.day(now))


def follow(seat: Seat, *, by: User, now: datetime) -> None:
    """Hear when it opens; asked twice it is once."""
    put_once(Follower, seat_id=seat.id, user_id=by.id, at=now)


def unfollow(seat: Seat, *, by: User) -> None:
    """Hear of it no more."""
    following = queries.follower(seat.id, by.id)
    if following is not None:
        db.session.delete(following)


def notify_followers(seat: Seat) -> bool:
    """It has opened: tell everybody who follows it, once for each posting."""
    if seat.opportunity is None:
        return False
    untold = or_(Seat.told_of_id.is_(None), Seat.told_of_id != seat.opportunity_id)
    claim = update(Seat).where(Seat.id == seat.id, untold).values(told_of_id=seat.opportunity_id)
    if not update_one(claim):
        return False
    words = f"A seat that you follow is open: {seat.name}, {seat.committee.name}."
    href = f"/opportunities/{seat.opportunity_id}"
    for user in queries.followers(seat.id):
        notify(user, "seat-opened", words=words, href=href, committee_seat_id=seat.id)
    return True


def _describe(committee: Committee, committee_text: CommitteeText) -> None:
    same = queries.by_name(committee_text.name)
    if same is not None and same is not committee:
        raise Invalid("name", "There is a committee of this name already.")
    keeper = account_queries.by_email(committee_text.keeper) if committee_text.keeper else None
    if committee_text.keeper and (keeper is None or not keeper.is_active):
        raise Invalid("keeper", "Nobody here has this address.")
    committee.name, committee.about, committee.meets = committee_text.name, committee_text.about, committee_text.meets
    committee.carries_over, committee.keeper_id = committee_text.carries_over, keeper.id if keeper else None
