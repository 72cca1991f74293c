"""Searching postings: ours against SQLite's FTS5, tantivy, PostgreSQL and Whoosh as it comes, doing the same work.

    python tests/benchmarks/search.py --documents 10000 [--json FILE] [--without whoosh …] [--questions 200]

Milliseconds, p50 / p95 over the same questions for everybody, warm, one thread, and at the end what ours must reach and
whether it did. What each engine does for its figures, and how it was tuned, is in `_peers.py`. A peer that is missing
or does not start is left out and said to be. At 100,000 postings a run takes a quarter of an hour, most of it Whoosh's.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from _peers import ENGINES, Corrects, Engine, Forgives, Suggests
from _postings import Posting, postings
from _questions import Questions, questions

Figures = dict[str, dict[str, Any]]
"""Kind of work → engine → its figures."""
PATIENCE, FEWEST = 10.0, 8
"""Seconds for one kind of work of one engine, after which it is asked no more questions; but at least so many."""
WARM_UP = 2.0
"""Seconds of the same work beforehand, which are not counted."""
TIMES, QUICK = 3, 0.1
"""How often a question is put, and the seconds that its answers may take together before it is not put again."""
TO_PEERS = {10_000: {"fts5": 0.5, "tantivy": 0.6}, 100_000: {"fts5": 0.2, "tantivy": 0.5}}
"""Postings → peer → how much of its time ours may take for a faceted page."""
FORGIVING = {10_000: 5, 100_000: 15}
"""Postings → milliseconds that the page of a search with a slip may take."""
ON_POSTGRESQL = {"p50": 15, "p95": 60}
"""Milliseconds that a faceted page of 100,000 postings may take with ROUNDS_SEARCH_ENGINE=postgresql."""
MEGABYTE = 1e6


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
    missing = dict.fromkeys(options.without, "not asked for")
    with tempfile.TemporaryDirectory() as folder:
        for name in engines:
            began = time.perf_counter()
            try:
                _measure(name, Path(folder, name), everything, asked, figures)
                click.echo(f"  {name}: {time.perf_counter() - began:,.0f} s", err=True)
            except Exception as problem:
                if name == "rounds":
                    raise
                missing[name] = f"{type(problem).__name__}: {problem}"
                click.echo(f"  {name} is left out: {missing[name]}", err=True)
                for figure in figures.values():
                    figure.pop(name, None)
            if options.json:
                Path(options.json).write_text(json.dumps({"documents": options.documents, **figures}, indent=1))
    _print(figures, engines)
    _print_reach(figures, options.documents, missing)


def _measure(name: str, folder: Path, everything: list[Posting], asked: Questions, figures: Figures) -> None:
    engine = ENGINES[name](folder)
    try:
        began = time.perf_counter()
        engine.build(everything)
        figures.setdefault("build", {})[name] = {"seconds": time.perf_counter() - began}
        figures.setdefault("index_size", {})[name] = {"bytes": engine.size()}
        engine.open()
        for kind, work in _works(engine, asked).items():
            _timed(work, WARM_UP, fewest=1)
            figures.setdefault(kind, {})[name] = _timed(work)
        figures.setdefault("change_visible", {})[name] = _timed(list(_changes(engine, everything)), times=1)
    finally:
        engine.close()
    figures.setdefault("memory", {})[name] = {"bytes": _memory_apart(name, folder, len(everything))}


def _works(engine: Engine, asked: Questions) -> dict[str, list[Callable[[], Any]]]:
    """Kind of work → what is timed, one call a question; what an engine cannot do has none."""
    corrects, suggests = isinstance(engine, Corrects), isinstance(engine, Suggests)
    forgives = isinstance(engine, Forgives)
    works = {
        "term": [lambda q=q: engine.term(q) for q in asked.term],
        "and": [lambda q=q: engine.all_words(q) for q in asked.all_words],
        "or": [lambda q=q: engine.any_words(q) for q in asked.any_words],
        "phrase": [lambda q=q: engine.phrase(q) for q in asked.phrase],
        "prefix": [lambda q=q: engine.prefix(q) for q in asked.prefix],
        "did_you_mean": [lambda q=q: engine.did_you_mean(q) for q in asked.did_you_mean if corrects],
        "suggest": [lambda q=q: engine.suggest(q) for q in asked.prefix if suggests],
        "suggest_slipped": [lambda q=q: engine.suggest(q) for q in asked.slipped_prefix if suggests],
        "faceted_page": [lambda q=q: engine.page(*q) for q in asked.page],
        "faceted_page_any": [lambda q=q: engine.page(*q, any_word=True) for q in asked.page],
        "faceted_page_by_deadline": [lambda q=q: engine.page(*q, by_deadline=True) for q in asked.page],
        "faceted_page_forgiving": [lambda q=q: engine.forgiving_page(*q) for q in asked.slipped_page if forgives],
    }
    return {kind: work for kind, work in works.items() if work}


def _changes(engine: Engine, everything: list[Posting]) -> Iterable[Callable[[], None]]:
    """Changes of one posting each, timed until a search for its new word finds it."""
    for number, posting in enumerate(everything[:20]):
        word = "zyx" + "abcdefghijklmnopqrst"[number] * 3
        yield partial(_change, engine, replace(posting, title=f"{posting.title} {word}"), word)


def _change(engine: Engine, posting: Posting, word: str) -> None:
    engine.change(posting)
    if engine.term(word) != (1, [posting.number]):
        raise AssertionError(f"the change of posting {posting.number} is not visible")


def _timed(
    work: list[Callable[[], Any]], patience: float = PATIENCE, *, fewest: int = FEWEST, times: int = TIMES
) -> dict[str, float]:
    """Seconds. Of several times the least counts, so that what else the machine does is left out."""
    took: list[float] = []
    until = time.perf_counter() + patience
    for item in work:
        if len(took) >= fewest and time.perf_counter() > until:
            break
        took.append(_least(item, times))
    cuts = quantiles(took if len(took) > 1 else took * 2, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "most": max(took), "asked": len(took)}


def _least(work: Callable[[], Any], times: int) -> float:
    took: list[float] = []
    while len(took) < times and sum(took) < QUICK:
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


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
        _timed(work, WARM_UP, fewest=1)
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
    engines = [name for name in engines if any(name in figure for figure in figures.values())]
    click.echo(f"{'':26}" + "".join(f"{name:>24}" for name in engines))
    for kind, by_engine in figures.items():
        cells = [_cell(by_engine.get(name)) for name in engines]
        click.echo(f"{kind:26}" + "".join(f"{cell:>24}" for cell in cells))
        ours = _first(by_engine.get("rounds"))
        ratios = [_first(by_engine.get(name)) for name in engines]
        click.echo(
            f"{'  ours to theirs':26}"
            + "".join(f"{ours / ratio:>24.2f}" if ours and ratio else f"{'':24}" for ratio in ratios)
        )


def _print_reach(figures: Figures, documents: int, missing: dict[str, str]) -> None:
    """What ours must reach, with what it reached."""
    click.echo("\nTo be reached")
    for what, reached, most, unit in _reach(figures, documents):
        told = "met" if reached <= most else "NOT MET"
        click.echo(f"  {what:44}{f'{reached:,.2f} of at most {most:g}{unit}':34}{told}")
    for name, why in missing.items():
        click.echo(f"  {'nothing is said of ' + name:44}{why}")


def _reach(figures: Figures, documents: int) -> Iterator[tuple[str, float, float, str]]:
    """What is bounded, what it is, and its bound."""
    page, build = figures["faceted_page"], figures["build"]
    ours = page["rounds"]
    for peer, most in TO_PEERS.get(documents, {}).items():
        if peer in page:
            yield f"faceted page, p50 to that of {peer}", ours["p50"] / page[peer]["p50"], most, ""
    yield "faceted page, p95 to its own p50", ours["p95"] / ours["p50"], 3, ""
    yield "suggestions, p95", figures["suggest"]["rounds"]["p95"] * 1e3, 1, " ms"
    if documents <= min(FORGIVING):
        yield "suggestions for a slip, p95", figures["suggest_slipped"]["rounds"]["p95"] * 1e3, 1, " ms"
    if documents in FORGIVING:
        forgiving = figures["faceted_page_forgiving"]["rounds"]["p95"]
        yield "faceted page of a slip, p95", forgiving * 1e3, FORGIVING[documents], " ms"
    if "fts5" in build:
        yield "build, to that of fts5", build["rounds"]["seconds"] / build["fts5"]["seconds"], 2, ""
    yield "a change is visible, p95", figures["change_visible"]["rounds"]["p95"] * 1e3, 200, " ms"
    if documents == 100_000 and "rounds-postgresql" in page:
        for cut, most in ON_POSTGRESQL.items():
            yield f"faceted page on PostgreSQL, {cut}", page["rounds-postgresql"][cut] * 1e3, most, " ms"
    yield "memory", figures["memory"]["rounds"]["bytes"] / MEGABYTE, 600, " MB"


def _first(figures: dict[str, float] | None) -> float | None:
    return next(iter(figures.values())) if figures else None


def _cell(figures: dict[str, float] | None) -> str:
    if not figures:
        return "–"
    if "bytes" in figures:
        return f"{figures['bytes'] / MEGABYTE:,.1f} MB"
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
