"""Joining two accounts of one person: everything of one goes over to the other, and back again within a day.

What points at a person is read from the tables themselves, and what becomes of it from `board/personal_data`: a new
table is moved without a word here. A row that has no room beside one of the account that stays (the same posting saved
by both) is put into the merge and comes back with it, where the table says so; of any other table it stops the whole
merge, and is named.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import Enum
from itertools import groupby
from typing import Any

from sqlalchemy import Column, RowMapping, Table, delete, insert, tuple_, update
from sqlalchemy.exc import IntegrityError

from board.accounts import merge_obstacles
from board.accounts.actions import factor as factor_actions
from board.accounts.actions import session as session_actions
from board.accounts.actions.right import lock_rights
from board.accounts.events import AccountsParted, PersonChanged
from board.accounts.merged_words import counted, in_words
from board.accounts.models import AccountMerge, User
from board.accounts.policy.merge import may_merge, may_undo
from board.accounts.queries import factor as factor_queries
from board.accounts.queries import merge as merge_queries
from board.kernel import audit, events, mail
from board.kernel.batches import batched
from board.kernel.db import UTCDateTime, db
from board.kernel.errors import Conflict
from board.kernel.statements import rows_changed
from board.kernel.verdict import require
from board.kernel.wording import plural
from board.personal_data import Merging, PersonalTable

TAKEN_OVER: tuple[str, ...] = (
    "roster_id",
    "roster_email",
    "registered_name",
    "class_year",
    "cohort",
    "graduates_on",
    "student_status",
    "status_since",
    "status_until",
    "adviser",
    "programme",
    "campus",
    "directory_hold",
    "absent_since",
)
"""What the roster says goes over where the account that stays is not on it."""
FACTORS = "factors"
"""Under which name a merge notes how many second factors the account had that goes."""
CV = ("cv_name", "cv_filename", "cv_at")
AT_ONCE = 500
"""Rows that one statement moves."""


def merge(target: User, source: User, *, by: User, now: datetime) -> AccountMerge:
    """Everything of `source` becomes `target`'s, and `source` is closed.

    Raises `Conflict` and moves nothing where something has no room or is under way, or one of the two was merged
    meanwhile. Both sign in anew, with the second factor of either: by a password alone nobody gets at what it guarded.
    """
    lock_rights(target, source)
    if target.merged_into_id is not None or source.merged_into_id is not None:
        raise Conflict("One of these has just been merged into another. Look at both accounts.")
    require(may_merge(by, target, source))
    if obstacles := merge_obstacles.between(target, source):
        raise Conflict(f"{obstacles[0].sentence} Nothing was moved. Settle that first.")
    for user in (target, source):
        session_actions.end_sessions(user)  # links in emails rest while the account is closed, and live after an undo
    before = {"kept": _values(target), "gone": _values(source)}
    before["gone"][FACTORS] = factor_queries.factors_of(source.id).number
    moved: list[dict[str, Any]] = []
    for declared, column in merge_queries.references():
        moved += _move(declared, column, target, source)
    _take_over(target, source)
    source.suspended_at, source.merged_into_id = source.suspended_at or now, target.id
    merged = AccountMerge(kept_id=target.id, gone_id=source.id, by_id=by.id, at=now, moved=moved, before=before)
    db.session.add(merged)
    db.session.flush()
    audit.record("account.merge", by=by.id, thing=f"user:{target.id}", account=(source.email, target.email))
    audit.record("account.merge", by=by.id, thing=f"user:{source.id}", rows=(None, len(moved)))
    mail.write("account-merged", to=target.email, user_id=target.id, email=source.email)
    _tell_who_it_is(target, source)
    mail.write("account-closed", to=source.email, user_id=source.id)
    db.session.expire_all()
    return merged


def undo(merged: AccountMerge, *, by: User, now: datetime) -> list[str]:
    """Give back what went over. What has been changed or removed since stays as it is now: answers what that is.

    Whoever came in while they were one comes in no more, and what was made of both is gone or is told to both.
    """
    lock_rights(merged.kept, merged.gone)
    require(may_undo(by, merged, now))
    mine = update(AccountMerge).where(AccountMerge.id == merged.id, AccountMerge.undone_at.is_(None))
    if not rows_changed(mine.values(undone_at=now)):
        raise Conflict("This merge has been undone already. Look at both accounts.")
    target, source, gone = merged.kept, merged.gone, merged.before["gone"]
    if gone["roster_id"] and target.roster_id == gone["roster_id"]:
        _hand_back(merged, TAKEN_OVER)
    if gone["cv_name"] and target.cv_name == gone["cv_name"]:
        _hand_back(merged, CV)
    for name in ("suspended_at", "merged_into_id"):
        setattr(source, name, _read(_of_user(name), gone[name]))
    stays = _give_all_back(merged)
    session_actions.end_sessions(target)
    stays += _part_factors(merged)
    events.handle(AccountsParted(merged.id), now)
    audit.record("account.unmerge", by=by.id, thing=f"user:{target.id}", account=(target.email, source.email))
    audit.record("account.unmerge", by=by.id, thing=f"user:{source.id}", stays=(None, stays or None))
    _tell_who_it_is(target, source)
    for user, other in ((target, source), (source, target)):
        mail.write("accounts-parted", to=user.email, user_id=user.id, email=other.email)
    db.session.flush()
    db.session.expire_all()
    return stays


def _part_factors(merged: AccountMerge) -> list[str]:
    """Each account is guarded by its own again; answers what the other one lost meanwhile."""
    db.session.flush()
    for user in (merged.kept, merged.gone):
        factor_actions.forget_idle_codes(user)
    lost = merged.before["gone"].get(FACTORS, 0) - factor_queries.factors_of(merged.gone_id).number
    return [plural(lost, "second factor")] if lost > 0 else []


def _tell_who_it_is(*users: User) -> None:
    for user in users:
        events.publish(PersonChanged(user.id))


def _give_all_back(merged: AccountMerge) -> list[str]:
    """Each row that went over; answers how many of what could not be given back."""
    lost: Counter[str] = Counter()
    for (name, column), group in groupby(reversed(merged.moved), lambda step: (step["table"], step.get("column"))):
        table = db.metadata.tables[name]
        for steps in batched(list(group), AT_ONCE):
            if column is None:
                lost[name] += _put_back(table, [step["row"] for step in steps])
            else:
                keys = [_read_key(table, step["key"]) for step in steps]
                lost[name] += _give_back(table.c[column], keys, merged.kept_id, merged.gone_id)
    return [counted(number, name) for name, number in sorted(lost.items()) if number]


def _move(declared: PersonalTable, column: Column[Any], target: User, source: User) -> Iterator[dict[str, Any]]:
    """Move the rows of one column."""
    rows = merge_queries.rows_of(column, source.id)
    _refuse_both_sides(declared, column, rows, target)
    for some in batched(rows, AT_ONCE):
        yield from _move_rows(declared, column, some, target)


def _move_rows(
    declared: PersonalTable, column: Column[Any], rows: Sequence[RowMapping], target: User
) -> Iterator[dict[str, Any]]:
    """All of them in one statement; where one has no room, one half after the other until it is alone."""
    table = column.table
    keys = [tuple(row[key] for key in table.primary_key) for row in rows]
    these = tuple_(*table.primary_key).in_(keys)
    try:
        with db.session.begin_nested():
            db.session.execute(update(table).where(these).values({column: target.id}))
    except IntegrityError:
        if declared.merging is not Merging.DOUBLE:
            raise Conflict(
                f"Both accounts have their own {in_words(declared.name)}, and one person cannot have two. End or "
                "remove one of them first. Nothing was moved."
            ) from None
        if len(rows) > 1:
            for half in batched(rows, -(-len(rows) // 2)):
                yield from _move_rows(declared, column, half, target)
            return
        db.session.execute(delete(table).where(these))
        yield {"table": table.name, "row": {name: _plain(value) for name, value in rows[0].items()}}
    else:
        for key in keys:
            yield {"table": table.name, "column": column.name, "key": [_plain(value) for value in key]}


def _refuse_both_sides(declared: PersonalTable, column: Column[Any], rows: Iterable[RowMapping], target: User) -> None:
    """Raise `Conflict` where one person would stand on both sides, such as mentor and mentee of one pair."""
    sides = declared.sides.split()
    others = [side for side in sides if side != column.name] if column.name in sides else []
    if any(row[side] == target.id for row in rows for side in others):
        raise Conflict(
            f"The two stand on both sides of one {in_words(declared.name)}: they may be two people. Nothing was moved."
        )


def _hand_back(merged: AccountMerge, names: Collection[str]) -> None:
    """What went over goes back as it is now: what the roster said since, it said of whom it has."""
    target, source = merged.kept, merged.gone
    today = {name: getattr(target, name) for name in names}
    for name in names:
        setattr(target, name, _read(_of_user(name), merged.before["kept"][name]))
    db.session.flush()  # a roster id is one account's at a time
    for name, value in today.items():
        setattr(source, name, value)


def _put_back(table: Table, rows: Sequence[dict[str, Any]]) -> int:
    """Rows that were taken off; answers of how many the like has come meanwhile."""
    values = [{column.name: _read(column, row[column.name]) for column in table.columns} for row in rows]
    try:
        with db.session.begin_nested():
            db.session.execute(insert(table), values)
    except IntegrityError:
        if len(rows) == 1:
            return 1
        return sum(_put_back(table, half) for half in batched(rows, -(-len(rows) // 2)))
    return 0


def _give_back(column: Column[Any], keys: Sequence[tuple[Any, ...]], kept_id: int, gone_id: int) -> int:
    """Rows that went over; answers how many are gone, or somebody else's, or of which the like has come meanwhile."""
    theirs = tuple_(*column.table.primary_key).in_(keys), column == kept_id
    try:
        with db.session.begin_nested():
            return len(keys) - rows_changed(update(column.table).where(*theirs).values({column: gone_id}))
    except IntegrityError:
        if len(keys) == 1:
            return 1
        halves = batched(keys, -(-len(keys) // 2))
        return sum(_give_back(column, half, kept_id, gone_id) for half in halves)


def _read_key(table: Table, key: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(_read(column, value) for column, value in zip(table.primary_key, key, strict=True))


def _take_over(target: User, source: User) -> None:
    target.hold_asked_at = target.hold_asked_at or source.hold_asked_at
    roster = {name: getattr(source, name) for name in TAKEN_OVER}
    files = {name: getattr(source, name) for name in CV}
    if source.roster_id:
        source.roster_id = ""
        db.session.flush()
        for name, value in roster.items():
            setattr(target, name, value)
    if source.cv_name and not target.cv_name:
        for name, value in files.items():
            setattr(target, name, value)
        source.cv_name, source.cv_filename, source.cv_at = "", "", None


def _values(user: User) -> dict[str, Any]:
    names = (*TAKEN_OVER, *CV, "suspended_at", "merged_into_id")
    return {name: _plain(getattr(user, name)) for name in names}


def _plain(value: Any) -> Any:
    """As JSON holds it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.name if isinstance(value, Enum) else value


def _read(column: Column[Any], value: Any) -> Any:
    """From what JSON holds, as the column takes it."""
    if value is None:
        return None
    kind: type[Any] = datetime if isinstance(column.type, UTCDateTime) else column.type.python_type
    if issubclass(kind, Enum):
        return getattr(kind, value)
    return kind.fromisoformat(value) if issubclass(kind, date) else value


def _of_user(name: str) -> Column[Any]:
    return db.metadata.tables["users"].columns[name]
