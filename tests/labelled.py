"""Searches of which was said beforehand what they must find, in `tests/search/labels.toml`.

    python -m tests.labelled [--typed]

prints them as a table, with what went wrong where something does; with `--typed` those of `typed_labels.toml`, which
are a measure and no test: the last line says how many are right. The real postings are left out where the shared data
folder does not stand beside the project.
"""

import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import click
from flask import Flask, current_app

from board import create_app
from board.discovery.search import COLLECTIONS
from board.kernel import clock
from board.kernel.db import db
from board.opportunities import search_params as opportunity_search_params
from board.search.engine import SearchRequest
from tests.databases import Sqlite, settings_for

LABELS = Path(__file__).parent / "search" / "labels.toml"
TYPED = LABELS.with_name("typed_labels.toml")
REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "opportunities"
BEFORE_ALL = datetime(2010, 1, 1, 12, tzinfo=UTC)
"""Earlier than any deadline among the real postings, so that all of them are open."""
FIRST = 5


@dataclass(frozen=True)
class Label:
    """A search, and what whoever types it wants."""

    q: str
    filters: str = ""
    among: str = "opportunities"
    top: tuple[str, ...] = ()
    """Beginnings of titles that must stand among the first."""
    any: tuple[str, ...] = ()
    """Of these, one at least."""
    never: tuple[str, ...] = ()
    """Those that must not stand on its first page, though what has most of the words may follow beneath."""
    meant: str = ""
    """What must be proposed instead."""
    kind: str = ""
    """What is hard about it."""

    @property
    def name(self) -> str:
        """The search as it is told of."""
        return " ".join(filter(None, [self.q, self.filters, self.among if self.among != "opportunities" else ""]))

    def problems(self) -> list[str]:
        """What is wrong with the page that the school of this moment answers."""
        results = current_app.extensions["engine"].search(self._request(clock.now()))
        fitting = ["".join(text for text, _ in snippet.title) for snippet in results.snippets]
        nearly = ["".join(text for text, _ in nearly_snippet.title) for nearly_snippet in results.nearly_snippets]
        first = [*fitting, *nearly][:FIRST]
        wrong = [f"{item!r} is not among {first}" for item in self.top if not _has(first, item)]
        if self.any and not any(_has(first, item) for item in self.any):
            wrong.append(f"none of {list(self.any)} is among {first}")
        wrong += [f"{item!r} is there" for item in self.never if _has(fitting, item)]
        if self.meant and results.corrected != self.meant:
            wrong.append(f"{results.corrected!r} is proposed and not {self.meant!r}")
        return wrong

    def _request(self, now: datetime) -> SearchRequest:
        """What the list's page asks the engine."""
        if self.among == "opportunities":
            return opportunity_search_params.understand(f"{urlencode({'q': self.q})}&{self.filters}").request(now)
        collection = next(collection for collection in COLLECTIONS if collection.address == f"/{self.among}")
        return SearchRequest(collection.read(self.q, now), collection.scope(now), snippets=True, is_forgiving=True)


def labels(board: str, file: Path = LABELS) -> list[Label]:
    """All of one board: `demo` or `imported`."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))[board]
    made = [Label(**table) for table in tables]
    return [replace(label, top=tuple(label.top), any=tuple(label.any), never=tuple(label.never)) for label in made]


@contextmanager
def loaded(board: str, folder: Path, database: str, now: datetime, *, search_engine: str = "whoosh") -> Iterator[Flask]:
    """A board in an empty database, at an instant at which it is searched."""
    app = create_app(replace(settings_for(folder, database), search_engine=search_engine), TESTING=True)
    with clock.frozen(now if board == "demo" else BEFORE_ALL), app.app_context():
        for command in [["demo"]] if board == "demo" else _imports():
            answer = app.test_cli_runner().invoke(args=command)
            assert answer.exit_code == 0, answer.output
        app.test_cli_runner().invoke(args=["reindex"])
        yield app
        db.session.remove()
        db.engine.dispose()


def _imports() -> list[list[str]]:
    somebody = ["create-coordinator", "cora@example.edu"]
    files = sorted(REAL.glob("*.csv"))
    return [somebody, *(["import-opportunities", "--publish", "--skip-bad", str(path)] for path in files)]


def _has(titles: list[str], beginning: str) -> bool:
    return any(title.startswith(beginning) for title in titles)


def main() -> None:
    """Print the table."""
    file, results = TYPED if "--typed" in sys.argv else LABELS, []
    for board in ("demo", "imported") if REAL.exists() else ("demo",):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with Sqlite(folder).fresh(folder) as database, loaded(board, folder, database, clock.now()):
                asked = labels(board, file)
                click.echo(f"\n{f'{board}: {len(asked)} searches':51}{'among the first five':70}nowhere\n")
                for label in asked:
                    wrong = label.problems()
                    results.append(not wrong)
                    top, never = "; ".join(label.top or label.any), "; ".join(label.never)
                    click.echo(f"{'FAILS' if wrong else 'right':6}{label.name:45}{top[:68]:70}{never[:60]}")
                    for fault in wrong:
                        click.echo(f"{'':8}{fault}")
    click.echo(f"\n{sum(results)} of {len(results)} are right")


if __name__ == "__main__":
    main()
