"""Rows by the thousand for a school that grows: written past the forms, in statements of some hundred rows each."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select

from board.accounts.models import Role, RoleGrant, User
from board.applications.models import Application, ApplicationState
from board.kernel import clock
from board.kernel.db import Base, db
from board.kernel.mail import Email
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Involvement, Opportunity, Pay, PlaceMode, PostingRole, PostingState
from tests.benchmarks._postings import NOW, Posting
from tests.benchmarks._postings import postings as made_up_postings

AT_ONCE = 500
APPLIED, EMAILS = 3, 12
"""Applications of a student in a year, and emails to each of those who are known."""
STATES = (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW, ApplicationState.NOT_SELECTED)


def add(model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Write them, some hundred at a time."""
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        with unit_of_work():
            db.session.execute(insert(model), some)


def last_id(model: Any) -> int:
    """The highest number there is."""
    return db.session.scalar(select(func.coalesce(func.max(model.id), 0))) or 0


def newest_on_board() -> int:
    """The number of the posting that came on the board last."""
    on_board = Opportunity.state == PostingState.PUBLISHED
    return db.session.scalars(select(func.max(Opportunity.id)).where(on_board)).one()


def add_postings(owner_id: int, count: int) -> None:
    """So many postings: each ten of somebody else, and what is left over of this owner. Of five, four are open."""
    others = add_people(Role.FACULTY, count // 10)
    first, now = last_id(Opportunity) + 1, clock.now()

    def row(one: Posting) -> dict[str, Any]:
        closes = now + timedelta(seconds=one.closes - NOW)
        return {
            "id": first + one.number - 1,
            "kind": one.kind,
            "title": one.title[:120],
            "summary": one.body[:140],
            "description": one.body,
            "host": one.host,
            "areas": list(one.areas),
            "competencies": list(one.competencies),
            "place_mode": PlaceMode(one.place),
            "pay": Pay.NONE,
            "hours_from": one.hours,
            "hours_to": one.hours,
            "seats": 2,
            "state": PostingState.PUBLISHED if one.is_open else PostingState.DRAFT,
            "created_at": now,
            "published_at": now if one.is_open else None,
            "closes_at": max(closes, now + timedelta(days=1)),
        }

    add(Opportunity, map(row, made_up_postings(count)))
    owners = (
        {"opportunity_id": first + number, "part": PostingRole.OWNER}
        | {"user_id": others[number // 10] if number < len(others) * 10 else owner_id}
        for number in range(count)
    )
    add(Involvement, owners)


def add_people(role: Role, count: int) -> range:
    """So many people of a role who are confirmed; answers their numbers."""
    numbers, now = range(last_id(User) + 1, last_id(User) + 1 + count), clock.now()
    people = (
        {"id": number, "name": f"Person Number {number}", "email": f"grown-{number}@example.edu"}
        | {"created_at": now, "confirmed_at": now, "class_year": f"M{number % 4 + 1}" if role is Role.STUDENT else ""}
        for number in numbers
    )
    add(User, people)
    add(RoleGrant, ({"user_id": number, "role": role, "asked_at": now, "granted_at": now} for number in numbers))
    return numbers


def add_applications(students: range, postings: Sequence[int], each: int) -> None:
    """Each student applies to so many of the postings, one after another."""
    now = clock.now()
    rows = (
        {
            "opportunity_id": postings[(place * each + turn) % len(postings)],
            "student_id": student,
            "state": STATES[(place + turn) % len(STATES)],
            "statement": "I read event reports and tell what would have stopped them. " * 30,
            "created_at": now,
            "saved_at": now,
            "submitted_at": now - timedelta(minutes=place),
        }
        for place, student in enumerate(students)
        for turn in range(each)
    )
    add(Application, rows)


def add_emails(students: range) -> None:
    """What the school wrote to each in a year, sent already."""
    now = clock.now()
    rows = (
        {"key": f"grown:{student}:{turn}", "kind": "application-news", "address": f"grown-{student}@example.edu"}
        | {"ids": {"user_id": student, "application_id": 1}, "written_at": now, "sent_at": now}
        for student in students
        for turn in range(EMAILS)
    )
    add(Email, rows)
