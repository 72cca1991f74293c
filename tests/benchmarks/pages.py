"""The main pages against a bare Flask page, in one run.

    python tests/benchmarks/pages.py [--csv FILE ...] [--requests N] [--json FILE] [--before FILE] [--no-peers]

Each page is asked for in this process, through the whole application and a real database and index, by somebody signed
in where the page is theirs; the posting has two hundred applicants. `--csv` adds postings to the demo school, as
the import reads them. Latencies are wall time of single requests, one after another; `cpu` is this process's own time,
which a busy machine does not stretch. The bare page is a Flask application that answers one line; the last column says
how many of those a page costs. In the same run others show 66 postings: a floor of one query and one flat template, and
what of Flask-Admin, Trac and datasette is installed (`make bench` installs all). `--before` is the JSON of another run,
whose ratios are printed beside these.
"""

import argparse
import gc
import json
import re
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

# The project, and not this folder.
sys.path[0] = str(Path(__file__).resolve().parents[2])

import click  # noqa: E402
from flask import Flask  # noqa: E402
from flask.testing import FlaskClient  # noqa: E402
from flask_migrate import upgrade  # noqa: E402

from board import create_app  # noqa: E402
from board.demo.school import PASSWORD  # noqa: E402
from board.settings import Settings  # noqa: E402
from tests.benchmarks._applicants import crowd  # noqa: E402
from tests.benchmarks._page_peers import peers  # noqa: E402

STUDENT, FACULTY, COORDINATOR = "student@example.edu", "faculty@example.edu", "coordinator@example.edu"
PAGES = (
    ("", "/"),
    ("", "/opportunities"),
    ("", "/opportunities?q=patient+safety&kind=qi-project"),
    ("", "/opportunities?q=patient+saftey"),
    ("", "/search/suggest?q=qual"),
    ("", "/opportunities.atom"),
    (STUDENT, "/"),
    (STUDENT, "/opportunities"),
    (STUDENT, "/opportunities?sort=fit"),
    (STUDENT, "/opportunities/1"),
    (STUDENT, "/saved"),
    (STUDENT, "/saved/searches"),
    (STUDENT, "/mentors"),
    (STUDENT, "/learning"),
    (STUDENT, "/learning?q=run+chart&length=medium"),
    (STUDENT, "/learning/1"),
    (STUDENT, "/transcript"),
    (STUDENT, "/transcript.csv"),
    (STUDENT, "/record"),
    (STUDENT, "/record/entries/1"),
    (STUDENT, "/record/entries/1/self"),
    (STUDENT, "/record/residency"),
    (STUDENT, "/record/shares"),
    (STUDENT, "/record/cv"),
    (STUDENT, "/record/resume.json"),
    (FACULTY, "/opportunities/{posting}/applicants"),
    (FACULTY, "/opportunities/{posting}/applicants?q=event+reports"),
    (FACULTY, "/opportunities/{posting}/applicants?sort=score&score=3"),
    (FACULTY, "/opportunities/{posting}/decisions"),
    (COORDINATOR, "/office"),
    (COORDINATOR, "/learning/report"),
    (COORDINATOR, "/learning/assignments/1"),
)


def school(folder: Path, csv: list[Path]) -> Flask:
    """The demo school, with more postings when some are brought, indexed."""
    app = create_app(
        Settings(
            secret_key="a key for measuring that is long enough",
            database_url=f"sqlite:///{folder / 'rounds.db'}",
            index_dir=folder / "index",
            upload_dir=folder / "uploads",
            mail_dir=folder / "mail",
        )
    )
    brought = [["import-opportunities", "--publish", "--skip-bad", str(path)] for path in csv]
    with app.app_context():
        upgrade()
        for command in (["demo"], *brought, ["reindex"]):
            answer = app.test_cli_runner().invoke(args=command)
            if answer.exit_code:
                raise SystemExit(f"{command[0]} failed: {answer.output}{answer.exception!r}")
    return app


def bare() -> Flask:
    """What Flask itself costs."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "a bare page")
    return app


def signed_in(app: Flask, email: str) -> FlaskClient:
    """The browser of a demo person; a visitor's when nobody is named."""
    browser = app.test_client()
    if email:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/sign-in").text)
        assert token is not None
        typed = {"email": email, "password": PASSWORD, "csrf_token": token[1]}
        assert browser.post("/sign-in", data=typed).status_code == 303
    return browser


def measure(ask: Callable[[], Any], requests: int) -> dict[str, float]:
    """Latency and rate of one page."""
    for _ in range(3):
        answer = ask()
        assert answer.status_code == 200, answer.status_code
    gc.collect()
    gc.freeze()  # as app.py does with what is loaded, as seldom as it looks for garbage
    gc.set_threshold(20_000, 20, 20)
    wall, start = [], process_time()
    for _ in range(requests):
        begun = perf_counter()
        ask()
        wall.append(perf_counter() - begun)
    cpu = (process_time() - start) / requests
    cuts, body = statistics.quantiles(wall, n=20), getattr(answer, "data", None) or getattr(answer, "content", b"")
    return {"p50": cuts[9], "p95": cuts[18], "cpu": cpu, "per_second": requests / sum(wall), "bytes": len(body)}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--csv", type=Path, nargs="*", default=[])
    options.add_argument("--requests", type=int, default=60)
    options.add_argument("--json", type=Path)
    options.add_argument("--before", type=Path)
    options.add_argument("--no-peers", action="store_true")
    chosen = options.parse_args()

    nothing = bare().test_client()
    results = {"bare Flask page": measure(lambda: nothing.get("/"), 20 * chosen.requests)}
    with tempfile.TemporaryDirectory() as folder:
        app = school(Path(folder), chosen.csv)
        with app.app_context():
            posting = crowd(FACULTY)
        browsers = {email: signed_in(app, email) for email in {email for email, _ in PAGES}}
        for email, template in PAGES:
            address = template.format(posting=posting)
            app.extensions["throttle"].storage.reset()  # nobody reads as fast as this asks
            name = f"{address} ({email.partition('@')[0] or 'visitor'})"
            results[name] = measure(lambda email=email, address=address: browsers[email].get(address), chosen.requests)  # type: ignore[misc]

        for name, ask in () if chosen.no_peers else peers(Path(folder)):
            results[name] = measure(ask, chosen.requests)

    base, before = results["bare Flask page"]["cpu"], json.loads(chosen.before.read_text()) if chosen.before else {}
    head = f"{'page':62} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'per s':>8} {'kB':>6} {'bare = 1':>9}"
    click.echo(f"{head} {'before':>9}" if before else head)
    for name, result in results.items():
        result["over_bare"] = result["cpu"] / base
        figures = f"{result['p50'] * 1000:8.2f} {result['p95'] * 1000:8.2f} {result['cpu'] * 1000:8.2f}"
        size = result["bytes"] / 1000
        line = f"{name:62} {figures} {result['per_second']:8.0f} {size:6.1f} {result['over_bare']:9.1f}"
        click.echo(f"{line} {before[name]['over_bare']:9.1f}" if name in before else line)
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
