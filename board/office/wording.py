"""An act of the audit log in words: what was done to which thing, and each change without numbers that mean nothing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from board.kernel.audit import AuditEntry
from board.kernel.speech import listed, plural
from board.office.labels import CHANGES, VERBS

_PAIR = re.compile(r"(\d+) → (\d+)(?::.*)?")
PEOPLE = {"person"}
"""Changes whose values are numbers of accounts."""
COUNTED = {"entries": "experience"}
"""Changes whose values are lists of numbers: how many there are is told."""


@dataclass(frozen=True)
class Change:
    """One change: its name, and what was before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Act:
    """One row of the log as it is read."""

    entry: AuditEntry
    what: str
    thing: str
    changes: list[Change]


def things_in(entries: Iterable[AuditEntry]) -> set[str]:
    """Everything that has to be looked up to word these, such as `user:7`."""
    found = set()
    for entry in entries:
        found.add(entry.thing)
        for name, values in entry.changes.items():
            for value in values:
                if name in PEOPLE and value is not None:
                    found.add(f"user:{value}")
                if name == "pair" and (pair := _PAIR.fullmatch(str(value))):
                    found |= {f"user:{pair[1]}", f"mentor:{pair[2]}"}
    return found


def acts(entries: Iterable[AuditEntry], titles: Mapping[str, str]) -> list[Act]:
    """The rows in words; `titles` names the things that `things_in` asked for."""
    return [
        Act(one, VERBS.get(one.verb, one.verb), titles.get(one.thing, one.thing), _changes(one, titles))
        for one in entries
    ]


def _changes(entry: AuditEntry, titles: Mapping[str, str]) -> list[Change]:
    return [
        Change(
            CHANGES.get(name, name.replace("_", " ")), _told(name, values[0], titles), _told(name, values[1], titles)
        )
        for name, values in entry.changes.items()
    ]


def _told(name: str, value: Any, titles: Mapping[str, str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in PEOPLE:
        return titles.get(f"user:{value}", "somebody who has left")
    if name in COUNTED:
        return plural(len(value), COUNTED[name])
    if name == "pair" and (pair := _PAIR.fullmatch(str(value))):
        mentee, mentor = titles.get(f"user:{pair[1]}", "somebody"), titles.get(f"mentor:{pair[2]}", "a mentor")
        return f"{mentee} with {mentor}"
    return listed([str(one) for one in value]) if isinstance(value, list) else str(value)
