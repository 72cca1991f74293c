"""What people do with saved searches and calendars, and what the worker does with what is new."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, update

from board.accounts.models import User
from board.discovery import policy, queries
from board.discovery.models import MOST_SEARCHES, CalendarAddress, Find, SavedSearch
from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.locks import lock_without_reading
from board.kernel.statements import put_once
from board.kernel.verdict import require
from board.notices.actions import notify
from board.notices.models import Pace
from board.opportunities.models import Opportunity


def save(*, by: User, question: str, name: str, pace: Pace, now: datetime) -> SavedSearch:
    """Keep a question; kept twice it is there once, with what was said last. Raises `Conflict` when ten are kept."""
    lock_without_reading(by)
    mine = queries.of(by.id)
    search = next((search for search in mine if search.question == question), None)
    if search is None:
        free = set(range(1, MOST_SEARCHES + 1)) - {search.slot for search in mine}
        if not free:
            raise Conflict(f"You keep {MOST_SEARCHES} searches already. Let one go, then save this one.")
        search = SavedSearch(user_id=by.id, slot=min(free), question=question, since=now, looked_at=now)
        db.session.add(search)
    search.name, search.pace = name, pace
    db.session.flush()
    return search


def change(search: SavedSearch, *, by: User, name: str, pace: Pace, now: datetime) -> None:
    """Call it something else, or hear of it at another pace. What was new while it was silent is not told later."""
    require(policy.may_change(by, search))
    if search.pace is Pace.OFF:
        search.since = search.looked_at = now
    search.name = name or search.name
    _set_pace(search, pace, now)


def forget(search: SavedSearch, *, by: User) -> None:
    """Let it go."""
    require(policy.may_change(by, search))
    db.session.delete(search)


def silence(search: SavedSearch, *, now: datetime) -> None:
    """No more emails of this search. The signed link in one of them is all that is asked."""
    _set_pace(search, Pace.OFF, now)


def note_finds(by_key: Mapping[int, Sequence[int]], *, now: datetime) -> int:
    """Write down what is new to each search, once; everything until now has been looked at."""
    known = queries.known_finds(list(by_key))
    fresh = [
        {"search_id": search_id, "opportunity_id": number}
        for search_id, numbers in by_key.items()
        for number in numbers
        if (search_id, number) not in known
    ]
    fresh = [row for row in fresh if put_once(Find, **row)]
    db.session.execute(update(SavedSearch).where(SavedSearch.id.in_(by_key)).values(looked_at=now))
    return len(fresh)


def send_news(search: SavedSearch, *, now: datetime) -> bool:
    """Tell the owner what is new, in one email; False when somebody did, or when nothing of it is on the board."""
    owed = update(Find).where(Find.search_id == search.id, Find.told_at.is_(None)).values(told_at=now)
    numbers = list(db.session.scalars(owed.returning(Find.opportunity_id)))
    there = [posting.id for posting in queries.on_board(numbers)]
    if not there:
        return False
    search.told_at = now
    how_many = "A new posting" if len(there) == 1 else f"{len(there)} new postings"
    return notify(
        search.user,
        "search-news",
        words=f"{how_many} for “{search.name}”",
        href=f"/opportunities?{search.question}",
        search_id=search.id,
        opportunity_ids=there,
    )


def remind(user: User, opportunity: Opportunity, *, begun: bool, closes: str) -> bool:
    """Say once that a deadline is near; one that was moved is said again when it comes near."""
    words = f"Your draft for {opportunity.title}" if begun else f"You saved {opportunity.title}. It"
    where = f"/opportunities/{opportunity.id}"
    return notify(
        user,
        "closing-soon",
        once=closing_key(opportunity),
        words=f"{words} closes {closes}",
        href=f"{where}/apply" if begun else where,
        opportunity_id=opportunity.id,
        begun=begun,
    )


def closing_key(opportunity: Opportunity) -> str:
    """What names the fact that this deadline is near."""
    return f"closing:{opportunity.id}:{opportunity.closes_at:%Y-%m-%dT%H:%M}"


def make_calendar(user: User, *, now: datetime) -> str:
    """A new private address for this person's deadlines; the one before it opens nothing any more."""
    token = secrets.token_urlsafe(32)
    revoke_calendar(user)
    db.session.add(CalendarAddress(user_id=user.id, token_hash=hash_token(token), made_at=now))
    return token


def revoke_calendar(user: User) -> None:
    """The address opens nothing from now on."""
    db.session.execute(delete(CalendarAddress).where(CalendarAddress.user_id == user.id))


def revoke_calendar_since(user_id: int, since: datetime) -> None:
    """An address that was made from then on opens nothing any more."""
    new = CalendarAddress.made_at >= since
    db.session.execute(delete(CalendarAddress).where(CalendarAddress.user_id == user_id, new))


def hash_token(token: str) -> str:
    """What is kept of an address: enough to recognise it, not enough to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _set_pace(search: SavedSearch, pace: Pace, now: datetime) -> None:
    search.pace = pace
    if pace is Pace.OFF:
        silent = update(Find).where(Find.search_id == search.id, Find.told_at.is_(None))
        db.session.execute(silent.values(told_at=now))
