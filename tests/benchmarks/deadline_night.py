"""A deadline night: two thousand students, one posting that closes, and what each of them waits for.

    python tests/benchmarks/deadline_night.py [--database URL] [--minutes N] [--rate N] [--json FILE] [--plot FILE.svg]

Serves a demo school with two thousand students more by gunicorn and a worker, and asks it as they would: so many
requests a second at any moment, one of ten a write (saving a posting, a draft that saves itself); and in one minute in
the middle two hundred students send their application. A request begins when its moment comes, whether the ones before
are answered or not, and what it took is counted from that moment (G. Tene, "How not to measure latency", 2015). In the
end the database is asked whether everything that was acknowledged is there, once.
"""

import argparse
import http.client
import json
import random
import re
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[2])

import click  # noqa: E402

from board import create_app  # noqa: E402
from tests.benchmarks._students import Student, in_school  # noqa: E402
from tests.benchmarks.load import ROOT, environment, wait_until_served  # noqa: E402

STUDENTS, SENDERS, SENDING_SECONDS = 2_000, 200, 60
BROWSERS = 96
"""Requests that may be under way at once; more wait here, and that time counts."""
READS = ("/opportunities",) * 6 + ("/opportunities?q=safety", "/opportunities?q=patient+saftey", "/") + ("posting",) * 6
RECEIPTS = """SELECT address FROM emails WHERE kind = 'application-received' AND address LIKE 'student-%'"""
LIMITS = {"read": 0.3, "write": 0.6}
"""Seconds that 99 of a hundred may take at most."""


@dataclass
class Night:
    """The school as it is served, and what its students saw."""

    port: int
    posting: int
    students: list[Student]
    took: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: {"read": [], "write": [], "submit": []})
    """Kind → when it was to begin, and how long it took."""
    bad: list[tuple[float, str, str]] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    sent: set[int] = field(default_factory=set)
    """Numbers of the applications whose sending was acknowledged."""
    processor: float = 0
    """Seconds that web server and worker took of it, without those of PostgreSQL."""
    local: threading.local = field(default_factory=threading.local)

    def ask(self, student: Student, method: str, path: str, **sent: str) -> tuple[int, str, http.client.HTTPMessage]:
        """Status, page and headers; a connection that the server had closed is opened anew, as browsers do."""
        headers = student.headers(method)
        body = None
        if method == "POST":
            body = urllib.parse.urlencode(sent | {"csrf_token": student.token})
            headers |= {"X-Autosave": "1"} if "statement" in sent else {}
        for is_last in (False, True):
            connection = getattr(self.local, "connection", None) or self._connect()
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                return answer.status, answer.read().decode(), answer.headers
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.local.connection = None
                if is_last:
                    raise
        raise AssertionError

    def _connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.local.connection = connection
        return connection

    def read(self, student: Student, path: str) -> tuple[str, int]:
        """One page."""
        path = f"/opportunities/{self.posting}" if path == "posting" else path
        return "read", self.ask(student, "GET", path)[0]

    def save(self, student: Student) -> tuple[str, int]:
        """Save the posting, or take it off the list."""
        with student.lock:
            verb = "unsave" if student.saves else "save"
            status, _, _ = self.ask(student, "POST", f"/opportunities/{self.posting}/{verb}")
            if status == http.HTTPStatus.SEE_OTHER:
                student.saves = not student.saves
        return "write", status

    def write(self, student: Student) -> tuple[str, int]:
        """A draft that saves itself."""
        with student.lock:
            text = f"{time.time()} I have led the weekend shift for a year. " * 12
            sent = {"statement": text, "saved_version": student.version}
            status, _, headers = self.ask(student, "POST", f"/opportunities/{self.posting}/apply", **sent)
            if status == http.HTTPStatus.NO_CONTENT:
                student.written, student.version = text, headers["X-Version"]
        return "write", status

    def submit(self, student: Student) -> tuple[str, int]:
        """Press the button on the page that was just read."""
        with student.lock:
            _, page, _ = self.ask(student, "GET", f"/applications/{student.application}")
            (version,) = re.findall(r'name="version" value="([^"]+)"', page)[:1] or [""]
            began = time.monotonic()
            status, _, _ = self.ask(student, "POST", f"/opportunities/{self.posting}/apply/submit", version=version)
            if status == http.HTTPStatus.SEE_OTHER:
                self.sent.add(student.application)
            self.took["submit"].append((began, time.monotonic() - began))
        return "write", status

    def at(self, due: float, work: Callable[[], tuple[str, int]], began: float) -> None:
        """Do it; what it took is counted from when it was due."""
        try:
            kind, status = work()
            self.took[kind].append((due - began, time.monotonic() - due))
            self.answers[status] += 1
            if status not in (200, 204, 303):
                self.bad.append((due - began, kind, str(status)))
        except (OSError, http.client.HTTPException, ValueError) as problem:
            self.bad.append((due - began, "", f"{type(problem).__name__}: {problem}"))


def night(asked: argparse.Namespace, folder: Path, port: int) -> tuple[Night, list[str]]:
    """Serve it, ask it, look at what is there."""
    settings = environment(folder, port)
    if asked.database:
        settings |= {"ROUNDS_DATABASE_URL": asked.database, "ROUNDS_SEARCH_ENGINE": "postgresql"}
    flask = [sys.executable, "-m", "flask", "--app", "app"]
    subprocess.run([*flask, "open-demo"], cwd=ROOT, env=settings, check=True, stderr=subprocess.DEVNULL)
    seconds = asked.minutes * 60
    command = [sys.executable, __file__, "--school", str(seconds + 3600)]
    made = subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True, text=True).stdout
    known = json.loads(made.splitlines()[-1])
    subprocess.run([*flask, "reindex"], cwd=ROOT, env=settings, check=True, stderr=subprocess.DEVNULL)
    one = Night(port, known["posting"], [Student(**student) for student in known["students"]])
    options, before = ["-c", "board/gunicorn_conf.py", "-b", f"127.0.0.1:{port}"], _processor()
    served = [
        subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.DEVNULL)
        for command in ([sys.executable, "-m", "gunicorn", *options, "app:app"], [*flask, "worker"])
    ]
    try:
        wait_until_served(port)
        for student in one.students[SENDERS : SENDERS * 2]:
            page = one.ask(student, "GET", f"/opportunities/{one.posting}/apply")[1]
            (student.version,) = re.findall(r'name="saved_version" value="([^"]+)"', page)
        _ask_all(one, seconds, asked.rate)
        time.sleep(20)  # the worker writes what is left
    finally:
        for process in served:
            process.send_signal(signal.SIGTERM)
        for process in served:
            process.wait()
    one.processor = _processor() - before
    return one, _missing(one, settings)


def _processor() -> float:
    """Seconds that the processes which have ended took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _ask_all(one: Night, seconds: float, rate: int) -> None:
    dice = random.Random(20261129)
    senders, writers = one.students[:SENDERS], one.students[SENDERS : SENDERS * 2]
    others = one.students[SENDERS * 2 :]
    works: list[tuple[float, Callable[[], tuple[str, int]]]] = []
    for number in range(int(seconds * rate)):
        at = (number + dice.random()) / rate
        if number % 10 == 0:
            student = dice.choice(others)
            works.append((at, lambda student=student: one.save(student)))  # type: ignore[misc]
        elif number % 20 == 5:
            student = dice.choice(writers)
            works.append((at, lambda student=student: one.write(student)))  # type: ignore[misc]
        else:
            student, path = dice.choice(others), dice.choice(READS)
            works.append((at, lambda student=student, path=path: one.read(student, path)))  # type: ignore[misc]
    for student in senders:
        at = seconds / 2 + dice.random() * min(SENDING_SECONDS, seconds / 3)
        works.append((at, lambda student=student: one.submit(student)))  # type: ignore[misc]
    began = time.monotonic()
    with ThreadPoolExecutor(BROWSERS) as pool:
        for at, work in sorted(works, key=lambda pair: pair[0]):
            time.sleep(max(began + at - time.monotonic(), 0))
            pool.submit(one.at, began + at, work, began)


def _missing(one: Night, settings: dict[str, str]) -> list[str]:
    """What was acknowledged and is not there, or is there twice."""
    import sqlalchemy

    url = settings["ROUNDS_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    with sqlalchemy.create_engine(url).connect() as base:
        rows = base.execute(
            sqlalchemy.text("SELECT id, state, statement FROM applications WHERE opportunity_id = :posting"),
            {"posting": one.posting},
        )
        known = {number: (state, statement) for number, state, statement in rows}
        receipts = Counter(base.scalars(sqlalchemy.text(RECEIPTS)))
    wrong = [f"application {number} is {known[number][0]}" for number in one.sent if known[number][0] == "DRAFT"]
    wrong += [
        f"the draft of application {student.application} is another"
        for student in one.students
        if student.written and known[student.application][1] != student.written.strip()
    ]
    wrong += [f"{times} emails to {address}" for address, times in receipts.items() if times > 1]
    if len(receipts) != len(one.sent):
        wrong.append(f"{len(receipts)} emails for {len(one.sent)} applications")
    if len(one.sent) != SENDERS:
        wrong.append(f"{len(one.sent)} of {SENDERS} were acknowledged")
    check = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "check"],
        cwd=ROOT,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    return [*wrong, *([check.stdout] if check.returncode else [])]


def plot(one: Night, seconds: float) -> str:
    """An SVG: what 99 of a hundred requests of each ten seconds took at most, and the minute in which all send."""
    width, height, longest = 720, 240, 1.0
    x, y = width / seconds, height / longest
    lines = []
    for kind, color in (("read", "#0a6b5e"), ("write", "#a5480b")):
        buckets: dict[int, list[float]] = {}
        for at, took in one.took[kind]:
            buckets.setdefault(int(at // 10), []).append(took)
        points = [
            f"{(bucket + 0.5) * 10 * x:.0f},{height - min(sorted(took)[int(len(took) * 0.99)], longest) * y:.0f}"
            for bucket, took in sorted(buckets.items())
        ]
        lines.append(f'<polyline fill="none" stroke="{color}" stroke-width="2" points="{" ".join(points)}"/>')
        lines.append(f'<text x="8" y="{16 + 18 * (kind == "write")}" fill="{color}">{kind}s, p99 of ten seconds</text>')
    marks = "".join(
        f'<path d="M0 {height - limit * y:.0f}H{width}" stroke="#999" stroke-dasharray="4"/>'
        f'<text x="{width - 62}" y="{height - limit * y - 4:.0f}" fill="#666">{limit * 1000:.0f} ms</text>'
        for limit in LIMITS.values()
    )
    sending = f'<rect x="{seconds / 2 * x:.0f}" width="{SENDING_SECONDS * x:.0f}" height="{height}" fill="#f3e9d2"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        f'font-size="13"><rect width="{width}" height="{height}" fill="#fff"/>{sending}{marks}{"".join(lines)}</svg>\n'
    )


def _shares(took: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(took, n=100)
    return {"count": len(took), "p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "most": max(took)}


def main() -> None:
    """A table, and what is missing."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--database", default="", help="PostgreSQL, empty; SQLite in a folder of its own without")
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--rate", type=int, default=50, help="requests a second")
    options.add_argument("--json", type=Path)
    options.add_argument("--plot", type=Path)
    options.add_argument("--school", type=float, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.school:
        click.echo(json.dumps(in_school(create_app(), STUDENTS, asked.school)))
        return
    with tempfile.TemporaryDirectory() as name, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        one, missing = night(asked, Path(name), port)
    figures = {kind: _shares([seconds for _, seconds in took]) for kind, took in one.took.items()}
    for kind, shares in figures.items():
        cells = "".join(f"  {cut}{value * 1000:8,.0f} ms" for cut, value in shares.items() if cut != "count")
        reach = LIMITS.get(kind)
        told = "" if reach is None else f"  p99 at most {reach * 1000:.0f} ms: "
        told += "" if reach is None else "met" if shares["p99"] <= reach else "NOT MET"
        click.echo(f"{kind:8}{shares['count']:8,.0f} {cells}{told}")
    click.echo(f"answers {dict(one.answers)}, errors {len(one.bad)}: {one.bad[:10]}")
    each = one.processor / sum(one.answers.values()) * 1000
    click.echo(f"processor {one.processor:,.0f} s, {each:.1f} ms a request, worker and start included")
    click.echo("everything that was acknowledged is there, once" if not missing else "\n".join(missing[:20]))
    if asked.plot:
        asked.plot.write_text(plot(one, asked.minutes * 60), encoding="utf-8")
    if asked.json:
        asked.json.write_text(json.dumps(figures | {"errors": one.bad, "took": one.took, "processor": one.processor}))


if __name__ == "__main__":
    main()
