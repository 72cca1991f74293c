"""Files in a folder of this machine, two levels deep."""

import io
import os
import secrets
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from board.kernel.storage import FileGone, FilesUnavailable, is_name, new_name, require_name

PART = 1 << 20
"""Bytes that are read and written at once."""
_PARTIAL = ".part"
"""What the name of a file ends with until it is written whole."""


class FolderStore:
    """A `FileStore` in a folder."""

    is_shared = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = str(folder.absolute())

    def keep(self, content: bytes) -> str:
        """As of the protocol."""
        return self.put(io.BytesIO(content))

    def put(self, source: BinaryIO, name: str = "") -> str:
        """As of the protocol: on the disk, and not only handed to the system, when this comes back."""
        name = name or new_name()
        path = self.path(name)
        partial = path.with_suffix(_PARTIAL)
        with self._reaching():
            path.parent.mkdir(parents=True, exist_ok=True)
            file = partial.open("wb")
        try:
            while part := source.read(PART):  # whoever sends it may break off: that is no fault of the folder's
                with self._reaching():
                    file.write(part)
            with self._reaching():
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            with suppress(OSError):  # closing tries once more to write what a full disk refused
                file.close()
            partial.unlink(missing_ok=True)
            raise
        with self._reaching():
            file.close()
            partial.rename(path)
            for folder in (path.parent, self.folder):  # a name is on the disk when its folder is
                _flush(folder)
        return name

    def open(self, name: str) -> BinaryIO:
        """As of the protocol."""
        path = self.path(name)
        with self._reaching():
            try:
                return path.open("rb")
            except FileNotFoundError as problem:
                raise FileGone(name) from problem

    def path(self, name: str) -> Path:
        """Where a file lies, whole or not. Raises ValueError for a name that is not ours."""
        require_name(name.removesuffix(_PARTIAL))
        return self.folder / name[:2] / name

    def has(self, name: str) -> bool:
        """As of the protocol."""
        return is_name(name) and self.path(name).is_file()

    def size(self, name: str) -> int:
        """As of the protocol."""
        return self.path(name).stat().st_size if self.has(name) else 0

    def total_size(self, names: Collection[str]) -> int:
        """As of the protocol."""
        return sum(map(self.size, names))

    def all_names(self) -> Iterator[str]:
        """As of the protocol."""
        return (path.name for path in self.folder.glob("??/*") if is_name(path.name.removesuffix(_PARTIAL)))

    def written_before(self, moment: datetime) -> Iterator[str]:
        """As of the protocol."""
        return (name for name in self.all_names() if self.path(name).stat().st_mtime < moment.timestamp())

    def forget(self, name: str) -> None:
        """As of the protocol."""
        path = self.path(name)
        with self._reaching():
            path.unlink(missing_ok=True)

    def answer(self) -> None:
        """As of the protocol."""
        self.seconds_ahead()

    def seconds_ahead(self) -> float:
        """As of the protocol: in the folder, or in the nearest one above it where it would be made."""
        folders = (self.folder.absolute(), *self.folder.absolute().parents)
        with self._reaching():
            probe = next(path for path in folders if path.exists()) / f".probe-{secrets.token_hex(4)}"
            try:
                probe.write_bytes(b"?")
                written_at = probe.stat().st_mtime
            finally:
                with suppress(OSError):  # a full disk has the file without its byte
                    probe.unlink(missing_ok=True)
        return written_at - time.time()

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """A disk that is full, read only or away is told as what it is."""
        try:
            yield
        except OSError as problem:
            raise FilesUnavailable(self.place, problem.strerror or type(problem).__name__) from problem


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
