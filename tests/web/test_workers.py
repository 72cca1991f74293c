"""Several workers, each a process of its own: one is killed at its work, and another takes it over."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from email import message_from_string
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from board.kernel import clock, lease, mail
from board.kernel.db import db
from board.kernel.mail import Email
from board.kernel.outbox import OutboxMessage
from board.kernel.schedule import ScheduledTask
from board.kernel.unit_of_work import unit_of_work
from tests.servers import working

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
POLL_SECONDS = 2
SLACK_SECONDS = 8
"""On a machine that does much else a process gets its turn late."""


class SlowMailServer:
    """Speaks SMTP, takes each email, and lets the first of them wait until it is told otherwise."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.is_reached, self.is_patient = threading.Event(), threading.Event()
        self.messages: list[str] = []
        self.number = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self.listener.accept()
            self.number += 1
            threading.Thread(target=self._talk, args=(connection, self.number == 1), daemon=True).start()

    def _talk(self, connection: socket.socket, is_first: bool) -> None:
        try:
            self._converse(connection, is_first)
        except OSError:
            connection.close()  # who spoke with us was killed

    def _converse(self, connection: socket.socket, is_first: bool) -> None:
        file = connection.makefile("rw", encoding="ascii", newline="\r\n")

        def say(line: str) -> None:
            file.write(f"{line}\n")
            file.flush()

        say("220 here")
        for line in file:
            word = line.split()[0].upper() if line.strip() else ""
            if word == "DATA":
                say("354 go on")
                lines = []
                for content in file:
                    if content.strip() == ".":
                        break
                    lines.append(content.replace("\r\n", "\n"))
                if is_first:
                    self.is_reached.set()
                    self.is_patient.wait(120)
                    return
                self.messages.append("".join(lines))
            if word == "QUIT":
                say("221 bye")
                return
            say("250 OK")


def wait_for(is_so: Callable[[], bool], seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, f"waited for {seconds} seconds"
        db.session.rollback()
        time.sleep(0.1)


@pytest.fixture
def environment(app: Flask, database: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """What a worker of this school is told; its clock runs, and so does ours."""
    with clock.running():
        yield {
            "ROUNDS_SECRET_KEY": app.config["SECRET_KEY"],
            "ROUNDS_DATABASE_URL": database,
            "ROUNDS_INDEX_DIR": str(tmp_path / "index"),
            "ROUNDS_UPLOAD_DIR": str(tmp_path / "uploads"),
            "ROUNDS_MAIL_DIR": str(tmp_path / "mail"),
        }


def write_email(number: int) -> None:
    address = f"ada{number}@example.edu"
    with unit_of_work():
        mail.write("sign-up", to=address, once=f"k{number}", email=address, name="Ada")


def wait_undelivered(app: Flask, count: int) -> None:
    """Have these wait for a worker, as where there is a mail server."""
    from board.kernel import outbox

    outbox._delivery.by_worker = frozenset({"EmailWritten"})
    for number in range(count):
        write_email(number)


def sent() -> int:
    return db.session.scalar(select(func.count()).where(Email.sent_at.is_not(None))) or 0


@BOTH
def test_the_work_of_a_killed_worker_is_taken_over_within_its_lease(
    app: Flask, environment: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = SlowMailServer()
    environment["ROUNDS_MAIL_URL"] = f"smtp://127.0.0.1:{server.port}?tls=0"
    wait_undelivered(app, 1)
    with working(environment, tmp_path / "first.log") as first:
        assert server.is_reached.wait(60), (tmp_path / "first.log").read_text()
        with working(environment, tmp_path / "second.log") as second:
            time.sleep(lease.RENEW_SECONDS + 3)
            assert server.number == 1, "nobody takes what somebody is at"
            os.kill(first.pid or 0, signal.SIGKILL)
            killed = time.monotonic()
            longest = lease.LEASE.total_seconds() + POLL_SECONDS
            wait_for(lambda: bool(server.messages) and sent() == 1, longest + SLACK_SECONDS)
            with capsys.disabled():
                print(f" taken over after {time.monotonic() - killed:.1f} s")  # noqa: T201 (the figure of operations.md)
            assert second.is_alive()
    assert len({message_from_string(text)["Message-ID"] for text in server.messages}) == 1
    server.is_patient.set()


@BOTH
def test_two_workers_send_each_email_once_and_do_each_task_once(
    app: Flask, environment: dict[str, str], tmp_path: Path
) -> None:
    server = SlowMailServer()
    server.number = 1  # none waits
    environment["ROUNDS_MAIL_URL"] = f"smtp://127.0.0.1:{server.port}?tls=0"
    wait_undelivered(app, 40)
    with working(environment, tmp_path / "first.log"), working(environment, tmp_path / "second.log"):
        wait_for(lambda: sent() == 40, 90)
        wait_for(lambda: not db.session.scalar(select(func.count()).where(ScheduledTask.ended_at.is_(None))), 60)
    assert sorted(message_from_string(text)["To"] for text in server.messages) == sorted(
        f"ada{number}@example.edu" for number in range(40)
    )
    for name in ("first.log", "second.log"):
        assert "Traceback" not in (tmp_path / name).read_text(), (tmp_path / name).read_text()[-3000:]


def test_a_worker_that_is_told_to_stop_finishes_what_it_is_at_and_holds_nothing(
    app: Flask, environment: dict[str, str], tmp_path: Path
) -> None:
    server = SlowMailServer()
    environment["ROUNDS_MAIL_URL"] = f"smtp://127.0.0.1:{server.port}?tls=0"
    wait_undelivered(app, 1)
    with working(environment, tmp_path / "first.log") as first:
        assert server.is_reached.wait(60)
        first.terminate()
        first.join(25)
        assert (first.exitcode, first.is_alive()) == (0, False)
    held = db.session.scalars(select(OutboxMessage.leased_until)).one()
    assert held is None, "others need not wait for the lease"
    server.is_patient.set()
