"""Facts that change from year to year: a folder with a file for each edition, and the one that holds on a day."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Stamps = tuple[tuple[str, int], ...]


def all_of(folder: Path) -> dict[str, dict[str, Any]]:
    """Every edition by its file's name, the oldest first."""
    return _read(folder, stamps(folder))


def stamps(folder: Path) -> Stamps:
    """What its files are called and when each was changed: the same while the folder holds the same."""
    return tuple((path.stem, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.toml")))


def on(folder: Path, day: date) -> dict[str, Any]:
    """The edition that began last by this day; before the first has begun, the first."""
    editions = sorted(all_of(folder).values(), key=lambda row: row["starts"])
    begun = [edition for edition in editions if edition["starts"] <= day]
    return begun[-1] if begun else editions[0]


@cache
def _read(folder: Path, stamps: Stamps) -> dict[str, dict[str, Any]]:
    """Read once; a file that is added or changed is read anew."""
    editions = {}
    for name, _ in stamps:
        with (folder / f"{name}.toml").open("rb") as file:
            editions[name] = tomllib.load(file)
    return editions
