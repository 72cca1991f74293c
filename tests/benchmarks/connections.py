"""What becomes of connections that rest between two requests, with different settings of gunicorn, in one run.

    python tests/benchmarks/connections.py [--seconds N] [--clients N] [--json FILE]

Everything happens on the loopback: for each row Rounds is served with an empty school by gunicorn, with the settings
that we ship and one of them changed. Each client keeps one connection, asks for /healthz or the front page, rests for
about as long as the row's keep-alive (or for a moment), and asks again. `reset` counts requests that were lost because
the server had hung up in the same moment; `anew` counts connections that had to be opened again beforehand.
"""

import argparse
import http.client
import json
import os
import random
import select
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS: dict[str, tuple[list[str], tuple[float, float]]] = {
    "as shipped": ([], (1.97, 2.03)),
    "gunicorn's keep-alive of 2 s": (["--keep-alive", "2"], (1.97, 2.03)),
    "as shipped, in haste": ([], (0, 0.02)),
    "one thread": (["--threads", "1"], (0, 0.02)),
    "one process": (["--workers", "1"], (0, 0.02)),
    "a process ends after 300 requests": (["--max-requests", "300", "--max-requests-jitter", "100"], (0, 0.02)),
}
"""Name → what is changed, and between how many seconds a client rests."""


@dataclass
class Tally:
    """What the clients of one row saw."""

    asked: int = 0
    reset: int = 0
    anew: int = 0
    wrong: int = 0
    took: list[float] = field(default_factory=list)


def serve(folder: Path, port: int, changed: list[str]) -> subprocess.Popen[bytes]:
    """Rounds on this port, once it answers."""
    environ = os.environ | {
        "ROUNDS_DEMO": "1",
        "ROUNDS_BASE_URL": f"http://127.0.0.1:{port}",
        "ROUNDS_DATABASE_URL": f"sqlite:///{folder}/rounds.db",
        "ROUNDS_INDEX_DIR": f"{folder}/index",
    }
    subprocess.run([sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"], cwd=ROOT, env=environ, check=True)
    command = [sys.executable, "-m", "gunicorn", "-c", "board/gunicorn_conf.py", *changed, "-b", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*command, "app:app"], cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
            return process
        except OSError:
            time.sleep(0.1)
    raise SystemExit("Rounds does not answer")


def ask(port: int, rest: tuple[float, float], until: float, tally: Tally, seed: int) -> None:
    """One client with one connection."""
    dice, connection = random.Random(seed), http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < until:
        if connection.sock and select.select([connection.sock], [], [], 0)[0]:
            connection.close()  # the server has hung up while we rested, and we have seen it
            tally.anew += 1
        began = time.monotonic()
        try:
            connection.request("GET", dice.choice(("/healthz", "/healthz", "/")))
            answer = connection.getresponse()
            answer.read()
            tally.wrong += answer.status != 200
            tally.took.append(time.monotonic() - began)
        except (TimeoutError, ConnectionError, http.client.HTTPException):
            connection.close()
            tally.reset += 1
        tally.asked += 1
        time.sleep(dice.uniform(*rest))
    connection.close()


def measure(changed: list[str], rest: tuple[float, float], seconds: float, clients: int) -> Tally:
    """Serve, ask, stop."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        process = serve(Path(folder), port, changed)
        tally, until = Tally(), time.monotonic() + seconds
        threads = [threading.Thread(target=ask, args=(port, rest, until, tally, seed)) for seed in range(clients)]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            process.terminate()
            process.wait()
    return tally


def main() -> None:
    """A table on the terminal, and the same as JSON when asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--clients", type=int, default=24)
    parser.add_argument("--json", type=Path)
    asked, figures = parser.parse_args(), {}
    print(f"{'':<36}{'requests':>9}{'reset':>7}{'anew':>7}{'wrong':>7}{'p50 ms':>9}{'p99 ms':>9}{'a second':>10}")  # noqa: T201 (a table for the terminal)
    for name, (changed, rest) in ROWS.items():
        tally = measure(changed, rest, asked.seconds, asked.clients)
        p50, p99 = statistics.median(tally.took) * 1000, statistics.quantiles(tally.took, n=100)[98] * 1000
        rate = tally.asked / asked.seconds
        print(  # noqa: T201 (a table for the terminal)
            f"{name:<36}{tally.asked:>9}{tally.reset:>7}{tally.anew:>7}{tally.wrong:>7}{p50:>9.1f}{p99:>9.1f}{rate:>10.0f}"
        )
        figures[name] = {"requests": tally.asked, "reset": tally.reset, "anew": tally.anew, "p50": p50, "p99": p99}
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
