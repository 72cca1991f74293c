"""How cost grows with a school: each size in one run, beside the smallest.

    python tests/benchmarks/growth.py [--only postings|applications|people] [--sizes N,N,N] [--requests N] [--json FILE]

The demo school on SQLite and Whoosh, and so many open postings besides, so many applications to one posting, or so many
students, each with three applications and twelve emails. What is printed is this process's own time, which a busy
machine does not stretch: of a page, of a round of all the worker's tasks, of the nightly look for what can never be so.
A start is a new process until it has answered its first search. Disk is the database and the index. The last column is
the largest size over the smallest one.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextvars import Context
from pathlib import Path
from time import process_time
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[2])

import click  # noqa: E402
from flask import Flask  # noqa: E402
from flask.testing import FlaskClient  # noqa: E402
from sqlalchemy import select  # noqa: E402

from board import indexing, invariants, tasks  # noqa: E402
from board.accounts.models import Role, User  # noqa: E402
from board.kernel import clock  # noqa: E402
from board.kernel.db import db  # noqa: E402
from board.opportunities.models import Opportunity  # noqa: E402
from tests.benchmarks import _growing  # noqa: E402
from tests.benchmarks.load import ROOT, environment  # noqa: E402
from tests.benchmarks.pages import COORDINATOR, FACULTY, STUDENT, measure, school, signed_in  # noqa: E402

SIZES = {"postings": (1_000, 10_000, 100_000), "applications": (100, 1_000, 10_000), "people": (600, 6_000, 20_000)}
STARTED = """
from app import app
assert app.test_client().get("/opportunities?q=safety").status_code == 200
"""

Figures = dict[str, float]
"""What was done → seconds of this process, or bytes where it is a size on disk."""


def took(work: Callable[[], object]) -> float:
    """Seconds of this process."""
    began = process_time()
    work()
    return process_time() - began


def start(folder: Path) -> float:
    """Seconds of a new process until it has answered a search."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", STARTED], cwd=ROOT, env=environment(folder, 8000), check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def kept(folder: Path) -> Figures:
    """Bytes on disk."""
    index = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    database = sum(path.stat().st_size for path in folder.glob("rounds.db*"))
    return {"database": database, "index": index}


def pages(app: Flask, asked: dict[str, tuple[str, str]], requests: int) -> Figures:
    """Name → who asks for what; each request knows nothing of the context that we are in."""
    browsers = {email: Context().run(signed_in, app, email) for email in {email for email, _ in asked.values()}}
    figures = {}
    for name, (email, address) in asked.items():
        app.extensions["throttle"].storage.reset()

        def ask(browser: FlaskClient = browsers[email], address: str = address) -> Any:
            return Context().run(browser.get, address)

        figures[name] = measure(ask, requests)["cpu"]
        figures[f"{name}, kB"] = len(ask().data) / 1000
    return figures


def with_postings(app: Flask, folder: Path, count: int, requests: int) -> Figures:
    _growing.add_postings(owner().id, count)
    newest = _growing.newest_on_board()
    figures = {"index built": took(lambda: indexing.rebuild(engine=app.extensions["engine"])), "start": start(folder)}
    title = db.session.get_one(Opportunity, newest).title
    word = max(re.findall(r"\w+", title), key=len)
    figures |= pages(
        app,
        {
            "list, visitor": ("", "/opportunities"),
            "list, student": (STUDENT, "/opportunities"),
            "list, page 30": ("", "/opportunities?page=30"),
            "search": (STUDENT, f"/opportunities?q={word}"),
            "search and filters": (STUDENT, f"/opportunities?q={word}&kind=fellowship&pay=none"),
            "posting": (STUDENT, f"/opportunities/{newest}"),
            "my day, student": (STUDENT, "/"),
            "my day, faculty": (FACULTY, "/"),
            "postings in the office": (COORDINATOR, "/office/postings?show=all"),
        },
        requests,
    )
    return figures | work_of_worker() | kept(folder)


def with_applications(app: Flask, folder: Path, count: int, requests: int) -> Figures:
    _growing.add_postings(owner().id, 5)
    posting = _growing.newest_on_board()
    _growing.add_applications(_growing.add_people(Role.STUDENT, count), [posting], 1)
    desk = f"/opportunities/{posting}/applicants"
    figures = pages(
        app,
        {
            "desk": (FACULTY, desk),
            "desk, searched": (FACULTY, f"{desk}?q=Number+77"),
            "desk, by state": (FACULTY, f"{desk}?state=in-review&sort=name"),
            "posting": (STUDENT, f"/opportunities/{posting}"),
            "my day, faculty": (FACULTY, "/"),
        },
        requests,
    )
    return figures | work_of_worker() | kept(folder)


def with_people(app: Flask, folder: Path, count: int, requests: int) -> Figures:
    _growing.add_postings(owner().id, max(count // 10, 60))
    last, students = _growing.last_id(Opportunity), _growing.add_people(Role.STUDENT, count)
    _growing.add_applications(students, range(last - count // 10 + 1, last + 1), _growing.APPLIED)
    _growing.add_emails(students)
    indexing.rebuild(engine=app.extensions["engine"])
    figures = pages(
        app,
        {
            "list, student": (STUDENT, "/opportunities"),
            "my day, student": (STUDENT, "/"),
            "mentors": (STUDENT, "/mentors"),
            "office": (COORDINATOR, "/office"),
            "people": (COORDINATOR, "/office/people"),
            "people, searched": (COORDINATOR, "/office/people?q=Number+777"),
            "emails": (COORDINATOR, "/office/emails"),
            "my day, coordinator": (COORDINATOR, "/"),
        },
        requests,
    )
    return figures | work_of_worker() | kept(folder)


def work_of_worker() -> Figures:
    """The second round of all tasks, since the first does what waits, and the nightly look at every rule."""
    tasks.do_all(clock.now())
    return {
        "round of the worker": took(lambda: tasks.do_all(clock.now())),
        "check": took(lambda: list(invariants.broken())),
    }


def owner() -> User:
    return db.session.scalars(select(User).where(User.email == FACULTY)).one()


FAMILIES = {"postings": with_postings, "applications": with_applications, "people": with_people}


def grown(family: str, size: int, requests: int) -> Figures:
    """The figures of one size, in a school of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = school(folder, [])
        with app.app_context():
            figures = FAMILIES[family](app, folder, size, requests)
            db.session.remove()
            db.engine.dispose()
    return figures


def told(family: str, sizes: tuple[int, ...], all_figures: list[Figures]) -> str:
    """A table: milliseconds, kB of pages, megabytes of what is kept."""
    lines = [f"{family:24}" + "".join(f"{size:>12,}" for size in sizes) + f"{'grows by':>12}"]
    for name in all_figures[0]:
        scale = 1 if name.endswith("kB") else 1e-6 if name in ("database", "index") else 1000
        unit = "" if name.endswith("kB") else " MB" if name in ("database", "index") else " ms"
        values = [figures[name] * scale for figures in all_figures]
        cells = "".join(f"{value:>12,.1f}" for value in values)
        lines.append(f"{name + unit:24}{cells}{values[-1] / max(values[0], 1e-9):>12,.2f}")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", choices=FAMILIES)
    options.add_argument("--sizes", type=lambda text: tuple(map(int, text.split(","))))
    options.add_argument("--requests", type=int, default=20)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    results = {}
    for family in [chosen.only] if chosen.only else FAMILIES:
        sizes = chosen.sizes or SIZES[family]
        results[family] = {size: grown(family, size, chosen.requests) for size in sizes}
        click.echo(told(family, sizes, list(results[family].values())) + "\n")
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
