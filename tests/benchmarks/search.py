"""Searching postings: ours against SQLite's FTS5, tantivy, PostgreSQL and Whoosh as it comes, doing the same work.

    python tests/benchmarks/search.py --documents 10000 [--json FILE] [--without whoosh …] [--questions 200]

Milliseconds, p50 / p95 over the same questions for everybody, warm, one thread. What each engine does for them, and how
it was tuned, is in `_peers.py`.
"""

import argparse
import contextlib
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from _peers import ENGINES, Engine
from _postings import Posting, postings
from _questions import Questions, questions

Figures = dict[str, dict[str, Any]]
"""Kind of work → engine → its figures."""


def main() -> None:
    """Measure and print."""
    options = _options()
    if options.memory_of:
        click.echo(_memory(*options.memory_of, options.documents))
        return
    figures: Figures = {}
    engines = [name for name in ENGINES if name not in options.without]
    click.echo(f"{options.documents:,} postings, {options.questions} questions of each kind", err=True)
    everything = list(postings(options.documents))
    asked = questions(everything, options.questions)
    with tempfile.TemporaryDirectory() as folder:
        for name in engines:
            click.echo(f"  {name} …", err=True)
            try:
                _measure(name, Path(folder, name), everything, asked, figures)
            except Exception as trouble:  # noqa: BLE001  # a peer that is not installed here, or does not start
                click.echo(f"  {name} left out: {type(trouble).__name__}: {trouble}", err=True)
                for one in figures.values():
                    one.pop(name, None)
    _print(figures, engines)
    if options.json:
        Path(options.json).write_text(json.dumps({"documents": options.documents, **figures}, indent=1))


def _measure(name: str, folder: Path, everything: list[Posting], asked: Questions, figures: Figures) -> None:
    engine = ENGINES[name](folder)
    began = time.perf_counter()
    engine.build(everything)
    figures.setdefault("build", {})[name] = {"seconds": time.perf_counter() - began}
    figures.setdefault("index_size", {})[name] = {"bytes": engine.size()}
    engine.open()
    for kind, work in _works(engine, asked).items():
        try:
            for one in work[:20]:
                one()
        except NotImplementedError:
            continue
        figures.setdefault(kind, {})[name] = _timed(work, times=3)
    figures.setdefault("change_visible", {})[name] = _timed(list(_changes(engine, everything)))
    engine.close()
    figures.setdefault("memory", {})[name] = {"bytes": _memory_apart(name, folder, len(everything))}


def _works(engine: Engine, asked: Questions) -> dict[str, list[Callable[[], Any]]]:
    """Kind of work → what is timed, one call a question."""
    return {
        "term": [lambda q=q: engine.term(q) for q in asked.term],
        "and": [lambda q=q: engine.all_words(q) for q in asked.all_words],
        "or": [lambda q=q: engine.any_words(q) for q in asked.any_words],
        "phrase": [lambda q=q: engine.phrase(q) for q in asked.phrase],
        "prefix": [lambda q=q: engine.prefix(q) for q in asked.prefix],
        "did_you_mean": [lambda q=q: engine.did_you_mean(q) for q in asked.did_you_mean],
        "suggest": [lambda q=q: engine.suggest(q) for q in asked.prefix],
        "faceted_page": [lambda q=q: engine.page(*q) for q in asked.page],
        "faceted_page_any": [lambda q=q: engine.page(*q, any_word=True) for q in asked.page],
        "faceted_page_by_deadline": [lambda q=q: engine.page(*q, by_deadline=True) for q in asked.page],
    }


def _changes(engine: Engine, everything: list[Posting]) -> Iterable[Callable[[], None]]:
    """Changes of one posting each, timed until a search for its new word finds it."""
    for number, posting in enumerate(everything[:20]):
        word = "zyx" + "abcdefghijklmnopqrst"[number] * 3
        yield partial(_change, engine, replace(posting, title=f"{posting.title} {word}"), word)


def _change(engine: Engine, posting: Posting, word: str) -> None:
    engine.change(posting)
    if engine.term(word) != (1, [posting.number]):
        raise AssertionError(f"the change of posting {posting.number} is not visible")


def _timed(work: list[Callable[[], Any]], times: int = 1) -> dict[str, float]:
    """Seconds. Of several times the least counts, so that what else the machine does is left out."""
    took = []
    for one in work:
        took.append(math.inf)
        for _ in range(times):
            began = time.perf_counter()
            one()
            took[-1] = min(took[-1], time.perf_counter() - began)
    cuts = quantiles(took, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "most": max(took)}


def _memory_apart(name: str, folder: Path, documents: int) -> int:
    """Bytes that a fresh process holds once it has opened the index and answered every kind of question."""
    command = [sys.executable, __file__, "--documents", str(documents), "--memory-of", name, str(folder)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _memory(name: str, folder: str, documents: int) -> int:
    asked = questions(list(islice(postings(documents), 2_000)), 100)
    before = _resident()
    engine = ENGINES[name](Path(folder))
    engine.open()
    for work in _works(engine, asked).values():
        for one in work:
            with contextlib.suppress(NotImplementedError):
                one()
    used = _resident() - before
    engine.close()
    return used


def _resident() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def _print(figures: Figures, engines: list[str]) -> None:
    """A table of figures, and beneath each row how many times as much as ours."""
    engines = [name for name in engines if any(name in one for one in figures.values())]
    click.echo(f"{'':26}" + "".join(f"{name:>20}" for name in engines))
    for kind, by_engine in figures.items():
        cells = [_cell(by_engine.get(name)) for name in engines]
        click.echo(f"{kind:26}" + "".join(f"{cell:>20}" for cell in cells))
        ours = _first(by_engine.get("rounds"))
        ratios = [_first(by_engine.get(name)) for name in engines]
        click.echo(
            f"{'  ours to theirs':26}"
            + "".join(f"{ours / one:>20.2f}" if ours and one else f"{'':20}" for one in ratios)
        )


def _first(figures: dict[str, float] | None) -> float | None:
    return next(iter(figures.values())) if figures else None


def _cell(figures: dict[str, float] | None) -> str:
    if not figures:
        return "–"
    if "bytes" in figures:
        return f"{figures['bytes'] / 1e6:,.1f} MB"
    if "seconds" in figures:
        return f"{figures['seconds']:,.1f} s"
    return f"{figures['p50'] * 1e3:,.3f} / {figures['p95'] * 1e3:,.3f}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--without", nargs="*", default=[], choices=sorted(ENGINES), metavar="ENGINE")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--memory-of", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
