"""Searches of which was said beforehand what they must find, in `tests/search/labels.toml`.

    python -m tests.labelled [--typed | --slips]

prints them as a table, with what went wrong where something does; with `--typed` those of `typed_labels.toml`, which
are a measure and no test: the last lines say how many are right, and how many of them other engines get right. With
`--slips` 500 real titles are typed with one slip each: how many stand on the first page, and among the suggestions
after two thirds of their letters. The real postings are left out where the shared data folder does not stand beside the
project.
"""

import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import click
from flask import Flask, current_app
from sqlalchemy import select

from board import create_app
from board.discovery.search import COLLECTIONS, MOST
from board.kernel import clock
from board.kernel.db import db
from board.opportunities import search_params as opportunity_search_params
from board.opportunities.models import Opportunity, PostingStatus
from board.opportunities.search_params import PostingSearchParams
from board.search.documents import Document
from board.search.engine import SearchRequest
from tests import slips
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
        wrong = self.missing(fitting, nearly)
        if self.meant and results.corrected != self.meant:
            wrong.append(f"{results.corrected!r} is proposed and not {self.meant!r}")
        return wrong

    def missing(self, fitting: list[str], nearly: list[str]) -> list[str]:
        """What is wrong with the titles of such a page."""
        first = [*fitting, *nearly][:FIRST]
        wrong = [f"{item!r} is not among {first}" for item in self.top if not _has(first, item)]
        if self.any and not any(_has(first, item) for item in self.any):
            wrong.append(f"none of {list(self.any)} is among {first}")
        return wrong + [f"{item!r} is there" for item in self.never if _has(fitting, item)]

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


def _documents() -> list[Document]:
    """Everything open on the board of this moment."""
    statement = select(Opportunity).where(Opportunity.status(clock.now()) == PostingStatus.OPEN.value)
    return [opportunity_search_params.document(posting) for posting in db.session.scalars(statement)]


def _print_slips() -> None:
    """How many of many titles are found though they are typed with a slip."""
    engine, now = current_app.extensions["engine"], clock.now()
    documents, on_page, suggested = _documents(), [], []
    others = {peer: list[bool]() for peer in slips.peers(documents)}
    for title, typed, begun in slips.typed_titles([document.title for document in documents]):
        results = engine.search(PostingSearchParams(typed, sort="match").request(now))
        shown = [*results.snippets, *results.nearly_snippets]
        on_page.append(title in ["".join(text for text, _ in snippet.title) for snippet in shown])
        options = engine.suggest(begun, opportunity_search_params.open_now(now), MOST)
        suggested.append(title in [option.text for option in options])
        for peer, hits in others.items():
            hits.append(title in peer.first(typed))
    for name, hits in [
        ("on the first page", on_page),
        ("suggested after two thirds", suggested),
        *((f"on the first page of {peer.name}", hits) for peer, hits in others.items()),
    ]:
        click.echo(f"{name:45}{sum(hits)} of {len(hits)}")


def main() -> None:
    """Print the table."""
    if "--slips" in sys.argv:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with Sqlite(folder).fresh(folder) as database, loaded("imported", folder, database, clock.now()):
                _print_slips()
        return
    file, results = TYPED if "--typed" in sys.argv else LABELS, []
    others: Counter[str] = Counter()
    for board in ("demo", "imported") if REAL.exists() else ("demo",):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with Sqlite(folder).fresh(folder) as database, loaded(board, folder, database, clock.now()):
                asked = labels(board, file)
                peers = slips.peers(_documents()) if file is TYPED else []
                click.echo(f"\n{f'{board}: {len(asked)} searches':51}{'among the first five':70}nowhere\n")
                for label in asked:
                    wrong = label.problems()
                    results.append(not wrong)
                    others.update(peer.name for peer in peers if not label.missing(peer.first(label.q), []))
                    top, never = "; ".join(label.top or label.any), "; ".join(label.never)
                    click.echo(f"{'FAILS' if wrong else 'right':6}{label.name:45}{top[:68]:70}{never[:60]}")
                    for fault in wrong:
                        click.echo(f"{'':8}{fault}")
    click.echo(f"\n{sum(results)} of {len(results)} are right")
    for name, right in others.items():
        click.echo(f"{right} of {len(results)} by {name}")


if __name__ == "__main__":
    main()
