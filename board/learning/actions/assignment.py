"""Asking a class year to take an activity, and reminding whoever has not."""

from collections.abc import Sequence
from datetime import date, datetime

from board.accounts.models import User
from board.disclosures import actions as disclosure_actions
from board.kernel import audit, clock
from board.kernel.dates import say_full_date
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.statements import find_or_add
from board.kernel.verdict import require
from board.learning import policy, queries
from board.learning.models import Activity, ActivityState, Assignment
from board.notices.actions import notify


def assign(activity: Activity, *, by: User, now: datetime, class_year: str, due_on: date) -> Assignment:
    """Ask a class year to pass it by a day, and tell each of them once. Asked again, the day is moved.

    Whoever came into the class year since is told when it is asked again with the same day.
    """
    require(policy.may_author(by))
    if activity.state is not ActivityState.PUBLISHED:
        raise Invalid("activity", "Publish it before you assign it.")
    if due_on <= clock.day(now):
        raise Invalid("due_on", "Choose a day that is still to come.")
    assignment = find_or_add(
        lambda: queries.assignment(activity.id, class_year),
        lambda: Assignment(activity_id=activity.id, class_year=class_year, by_id=by.id, at=now, due_on=due_on),
    )
    if assignment.due_on != due_on:
        assignment.due_on, assignment.times_moved = due_on, assignment.times_moved + 1
    db.session.flush()
    audit.record("activity.assign", by=by.id, thing=f"activity:{activity.id}", class_year=(None, class_year))
    words = f"“{activity.title}” is assigned to you, due {say_full_date(due_on)}."
    what = f"assigned-{assignment.at.isoformat()}-{assignment.times_moved}"
    for student in queries.still_to_pass(assignment):
        _notify(student, assignment, what, words)
    return assignment


def unassign(assignment: Assignment, *, by: User) -> None:
    """Take it back; what was done stays done."""
    require(policy.may_author(by))
    audit.record("activity.unassign", by=by.id, thing=f"activity:{assignment.activity_id}")
    db.session.delete(assignment)


def note_export(assignment: Assignment, students: Sequence[int], *, by: User, now: datetime) -> None:
    """How far each student is was taken away as a file."""
    require(policy.may_author(by))
    key, what = f"assignment:{assignment.id}", f"How far you are with “{assignment.activity.title}”"
    disclosure_actions.note_file(students, key, what, by=by, now=now)


def remind(assignment: Assignment, *, days: int) -> int:
    """Remind whoever has not passed, once for each number of days; answers how many were reminded."""
    when = f"in {days} days" if days > 1 else "tomorrow" if days else "today"
    words = f"“{assignment.activity.title}” is due {when}."
    return sum(_notify(student, assignment, f"due-{days}", words) for student in queries.still_to_pass(assignment))


def _notify(user: User, assignment: Assignment, what: str, words: str) -> bool:
    number = assignment.activity_id  # its own would not do: a database may give that again once it is taken back
    once, href = f"learning.{what}:{number}:{assignment.class_year}:{assignment.due_on}", f"/learning/{number}"
    return notify(user, "learning-assigned", once=once, words=words, href=href, assignment_id=assignment.id)
