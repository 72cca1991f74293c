"""The rubric: what each competency looks like when it is seen. The words are in `rubrics/`, a file for each version."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from board.catalogue import editions
from board.catalogue.words import Competency

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
        return [one for one in self.behaviours if one.competency == competency]

    @cached_property
    def by_key(self) -> dict[str, Behaviour]:
        """Every behaviour by its key."""
        return {one.key: one for one in self.behaviours}


def on(day: date) -> Rubric:
    """The rubric that holds on a day."""
    return version(str(editions.holding_on(FOLDER, day)["version"]))


def version(name: str) -> Rubric:
    """The rubric under which something was ticked."""
    data = next(one for one in editions.all_of(FOLDER).values() if one["version"] == name)
    return Rubric(
        version=name,
        source=data["source"],
        rule=data["rule"],
        levels=tuple(Level(**one) for one in data["levels"]),
        behaviours=tuple(
            Behaviour(one["key"], Competency(one["competency"]), one["label"], tuple(one["levels"]))
            for one in data["behaviours"]
        ),
    )
