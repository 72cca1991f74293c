"""Which accounts were erased, by number, in a file that no backup of the database brings back to an earlier day.

A line is the key of this installation, the number of the account and the day. It names nobody.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from board.kernel import clock, installation


def add(path: Path, numbers: Iterable[int], *, now: datetime) -> None:
    """Write down that these accounts were erased, on the disk before we go on. Those in it stay as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = set(read(path)) if path.exists() else set()
    with path.open("a", encoding="ascii") as file:
        file.writelines(
            f"{installation.this().key} {number} {clock.day(now)}\n" for number in sorted(set(numbers) - listed)
        )
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> list[int]:
    """The accounts of this installation that were ever erased. Raises ValueError for a line that is none of ours."""
    numbers = []
    for line in path.read_text("ascii").splitlines():
        key, number, _ = line.split()
        if key != installation.this().key:
            raise ValueError("the list is of another installation of Rounds")
        numbers.append(int(number))
    return numbers
