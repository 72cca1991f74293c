"""What the system lets a user do who is not root, also where root runs the tests."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534
"""The number of a user to whom nothing belongs."""


def give_to_nobody(folder: Path) -> None:
    """Make a folder and all in it another user's than root's; it stays ours where we are not root."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


@contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """Run as a user who may do what is written on each file, and who can reach this folder; as we are, if not root."""
    if os.geteuid():
        yield
        return
    for above in folder.parents:
        if not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o011)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
