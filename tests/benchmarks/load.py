"""What people meet when many read and save at once: with different settings of gunicorn, or at a server that runs.

    python tests/benchmarks/load.py [--seconds N] [--clients N] [--rows 1x8,2x4] [--rounds N] [--json FILE]
    python tests/benchmarks/load.py --address http://127.0.0.1:8000 --database URL [--seconds N] [--clients N]

The first serves the demo school by gunicorn, in each round once for each row of workers × threads, and asks it by
clients in a process of their own; it prints the median of the rounds. The second asks a server that runs, such as one
that is being upgraded, and tells what it answered when. Each client is a student of the demo school in a browser that
keeps its connection: of twenty requests eight are the list, seven a posting, three my day, two save a posting. A client
waits for an answer before it asks again.
"""

import argparse
import http.client
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy

ROOT = Path(__file__).resolve().parents[2]
ROWS = "1x8,2x1,2x4,2x8,2x16,3x8,4x4,4x8"
PASSWORD = "rounds-demo-school"
MIX = ("list",) * 8 + ("posting",) * 7 + ("my day",) * 3 + ("save",) * 2
WORDS = ("quality", "free clinic", "teaching", "global health", "paid", "research")
STUDENTS = """SELECT email FROM users JOIN role_grants ON role_grants.user_id = users.id
WHERE role = 'STUDENT' AND granted_at IS NOT NULL AND suspended_at IS NULL ORDER BY users.id"""


@dataclass
class Tally:
    """What the clients saw."""

    took: dict[str, list[float]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    bad: list[tuple[float, str, str]] = field(default_factory=list)
    """Seconds since the beginning, what was asked, what came."""
    slowest: tuple[float, float] = (0, 0)
    """Seconds that it took, and seconds since the beginning."""


class Client:
    """A browser of one student."""

    def __init__(self, port: int, email: str, number: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.dice, self.cookies, self.token = random.Random(number), "", ""
        self.from_address = f"10.0.{number // 250}.{number % 250 + 1}"
        status, page = self.ask("GET", "/sign-in")
        self.token = _token(page)
        status, _ = self.ask("POST", "/sign-in", email=email, password=PASSWORD)
        if status != http.HTTPStatus.SEE_OTHER:
            raise SystemExit(f"{email} is not let in: {status}")
        self.token = _token(self.ask("GET", "/opportunities")[1])
        self.postings = re.findall(r'href="/opportunities/(\d+)"', self.ask("GET", "/opportunities")[1])

    def ask(self, method: str, path: str, **sent: str) -> tuple[int, str]:
        """Status and page."""
        headers = {"Cookie": self.cookies, "X-Forwarded-For": self.from_address}
        body = None
        if method == "POST":
            body = urllib.parse.urlencode(sent | {"csrf_token": self.token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            known = dict(part.split("=", 1) for part in self.cookies.split("; ") if part)
            self.cookies = "; ".join(f"{key}={text}" for key, text in (known | {name: value}).items())
        return answer.status, page

    def step(self) -> tuple[str, str]:
        """One request of the mix; answers what it was, and its status or what went wrong."""
        what = self.dice.choice(MIX)
        posting = self.dice.choice(self.postings)
        try:
            if what == "save":
                status, _ = self.ask("POST", f"/opportunities/{posting}/{self.dice.choice(('save', 'unsave'))}")
            elif what == "list":
                query = urllib.parse.urlencode({"q": self.dice.choice(WORDS)}) if self.dice.random() < 0.5 else ""
                status, _ = self.ask("GET", f"/opportunities?{query}")
            else:
                status, _ = self.ask("GET", f"/opportunities/{posting}" if what == "posting" else "/")
        except (OSError, http.client.HTTPException) as problem:
            self.connection.close()
            return what, type(problem).__name__
        return what, str(status)


def _token(page: str) -> str:
    tokens = re.findall(r'name="csrf[_-]token"[^>]*(?:value|content)="([^"]+)"', page)
    if not tokens:
        raise SystemExit("a page has no token for its forms")
    return str(tokens[0])


def load(port: int, emails: list[str], seconds: float, number: int) -> Tally:
    """Sign in so many clients, and let them ask for so long."""
    clients = [Client(port, emails[which % len(emails)], which) for which in range(number)]
    tally, lock, began = Tally(), threading.Lock(), time.monotonic()

    def run(client: Client) -> None:
        while (at := time.monotonic()) < began + seconds:
            what, came = client.step()
            took = time.monotonic() - at
            with lock:
                tally.took.setdefault(what, []).append(took)
                tally.answers[came] += 1
                tally.slowest = max(tally.slowest, (took, at - began))
                if came not in ("200", "303"):
                    tally.bad.append((at - began, what, came))

    threads = [threading.Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def students(database_url: str) -> list[str]:
    """Who may sign in."""
    engine = sqlalchemy.create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        return list(connection.scalars(sqlalchemy.text(STUDENTS)))


def figures(tally: Tally, seconds: float) -> dict[str, float]:
    """Requests a second, and milliseconds that a share of them took at most."""
    everything = sorted(time for times in tally.took.values() for time in times)
    shares = statistics.quantiles(everything, n=100)
    saves = statistics.quantiles(tally.took.get("save", [0, 0]), n=100)
    return {
        "a second": len(everything) / seconds,
        "p50": shares[49] * 1000,
        "p95": shares[94] * 1000,
        "p99": shares[98] * 1000,
        "save p99": saves[98] * 1000,
        "bad": len(tally.bad),
    }


def environment(folder: Path, port: int) -> dict[str, str]:
    """A demo school of its own."""
    return os.environ | {
        "ROUNDS_DEMO": "1",
        "ROUNDS_SECRET_KEY": "a key for measuring that is long enough",
        "ROUNDS_BASE_URL": f"http://127.0.0.1:{port}",
        "ROUNDS_PROXIES": "1",
        "ROUNDS_DATABASE_URL": f"sqlite:///{folder}/rounds.db",
        "ROUNDS_INDEX_DIR": f"{folder}/index",
        "ROUNDS_UPLOAD_DIR": f"{folder}/uploads",
        "ROUNDS_MAIL_DIR": f"{folder}/mail",
    }


def measure(row: str, folder: Path, port: int, asked: argparse.Namespace) -> dict[str, float]:
    """Serve by so many workers × threads, ask, stop; the memory is that of all processes when they have been asked."""
    workers, threads = row.split("x")
    options = ["-c", "board/gunicorn_conf.py", "--workers", workers, "--threads", threads, "-b", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", *options, "app:app"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(folder, port), stderr=subprocess.DEVNULL)
    try:
        wait_until_served(port)
        command = [sys.executable, __file__, "--address", f"http://127.0.0.1:{port}", "--as-json"]
        command += ["--database", f"sqlite:///{folder}/rounds.db"]
        command += ["--seconds", str(asked.seconds), "--clients", str(asked.clients)]
        before = _processor_seconds(process.pid)
        seen: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        used = _processor_seconds(process.pid) - before
        return seen | {"processor ms": used * 1000 / (seen["a second"] * asked.seconds), "MB": _megabytes(process.pid)}
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def wait_until_served(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("Rounds does not answer")


def _megabytes(pid: int) -> float:
    """What a process and its children have for themselves, and their share of what they have in common (PSS)."""
    children = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    pages = re.search(r"^Pss: +(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    return (int(pages[1]) if pages else 0) / 1024 + sum(map(_megabytes, children))


def _processor_seconds(pid: int) -> float:
    """What a process and its children have used of the processors so far; sign-ins of the clients are in it."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK") + sum(map(_processor_seconds, children))


def _print(name: str, seen: dict[str, float]) -> None:
    cells = "".join(f"{key} {value:,.0f}".rjust(16) for key, value in seen.items())
    print(f"{name:<8}{cells}", flush=True)  # noqa: T201 (a table for the terminal)


def main() -> None:
    """A line for each row, or one for the server that runs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=24)
    parser.add_argument("--rows", default=ROWS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--address", default="")
    parser.add_argument("--database", default="")
    parser.add_argument("--as-json", action="store_true")
    asked = parser.parse_args()
    if asked.address:
        port = urllib.parse.urlsplit(asked.address).port or 80
        tally = load(port, students(asked.database), asked.seconds, asked.clients)
        if asked.as_json:
            print(json.dumps(figures(tally, asked.seconds)))  # noqa: T201 (for the process that asked)
            return
        _print("", figures(tally, asked.seconds))
        print(dict(tally.answers), "slowest: {:.1f} s, after {:.0f} s".format(*tally.slowest), tally.bad[:20])  # noqa: T201 (for the terminal)
        return
    made = {}
    with tempfile.TemporaryDirectory() as name, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-m", "flask", "--app", "app", "open-demo"]
        subprocess.run(command, cwd=ROOT, env=environment(Path(name), port), check=True)
        rounds = [
            {row: measure(row, Path(name), port, asked) for row in asked.rows.split(",")} for _ in range(asked.rounds)
        ]
    for row in rounds[0]:
        made[row] = {key: statistics.median(each[row][key] for each in rounds) for key in rounds[0][row]}
        _print(row, made[row])
    if asked.json:
        asked.json.write_text(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
