"""A folder and a bucket keep files alike: whole or not at all, under names of ours, found again byte by byte."""

import io
import logging
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from board.kernel import s3_store
from board.kernel.folder_store import PART, FolderStore
from board.kernel.s3_store import S3Account, S3Store
from board.kernel.storage import FileGone, FileStore, FilesUnavailable
from board.settings import bucket_of
from tests.buckets import NOBODY, BucketServer

NAME = "0123456789abcdef" * 2


def bucket_store(told: dict[str, Any], **changes: str) -> S3Store:
    account = {"endpoint": told["s3_endpoint"], "key_id": told["s3_key_id"], "secret_key": told["s3_secret_key"]}
    return S3Store(*(bucket_of(told["files"]) or ()), S3Account(region="us-east-1", **(account | changes)))


@pytest.fixture(params=["folder", "bucket"])
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], FileStore]:
    """Makes a store that holds nothing."""
    if request.param == "folder":
        return lambda: FolderStore(tmp_path / "uploads")
    server: BucketServer = request.getfixturevalue("bucket_server")
    return lambda: bucket_store(server.told())


@pytest.fixture
def store(make_store: Callable[[], FileStore]) -> FileStore:
    return make_store()


def put_beside(store: FileStore, name: str) -> None:
    """Somebody else puts something of theirs into the place."""
    if isinstance(store, S3Store):
        store._client.put(f"{name[:2]}/{name}", b"theirs")
    elif isinstance(store, FolderStore):
        path = store.folder / name[:2] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"theirs")


def keys_in(store: FileStore) -> list[str]:
    """Where everything lies, ours or not."""
    if isinstance(store, S3Store):
        return [entry["path"] for batch in store._client.list() for entry in batch]
    assert isinstance(store, FolderStore)
    return [str(path.relative_to(store.folder)) for path in store.folder.rglob("*") if path.is_file()]


def test_what_is_kept_is_found_again_until_it_is_forgotten(store: FileStore) -> None:
    name = store.keep(b"a letter of reference")
    with store.open(name) as file:
        assert (file.read(2), file.seek(-9, io.SEEK_END), file.read()) == (b"a ", 12, b"reference")
        assert (file.seek(2), file.read(6), file.read(99), file.read(1)) == (2, b"letter", b" of reference", b"")
    assert (store.has(name), store.size(name), list(store.all_names())) == (True, 21, [name])
    assert store.total_size([name, NAME]) == 21
    assert store.put(io.BytesIO(b""), NAME) == NAME
    with store.open(NAME) as file:
        assert file.read() == b""
    store.forget(name)
    store.forget(name)
    assert (store.has(name), store.size(name), list(store.all_names())) == (False, 0, [NAME])
    with pytest.raises(FileGone):
        store.open(name)
    store.answer()


def test_a_name_that_is_not_ours_reaches_nothing(store: FileStore) -> None:
    for name in ("", "../settings.py", "read-me", NAME.upper(), f"{NAME}/", f"{NAME}\n"):
        for ask in (store.open, store.forget, *([lambda name: store.put(io.BytesIO(b"x"), name)] if name else [])):
            with pytest.raises(ValueError, match="not the name of a kept file"):
                ask(name)
        assert (store.has(name), store.size(name)) == (False, 0)
    put_beside(store, "read-me")
    assert list(store.all_names()) == []


@pytest.mark.parametrize("length", [100, s3_store.PIECE + 1, 2 * s3_store.PIECE])
def test_of_a_file_that_breaks_off_nothing_stays(store: FileStore, length: int) -> None:
    class BreaksOff(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if piece := super().read(size):
                return piece
            raise OSError("the sender is gone")

    with pytest.raises(OSError, match="the sender is gone"):
        store.put(BreaksOff(b"x" * length), NAME)
    assert (store.has(NAME), list(store.all_names())) == (False, [])


def test_a_large_file_passes_through_in_pieces(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, read = [], S3Store.read

    def note(self: S3Store, name: str, start: int, length: int) -> bytes:
        asked.append(length)
        return read(self, name, start, length)

    monkeypatch.setattr(S3Store, "read", note)
    content = bytes(range(256)) * (45 * 1024)
    name = store.put(io.BytesIO(content))
    assert store.size(name) == len(content) > 2 * s3_store.PIECE
    with store.open(name) as file:
        assert b"".join(iter(lambda: file.read(64 * 1024), b"")) == content
        file.seek(-100, io.SEEK_END)
        assert file.read() == content[-100:]
    if isinstance(store, S3Store):
        assert max(asked) <= s3_store.READ_AHEAD
        assert len(asked) <= len(content) // s3_store.READ_AHEAD + 3, "and each asks for many bytes"
        asked.clear()
        with store.open(name) as file:
            assert file.read() == content
        assert len(asked) <= len(content) // s3_store.READ_AHEAD + 2


def test_the_age_of_a_file_is_known(store: FileStore) -> None:
    name, now = store.keep(b"x"), datetime.now(UTC)
    assert list(store.written_before(now - timedelta(minutes=1))) == []
    assert list(store.written_before(now + timedelta(minutes=1))) == [name]
    assert abs(store.seconds_ahead()) < 5
    assert keys_in(store) == [f"{name[:2]}/{name}"], "nothing stays of the question"


def test_two_schools_in_one_bucket_do_not_see_each_other(bucket_server: BucketServer) -> None:
    told = bucket_server.told("")
    whole, one, other = (bucket_store(told | {"files": told["files"] + end}) for end in ("", "/one", "/one-more/here"))
    names = [store.keep(b"x") for store in (one, other, whole)]
    assert [list(store.all_names()) for store in (one, other, whole)] == [[name] for name in names]
    assert not one.has(names[1])


def test_a_server_that_does_not_serve_us_is_told_without_what_is_secret(
    bucket_server: BucketServer, caplog: pytest.LogCaptureFixture
) -> None:
    told = bucket_server.told()
    store = bucket_store(told)
    name = store.keep(b"x")
    nowhere = bucket_store(told, endpoint=NOBODY)
    no_bucket = bucket_store(told | {"files": "s3://school-of-nobody/files"})

    def why(of: S3Store, ask: Callable[[S3Store], object]) -> str:
        with pytest.raises(FilesUnavailable) as unavailable:
            ask(of)
        text = f"{unavailable.value.reason} {unavailable.value.message} {unavailable.value!r} {of!r} {of.account!r}"
        assert told["s3_secret_key"] not in text and "Signature" not in text
        return unavailable.value.why

    questions: list[Callable[[S3Store], object]] = [
        lambda store: store.has(name),
        lambda store: store.size(name),
        lambda store: store.open(name),
        lambda store: store.keep(b"x"),
        lambda store: store.forget(name),
        lambda store: list(store.all_names()),
        lambda store: list(store.written_before(datetime.now(UTC))),
        lambda store: store.answer(),
        lambda store: store.seconds_ahead(),
        lambda store: store.read(name, 0, 1),
    ]
    assert {why(nowhere, ask) for ask in questions} == {"it does not answer"}
    assert {why(no_bucket, ask) for ask in questions} == {"it answers NoSuchBucket"}
    with bucket_server.asking_for_keys(), caplog.at_level(logging.DEBUG):
        assert {why(store, ask) for ask in questions} == {"it answers 403", "it answers InvalidAccessKeyId"}
    assert told["s3_secret_key"] not in caplog.text
    assert store.has(name)


@contextmanager
def answering_after(wait: Callable[[], object]) -> Iterator[S3Store]:
    """A bucket whose server answers each question well, but waits first."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def answer(connection: socket.socket) -> None:
            with closing(connection):
                connection.recv(65536)
                wait()
                head = "HTTP/1.1 200 OK\r\nContent-Length: 37\r\nLast-Modified: Mon, 02 Mar 2026 15:00:00 GMT\r\n\r\n"
                connection.sendall(f"{head}<ListBucketResult></ListBucketResult>".encode())

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=[connection], daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        yield S3Store("school", "", S3Account(address, "us-east-1", "key", "secret"))


@pytest.mark.parametrize("question", [lambda store: store.has(NAME), lambda store: store.answer() is None])
def test_an_answer_that_comes_late_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, question: Callable[[S3Store], bool]
) -> None:
    for seconds, is_waited_for in ((0.2, False), (9, True)):
        for limit in ("_REQUEST", "_PROBED"):
            monkeypatch.setattr(s3_store, limit, timedelta(seconds=seconds))
        with answering_after(lambda: time.sleep(0.8)) as store:
            if is_waited_for:
                assert question(store)
            else:
                with pytest.raises(FilesUnavailable, match="it does not answer"):
                    question(store)


def test_the_files_of_one_person_are_asked_for_at_once() -> None:
    all_there = threading.Barrier(5)
    with answering_after(lambda: all_there.wait(timeout=3)) as store:
        assert store.total_size([f"{number:032x}" for number in range(5)]) == 5 * 37


def test_a_file_goes_from_one_place_to_another(bucket_server: BucketServer, tmp_path: Path) -> None:
    content = b"%PDF-" * (s3_store.PIECE // 4)
    stores = [FolderStore(tmp_path), bucket_store(bucket_server.told()), bucket_store(bucket_server.told())]
    name = stores[0].put(io.BytesIO(content))
    for source, target in zip(stores, [*stores[1:], FolderStore(tmp_path / "back")], strict=True):
        with source.open(name) as file:
            target.put(file, name)
    assert FolderStore(tmp_path / "back").path(name).read_bytes() == content


def test_a_disk_that_is_away_or_full_is_unavailable_and_leaves_nothing(tmp_path: Path) -> None:
    in_the_way = tmp_path / "uploads"
    in_the_way.write_text("no folder")
    away = FolderStore(in_the_way)
    for ask in (lambda: away.keep(b"ada"), lambda: away.open(NAME), lambda: away.forget(NAME)):
        with pytest.raises(FilesUnavailable):
            ask()
    full, (allowed, most) = FolderStore(tmp_path / "full"), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2, most))
    try:
        for content in (b"ada", b"ada" * PART):  # as long as its first part waits to be written, and longer
            with pytest.raises(FilesUnavailable, match=r"too large"):
                full.keep(content)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (allowed, most))
    assert list(full.all_names()) == []
