"""`make run` is the web server and a worker, which live and die together; what machines ask of Rounds; its numbers."""

import os
import runpy
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from board.accounts.models import Role, User
from board.kernel import clock, heartbeat
from board.kernel.db import db
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]
PART = """
import os, sys, time
with open(sys.argv[1], "a") as file:
    file.write(f"{os.getpid()}\\n")
time.sleep(60)
"""
WHOLE = """
import os, runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs the tests in the background ignores it, for us too
bootstrap = runpy.run_path(sys.argv[1])
part = [sys.executable, "-c", sys.argv[2]]
from pathlib import Path
version = Path("changes.txt")
version.touch()
sys.exit(bootstrap["_keep_running"](
    [*part, "web"], [*part, "worker"], dict(os.environ), version.read_text if "dev" in sys.argv else None
))
"""


def wait_for(true: Callable[[], bool]) -> None:
    for _ in range(200):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("waited for twenty seconds")


def lives(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "zombie" not in status.read_text()


class Whole:
    """What `make run` starts, with two programs that only sleep in place of ours."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder = folder
        part = PART.replace("sys.argv[1]", f"os.path.join({str(folder)!r}, sys.argv[1])")
        command = [sys.executable, "-c", WHOLE, str(ROOT / "board" / "bootstrap.py"), part, *words]
        self.process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        wait_for(lambda: len(self.started("web")) == len(self.started("worker")) == 1)

    def started(self, name: str) -> list[int]:
        path = self.folder / name
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def all_gone(self) -> bool:
        return not any(lives(pid) for name in ("web", "worker") for pid in self.started(name))


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Whole]:
    made = Whole(tmp_path)
    yield made
    if made.process.poll() is None:
        made.process.kill()
    made.process.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_what_make_run_starts_ends_with_it(whole: Whole, how: signal.Signals) -> None:
    whole.process.send_signal(how)
    whole.process.wait(30)
    wait_for(whole.all_gone)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_worker_that_dies_is_started_anew_and_ends_with_the_server(whole: Whole) -> None:
    os.kill(whole.started("worker")[0], signal.SIGKILL)
    wait_for(lambda: len(whole.started("worker")) == 2)
    os.kill(whole.started("web")[0], signal.SIGKILL)
    whole.process.wait(30)
    wait_for(whole.all_gone)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_make_dev_begins_both_again_when_something_changed_also_after_a_server_that_could_not_start(
    tmp_path: Path,
) -> None:
    dev = Whole(tmp_path, "dev")
    try:
        (tmp_path / "changes.txt").write_text("a change")
        wait_for(lambda: len(dev.started("web")) == len(dev.started("worker")) == 2)
        assert not lives(dev.started("web")[0]) and not lives(dev.started("worker")[0])
        os.kill(dev.started("web")[1], signal.SIGKILL)
        (tmp_path / "changes.txt").write_text("mended")
        wait_for(lambda: len(dev.started("web")) == len(dev.started("worker")) == 3)
    finally:
        dev.process.terminate()
        dev.process.wait(30)
    wait_for(dev.all_gone)


def test_what_make_dev_looks_at_tells_of_code_and_templates_written_and_deleted(tmp_path: Path) -> None:
    newest_change = runpy.run_path(str(ROOT / "board" / "bootstrap.py"))["_newest_change"]
    newest_change.__globals__["ROOT"] = tmp_path
    (tmp_path / "board" / "accounts").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    for path in ("app.py", "board/accounts/views.py", "templates/page.html"):
        (tmp_path / path).touch()
    seen = {newest_change()}
    for change in (
        lambda: (tmp_path / "board/accounts/views.py").write_text("new"),
        lambda: (tmp_path / "templates/page.html").write_text("new"),
        lambda: (tmp_path / "board/accounts/views.py").unlink(),
    ):
        time.sleep(0.05)
        change()
        seen.add(newest_change())
    assert len(seen) == 4


def test_alive_asks_nobody_and_ready_asks_the_database_and_the_index(app: Flask, client: FlaskClient) -> None:
    app.test_cli_runner().invoke(args=["reindex"])
    assert client.get("/readyz").status_code == 200
    answer = client.get("/readyz", headers={"Host": "10.0.0.7"})
    assert [answer.json[name] for name in ("ok", "database", "schema", "index", "files")] == [True, *["ok"] * 4]

    def gone(*_: object) -> None:
        raise OperationalError("", {}, sqlite3.OperationalError("the database is gone"))

    event.listen(db.engine, "before_cursor_execute", gone)
    try:
        assert client.get("/healthz").json == {"ok": True}
        answer = client.get("/readyz")
    finally:
        event.remove(db.engine, "before_cursor_execute", gone)
    assert (answer.status_code, answer.json["ok"]) == (503, False)


def test_a_database_that_was_deleted_or_replaced_is_served_and_written_no_more(
    app: Flask, client: FlaskClient, tmp_path: Path, person: Callable[..., User]
) -> None:
    """Whoever has the old file open would go on writing into it, and say that all is well."""
    person("ada")
    path, aside = tmp_path / "rounds.db", tmp_path / "aside.db"
    assert client.get("/readyz").status_code == 200
    path.rename(aside)
    assert client.get("/readyz").status_code == 503
    assert client.get("/opportunities").status_code == 503
    shutil.copyfile(aside, path)
    assert client.get("/readyz").status_code == 503, "another file of the same name is another file"
    path.unlink()
    aside.rename(path)
    assert client.get("/readyz").status_code == 200


def test_a_missing_index_is_told(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["index"][:17]) == (200, "It cannot be read"), "the database answers"


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_the_web_says_when_no_worker_is_about(
    app: Flask, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    office = browser_of(person("cora", Role.COORDINATOR))
    assert office.get("/readyz").json["worker"].startswith("None was ever seen: ")
    assert "No worker is running:" in office.get("/office").text
    app.test_cli_runner().invoke(args=["worker", "--once"])
    assert office.get("/readyz").json["worker"] == "ok"
    assert "No worker is running" not in office.get("/office").text
    with clock.frozen(NOW + heartbeat.LONG + timedelta(seconds=1)):
        answer = office.get("/readyz")
        assert (answer.status_code, answer.json["worker"][:30]) == (200, "None since 5 minutes ago: remi"), "told"
        assert "No worker is running since Mon, Mar 2, 10:00 AM EST" in office.get("/office").text


def test_what_we_ship_for_gunicorn_is_what_was_measured() -> None:
    given = runpy.run_path(str(ROOT / "board" / "gunicorn_conf.py"))
    assert given["keepalive"] > 60, "longer than a proxy keeps a connection that nobody uses"
    assert given["graceful_timeout"] < 20, "shorter than make run waits"
    assert given["max_requests_jitter"] > 0
    command = [sys.executable, "-m", "gunicorn", "-c", "board/gunicorn_conf.py", "--check-config", "app:app"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"ROUNDS_DEMO": "1"}, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
