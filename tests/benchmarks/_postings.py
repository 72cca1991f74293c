"""Postings to measure with: made up, always the same ones, and the real rows where they are at hand."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

KINDS = ("committee-seat", "fellowship", "internship", "volunteer-role", "qi-project", "seminar")
AREAS = ("general-management", "clinical-care", "advocacy", "public-health", "research", "education")
COMPETENCIES = (
    "professionalism",
    "self-management",
    "team-management",
    "influence-and-communication",
    "systems-based-practice",
    "executing-toward-a-vision",
)
PLACES = ("on-site", "hybrid", "remote")
PAYS = ("none", "expenses", "stipend", "course-credit")
NOW = 1_800_000_000
DAY = 86_400
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "opportunities"

_SYLLABLES = [
    first + then
    for first in ["b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "pr", "tr"]
    for then in ["a", "e", "i", "o", "u"]
]
_VOCABULARY = 40_000


@dataclass(frozen=True)
class Posting:
    """What every engine is given."""

    number: int
    title: str
    body: str
    host: str
    kind: str
    areas: tuple[str, ...]
    competencies: tuple[str, ...]
    place: str
    pay: str
    hours: int
    is_open: bool
    closes: int


def postings(count: int) -> Iterator[Posting]:
    """So many postings: the real rows first, one in ten at most, and then invented ones of 100 to 400 words."""
    dice = random.Random(20261125)
    vocabulary = _words(dice)
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(vocabulary))))
    hosts = [" ".join(dice.sample(vocabulary[200:4000], 2)).title() + " Hospital" for _ in range(200)]
    texts = iter(_real_texts()[: count // 10])
    for number in range(1, count + 1):
        title, body = next(texts, ("", ""))
        if not title:
            title = " ".join(dice.choices(vocabulary, cum_weights=weights, k=dice.randint(3, 8))).capitalize()
            body = _sentences(dice.choices(vocabulary, cum_weights=weights, k=dice.randint(100, 400)))
        yield Posting(
            number=number,
            title=title,
            body=body,
            host=dice.choice(hosts),
            kind=dice.choice(KINDS),
            areas=tuple(dice.sample(AREAS, dice.randint(1, 3))),
            competencies=tuple(dice.sample(COMPETENCIES, dice.randint(1, 3))),
            place=dice.choice(PLACES),
            pay=dice.choice(PAYS),
            hours=dice.randint(1, 20),
            is_open=dice.random() < 0.8,
            closes=NOW + dice.randint(-60, 300) * DAY,
        )


def _real_texts() -> list[tuple[str, str]]:
    """Title and description of the imported rows."""
    texts = []
    for path in sorted(REAL.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            texts += [(row["title"], row["description"]) for row in csv.DictReader(file) if row["title"]]
    return texts


def _words(dice: random.Random) -> list[str]:
    """A vocabulary with the commonest words first, which are short, as in a language.

    None has one syllable: nearly every word would be two others, one after another, as hardly any of a language is.
    """
    made: dict[str, None] = {}
    while len(made) < _VOCABULARY:
        longest = 3 + min(len(made) // 4_000, 2)
        made["".join(dice.choices(_SYLLABLES, k=dice.randint(longest - 1, longest)))] = None
    return list(made)


def _sentences(words: list[str]) -> str:
    return ". ".join(" ".join(words[at : at + 14]).capitalize() for at in range(0, len(words), 14)) + "."
