"""An act of the audit log in words: what was done to which thing, and each change without numbers that mean nothing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from board.kernel.audit import AuditEntry
from board.kernel.wording import listed, plural
from board.office.labels import CHANGES, THINGS, VERBS

_PAIR = re.compile(r"(\d+) → (\d+)(?::.*)?")
PEOPLE = {"person"}
"""Changes whose values are numbers of accounts."""
COUNTED = {"entries": "experience", "lines": "line"}
"""Changes whose values are lists of numbers: how many there are is told."""


@dataclass(frozen=True)
class AuditChange:
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
    changes: list[AuditChange]


def things_in(entries: Iterable[AuditEntry]) -> set[str]:
    """Everything that has to be looked up to word these, such as `user:7`."""
    matches = set()
    for entry in entries:
        matches.add(entry.thing)
        for name, values in entry.changes.items():
            for value in values:
                if name in PEOPLE and value is not None:
                    matches.add(f"user:{value}")
                if name == "pair" and (pair := _PAIR.fullmatch(str(value))):
                    matches |= {f"user:{pair[1]}", f"mentor:{pair[2]}"}
    return matches


def acts(entries: Iterable[AuditEntry], titles: Mapping[str, str]) -> list[Act]:
    """The rows in words; `titles` names the things that `things_in` asked for."""
    return [
        Act(entry, VERBS.get(entry.verb, entry.verb), _thing(entry.thing, titles), _changes(entry, titles))
        for entry in entries
    ]


def _thing(thing: str, titles: Mapping[str, str]) -> str:
    """Its name; without one, of which kind it is. Several things of no name are told apart by their numbers."""
    kind, _, number = thing.partition(":")
    words = THINGS.get(kind, kind)
    return titles.get(thing) or (f"{words} (no. {number})" if number else words)


def _changes(entry: AuditEntry, titles: Mapping[str, str]) -> list[AuditChange]:
    return [
        AuditChange(
            CHANGES.get(name, name.replace("_", " ")), _told(name, values[0], titles), _told(name, values[1], titles)
        )
        for name, values in entry.changes.items()
        if any(values)  # nothing became nothing: no change
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
    return listed([str(item) for item in value]) if isinstance(value, list) else str(value)
