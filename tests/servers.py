"""The real server, started as quickly as a test can wish: what it imports is imported once, and then forked.

Starting Python and importing the product takes two and a half seconds of a processor; the suite starts a server a
hundred times. Everything after the imports is as in life: gunicorn reads the environment, makes the app and listens.
"""

import contextlib
import multiprocessing
import multiprocessing.process
import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GUNICORN = ["gunicorn", "-k", "gthread", "--threads", "8", "--no-control-socket", "app:app", "-b"]
LONGEST_START = 30
"""Seconds; a busy machine is slow, not wrong."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["board", "board.cli", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread"])


def free_port() -> int:
    """One of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The product on a database of a test, at an address of its own that it keeps when it is started again."""

    def __init__(self, folder: Path, database: str, **settings: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.environment = {
            "ROUNDS_SECRET_KEY": "a key for tests that is long enough",
            "ROUNDS_DATABASE_URL": database,
            "ROUNDS_INDEX_DIR": str(folder / "index"),
            "ROUNDS_UPLOAD_DIR": str(folder / "uploads"),
            "ROUNDS_MAIL_DIR": str(folder / "mail"),
            "ROUNDS_BASE_URL": self.address,
            **settings,
        }

    def start(self) -> None:
        """Come back when it answers."""
        self.process = _forks.Process(target=_serve, args=(self.environment, self.port, str(self.log)), daemon=True)
        self.process.start()
        deadline = time.monotonic() + LONGEST_START
        while time.monotonic() < deadline and self.process.is_alive():
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.address}/readyz", timeout=2)
                return
            time.sleep(0.05)
        raise AssertionError(f"the server does not come up:\n{self.log.read_text('utf-8')[-2000:]}")

    def stop(self) -> None:
        """Ask it to end, as an operator does."""
        self.process.terminate()
        self.process.join(10)

    def kill(self) -> None:
        """The master and its workers at once, with no time for a last word."""
        os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.join(10)


@contextlib.contextmanager
def working(environment: dict[str, str], log: Path) -> Iterator[multiprocessing.process.BaseProcess]:
    """A worker of the same school, for as long as the block lasts."""
    process = _forks.Process(target=_work, args=(environment, str(log)), daemon=True)
    process.start()
    yield process
    process.terminate()
    process.join(20)


def _work(environment: dict[str, str], log: str) -> None:
    """What the forked process of the worker becomes."""
    from flask.cli import main

    _become(environment, log)
    sys.argv = ["flask", "--app", "app", "worker"]
    main()


def _serve(environment: dict[str, str], port: int, log: str) -> None:
    """What the forked process becomes."""
    from gunicorn.app.wsgiapp import run

    _become(environment, log)
    sys.argv = [*GUNICORN, f"127.0.0.1:{port}"]
    run()


def _become(environment: dict[str, str], log: str) -> None:
    """A process of its own, with this environment alone, that writes into the log."""
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(written, 1)
    os.dup2(written, 2)
