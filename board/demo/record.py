"""The records of the demo school's students."""

from datetime import timedelta
from typing import Any

from board.accounts import queries as account_queries
from board.accounts.actions import approve_supervisor
from board.accounts.models import Role, User
from board.demo.scene import School, read
from board.kernel import clock
from board.kernel.db import db
from board.record import queries as record_queries
from board.record.actions import residency_form as residency_form_actions
from board.record.actions.assessment import LINK_LASTS
from board.record.actions.entry import add_ended
from board.record.models import Ask, Assessment, Better, Entry, EntryKind, Grade, Point, Relation
from board.vocabulary import residency as vocabulary_residency
from board.vocabulary import rubric

PLAIN = ("title", "organisation", "place", "description", "aim", "measure", "before", "after")


def fill(school: School) -> str:
    """Every entry of the content file, with what was measured, ticked and asked, and what stands on the form."""
    contents = read("record")["entry"]
    _approve_supervisors(school)
    entries = [_entry(content, school) for content in contents]
    db.session.add_all(entries)
    db.session.flush()
    for content, entry in zip(contents, entries, strict=True):
        _put_on_form(content, entry, school)
    for student_id in record_queries.untaken():
        entries += add_ended(student_id, now=school.now)
    return f"{len(entries)} entries in records"


def _approve_supervisors(school: School) -> None:
    by = next(user for user in school.people.values() if user.is_a(Role.COORDINATOR))
    for item in read("record")["supervisor"]:
        approve_supervisor(by=by, now=school.now - timedelta(days=150), name=item["name"], address=item["address"])


def _entry(content: dict[str, Any], school: School) -> Entry:
    today = clock.day(school.now)
    student = school.people[content["student"]]
    entry = Entry(
        student_id=student.id,
        kind=EntryKind(content["kind"]),
        areas=content.get("areas", []),
        competencies=content.get("competencies", []),
        starts=today + timedelta(days=content["starts"]),
        ends=today + timedelta(days=content["ends"]) if "ends" in content else None,
        hours=content.get("hours"),
        better=Better(content["better"]) if "better" in content else None,
        baseline=content.get("baseline"),
        created_at=school.now - timedelta(days=100),
        **{name: content.get(name, "") for name in PLAIN},
    )
    entry.points = [
        Point(day=today + timedelta(days=day), value=value, note=note) for day, value, note in content.get("points", [])
    ]
    entry.version = 1
    entry.assessments = _assessments(content, student, school)
    if "seen" in content:
        seen = content["seen"]
        if account_queries.supervises(seen["email"]):
            entry.verified_at = school.now + timedelta(days=seen["days"])
            entry.verified_by, entry.verified_role, entry.words_verified = seen["name"], seen["role"], True
            entry.grade = Grade.APPROVED
    if "asked" in content:
        entry.asks = [_ask(content["asked"], school)]
    return entry


def _put_on_form(content: dict[str, Any], entry: Entry, school: School) -> None:
    season, student = vocabulary_residency.on(clock.day(school.now)), school.people[content["student"]]
    if "form" in content:
        residency_form_actions.choose([entry], season, by=student)
    if content.get("form") == "starred":
        residency_form_actions.star(entry, season, by=student, starred=True)


def _assessments(content: dict[str, Any], student: User, school: School) -> list[Assessment]:
    version = rubric.on(clock.day(school.now)).version
    made = []
    if "own" in content:
        at = school.now - timedelta(days=80)
        made.append(Assessment(relation=Relation.SELF, rater_name=student.name, rubric=version, at=at, entry_version=1))
        made[-1].levels, made[-1].evidence = content["own"], content.get("own_evidence", {})
    if "seen" in content:
        seen = content["seen"]
        made.append(
            Assessment(
                relation=Relation(seen["relation"]),
                rater_name=seen["name"],
                rater_role=seen["role"],
                observed=seen["observed"],
                rubric=version,
                levels=seen["levels"],
                evidence=seen["evidence"],
                comment=seen.get("comment", ""),
                at=school.now + timedelta(days=seen["days"]),
                email=seen["email"],
                grade=Grade.APPROVED if account_queries.supervises(seen["email"]) else Grade.OUTSIDE,
                entry_version=1,
                facts_are_right=True,
            )
        )
    return made


def _ask(asked: dict[str, Any], school: School) -> Ask:
    at = school.now + timedelta(days=asked["days"])
    return Ask(
        nonce=school.dice("record").randbytes(12).hex(),
        name=asked["name"],
        email=asked["email"],
        relation=Relation(asked["relation"]),
        asked_at=at,
        expires_at=at + LINK_LASTS,
    )
