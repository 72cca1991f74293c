"""JSON Resume (schema 1.x): the open form of a CV that many sites read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from board.accounts.models import User
from board.kernel import markdown
from board.kernel.text import on_one_line
from board.record.labels import KINDS, marks
from board.record.models import Entry, EntryKind
from board.vocabulary.words import Competency

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
PROJECTS = (EntryKind.QI_PROJECT, EntryKind.RESEARCH)
LESSONS = (EntryKind.SEMINAR, EntryKind.LEARNING)


def resume(user: User, entries: Sequence[Entry], school: str, now: datetime) -> dict[str, Any]:
    """The whole record; paid work is work, projects are projects, the rest is service."""
    work = [entry for entry in entries if entry.paid and entry.kind not in PROJECTS]
    projects = [entry for entry in entries if entry.kind in PROJECTS]
    lessons = [entry for entry in entries if entry.kind in LESSONS and not entry.paid]
    service = [entry for entry in entries if entry not in work + projects + lessons]
    study = {"institution": school, "area": "Medicine"} | ({"studyType": user.programme} if user.programme else {})
    return {
        "$schema": SCHEMA,
        "basics": {"name": user.name, "email": user.email, "label": _label(user)},
        "education": [study],
        "work": [_post(entry, "name") for entry in work],
        "volunteer": [_post(entry, "organization") for entry in service],
        "projects": [_project(project) for project in projects],
        "certificates": [_certificate(lesson) for lesson in lessons],
        "skills": _skills(entries),
        "meta": {"lastModified": now.isoformat(timespec="seconds")},
    }


def _label(user: User) -> str:
    return f"Medical student, {user.class_year}" if user.class_year else "Medical student"


def _dates(entry: Entry) -> dict[str, str]:
    ends = {"endDate": entry.ends.isoformat()} if entry.ends else {}
    return {"startDate": entry.starts.isoformat()} | ends


def _post(entry: Entry, host: str) -> dict[str, Any]:
    values = {
        host: on_one_line(entry.organisation),
        "position": on_one_line(entry.title),
        "summary": markdown.plain(entry.description),
    }
    return _dates(entry) | values | {"highlights": _highlights(entry)}


def _project(entry: Entry) -> dict[str, Any]:
    values = {
        "name": on_one_line(entry.title),
        "entity": on_one_line(entry.organisation),
        "description": markdown.plain(entry.description),
        "type": KINDS[entry.kind],
    }
    words = [Competency(name).label for name in entry.competencies]
    return _dates(entry) | values | {"highlights": _highlights(entry), "keywords": words}


def _certificate(entry: Entry) -> dict[str, Any]:
    return {
        "name": on_one_line(entry.title),
        "issuer": on_one_line(entry.organisation),
        "date": (entry.ends or entry.starts).isoformat(),
    }


def _highlights(entry: Entry) -> list[str]:
    changed = " to ".join(on_one_line(value) for value in (entry.before, entry.after) if value)
    lines = [
        f"Aim: {on_one_line(markdown.plain(entry.aim))}" if entry.aim else "",
        f"Changed: {changed}" if changed else "",
    ]
    lines.append(f"{entry.hours} hours" if entry.hours else "")
    return [line for line in lines if line] + [mark.words for mark in marks(entry)]


def _skills(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """A competency with the experiences that built it."""
    built = {
        competency: [on_one_line(entry.title) for entry in entries if competency in entry.competencies]
        for competency in Competency
    }
    return [{"name": competency.label, "keywords": titles} for competency, titles in built.items() if titles]
