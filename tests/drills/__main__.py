"""Harm a running school and see what comes of it.

    python -m tests.drills kill-web [--kills 200]
    python -m tests.drills restarts [--students 40] [--rest 10]
    python -m tests.drills full-disk [--rest 10]
    python -m tests.drills index-gone
    python -m tests.drills mail-away [--rest 60]
    python -m tests.drills clock-back
    python -m tests.drills backup [--database postgresql]

Each prints what was seen, and ends with 1 where something was that should not be.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from inspect import signature
from pathlib import Path

from tests.drills import copies, kills, outages
from tests.drills.report import Report

DRILLS: tuple[Callable[..., Report], ...] = (
    kills.kill_web,
    kills.restarts,
    outages.full_disk,
    outages.index_gone,
    outages.mail_away,
    outages.clock_back,
    copies.backup,
)


def main() -> None:
    """One drill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="new: database, files and logs are kept there")
    drills = parser.add_subparsers(dest="drill", required=True)
    for drill in DRILLS:
        one = drills.add_parser(drill.__name__.replace("_", "-"), help=drill.__doc__)
        for name, parameter in list(signature(drill).parameters.items())[1:]:
            one.add_argument(f"--{name}", type=type(parameter.default), default=parameter.default)
    asked = vars(parser.parse_args())
    kept: Path | None = asked.pop("folder")
    (drill,) = [each for each in DRILLS if each.__name__ == asked["drill"].replace("-", "_")]
    del asked["drill"]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        report = drill(kept or Path(name), **asked)
    print(f"{drill.__doc__}\n{report}\n  took {time.monotonic() - began:.0f} s")  # noqa: T201 (for the terminal)
    sys.exit(bool(report.wrong))


if __name__ == "__main__":
    main()
