"""Harm a running school and see what comes of it.

    python -m tests.drills kill-web [--kills 200]
    python -m tests.drills restarts [--students 40] [--rest 10]

Each prints what was seen, and ends with 1 where something was that should not be.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.drills import kills
from tests.drills.report import Report


def main() -> None:
    """One drill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="new: database, files and logs are kept there")
    drills = parser.add_subparsers(dest="drill", required=True)
    one = drills.add_parser("kill-web", help=kills.kill_web.__doc__)
    one.add_argument("--kills", type=int, default=200)
    one.add_argument("--students", type=int, default=12)
    one = drills.add_parser("restarts", help=kills.restarts.__doc__)
    one.add_argument("--students", type=int, default=40)
    one.add_argument("--rest", type=float, default=10, help="seconds between two blows")
    asked = vars(parser.parse_args())
    kept: Path | None = asked.pop("folder")
    drill: Callable[..., Report] = getattr(kills, asked.pop("drill").replace("-", "_"))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        report = drill(kept or Path(name), **asked)
    print(f"{drill.__doc__}\n{report}\n  took {time.monotonic() - began:.0f} s")  # noqa: T201 (for the terminal)
    sys.exit(bool(report.wrong))


if __name__ == "__main__":
    main()
