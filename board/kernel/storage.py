"""The files that people hand in: kept before their row, named by us, never by a user.

Where they lie is the operator's choice: in a folder (`folder_store`) or in a bucket (`s3_store`).
"""

import logging
import re
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from board.kernel import events
from board.kernel.errors import NotFound, Unavailable
from board.kernel.events import Event

log = logging.getLogger(__name__)

_NAME = re.compile(r"[0-9a-f]{32}")


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


class FileGone(NotFound):
    """A row names a file that is not stored, as after half a restore (404). The log names it."""

    def __init__(self, name: str) -> None:
        log.error("a file is not stored: %s", name)
        super().__init__("This file is no longer stored here. Ask whoever runs Rounds to restore it.")


class FilesUnavailable(Unavailable):
    """The place of all files does not answer, or refuses us (503)."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__("Files cannot be reached for a moment. Try again shortly.", f"the files in {place}: {why}")
        self.why = why


class FileStore(Protocol):
    """Where files are kept. A file never changes: another content gets another name.

    Everything raises `FilesUnavailable` where the place does not answer within seconds, and ValueError for a name that
    is not ours.
    """

    @property
    def place(self) -> str:
        """What whoever runs Rounds calls it."""

    @property
    def is_shared(self) -> bool:
        """Is it another machine, which is there for all processes or for none?"""

    def keep(self, content: bytes) -> str:
        """Keep the bytes for good and answer the name to find them by."""

    def put(self, source: BinaryIO, name: str = "") -> str:
        """The same with all that can be read from a file; of a failure nothing stays.

        A name is given only to a file that comes from elsewhere: a backup, or another store.
        """

    def open(self, name: str) -> BinaryIO:
        """A kept file, to be read and sought in; whoever asks closes it. Raises `FileGone`."""

    def has(self, name: str) -> bool:
        """Is this file there?"""

    def size(self, name: str) -> int:
        """Its bytes; 0 for a file that is not there."""

    def total_size(self, names: Collection[str]) -> int:
        """The bytes of several files, asked for at once."""

    def all_names(self) -> Iterator[str]:
        """The names of all files, of those too that were never written whole (`….part`)."""

    def written_before(self, moment: datetime) -> Iterator[str]:
        """The names of those that are older."""

    def forget(self, name: str) -> None:
        """Remove a file; quiet when it is gone already."""

    def answer(self) -> None:
        """Nothing, where files could be read now. Quick: load balancers have it asked every few seconds."""

    def seconds_ahead(self) -> float:
        """By how many seconds the clock of the place is ahead of ours: a small file is written for it, and removed."""


def new_name() -> str:
    """A name that nobody guesses and nothing has yet."""
    return secrets.token_hex(16)


def is_name(name: str) -> bool:
    """Could a whole file have this name?"""
    return bool(_NAME.fullmatch(name))


def require_name(name: str) -> str:
    """The name itself. Raises ValueError for one that is not ours."""
    if not is_name(name):
        raise ValueError("that is not the name of a kept file")
    return name


def release(name: str) -> None:
    """Say, in the unit of work that does it, that a row no longer names this file: it dies with its last row."""
    if name:
        events.publish(FileReleased(name))
