"""Every distinct value of a roster's columns that have a meaning, what it became, and which words are asked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from board.accounts import roster as account_roster
from board.accounts.roster import RosterRow
from board.kernel.spreadsheet import Table
from board.office.roster.columns import COLUMNS
from board.school import settings as school_settings
from board.vocabulary import import_words

MEANT = {
    "role": "roles",
    "class_year": "class_year",
    "cohort": "cohort",
    "graduates_on": "graduates_on",
    "programme": "programme",
    "status": "student_status",
    "directory_hold": "directory_hold",
}
"""Our column → what of a row it became."""
MOST_VALUES = 60
"""Distinct values of one column that a page shows; more are no spellings of a few things."""


@dataclass(frozen=True)
class ClassQuestion:
    """A word of which somebody has to say the class year."""

    word: str
    key: str
    """By which the answer names it."""
    rows: int


@dataclass(frozen=True)
class ValueRead:
    """A column, and each of its values: the cell, in how many rows, and what it became."""

    heading: str
    label: str
    values: list[tuple[str, int, str]]
    more: int
    """How many distinct values are not shown."""


def questions(rows: Sequence[RosterRow]) -> list[ClassQuestion]:
    """The words that are no known spelling of a class year, the most frequent first."""
    counts = Counter(row.asked_class for row in rows if row.asked_class)
    merged: dict[str, ClassQuestion] = {}
    for word, count in counts.most_common():
        key = import_words.key(word)
        known = merged.get(key)
        merged[key] = ClassQuestion(known.word if known else word, key, count + (known.rows if known else 0))
    return list(merged.values())


def values_read(table: Table, matched: Mapping[int, str], rows: Sequence[RosterRow]) -> list[ValueRead]:
    """What each cell of the columns with a meaning became. The rows are those of the table, in its order."""
    described = []
    for at, ours in matched.items():
        if ours not in MEANT or not rows:
            continue
        cells = [" ".join(line.cells[at].split()) for line in table.rows]
        meanings: dict[str, str] = {}
        for cell, row in zip(cells, rows, strict=True):
            meanings.setdefault(cell, _meaning(ours, cell, row))
        counts = Counter(cells).most_common()
        shown = [(cell[:60], count, meanings[cell]) for cell, count in counts[:MOST_VALUES]]
        described.append(
            ValueRead(table.heading[at] or f"Column {at + 1}", COLUMNS[ours], shown, len(counts) - len(shown))
        )
    return described


def _meaning(ours: str, cell: str, row: RosterRow) -> str:
    if ours == "role":
        return ", ".join(sorted(role.value for role in row.roles)) or "not understood"
    value = row.values.get(MEANT[ours])
    words = account_roster.in_words(value)
    if ours == "programme" and cell and words not in school_settings.programmes:
        return f"{words} (none of the programs in the settings)"
    if ours == "graduates_on" and not words and row.values.get("cohort"):
        return f"class of {row.values['cohort']}"
    if words:
        return words
    if not cell:
        return "nothing"
    return "no class year" if ours == "class_year" and not row.problems else "not understood"
