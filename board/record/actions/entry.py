"""Writing entries, changing them, setting them aside, and taking in what ended elsewhere."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from board.accounts import queries as account_queries
from board.accounts.models import User
from board.kernel import audit
from board.kernel.db import db
from board.kernel.locks import lock_row, lock_without_reading
from board.kernel.verdict import require
from board.record import policy, queries, sources
from board.record.actions import residency_form as residency_form_actions
from board.record.models import Better, Entry, Point

FACTS = {"kind", "title", "organisation", "place", "paid", "starts", "ends", "hours"}
"""What a completed placement or a certificate confirms; the rest is words, which only a reader can confirm."""
MARK = {"verified_at", "verified_by", "verified_role", "grade", "witness_id"}


def write(*, by: User, now: datetime, fields: dict[str, Any]) -> Entry:
    """Add an experience by hand."""
    require(policy.may_write(by))
    entry = Entry(student_id=by.id, created_at=now, **fields)
    db.session.add(entry)
    db.session.flush()
    return entry


def edit(entry: Entry, *, by: User, fields: dict[str, Any]) -> None:
    """Change what an entry says. What somebody had confirmed loses its mark, and the change is on the record."""
    lock_row(entry)  # whoever confirms it meanwhile waits, and finds another version
    require(policy.may_change(by, entry))
    changed = {name: (getattr(entry, name), value) for name, value in fields.items() if getattr(entry, name) != value}
    if not changed:
        return
    if entry.words_verified or FACTS & set(changed):
        _drop_mark(entry, by, changed)
    for name, (_, value) in changed.items():
        setattr(entry, name, value)
    entry.version += 1


def draw_chart(entry: Entry, *, by: User, points: list[Point], better: Better | None, baseline: int | None) -> None:
    """Put these measurements in the place of those before. Who confirmed the words had read them too."""
    lock_row(entry)
    require(policy.may_change(by, entry))
    before, after = _told(entry.points), _told(points)
    if (before, entry.better, entry.baseline) == (after, better, baseline):
        return
    if entry.words_verified:
        _drop_mark(entry, by, {"points": (before, after)})
    entry.points, entry.better, entry.baseline = points, better, baseline
    entry.version += 1


def delete(entry: Entry, *, by: User) -> None:
    """Remove what the student wrote by hand, for good."""
    require(policy.may_delete(by, entry))
    if entry.is_verified:
        audit.record("record.delete", by=by.id, thing=f"entry:{entry.id}", title=(entry.title, None))
    db.session.delete(entry)


def put_aside(entry: Entry, *, by: User, now: datetime) -> None:
    """Keep it out of the record, of every export and of every link."""
    require(policy.may_change(by, entry))
    entry.set_aside_at = now


def put_back(entry: Entry, *, by: User) -> None:
    """Show it again."""
    require(policy.may_change(by, entry))
    residency_form_actions.find_room(entry, by=by)
    entry.set_aside_at = None


def add_ended(student_id: int, *, now: datetime) -> list[Entry]:
    """Make an entry of everything that ended and is not here yet. Doing it twice changes nothing."""
    student = account_queries.by_id(student_id)
    if student is None or not policy.may_keep(student):
        return []
    lock_without_reading(student)
    known = queries.by_source(student_id)
    came = [experience for experience in sources.ended(student_id) if experience.key not in known]
    entries = []
    for experience in came:
        fields = asdict(experience)
        entries.append(Entry(student_id=student_id, source_key=fields.pop("key"), created_at=now, **fields))
    db.session.add_all(entries)
    db.session.flush()
    return entries


def refresh(student_id: int, key: str) -> None:
    """Where an entry came from it is open again, and the mark is gone; or confirmed anew, and facts and mark follow.

    The student's words stay, and so does the mark of a supervisor who read them.
    """
    entry = queries.by_key(student_id, key)
    experience = next((experience for experience in sources.ended(student_id) if experience.key == key), None)
    if entry is None:
        return
    lock_row(entry)
    if entry.words_verified:
        return
    if experience is None:
        _drop_mark(entry, entry.student, {})
        return
    known = FACTS if _was_withdrawn(entry, experience) else FACTS | MARK
    facts = {name: getattr(experience, name) for name in known}
    if any(getattr(entry, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(entry, name, value)
        entry.version += 1


def refresh_hours(student_id: int, key: str, *, minutes_before: int) -> None:
    """An entry that told the hours which stood there before tells those that stand there now."""
    entry = queries.by_key(student_id, key)
    experience = next((each for each in sources.ended(student_id) if each.key == key), None)
    if entry is None or experience is None or entry.hours != sources.whole_hours(minutes_before):
        return  # the student wrote hours of their own
    lock_row(entry)
    if entry.hours != experience.hours:
        audit.record("record.follow", by=None, thing=f"entry:{entry.id}", hours=(entry.hours, experience.hours))
        entry.hours = experience.hours
        entry.version += 1


def _drop_mark(entry: Entry, by: User, changed: Mapping[str, tuple[Any, Any]]) -> None:
    if not entry.is_verified:
        return
    changes = {name: (_plain(old), _plain(new)) for name, (old, new) in changed.items()}
    audit.record("record.edit", by=by.id, thing=f"entry:{entry.id}", verified_by=(entry.verified_by, ""), **changes)
    clear_mark(entry)


def clear_mark(entry: Entry) -> None:
    """Nobody confirms it any more."""
    entry.verified_at, entry.verified_by, entry.verified_role, entry.words_verified = None, "", "", False
    entry.grade = entry.witness_id = None


def _was_withdrawn(entry: Entry, experience: sources.Experience) -> bool:
    """A coordinator took the mark away after that was confirmed."""
    withdrawn = entry.mark_withdrawn_at
    return withdrawn is not None and (experience.verified_at is None or experience.verified_at <= withdrawn)


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value if value is None or isinstance(value, (str, int, float, list)) else str(value)


def _told(points: list[Point]) -> list[list[Any]]:
    return [[point.day.isoformat(), point.value, point.note] for point in points]
