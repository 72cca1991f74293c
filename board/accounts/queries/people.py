"""Finding many people at once: by words, role, class, status, sign-on and last seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from board.accounts.models import Identity, Role, RoleGrant, Session, SessionEvent, User
from board.accounts.queries.factor import with_factor
from board.accounts.queries.roster import by_ids
from board.kernel.db import db

PER_PAGE = 25
MOST = 5_000
"""People that one act is about at most."""
STATUSES: dict[str, tuple[ColumnElement[bool], ...]] = {
    "waiting": (User.grants.any(RoleGrant.granted_at.is_(None)), User.confirmed_at.is_not(None)),
    "unconfirmed": (User.confirmed_at.is_(None),),
    "suspended": (User.suspended_at.is_not(None),),
    "trusted": (User.trusted_at.is_not(None),),
    "uninvited": (User.confirmed_at.is_(None), User.invitations == 0, User.suspended_at.is_(None)),
    "invited": (User.confirmed_at.is_(None), User.invitations > 0, User.suspended_at.is_(None)),
    "open": (User.suspended_at.is_(None),),
    "absent": (User.absent_since.is_not(None), User.suspended_at.is_(None)),
}
"""How an account may stand."""
_HAS_FACTOR = User.id.in_(with_factor())
_LINKED = exists().where(Identity.user_id == User.id)
SIGN_ONS: dict[str, ColumnElement[bool]] = {
    "school": _LINKED,
    "password": (User.password_hash != "") & ~_LINKED,
    "no-factor": (User.password_hash != "") & ~_LINKED & ~_HAS_FACTOR,
    "neither": (User.password_hash == "") & ~_LINKED,
}
"""By what somebody comes in."""
NO_CLASS_YEAR = "-"
"""Asked for in place of a class year: students of whom none is known."""
SEEN_DAYS = {"week": 7, "month": 30, "quarter": 90}


Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True)
class PeopleFilter:
    """Whom the office asks for. Empty: everybody; what makes no sense is passed over."""

    words: str = ""
    role: str = ""
    class_year: str = ""
    status: str = ""
    sign_on: str = ""
    seen: str = ""
    """`week`, `month`, `quarter`: seen within; `not-quarter`: not for as long; `never`."""
    lacks: str = ""
    """What they have not; whoever asks brings the conditions for it."""


def matching(asked: PeopleFilter, *, now: datetime, more: Conditions = ()) -> Select[User]:
    """Everybody whom this describes, by name. An account that another took over is found by its words alone."""
    statement = select(User).where(User.erased_at.is_(None), *more)
    for word in asked.words.replace(",", " ").split()[:6]:
        columns = (User.name, User.email, User.registered_name, User.roster_id)
        statement = statement.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    if not asked.words:
        statement = statement.where(User.merged_into_id.is_(None))
    if asked.role in {role.value for role in Role}:
        statement = statement.where(_has_role(Role(asked.role)))
    if asked.class_year == NO_CLASS_YEAR:
        statement = statement.where(User.class_year == "", _has_role(Role.STUDENT))
    elif asked.class_year:
        statement = statement.where(User.class_year == asked.class_year)
    if asked.sign_on in SIGN_ONS:
        statement = statement.where(SIGN_ONS[asked.sign_on])
    statement = statement.where(*STATUSES.get(asked.status, ()), *_seen(asked.seen, now))
    return statement.order_by(User.name, User.id)


def _has_role(role: Role) -> ColumnElement[bool]:
    return User.grants.any((RoleGrant.role == role) & RoleGrant.granted_at.is_not(None))


def _seen(seen: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    def since(at: datetime | None) -> ColumnElement[bool]:
        session, event = Session.user_id == User.id, SessionEvent.user_id == User.id
        if at is not None:
            session, event = session & (Session.seen_at >= at), event & (SessionEvent.at >= at)
        return exists().where(session) | exists().where(event)

    if seen == "never":
        return (~since(None),)
    days = SEEN_DAYS.get(seen.removeprefix("not-"))
    if days is None:
        return ()
    was_seen = since(now - timedelta(days=days))
    return (~was_seen,) if seen.startswith("not-") else (was_seen,)


def count_matching(asked: PeopleFilter, *, now: datetime, more: Conditions = ()) -> int:
    """How many they are: what a figure says whose link leads to the list."""
    statement = matching(asked, now=now, more=more)
    return db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0


def page_of(asked: PeopleFilter, *, now: datetime, page: int, more: Conditions = ()) -> tuple[list[User], int]:
    """One page of them, with their number on all pages."""
    statement, total = matching(asked, now=now, more=more), count_matching(asked, now=now, more=more)
    return list(db.session.scalars(statement.offset((page - 1) * PER_PAGE).limit(PER_PAGE))), total


def all_matching(asked: PeopleFilter, *, now: datetime, more: Conditions = ()) -> list[User]:
    """All of them, but no more than one act is about."""
    return list(db.session.scalars(matching(asked, now=now, more=more).limit(MOST + 1)))


def chosen(user_ids: Iterable[int]) -> list[User]:
    """These people, by name."""
    return sorted(by_ids(set(user_ids)).values(), key=lambda user: (user.name, user.id))


def last_seen(users: Sequence[User]) -> dict[int, datetime]:
    """When each was here last; who never was, or so long ago that nobody knows, is left out."""
    ids = [user.id for user in users]
    seen: dict[int, datetime] = {}
    sessions = select(Session.user_id, func.max(Session.seen_at)).where(Session.user_id.in_(ids))
    events = select(SessionEvent.user_id, func.max(SessionEvent.at)).where(SessionEvent.user_id.in_(ids))
    for statement in (sessions.group_by(Session.user_id), events.group_by(SessionEvent.user_id)):
        for user_id, at, *_ in db.session.execute(statement):
            seen[user_id] = max(at, seen.get(user_id, at))
    return seen
