"""Finding saved searches, what is new to them, and whose deadlines come near."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from board.accounts.models import User
from board.applications.models import Application
from board.applications.models import ApplicationState as Sent
from board.discovery.models import CalendarAddress, Find, SavedSearch
from board.kernel.db import db
from board.notices.models import Notice, Pace
from board.opportunities import search_params as opportunity_search_params
from board.opportunities.models import Opportunity, PostingState, SavedPosting
from board.opportunities.queries import began
from board.search.engine import Engine

AGAIN = timedelta(minutes=10)
"""Every search looks this often even when nothing new is known: the index may have heard of a posting late."""
OVERLAP = timedelta(days=2)
"""How far behind the last look each look begins. What was found before is not found again."""


def of(user_id: int) -> list[SavedSearch]:
    """This person's saved searches in the order of their slots."""
    return list(
        db.session.scalars(select(SavedSearch).where(SavedSearch.user_id == user_id).order_by(SavedSearch.slot))
    )


def by_id(search_id: int) -> SavedSearch | None:
    """One saved search."""
    return db.session.get(SavedSearch, search_id)


def due_for_a_look(now: datetime) -> list[SavedSearch]:
    """Searches that may have something new: a posting came on the board since, or they have not looked for a while."""
    newest = db.session.scalar(
        select(func.max(began())).where(Opportunity.state == PostingState.PUBLISHED, began() <= now)
    )
    since = [SavedSearch.looked_at <= now - AGAIN]
    if newest is not None:
        since.append(SavedSearch.looked_at <= newest)
    awake = select(SavedSearch).join(SavedSearch.user).where(SavedSearch.pace != Pace.OFF, User.suspended_at.is_(None))
    return list(db.session.scalars(awake.where(or_(*since)).order_by(SavedSearch.id)))


def new_to(search: SavedSearch, engine: Engine, now: datetime) -> list[int]:
    """Postings on the page of this search that came on the board since it last looked, closed by now or not.

    What has only some of the words is no news: the page shows it for want of better.
    """
    since = max(search.since, search.looked_at - OVERLAP)
    results = engine.search(opportunity_search_params.understand(search.question).news(since, now))
    matches = [] if results.widened else [key for _, key in results.keys]
    on_board = select(Opportunity.id).where(Opportunity.id.in_(matches), Opportunity.state == PostingState.PUBLISHED)
    truly = set(db.session.scalars(on_board.where(began() >= since, began() <= now)))
    return [number for number in matches if number in truly]


def known_finds(search_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Search and posting of everything these searches found before."""
    known = select(Find.search_id, Find.opportunity_id).where(Find.search_id.in_(search_ids))
    return {(search_id, opportunity_id) for search_id, opportunity_id in db.session.execute(known)}


@dataclass(frozen=True)
class UnsentPosting:
    """A search, and what it found that its owner has not been told."""

    search: SavedSearch
    closes: list[datetime | None]


def untold() -> list[UnsentPosting]:
    """Every search that owes its owner an email, with the deadlines of what it found."""
    owed = (
        select(SavedSearch, Opportunity.closes_at)
        .join(Find, Find.search_id == SavedSearch.id)
        .join(Opportunity, Opportunity.id == Find.opportunity_id)
        .where(Find.told_at.is_(None), SavedSearch.pace != Pace.OFF, SavedSearch.user.has(User.suspended_at.is_(None)))
        .order_by(SavedSearch.id)
    )
    closes: dict[SavedSearch, list[datetime | None]] = {}
    for search, closes_at in db.session.execute(owed):
        closes.setdefault(search, []).append(closes_at)
    return [UnsentPosting(search, deadlines) for search, deadlines in closes.items()]


def on_board(opportunity_ids: Sequence[int]) -> list[Opportunity]:
    """Those of the postings that were published and not taken back, closing soonest first."""
    statement = select(Opportunity).where(
        Opportunity.id.in_(opportunity_ids), Opportunity.state == PostingState.PUBLISHED
    )
    return list(
        db.session.scalars(statement.order_by(Opportunity.closes_at.is_(None), Opportunity.closes_at, Opportunity.id))
    )


def closing_for(now: datetime, until: datetime) -> list[tuple[User, Opportunity, bool]]:
    """Who saved or began what closes until then and has not sent it; with whether it is begun."""
    soon = (Opportunity.takes_applications(now), Opportunity.closes_at <= until)
    begun = (
        select(User, Opportunity)
        .join(Application, Application.student_id == User.id)
        .join(Opportunity, Opportunity.id == Application.opportunity_id)
        .where(*soon, Application.state == Sent.DRAFT, User.suspended_at.is_(None))
    )
    wrote = select(Application.id).where(
        Application.student_id == User.id, Application.opportunity_id == Opportunity.id
    )
    statement = (
        select(User, Opportunity)
        .join(SavedPosting, SavedPosting.user_id == User.id)
        .join(Opportunity, Opportunity.id == SavedPosting.opportunity_id)
        .where(*soon, SavedPosting.removed_at.is_(None), ~wrote.exists(), User.suspended_at.is_(None))
    )
    return [(user, opportunity, True) for user, opportunity in db.session.execute(begun)] + [
        (user, opportunity, False) for user, opportunity in db.session.execute(statement)
    ]


def reminded_of(keys: Iterable[str]) -> set[tuple[int, str]]:
    """Who has been told which of these facts."""
    statement = select(Notice.user_id, Notice.key).where(Notice.key.in_(set(keys)))
    return {(user_id, key) for user_id, key in db.session.execute(statement)}


def calendar_of(user_id: int) -> CalendarAddress | None:
    """Whether this person has a private calendar."""
    return db.session.get(CalendarAddress, user_id)


def calendar_by_hash(token_hash: str) -> CalendarAddress | None:
    """Whose calendar an address opens, while they may come in themselves."""
    statement = (
        select(CalendarAddress)
        .join(CalendarAddress.user)
        .where(CalendarAddress.token_hash == token_hash, User.suspended_at.is_(None))
    )
    return db.session.scalar(statement.options(joinedload(CalendarAddress.user)))
