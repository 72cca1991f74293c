"""The rubric: what each competency looks like when it is seen. The words are in `rubrics/`, a file for each version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from board.vocabulary import editions
from board.vocabulary.words import Competency

FOLDER = editions.HERE / "rubrics"
NEEDS_EVIDENCE = 3
"""From this level on a tick says what was seen, and when."""


@dataclass(frozen=True)
class Level:
    """One of the four levels: its name and what it means."""

    label: str
    meaning: str


@dataclass(frozen=True)
class Behaviour:
    """Something to be seen, with a sentence for each level."""

    key: str
    competency: Competency
    label: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Rubric:
    """One version of the rubric."""

    version: str
    source: str
    rule: str
    levels: tuple[Level, ...]
    behaviours: tuple[Behaviour, ...]

    def of(self, competency: str) -> list[Behaviour]:
        """The behaviours of one competency."""
        return [behaviour for behaviour in self.behaviours if behaviour.competency == competency]

    @cached_property
    def by_key(self) -> dict[str, Behaviour]:
        """Every behaviour by its key."""
        return {behaviour.key: behaviour for behaviour in self.behaviours}


def on(day: date) -> Rubric:
    """The rubric that holds on a day."""
    return version(str(editions.on(FOLDER, day)["version"]))


def version(name: str) -> Rubric:
    """The rubric under which something was ticked."""
    return _versions(FOLDER, editions.stamps(FOLDER))[name]


@cache
def _versions(folder: Path, _stamps: editions.Stamps) -> dict[str, Rubric]:
    """Each of them by its name, put together once while the files are as they are."""
    return {row["version"]: _of(row) for row in editions.all_of(folder).values()}


def _of(data: Mapping[str, Any]) -> Rubric:
    return Rubric(
        version=data["version"],
        source=data["source"],
        rule=data["rule"],
        levels=tuple(Level(**level) for level in data["levels"]),
        behaviours=tuple(
            Behaviour(
                behaviour["key"], Competency(behaviour["competency"]), behaviour["label"], tuple(behaviour["levels"])
            )
            for behaviour in data["behaviours"]
        ),
    )
