"""The match against one plain read of its rows, and against the `matching` library, in one run.

    python tests/benchmarks/matching.py [--mentees N --mentors M --list L] [--json FILE]

Without sizes it runs three. Seconds are CPU seconds of this process, the best of several tries; trust the ratios.

- read: all ranked rows out of SQLite into a list, in order, and nothing else.
- solve: deferred acceptance on the numbered market, what `matching_over_ours` and `solve_over_read` are about.
- matching: the library's whole way from dictionaries to a solved game. It fails under Python's usual recursion limit
  from a few hundred mentees on, so it is given a high one and a deep stack. Above 20,000 mentees it would take many
  minutes and is not run.
- from names: our whole way from the same names, numbering and solving; `matching_over_names` compares it with the
  library.
- whole: load, number, solve, check, explain, store, as a round of the school does.
- fit: the best 50 mentors for every mentee, against one matrix product of the topics alone (128 of them).
"""

import argparse
import importlib.util
import json
import sqlite3
import sys
import tempfile
import threading
import tracemalloc
from collections.abc import Callable
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

# The project, and not this folder, in which the library `matching` would be taken for this file.
sys.path[0] = str(Path(__file__).resolve().parents[2])

import click  # noqa: E402
import numpy as np  # noqa: E402

from board.matching import checking, explaining, market, record, scoring, solving  # noqa: E402
from board.matching.wishes import Mentee, Mentor, Preferences, canonical  # noqa: E402

SIZES = ((1_000, 300, 10), (10_000, 3_000, 10), (100_000, 30_000, 10))
TIERS = 3
MOST_FOR_MATCHING = 20_000
MOST_PAIRS_TO_SCORE = 50_000_000
TOPICS = 128
MIB = 2**20


def best_of(tries: int, work: Callable[[], Any]) -> float:
    """The least CPU time that it took."""
    took = []
    for _ in range(tries):
        start = process_time()
        work()
        took.append(process_time() - start)
    return min(took)


def memory_of(work: Callable[[], Any]) -> float:
    """The most memory it held beyond what was there, in MiB."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / MIB


def fill(path: Path, mentees: int, mentors: int, length: int) -> None:
    """A school: every mentee ranks `length` mentors, every mentor puts each applicant in one of three tiers."""
    random = np.random.default_rng(20_26)
    rows = [
        (mentee, place, int(mentor), int(tier))
        for mentee in range(mentees)
        for place, (mentor, tier) in enumerate(
            zip(random.choice(mentors, length, replace=False), random.integers(0, TIERS, length), strict=True)
        )
    ]
    with sqlite3.connect(path) as school:
        school.execute("CREATE TABLE mentor (id INTEGER PRIMARY KEY, capacity INTEGER)")
        school.execute(
            "CREATE TABLE ranked (mentee INTEGER, place INTEGER, mentor INTEGER, tier INTEGER,"
            " PRIMARY KEY (mentee, place)) WITHOUT ROWID"
        )
        school.execute("CREATE TABLE run (input TEXT, input_hash TEXT, result TEXT, result_hash TEXT, code TEXT)")
        school.execute("CREATE TABLE proof (mentee TEXT, got TEXT, missed TEXT)")
        school.executemany("INSERT INTO mentor VALUES (?, ?)", enumerate(random.integers(1, 6, mentors).tolist()))
        school.executemany("INSERT INTO ranked VALUES (?, ?, ?, ?)", rows)


def read(school: sqlite3.Connection) -> list[tuple[int, int, int, int]]:
    """The ranked rows, in order."""
    return school.execute("SELECT mentee, place, mentor, tier FROM ranked ORDER BY mentee, place").fetchall()


def load(school: sqlite3.Connection) -> Preferences:
    """The rows as wishes."""
    mentees, tiers = {}, {}
    for mentor, capacity in school.execute("SELECT id, capacity FROM mentor"):
        tiers[mentor] = (capacity, [[] for _ in range(TIERS)])
    for mentee, rows in groupby(read(school), key=itemgetter(0)):
        choices = []
        for _, _, mentor, tier in rows:
            choices.append(str(mentor))
            tiers[mentor][1][tier].append(str(mentee))
        mentees[str(mentee)] = Mentee(tuple(choices))
    mentors = {
        str(name): Mentor(capacity, tuple(tuple(tier) for tier in some)) for name, (capacity, some) in tiers.items()
    }
    return Preferences(mentees, mentors, "benchmark")


def whole(school: sqlite3.Connection) -> None:
    """What a round does when the coordinator presses the button."""
    wishes = load(school)
    numbered = market.build(wishes)
    has = solving.solve(numbered)
    outcome = solving.outcome(wishes, numbered, has)
    if not checking.check(wishes, outcome.pairs).is_stable:
        raise AssertionError("the result is not stable")
    proofs = explaining.explain(wishes, numbered, has)
    frozen = record.freeze(wishes, outcome.pairs)
    told = [
        (name, proof.got, json.dumps([(item.choice, item.code) for item in proof.missed]))
        for name, proof in proofs.items()
    ]
    with school:
        school.execute("DELETE FROM run")
        school.execute("DELETE FROM proof")
        values = (frozen.input, frozen.input_hash, canonical(frozen.result), frozen.result_hash, frozen.code)
        school.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?)", values)
        school.executemany("INSERT INTO proof VALUES (?, ?, ?)", told)


def strict_lists(wishes: Preferences) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, int]]:
    """The same market as dictionaries in strict order, as the library wants it: ties settled by our lottery."""
    keys = checking.keys(wishes)
    mentees = {f"s{name}": [f"m{choice}" for choice in mentee.choices] for name, mentee in wishes.mentees.items()}
    ordered = {name: sorted(of_mentor or {}, key=(of_mentor or {}).__getitem__) for name, of_mentor in keys.items()}
    mentors = {f"m{name}": [f"s{item}" for item in some] for name, some in ordered.items() if some}
    return mentees, mentors, {name: wishes.mentors[name[1:]].capacity for name in mentors}


def time_matching(wishes: Preferences, pairs: dict[str, str], tries: int) -> float | None:
    """CPU seconds of the `matching` library for the same market and the same answer; None where it is not installed."""
    if importlib.util.find_spec("matching") is None:
        return None
    from matching.games import HospitalResident

    found: list[float] = []

    def play() -> None:
        for _ in range(tries):
            lists = strict_lists(wishes)
            start = process_time()
            game = HospitalResident.create_from_dictionaries(*lists)
            solved = game.solve(optimal="resident")
            found.append(process_time() - start)
        theirs = {who.name[1:]: mentor.name[1:] for mentor, item in solved.items() for who in item}
        if theirs != pairs:
            raise AssertionError("the two answers differ")

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10**7)
    threading.stack_size(1023 * MIB)
    player = threading.Thread(target=play)
    player.start()
    player.join()
    threading.stack_size(0)
    sys.setrecursionlimit(limit)
    return min(found, default=None)


def measure(mentees: int, mentors: int, length: int) -> dict[str, Any]:
    """All figures of one size."""
    tries = 9 if mentees <= MOST_FOR_MATCHING else 3
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "school.db"
        fill(path, mentees, mentors, length)
        with sqlite3.connect(path) as school:
            read_seconds = best_of(tries, lambda: read(school))
            wishes = load(school)
            numbered = market.build(wishes)
            solve_seconds = best_of(tries, lambda: solving.solve(numbered))
            names_seconds = best_of(3, lambda: solving.solve(market.build(wishes)))
            start = perf_counter()
            whole_seconds = best_of(3 if mentees <= MOST_FOR_MATCHING else 1, lambda: whole(school))
            whole_wall = perf_counter() - start
        school.close()
    pairs = solving.run(wishes).pairs
    theirs = time_matching(wishes, pairs, 3 if mentees <= 2_000 else 1) if mentees <= MOST_FOR_MATCHING else None
    return {
        "mentees": mentees,
        "mentors": mentors,
        "list": length,
        "matched": len(pairs),
        "read": read_seconds,
        "solve": solve_seconds,
        "from_names": names_seconds,
        "whole": whole_seconds,
        "whole_wall": whole_wall / (3 if mentees <= MOST_FOR_MATCHING else 1),
        "matching": theirs,
        "solve_over_read": solve_seconds / read_seconds,
        "matching_over_ours": theirs / solve_seconds if theirs else None,
        "matching_over_names": theirs / names_seconds if theirs else None,
        "solve_mib": memory_of(lambda: solving.solve(numbered)),
    } | fit(mentees, mentors)


def fit(mentees: int, mentors: int) -> dict[str, Any]:
    """Scoring all pairs in blocks, and one product of the two topic matrices."""
    if mentees * mentors > MOST_PAIRS_TO_SCORE:
        return {"fit": None, "product": None, "fit_over_product": None, "fit_mib": None}
    random = np.random.default_rng(7)
    wanted, offered = side(random, mentees, is_mentor=False), side(random, mentors, is_mentor=True)
    weights = {"topics": 50, "specialty": 15, "time": 15, "stage": 10, "manner": 10}
    product = best_of(5, lambda: wanted.topics @ offered.topics.T)
    seconds = best_of(3, lambda: scoring.best(wanted, offered, weights))
    memory = memory_of(lambda: scoring.best(wanted, offered, weights))
    return {"fit": seconds, "product": product, "fit_over_product": seconds / product, "fit_mib": memory}


def side(random: np.random.Generator, count: int, *, is_mentor: bool) -> scoring.Side:
    """People with about eight topics, two specialties, five times; every tenth says nothing of a part."""

    def some(of: int, picks: int) -> scoring.Masks:
        bits = np.uint64(1) << random.integers(0, of, (count, picks)).astype(np.uint64)
        return np.bitwise_or.reduce(bits, axis=1) * (random.random(count) < 0.9)

    kinds = np.eye(3) if is_mentor else np.array([[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]])
    return scoring.Side(
        topics=(random.random((count, TOPICS)) < 8 / TOPICS).astype(np.float32),
        specialties=some(21, 2),
        families=some(7, 2),
        times=some(16, 5),
        stages=kinds[random.integers(0, 3, count)].astype(np.float32),
        stage_known=np.ones(count, bool),
        manner=scoring.Manner(some(3, 2), random.integers(0, 5, count), random.integers(0, 4, count)),
        backgrounds=np.zeros(count, np.uint64),
    )


LINES = (
    ("read the rows (SQLite)", "read", "s"),
    ("solve", "solve", "s"),
    ("solve / read", "solve_over_read", "x"),
    ("from names: number and solve", "from_names", "s"),
    ("`matching`, from names", "matching", "s"),
    ("`matching` / solve", "matching_over_ours", "x"),
    ("`matching` / from names", "matching_over_names", "x"),
    ("memory of solving", "solve_mib", "MiB"),
    ("whole run", "whole", "s"),
    ("whole run, wall", "whole_wall", "s"),
    ("one product of topics", "product", "s"),
    ("fit: best 50 for each", "fit", "s"),
    ("fit / product", "fit_over_product", "x"),
    ("memory of fit", "fit_mib", "MiB"),
)


def show(figures: list[dict[str, Any]]) -> None:
    """The table."""
    heads = [f"{figure['mentees']:,} × {figure['mentors']:,} × {figure['list']}" for figure in figures]
    click.echo(f"{'':30}" + "".join(f"{head:>26}" for head in heads))
    for words, key, unit in LINES:
        cells = ["not run" if figure[key] is None else f"{figure[key]:,.5g} {unit}" for figure in figures]
        click.echo(f"{words:30}" + "".join(f"{cell:>26}" for cell in cells))


def summary(figures: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of each size, and the worst of the two that are promised."""
    ours = [figure["matching_over_ours"] for figure in figures if figure["matching_over_ours"]]
    worst = max(figure["solve_over_read"] for figure in figures)
    return {"solve_over_read": worst, "matching_over_ours": min(ours, default=None), "sizes": figures}


def main() -> None:
    """Measure what is asked for."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--mentees", type=int)
    words.add_argument("--mentors", type=int)
    words.add_argument("--list", type=int, default=10, dest="length")
    words.add_argument("--json", type=Path)
    asked = words.parse_args()
    sizes = SIZES
    if asked.mentees:
        mentors = asked.mentors or max(1, asked.mentees * 3 // 10)
        sizes = ((asked.mentees, mentors, min(asked.length, mentors)),)
    figures = [measure(*size) for size in sizes]
    show(figures)
    if asked.json:
        asked.json.write_text(json.dumps(summary(figures), indent=1))


if __name__ == "__main__":
    main()
