"""Run a program by a clock beside the machine's: `python -m tests.drills.shifted FILE flask …`; the file has seconds.

What is shifted is the clock of the house and `time.time`, by which cookies are signed. Clocks that only measure
how long something takes run on, as they do when a machine is set.
"""

import runpy
import sys
import time
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from board.kernel import clock

_true = time.time


class ShiftedDatetime(datetime):
    """What the house reads."""

    file: Path

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "ShiftedDatetime":  # type: ignore[override]  # plain datetimes suffice
        """As of the file."""
        return datetime.now(tz) + timedelta(seconds=_seconds())  # type: ignore[return-value]  # the same


def _seconds() -> float:
    return float(ShiftedDatetime.file.read_text("ascii"))


def main() -> None:
    """Become the program."""
    ShiftedDatetime.file, sys.argv = Path(sys.argv[1]), sys.argv[2:]
    clock.datetime = ShiftedDatetime  # type: ignore[misc]  # in the one place where the house reads time
    time.time = lambda: _true() + _seconds()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
