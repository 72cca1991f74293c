"""Files on disk: written whole before their row, named by us, never by a user."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from board.kernel import events
from board.kernel.events import Event

_NAME = re.compile(r"[0-9a-f]{32}(\.part)?")
_PARTIAL = ".part"
"""What the name of a file ends with until it is written whole."""


@dataclass(frozen=True)
class FileReleased(Event):
    """A row no longer names this file."""

    name: str


class KeptFile(Protocol):
    """A file that the store holds, and what its owner called it."""

    @property
    def name(self) -> str:
        """How the store finds it."""

    @property
    def filename(self) -> str:
        """What its owner called it."""


class FileStore:
    """A folder of files under random names, two levels deep."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes) -> str:
        """Write the bytes to the disk and answer the name to find them by."""
        with self.writing() as (name, file):
            file.write(content)
        return name

    @contextmanager
    def writing(self, name: str = "") -> Iterator[tuple[str, BinaryIO]]:
        """A file to write into, and the name to find it by once the block has ended; of a failure nothing stays.

        A name is given only by a backup that brings a file back.
        """
        name = name or secrets.token_hex(16)
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(_PARTIAL)
        try:
            with partial.open("wb") as file:
                yield name, file
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        partial.rename(path)
        for folder in (path.parent, self.folder):  # a name is on the disk when its folder is
            _flush(folder)

    def path(self, name: str) -> Path:
        """Where a kept file lies. Raises ValueError for a name that is not ours."""
        if not _NAME.fullmatch(name):
            raise ValueError("that is not the name of a kept file")
        return self.folder / name[:2] / name

    def has(self, name: str) -> bool:
        """Is this file there?"""
        return bool(_NAME.fullmatch(name)) and self.path(name).is_file()

    def size(self, name: str) -> int:
        """Bytes on the disk; 0 for a file that is not there."""
        return self.path(name).stat().st_size if self.has(name) else 0

    def all_names(self) -> Iterator[str]:
        """The names of all files, of those too that were never written whole (`….part`)."""
        return (path.name for path in self.folder.glob("??/*") if _NAME.fullmatch(path.name))

    def written_before(self, moment: datetime) -> Iterator[str]:
        """The names of the files that are older, of those too that were never written whole (`….part`)."""
        return (name for name in self.all_names() if self.path(name).stat().st_mtime < moment.timestamp())

    def forget(self, name: str) -> None:
        """Remove a file; quiet when it is gone already."""
        self.path(name).unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def release(name: str) -> None:
    """Say, in the unit of work that does it, that a row no longer names this file: it dies with its last row."""
    if name:
        events.publish(FileReleased(name))
