"""Joining two accounts of one person: everything of one goes over to the other, and back again within a day.

What points at a person is read from the tables themselves, so that a new table is moved without a word here. A row that
has no room beside one of the account that stays (the same posting saved by both) is put into the merge and comes back
with it, where the table is one of `DOUBLES`; of any other table it stops the whole merge, and is named.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, Table, delete, insert, update
from sqlalchemy.exc import IntegrityError

from board.accounts.actions import session as session_actions
from board.accounts.actions.right import hold_rights
from board.accounts.events import PersonChanged
from board.accounts.models import AccountMerge, User
from board.accounts.policy.merge import may_merge, may_undo
from board.accounts.queries import merge as merge_queries
from board.kernel import audit, events, mail
from board.kernel.db import UTCDateTime, db, rows_changed, update_one
from board.kernel.errors import Conflict
from board.kernel.verdict import require
from board.kernel.wording import plural

DOUBLES = {
    "role_grants",
    "saved_postings",
    "saved_mentors",
    "committee_followers",
    "last_saves",
    "unsent_forms",
    "import_columns",
    "import_kinds",
    "roster_periods",
    "invitees",
    "notices",
    "announcement_recipients",
    "email_preferences",
}
"""Tables of which two rows say no more than one: what stands twice is taken off the account that goes."""
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
WORDS = {"enrolments": "mentor profile", "wishes": "wishes for a mentor", "involvements": "part in a posting"}
"""Where the name of a table is no word of ours."""
CV = ("cv_name", "cv_filename", "cv_at")


def merge(target: User, source: User, *, by: User, now: datetime) -> AccountMerge:
    """Everything of `source` becomes `target`'s, and `source` is closed.

    Raises `Conflict` and moves nothing where something has no room, or one of the two was merged meanwhile.
    """
    hold_rights(target, source)
    if target.merged_into_id is not None or source.merged_into_id is not None:
        raise Conflict("One of these has just been merged into another. Look at both accounts.")
    require(may_merge(by, target, source))
    session_actions.end_all(source)
    before = {"kept": _values(target), "gone": _values(source)}
    moved: list[dict[str, Any]] = []
    for table, column in merge_queries.references():
        moved += _move(table, column, target, source)
    _take_over(target, source)
    source.suspended_at, source.merged_into_id = source.suspended_at or now, target.id
    merged = AccountMerge(kept_id=target.id, gone_id=source.id, by_id=by.id, at=now, moved=moved, before=before)
    db.session.add(merged)
    db.session.flush()
    audit.record("account.merge", by=by.id, thing=f"user:{target.id}", account=(source.email, target.email))
    audit.record("account.merge", by=by.id, thing=f"user:{source.id}", rows=(None, len(moved)))
    mail.write(
        "account-merged", to=target.email, key=f"account-merged:{merged.id}", user_id=target.id, email=source.email
    )
    _tell_who_it_is(target, source)
    mail.write("account-closed", to=source.email, key=f"account-closed:{merged.id}", user_id=source.id)
    db.session.expire_all()
    return merged


def undo(merged: AccountMerge, *, by: User, now: datetime) -> list[str]:
    """Give back what went over. What has been changed or removed since stays as it is now: answers what that is."""
    hold_rights(merged.kept, merged.gone)
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
    audit.record("account.unmerge", by=by.id, thing=f"user:{target.id}", account=(target.email, source.email))
    audit.record("account.unmerge", by=by.id, thing=f"user:{source.id}", stays=(None, stays or None))
    _tell_who_it_is(target, source)
    for user, other in ((target, source), (source, target)):
        key = f"accounts-parted:{merged.id}:{user.id}"
        mail.write("accounts-parted", to=user.email, key=key, user_id=user.id, email=other.email)
    db.session.flush()
    db.session.expire_all()
    return stays


def _tell_who_it_is(*users: User) -> None:
    for user in users:
        events.publish(PersonChanged(user.id))


def _give_all_back(merged: AccountMerge) -> list[str]:
    """Each row that went over; answers how many of what could not be given back."""
    lost = Counter(
        step["table"] for step in reversed(merged.moved) if not _give_back(step, merged.kept_id, merged.gone_id)
    )
    return [plural(number, _in_words(table)) for table, number in sorted(lost.items())]


def _move(table: Table, column: Column[Any], target: User, source: User) -> Iterator[dict[str, Any]]:
    """Move the rows of one column, each by itself."""
    keys = list(table.primary_key.columns)
    for row in merge_queries.rows_of(table, column, source.id):
        _refuse_both_sides(table, column, row, target)
        row_key = [key == row[key] for key in keys]
        try:
            with db.session.begin_nested():
                db.session.execute(update(table).where(*row_key).values({column: target.id}))
        except IntegrityError:
            if table.name not in DOUBLES:
                raise Conflict(
                    f"Both accounts have their own {_in_words(table.name)}, and one person cannot have two. End or "
                    "remove one of them first. Nothing was moved."
                ) from None
            db.session.execute(delete(table).where(*row_key))
            yield {"table": table.name, "row": {name: _plain(value) for name, value in row.items()}}
        else:
            yield {"table": table.name, "column": column.name, "key": [_plain(row[key]) for key in keys]}


def _refuse_both_sides(table: Table, column: Column[Any], row: Any, target: User) -> None:
    """Raise `Conflict` where one person would stand on both sides, such as mentor and mentee of one pair."""
    others = [other for known, other in merge_queries.references() if known is table and other is not column]
    sides = {"mentee_id", "student_id", "mentor_id", "witness_id", "reporter_id"}
    if any(row[other] == target.id for other in others if {other.name, column.name} <= sides):
        raise Conflict(
            f"The two stand on both sides of one {_in_words(table.name)}: they may be two people. Nothing was moved."
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


def _give_back(step: dict[str, Any], kept_id: int, gone_id: int) -> bool:
    """Is the row the other account's again? Not if it is gone, or somebody else's, or the like of it has come."""
    table = db.metadata.tables[step["table"]]
    if "row" in step:
        values = {column: _read(column, step["row"][column.name]) for column in table.columns}
        with suppress(IntegrityError), db.session.begin_nested():  # the like of it has come meanwhile
            db.session.execute(insert(table).values(values))
            return True
        return False
    column, keys = table.c[step["column"]], list(table.primary_key.columns)
    row_key = [key == _read(key, value) for key, value in zip(keys, step["key"], strict=True)]
    with suppress(IntegrityError), db.session.begin_nested():  # the like of it has come meanwhile: this one stays
        return update_one(update(table).where(*row_key, column == kept_id).values({column: gone_id}))
    return False


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


def _in_words(table: str) -> str:
    words = WORDS.get(table, table.replace("_", " "))
    return f"{words.removesuffix('ies')}y" if words.endswith("ies") else words.removesuffix("s")
