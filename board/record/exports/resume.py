"""JSON Resume (schema 1.x): the open form of a CV that many sites read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from board.accounts.models import User
from board.catalogue.words import Competency
from board.kernel import markdown
from board.kernel.text import on_one_line
from board.record.labels import KINDS, marks
from board.record.models import Entry, EntryKind

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
PROJECTS = (EntryKind.QI_PROJECT, EntryKind.RESEARCH)
LESSONS = (EntryKind.SEMINAR, EntryKind.LEARNING)


def resume(user: User, entries: Sequence[Entry], school: str, now: datetime) -> dict[str, Any]:
    """The whole record; paid work is work, projects are projects, the rest is service."""
    work = [one for one in entries if one.paid and one.kind not in PROJECTS]
    projects = [one for one in entries if one.kind in PROJECTS]
    lessons = [one for one in entries if one.kind in LESSONS and not one.paid]
    service = [one for one in entries if one not in work + projects + lessons]
    study = {"institution": school, "area": "Medicine"} | ({"studyType": user.programme} if user.programme else {})
    return {
        "$schema": SCHEMA,
        "basics": {"name": user.name, "email": user.email, "label": _label(user)},
        "education": [study],
        "work": [_post(one, "name") for one in work],
        "volunteer": [_post(one, "organization") for one in service],
        "projects": [_project(one) for one in projects],
        "certificates": [_certificate(one) for one in lessons],
        "skills": _skills(entries),
        "meta": {"lastModified": now.isoformat(timespec="seconds")},
    }


def _label(user: User) -> str:
    return f"Medical student, {user.class_year}" if user.class_year else "Medical student"


def _dates(entry: Entry) -> dict[str, str]:
    ends = {"endDate": entry.ends.isoformat()} if entry.ends else {}
    return {"startDate": entry.starts.isoformat()} | ends


def _post(entry: Entry, host: str) -> dict[str, Any]:
    said = {
        host: on_one_line(entry.organisation),
        "position": on_one_line(entry.title),
        "summary": markdown.plain(entry.description),
    }
    return _dates(entry) | said | {"highlights": _highlights(entry)}


def _project(entry: Entry) -> dict[str, Any]:
    said = {
        "name": on_one_line(entry.title),
        "entity": on_one_line(entry.organisation),
        "description": markdown.plain(entry.description),
        "type": KINDS[entry.kind],
    }
    words = [Competency(name).label for name in entry.competencies]
    return _dates(entry) | said | {"highlights": _highlights(entry), "keywords": words}


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
    built = {one: [on_one_line(entry.title) for entry in entries if one in entry.competencies] for one in Competency}
    return [{"name": one.label, "keywords": titles} for one, titles in built.items() if titles]
