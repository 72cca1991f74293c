"""Room on the disks."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from board.operations.check import Check, broken, fine, warning

AT = ", at "
"""Before the path, which is for whoever runs Rounds alone."""
LITTLE = 0.1
"""The share of a disk that should be free."""
TOO_LITTLE_BYTES = 512 * 1024**2
"""SQLite writes its file anew beside the old one when somebody was erased, and so does a backup."""
OTHER_CLOCK_SECONDS = 5
"""Clocks that differ by less are taken for the same."""
SMALL_BYTES = 100 * 1024**2
"""Below a tenth of a GB room is told in MB."""
FREE_ENOUGH_BYTES = 20 * 1024**3
"""A tenth of a large disk is more than Rounds will ever need."""


def room(folders: Iterable[Path]) -> Check:
    """The fullest of the disks on which these folders lie."""
    fullest = min((nearest(folder) for folder in folders), key=lambda path: shutil.disk_usage(path).free)
    usage, nodes = shutil.disk_usage(fullest), os.statvfs(fullest)
    share = usage.free / usage.total
    sentence = f"{_size(usage.free)} of {_size(usage.total)} are free ({share:.0%}){AT}{fullest}"
    if usage.free < TOO_LITTLE_BYTES:
        return broken("Disk", sentence, "Make room, or move the folder to a larger disk: soon nothing can be saved.")
    if nodes.f_files and nodes.f_favail < nodes.f_files * 0.02:
        return broken("Disk", f"No more files fit on it{AT}{fullest}", "Delete small files there: no inodes are left.")
    if share < LITTLE and usage.free < FREE_ENOUGH_BYTES:
        return warning("Disk", sentence, "Make room before it is full: see what lies in the folder, and old backups.")
    return fine("Disk", sentence)


def nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there already and that we may look into."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if may(path, os.F_OK))


def may(path: Path, mode: int) -> bool:
    """Whether the user as whom this process runs may do that (`os.R_OK`, …); False where nothing is there."""
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _size(size: int) -> str:
    """In GB, and where that would be 0.0, in MB."""
    return f"{size / 1024**3:,.1f} GB" if size >= SMALL_BYTES else f"{size / 1024**2:,.0f} MB"
