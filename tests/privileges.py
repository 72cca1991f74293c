"""What the system lets a user do who is not root, also where root runs the tests."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534
"""The number of a user to whom nothing belongs."""
_VERSION_3 = 0x20080522
"""Of the capabilities of Linux: two words of 32 bits for each of effective, permitted and inheritable."""
_OPENS_EVERYTHING = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, by which root passes over what is written on a file."""


def give_to_nobody(folder: Path) -> None:
    """Make a folder and all in it another user's than root's; it stays ours where we are not root."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


@contextmanager
def by_the_modes_of_files() -> Iterator[None]:
    """What is written on a file holds for us too; who is not root is always held to it."""
    if os.geteuid():
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, words = (ctypes.c_uint32 * 2)(_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, words) == 0
    effective = words[0]
    words[0] = effective & ~_OPENS_EVERYTHING
    assert libc.capset(header, words) == 0
    try:
        yield
    finally:
        words[0] = effective
        assert libc.capset(header, words) == 0
