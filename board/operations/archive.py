"""A backup as one file: a tar with gzip, sealed for a public key of age where one is named.

`tar` and `age` open it as well, should Rounds itself be lost. What lies in it is written down at its end with its size
and SHA-256, so that half of an archive is never taken for a whole one.
"""

import errno
import gzip
import hashlib
import io
import json
import os
import secrets
import tarfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, cast

SEALED = b"age-encryption.org/v1"
"""What a sealed archive begins with."""
MANIFEST = "manifest.json"
FAST = 1
"""gzip’s least effort: most of a backup are PDFs, which get no smaller."""
CHUNK = 1024 * 1024
NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)
"""What a shared folder or a stick answers that knows no second name for a file."""


class BadArchive(Exception):
    """It cannot be used; the message says why."""


class _Hashing:
    """A file that is read, and the SHA-256 of what was read of it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.sha256 = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As of the file."""
        chunk = self.file.read(size)
        self.sha256.update(chunk)
        return chunk


class ArchiveWriter:
    """An archive that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, opened: BinaryIO) -> None:
        """Put a file in under a name, and close it."""
        with opened as file:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = file.seek(0, os.SEEK_END), 0o600
            file.seek(0)
            hashing = _Hashing(file)
            self.tar.addfile(entry, cast(BinaryIO, hashing))
        self.members[name] = {"size": entry.size, "sha256": hashing.sha256.hexdigest()}

    def close(self, facts: dict[str, Any]) -> None:
        """Put in, last, what there is to know of it, and what lies in it."""
        content = json.dumps({**facts, "members": self.members}, indent=1, ensure_ascii=False).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(content), 0o600
        self.tar.addfile(entry, io.BytesIO(content))


@contextmanager
def writing(path: Path, keys: Iterable[str] = ()) -> Iterator[ArchiveWriter]:
    """Write an archive, sealed for these public keys. It is there under its name when it is whole, and never before.

    Raises `BadArchive` where a file of this name is there already, or where a key is none.
    """
    recipients = [_recipient(key) for key in keys]
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with (
                _sealing(file, recipients) as sealed,
                gzip.GzipFile("", "wb", FAST, sealed) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                yield ArchiveWriter(tar)
            file.flush()
            os.fsync(file.fileno())
        _name(partial, path)
    except FileExistsError as problem:
        raise BadArchive(f"{path} is there already") from problem
    finally:
        partial.unlink(missing_ok=True)


def _name(partial: Path, path: Path) -> None:
    """Give a file its name, never that of another. Raises `FileExistsError`."""
    try:
        os.link(partial, path)
    except OSError as problem:
        if problem.errno not in NO_LINKS:
            raise
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        partial.replace(path)


def unpack(path: Path, folder: Path, *, identity: Path | None = None) -> dict[str, Any]:
    """Unpack into an empty folder of ours, and answer what there is to know of the archive.

    Raises `BadArchive` for one that is not whole, is sealed for another key, or holds what no backup of ours holds.
    """
    try:
        with path.open("rb") as file, _opening(file, identity) as opened, gzip.GzipFile("", "rb", 0, opened) as packed:
            seen = _unpack(cast(BinaryIO, packed), folder)
    except (tarfile.TarError, EOFError, OSError, ValueError) as problem:
        raise BadArchive(f"{path} cannot be read: {problem}") from problem
    if MANIFEST not in seen:
        raise BadArchive(f"{path} ends too early: it was not written whole")
    facts: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    members = facts.pop("members")
    if {name: entry["sha256"] for name, entry in members.items()} != {
        name: digest for name, digest in seen.items() if name != MANIFEST
    }:
        raise BadArchive(f"{path} is damaged: what lies in it is not what was written")
    return facts


def _unpack(packed: BinaryIO, folder: Path) -> dict[str, str]:
    """Name → SHA-256 of each file. A name is a word, or one in `uploads`: nothing is written elsewhere."""
    seen = {}
    with tarfile.open(fileobj=packed, mode="r|") as tar:
        for entry in tar:
            content = tar.extractfile(entry)
            parts = Path(entry.name).parts
            if content is None or len(parts) > 2 or ".." in parts or entry.name.startswith("/"):
                raise BadArchive(f"{entry.name} is nothing that a backup of Rounds holds")
            place = folder.joinpath(*parts)
            place.parent.mkdir(exist_ok=True)
            hashing = _Hashing(cast(BinaryIO, content))
            with place.open("xb") as file:
                while chunk := hashing.read(CHUNK):
                    file.write(chunk)
            seen[entry.name] = hashing.sha256.hexdigest()
    while packed.read(CHUNK):
        """To its very end, where the sums of gzip and age stand: whoever unseals it is not cut off."""
    return seen


@contextmanager
def _sealing(file: BinaryIO, recipients: list[Any]) -> Iterator[BinaryIO]:
    """What is written goes into the file, sealed where it is for somebody."""
    if not recipients:
        yield file
        return
    age = _age()
    with _piped("wb", "rb", lambda source: age.encrypt_io(source, file, recipients)) as sink:
        yield sink


@contextmanager
def _opening(file: BinaryIO, identity: Path | None) -> Iterator[BinaryIO]:
    """What is in the file, opened with the private key where it is sealed."""
    is_sealed = file.read(len(SEALED)) == SEALED
    file.seek(0)
    if not is_sealed:
        yield file
        return
    if identity is None:
        raise BadArchive("It is sealed: name the file of its private key with --identity")
    age, lines = _age(), [line.strip() for line in identity.read_text("utf-8").splitlines()]
    try:
        keys = [age.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
        with _piped("rb", "wb", lambda sink: age.decrypt_io(file, sink, keys)) as opened:
            yield opened
    except (age.DecryptError, age.IdentityError) as problem:
        raise BadArchive(f"The key in {identity} does not open it: {problem}") from problem


@contextmanager
def _piped(mode: str, other_mode: str, work: Callable[[BinaryIO], object]) -> Iterator[BinaryIO]:
    """One end of a pipe; at the other `work` reads or writes meanwhile, in a thread of its own.

    What goes wrong at the other end is what is raised: here it is seen as an end that came too early.
    """

    def run(descriptor: int) -> None:
        with os.fdopen(descriptor, other_mode) as file:
            work(cast(BinaryIO, file))

    read_end, write_end = os.pipe()
    ours, theirs = (write_end, read_end) if mode == "wb" else (read_end, write_end)
    with ThreadPoolExecutor(1) as threads:
        worked = threads.submit(run, theirs)
        try:
            with os.fdopen(ours, mode) as file:
                yield cast(BinaryIO, file)
        except (OSError, EOFError, tarfile.TarError):
            worked.result()
            raise
        worked.result()


def _recipient(key: str) -> Any:
    age = _age()
    try:
        return age.x25519.Recipient.from_str(key)
    except age.RecipientError as problem:
        raise BadArchive(f"{key} is no public key of age, such as age1…") from problem


def _age() -> Any:
    """The library that seals; it is installed with the extra `backup`."""
    if find_spec("pyrage") is None:
        raise BadArchive("sealing takes pyrage, which is not installed: pip install pyrage")
    import pyrage

    return pyrage
