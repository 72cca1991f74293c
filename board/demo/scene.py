"""What the parts of the demo school share: the day of its loading, its people and postings, dice that fall alike."""

import random
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from board.accounts.models import User
from board.opportunities.models import Opportunity

CONTENT = Path(__file__).parent / "content"
SEED = "rounds demo"
State = TypeVar("State", bound=StrEnum)


@dataclass
class School:
    """The school while it is being filled; each part adds its own and reads what the parts before it added."""

    now: datetime
    password_hash: str = ""
    """Everybody's, made before anything is written: hashing is slow."""
    people: dict[str, User] = field(default_factory=dict)
    """By address."""
    postings: dict[str, Opportunity] = field(default_factory=dict)
    """By the slug in `content/opportunities.toml`."""

    def dice(self, part: str) -> random.Random:
        """Chance for one part of the school: the same on each load, whatever the other parts draw."""
        return random.Random(f"{SEED}: {part}")  # noqa: S311 (it picks class years, not secrets)


@cache
def read(name: str) -> dict[str, Any]:
    """The content of `content/<name>.toml`."""
    with (CONTENT / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def way_to(moves: dict[tuple[State, str], State], start: State, goal: State) -> list[tuple[str, State, State]]:
    """The shortest way along a table of moves: each step's verb, the state before it and the state after."""
    ways: dict[State, list[tuple[str, State, State]]] = {start: []}
    waiting = [start]
    for here in waiting:
        for (before, verb), after in moves.items():
            if before is here and after not in ways:
                ways[after] = [*ways[here], (verb, before, after)]
                waiting.append(after)
    return ways[goal]
