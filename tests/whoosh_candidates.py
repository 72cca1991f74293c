"""The tests of search on another Whoosh than the pinned one, so that the choice stays free.

    python -m tests.whoosh_candidates whoosh==2.7.4 [options of pytest]

The candidate is installed, with what it needs, into a folder that is thrown away again; nothing else is changed.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUITE = ("tests/search", "tests/discovery")


def main(candidate: str, *options: str) -> int:
    """Exit status of the suite on the candidate, which is named as for pip."""
    with tempfile.TemporaryDirectory() as folder:
        install = ("pip", "install", "--quiet", "--no-compile", "--target", folder, candidate)
        subprocess.run([sys.executable, "-m", *install], check=True)
        environment = os.environ | {"PYTHONPATH": folder}
        which = [sys.executable, "-W", "ignore", "-c", "import whoosh; print(whoosh.__file__)"]
        imported = subprocess.run(which, check=True, env=environment, cwd=ROOT, capture_output=True, text=True).stdout
        if not imported.startswith(folder):
            raise SystemExit(f"{candidate} brings no Whoosh: it comes from {imported}")
        suite = [sys.executable, "-m", "pytest", "-q", *SUITE, *options]
        return subprocess.run(suite, check=False, env=environment, cwd=ROOT).returncode


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
