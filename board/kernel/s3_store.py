"""Files in a bucket of a server that speaks S3: Amazon's, or MinIO, Ceph, Garage and others on one's own machines.

Spoken with by obstore, an extra (docs/decisions/0029-files-in-s3.md). Whoever runs Rounds names the server, so it may
well be an inside one: what is forbidden to the addresses that a coordinator tells (webhooks) is not forbidden here.
"""

import io
import re
import secrets
import shutil
import time
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from board.kernel.storage import FileGone, FilesUnavailable, is_name, new_name, require_name
from board.kernel.unit_of_work import refuse_inside_unit_of_work

if TYPE_CHECKING:
    from obstore.store import S3Store as Client

PIECE = 5 * 1024 * 1024
"""Bytes that one request sends at most: the least that S3 takes as a part of a larger file, and the largest upload."""
READ_AHEAD = 1024 * 1024
"""Bytes that one request asks for."""
_CONNECTING, _REQUEST = timedelta(seconds=2), timedelta(seconds=4)
_NO_MORE_TRIES = timedelta(seconds=2)
"""What fails sooner is tried once more, so nobody waits for more than six seconds."""
_PROBED = timedelta(seconds=0.8)
"""So long `answer` waits: whoever has it asked every few seconds often waits for a second themselves."""
_AT_ONCE = 8
_NOTHING = "nothing"
"""A folder that holds no file."""
_CODE, _STATUS = re.compile(r"<Code>(\w+)</Code>"), re.compile(r"status code: (\d{3})")
"""How a server says why not, in words of S3 or of HTTP. No more of its answer is logged: it may hold signatures."""


@dataclass(frozen=True)
class S3Account:
    """Where the server is, and how we show who we are."""

    endpoint: str
    """Empty for Amazon's."""
    region: str
    key_id: str
    secret_key: str = field(repr=False)


class S3Store:
    """A `FileStore` in a bucket, under a prefix (which may be empty). Names lie there as they do in a folder."""

    is_shared = True

    def __init__(self, bucket: str, prefix: str, account: S3Account) -> None:
        self.bucket, self.prefix, self.account = bucket, prefix, account
        self.place = f"s3://{bucket}/{prefix}".rstrip("/")

    @cached_property
    def _client(self) -> "Client":
        """Made when it is first needed: it has threads of its own, which a process that is forked would lose."""
        return self._made(_REQUEST, tries=1)

    @cached_property
    def _prober(self) -> "Client":
        """The same for `answer`."""
        return self._made(_PROBED, tries=0)

    def _made(self, longest: timedelta, *, tries: int) -> "Client":
        from obstore.store import S3Store as Client

        return Client(
            self.bucket,
            prefix=self.prefix or None,
            endpoint=self.account.endpoint or None,
            region=self.account.region,
            access_key_id=self.account.key_id,
            secret_access_key=self.account.secret_key,
            disable_bulk_delete=True,  # not every server knows it
            client_options={"allow_http": True, "connect_timeout": min(_CONNECTING, longest), "timeout": longest},
            retry_config={
                "max_retries": tries,
                "retry_timeout": _NO_MORE_TRIES,
                "backoff": {"init_backoff": timedelta(milliseconds=50), "max_backoff": timedelta(milliseconds=200)},
            },
        )

    def keep(self, content: bytes) -> str:
        """As of the protocol."""
        return self.put(io.BytesIO(content))

    def put(self, source: BinaryIO, name: str = "") -> str:
        """As of the protocol. What is larger than a piece goes through a file of this machine, and then in pieces."""
        name = require_name(name or new_name())
        with SpooledTemporaryFile(PIECE + 1) as local:
            shutil.copyfileobj(source, local)
            local.seek(0)
            with self._speaking():
                self._client.put(_key(name), cast(BinaryIO, local), chunk_size=PIECE, max_concurrency=1)
        return name

    def open(self, name: str) -> BinaryIO:
        """As of the protocol."""
        size = self._size(require_name(name))
        if size is None:
            raise FileGone(name)
        return cast(BinaryIO, io.BufferedReader(_Object(self, name, size), READ_AHEAD))

    def read(self, name: str, start: int, length: int) -> bytes:
        """Some bytes of a file. Raises `FileGone`."""
        with self._speaking(name):
            return bytes(self._client.get_range(_key(name), start=start, length=length))

    def has(self, name: str) -> bool:
        """As of the protocol."""
        return is_name(name) and self._size(name) is not None

    def size(self, name: str) -> int:
        """As of the protocol."""
        return (is_name(name) and self._size(name)) or 0

    def total_size(self, names: Collection[str]) -> int:
        """As of the protocol."""
        _refuse_to_hold_up()
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            return sum(threads.map(self.size, names))

    def all_names(self) -> Iterator[str]:
        """As of the protocol. What was never written whole cannot be seen."""
        return (name for name, _ in self._listed())

    def written_before(self, moment: datetime) -> Iterator[str]:
        """As of the protocol."""
        return (name for name, at in self._listed() if at < moment)

    def forget(self, name: str) -> None:
        """As of the protocol."""
        with self._speaking():
            self._client.delete(_key(require_name(name)))

    def answer(self) -> None:
        """As of the protocol: a list of files that has none in it."""
        with self._speaking():
            next(iter(self._prober.list(_NOTHING)), None)

    def seconds_ahead(self) -> float:
        """As of the protocol."""
        probe = f"probe-{secrets.token_hex(4)}"
        with self._speaking():
            self._client.put(probe, b"?")
            try:
                written_at = self._client.head(probe)["last_modified"]
            finally:
                self._client.delete(probe)
        return written_at.timestamp() - time.time()

    def _size(self, name: str) -> int | None:
        with self._speaking():
            try:
                return self._client.head(_key(name))["size"]
            except FileNotFoundError:
                self.answer()  # the server says the same of a bucket that is not there
                return None

    def _listed(self) -> Iterator[tuple[str, datetime]]:
        """The name of each file, and when it was written."""
        with self._speaking():
            for batch in self._client.list():
                for entry in batch:
                    folder, _, name = entry["path"].rpartition("/")
                    if is_name(name) and folder == name[:2]:
                        yield name, entry["last_modified"]

    @contextmanager
    def _speaking(self, name: str = "") -> Iterator[None]:
        """What goes wrong inside becomes `FilesUnavailable`, and `FileGone` where one is read that is not there."""
        _refuse_to_hold_up()
        from obstore.exceptions import BaseError

        try:
            yield
        except (BaseError, FileNotFoundError) as problem:
            answer = _CODE.search(str(problem)) or _STATUS.search(str(problem))
            why = f"it answers {answer[1]}" if answer else "it does not answer"
            if isinstance(problem, FileNotFoundError) and name and "NoSuchBucket" not in why:
                raise FileGone(name) from None
            raise FilesUnavailable(self.place, why) from None


class _Object(io.RawIOBase):
    """A file in a bucket, read piece by piece: no request lasts long, however large it is."""

    def __init__(self, store: S3Store, name: str, size: int) -> None:
        self.store, self.name, self.size, self.at = store, name, size, 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As of any file."""
        self.at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        return self.at

    def readinto(self, buffer: Any) -> int:
        """As of any file."""
        length = min(len(buffer), self.size - self.at)
        if length <= 0:
            return 0
        piece = self.store.read(self.name, self.at, length)
        buffer[: len(piece)] = piece
        self.at += len(piece)
        return len(piece)

    def readall(self) -> bytes:
        """What is left, with few questions."""
        return b"".join(iter(lambda: self.read(READ_AHEAD) or b"", b""))


def _refuse_to_hold_up() -> None:
    refuse_inside_unit_of_work("speaking to the server of files")


def _key(name: str) -> str:
    return f"{name[:2]}/{name}"
