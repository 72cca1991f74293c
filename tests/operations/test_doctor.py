"""`flask --app app doctor` names what is amiss and what to do; `/readyz` tells machines the same."""

import dataclasses
import os
import shutil
import socket
import ssl
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import trustme
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from board import create_app, settings
from board.cli import only_looks
from board.kernel import audit, clock, folder_store, heartbeat, mail
from board.kernel.connections import client_addresses
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.operations import disk, doctor, permissions, schema
from board.operations.check import Check, CheckLevel
from board.operations.schema import SchemaState
from board.settings import Settings, from_environment
from tests.conftest import NOW
from tests.databases import settings_for
from tests.privileges import as_nobody, give_to_nobody

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def settings_of(app: Flask, **changes: Any) -> Settings:
    return dataclasses.replace(app.extensions["settings"], **changes)


def lines(app: Flask) -> dict[str, Check]:
    settings, engine, files = (app.extensions[name] for name in ("settings", "engine", "files"))
    return {check.name: check for check in doctor.look(settings, engine, files, Counter)}


def a_worker_was_seen() -> None:
    heartbeat.beat(heartbeat.WORKER, now=clock.now())


@BOTH
def test_a_line_for_each_thing_and_what_to_do_about_it(app: Flask) -> None:
    app.test_cli_runner().invoke(args=["reindex"])
    answer = app.test_cli_runner().invoke(args=["doctor"])
    assert answer.exit_code == 1, "no worker runs"
    for name in ("Database", "Tables", "Settings", "TLS", "Proxy", "Disk", "Files", "Clock", "Worker", "Mail server"):
        assert f" {name} " in answer.output
    assert "→ Start flask --app app worker" in answer.output
    assert "could not be looked at" not in answer.output
    a_worker_was_seen()
    again = app.test_cli_runner().invoke(args=["doctor"])
    assert (again.exit_code, "Last seen 0 seconds ago" in again.output) == (0, True), again.output


@BOTH
def test_tables_that_are_older_or_newer_than_the_code_are_told_apart(app: Flask, client: FlaskClient) -> None:
    assert doctor.tables().is_ok
    (head,) = db.session.scalars(text("SELECT version_num FROM alembic_version"))
    with unit_of_work():
        db.session.execute(text("UPDATE alembic_version SET version_num = 'of-tomorrow'"))
    assert doctor.tables().level is CheckLevel.WARNING
    newer = client.get("/readyz")
    assert (newer.status_code, newer.json["schema"]) == (200, "Of a later version of Rounds than this one")
    with unit_of_work():
        db.session.execute(text("UPDATE alembic_version SET version_num = 'b7f41c8e0d95'"))
    assert "leave the web servers running" in doctor.tables().remedy, "what follows only adds"
    with unit_of_work():
        db.session.execute(text("DELETE FROM alembic_version"))
    assert "stop every web server and worker" in doctor.tables().remedy
    older = client.get("/readyz")
    assert (older.status_code, older.json["ok"], older.json["schema"]) == (
        503,
        False,
        "Older than this version of Rounds",
    )
    assert head


def test_a_database_without_tables_is_empty_and_not_of_an_older_version(app: Flask) -> None:
    with create_engine("sqlite://").connect() as connection:
        assert schema.state_of(connection) is SchemaState.EMPTY
    assert schema.state() is SchemaState.SAME


def test_files_that_cannot_be_written_are_told_and_keep_machines_away(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "uploads", ignore_errors=True)
    (tmp_path / "uploads").write_text("a file where the folder should be")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["ok"]) == (503, False)
    assert str(tmp_path) not in answer.text, "strangers do not hear where it lies"
    assert lines(app)["Files"].level is CheckLevel.BROKEN


def test_what_the_user_of_rounds_may_not_open_is_told_with_its_path_and_its_owner(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    app.test_cli_runner().invoke(args=["reindex"])
    db.session.remove()
    db.engine.dispose()
    give_to_nobody(tmp_path)
    index = app.extensions["settings"].index_dir
    index.chmod(0)
    with as_nobody(tmp_path):
        answer, check = client.get("/readyz"), lines(app)["Search index"]
    assert (answer.status_code, answer.json["index"], answer.json["database"]) == (200, "Permission denied", "ok")
    assert (check.level, f"at {index} belongs to" in check.sentence) == (CheckLevel.BROKEN, True), check
    index.chmod(0o750)
    db.session.remove()
    db.engine.dispose()
    path = tmp_path / "rounds.db"
    path.chmod(0)
    with as_nobody(tmp_path):
        answer, check = client.get("/readyz"), lines(app)["Database"]
        db.session.remove()
    assert (answer.status_code, answer.json["database"]) == (503, "Permission denied")
    assert (check.level, f"at {path} belongs to" in check.sentence) == (CheckLevel.BROKEN, True), check
    assert f"chown -R {permissions.user_name(path.stat().st_uid)}: {path}" in check.remedy
    path.chmod(0o444)
    with as_nobody(tmp_path):
        assert doctor.database().sentence == check.sentence.replace("----------", "-r--r--r--"), "nothing can be saved"
        db.session.remove()


def test_root_is_told_that_rounds_itself_runs_as_another(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_to_nobody(tmp_path)
    owner = permissions.user_name(tmp_path.stat().st_uid)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    check = lines(app)["User"]
    assert (check.level, check.remedy.partition(": ")[2]) == (
        CheckLevel.WARNING,
        f"runuser -u {owner} -- rounds doctor",
    )
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid)
    assert lines(app)["User"].is_ok


def test_with_a_mail_server_and_no_worker_it_is_said_that_emails_wait(app: Flask) -> None:
    check = doctor.worker(settings_of(app, mail_url="smtp://mail.example"), NOW)
    assert (check.level, "emails" in check.sentence) == (CheckLevel.BROKEN, True)


@BOTH
def test_an_email_that_waits_too_long_is_told_though_a_worker_runs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("the server is down")

    chosen = settings_of(app, mail_url="smtp://mail.example")
    monkeypatch.setattr(app.extensions["mail_transport"], "send", refuse)
    with unit_of_work():
        mail.write("sign-up", to="ada@example.edu", once="k", email="ada@example.edu", name="Ada")
    assert doctor.emails(chosen, NOW).is_ok
    demo = settings_of(app, demo=True)
    later = NOW + doctor.LATE + timedelta(minutes=1)
    assert (doctor.emails(demo, later).is_ok, doctor.mail_server(demo).is_ok) == (True, True), "it sends none by design"
    late = doctor.emails(chosen, later)
    assert (late.level, late.sentence) == (CheckLevel.BROKEN, "1 email waits, the oldest since 16 minutes ago")


def test_a_disk_that_is_nearly_full_is_told(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        total: int
        used: int
        free: int

    gigabyte = 1024**3
    for free, level in (
        (30 * gigabyte, CheckLevel.OK),
        (2 * gigabyte, CheckLevel.WARNING),
        (gigabyte // 4, CheckLevel.BROKEN),
        (20 * 1024**2, CheckLevel.BROKEN),
    ):
        monkeypatch.setattr(disk.shutil, "disk_usage", lambda _, free=free: Usage(100 * gigabyte, 0, free))
        assert (doctor.room(app.extensions["settings"]).level, free) == (level, free)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["disk"]) == (200, "20 MB of 100.0 GB are free (0%)"), "and no folder"


@BOTH
def test_a_clock_that_was_set_back_is_told(app: Flask, tmp_path: Path) -> None:
    with clock.running():
        now = clock.now()
        assert doctor.same_clocks(app.extensions["files"], now).is_ok, "no row is there yet"
    with unit_of_work():
        audit.record("account.sign-in", by=None, thing="user:1")
    assert doctor.same_clocks(app.extensions["files"], NOW).is_ok
    back = doctor.same_clocks(app.extensions["files"], NOW - timedelta(hours=3))
    assert (back.level, "3 hours ahead" in back.sentence) == (CheckLevel.BROKEN, True)
    a_worker_was_seen()
    assert not heartbeat.is_about(heartbeat.WORKER, now=NOW - timedelta(hours=3)), "not before it has beaten again"


def test_a_disk_whose_clock_runs_ahead_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_store.time, "time", lambda real=time.time: real() - 90)
    check = doctor.same_clocks(app.extensions["files"], NOW)
    assert (check.level, check.sentence) == (
        CheckLevel.BROKEN,
        "This machine’s clock and another’s differ by 90 seconds",
    )


def test_the_age_of_the_last_backup_is_told(app: Flask) -> None:
    assert doctor.backup(NOW).level is CheckLevel.WARNING
    heartbeat.beat(heartbeat.BACKUP, now=NOW)
    assert doctor.backup(NOW + timedelta(hours=25)).is_ok
    assert doctor.backup(NOW + timedelta(hours=27)).level is CheckLevel.WARNING


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, CheckLevel.OK),
        ({"base_url": "https://rounds.example"}, CheckLevel.BROKEN),
        ({"base_url": "https://rounds.example", "proxies": 1}, CheckLevel.OK),
        ({"proxies": 1}, CheckLevel.WARNING),
    ],
)
def test_proxies_that_do_not_fit_the_address_are_told(app: Flask, changes: dict[str, Any], level: CheckLevel) -> None:
    assert doctor.proxy(settings_of(app, **changes)).level is level


class TlsServer:
    """Answers handshakes at a port of its own, with a certificate that ends in so many days."""

    def __init__(self, tmp_path: Path, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        with clock.running():
            ends = clock.now() + timedelta(days=days, minutes=5)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost", not_after=ends).configure_cert(self.context)
        self.listener = socket.create_server(("localhost", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        plain, _ = self.listener.accept()
        try:
            self.context.wrap_socket(plain, server_side=True).recv(1)
        except OSError:
            plain.close()


@pytest.mark.parametrize(
    ("days", "level", "words"),
    [
        (90, CheckLevel.OK, "holds for 90 days"),
        (6, CheckLevel.WARNING, "ends in 6 days"),
        (-1, CheckLevel.BROKEN, "Browsers refuse"),
    ],
)
def test_a_certificate_is_looked_at_as_browsers_do(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, level: CheckLevel, words: str
) -> None:
    server = TlsServer(tmp_path, days, monkeypatch)
    check = doctor.certificate(settings_of(app, base_url=f"https://localhost:{server.port}"))
    server.listener.close()
    assert (check.level, words in check.sentence) == (level, True), check.sentence


def test_passwords_in_the_clear_are_told(app: Flask) -> None:
    assert doctor.certificate(settings_of(app, base_url="http://rounds.example")).level is CheckLevel.BROKEN


def test_a_mail_server_that_refuses_the_password_is_told_without_the_password(app: Flask) -> None:
    listener = socket.create_server(("localhost", 0))
    port = listener.getsockname()[1]
    listener.close()
    check = doctor.mail_server(settings_of(app, mail_url=f"smtp://office:hunter2-hunter2@localhost:{port}"))
    assert (check.level, "hunter2" in check.sentence) == (CheckLevel.BROKEN, False)


def test_a_damaged_database_is_told(app: Flask, tmp_path: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    path = tmp_path / "rounds.db"
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3 * 4096] = os.urandom(3 * 4096)
    path.write_bytes(content)
    assert doctor.database().level is CheckLevel.BROKEN


def test_postgresql_without_a_pg_dump_of_its_version_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.1'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert doctor.dump_version() == 9
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 17beta1'\n")
    assert doctor.dump_version() == 17
    program.write_text("#!/bin/sh\necho 'Error: you must install a client package' >&2; exit 1\n")
    assert doctor.dump_version() is None, "the wrapper of Debian without a client"
    program.unlink()
    assert doctor.dump_version() is None


def test_a_second_machine_with_an_index_of_its_own_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.test_cli_runner().invoke(args=["reindex"])
    assert doctor.index(app.extensions["settings"], app.extensions["engine"]).is_ok
    monkeypatch.setattr(doctor, "client_addresses", lambda: 2)  # this machine has one address only
    check = doctor.index(app.extensions["settings"], app.extensions["engine"])
    assert (check.level, check.sentence[:10]) == (CheckLevel.WARNING, "2 machines")
    assert "ROUNDS_SEARCH_ENGINE=postgresql" in check.remedy
    monkeypatch.setattr(app.extensions["engine"], "is_transactional", True, raising=False)
    assert doctor.index(app.extensions["settings"], app.extensions["engine"]).is_ok


@BOTH
def test_this_machine_is_one_however_many_connections_it_has(app: Flask) -> None:
    with db.engine.connect() as other:
        other.execute(text("SELECT 1"))
        assert client_addresses() == 1


def test_who_only_looks_makes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new = create_app(settings_for(tmp_path / "new", f"sqlite:///{tmp_path / 'rounds.db'}"), TESTING=True)
    with new.app_context():
        checks = lines(new)
    assert checks["Database"].sentence == f"There is no file {tmp_path / 'rounds.db'} yet"
    assert {"Files", "Disk"} <= checks.keys() and "Tables" not in checks
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    environ = {"ROUNDS_DEMO": "1"}
    assert from_environment(environ, writes_key=not only_looks(["/bin/flask", "--app", "app", "doctor"])).secret_key
    assert from_environment(environ, writes_key=not only_looks(["/bin/flask", "worker", "--help"])).secret_key
    assert list(tmp_path.iterdir()) == []
    kept = from_environment(environ, writes_key=not only_looks(["/bin/flask", "worker"]))
    assert from_environment(environ).secret_key == kept.secret_key, "the same for every process"
