"""What the parts of the demo school share: the day of its loading, its people and postings, dice that fall alike."""

import random
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from board.accounts.models import User
from board.opportunities.models import Opportunity

CONTENT = Path(__file__).parent / "content"
SEED = "rounds demo"


@dataclass
class School:
    """The school while it is being filled; each part adds its own and reads what the parts before it added."""

    now: datetime
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
