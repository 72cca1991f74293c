"""How well the best results answer: ranking against judged collections, with the product's own analysis and ranking.

    python tests/benchmarks/retrieval.py DIR [--json FILE]

DIR holds `docs.jsonl` (id, title, text), `queries.jsonl` (id, text) and `qrels.tsv` (query_id, doc_id, grade; with a
header). Each query is typed as it stands into the engine that the board uses, and the first hundred results are judged:
those that have all the words, and where they are few, those that the engine names next.
"""

import argparse
import csv
import json
import math
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from board.search.documents import Document
from board.search.engine import Scope, SearchRequest
from board.search.query import parse
from board.search.whoosh_engine import WhooshEngine

DEPTH = 100
SCOPE = Scope(("document",))


def main() -> None:
    """Judge one collection and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    figures = json.dumps(judge(options.folder))
    click.echo(figures)
    if options.json:
        Path(options.json).write_text(figures)


def judge(folder: Path) -> dict[str, float]:
    """The figures of one collection, averaged over the queries that have something relevant."""
    documents, queries = _read(folder / "docs.jsonl"), _read(folder / "queries.jsonl")
    grades = _grades(folder / "qrels.tsv")
    with tempfile.TemporaryDirectory() as index:
        engine = WhooshEngine(Path(index))
        engine.rebuild(
            Document("document", number, document.get("title") or "", document["text"])
            for number, document in enumerate(documents)
        )
        judged = []
        for query in queries:
            relevant = {doc: grade for doc, grade in grades[str(query["id"])].items() if grade > 0}
            if relevant:
                results = engine.search(SearchRequest(parse(query["text"] + " "), SCOPE, per_page=DEPTH))
                found = [str(documents[number]["id"]) for _, number in (*results.keys, *results.nearly)]
                judged.append(_figures(found, relevant))
    averages = {name: round(fmean(item[name] for item in judged), 4) for name in judged[0]}
    return averages | {"queries": len(judged), "documents": len(documents)}


def _figures(found: Sequence[str], relevant: Mapping[str, float]) -> dict[str, float]:
    hits = [relevant.get(doc, 0.0) for doc in found]
    best = sorted(relevant.values(), reverse=True)
    precisions = [sum(map(bool, hits[: at + 1])) / (at + 1) for at, grade in enumerate(hits) if grade]
    return {
        "ndcg@10": _gain(hits[:10]) / _gain(best[:10]),
        "map": sum(precisions) / len(relevant),
        "p@10": sum(map(bool, hits[:10])) / 10,
        "recall@100": sum(map(bool, hits)) / len(relevant),
    }


def _gain(grades: Sequence[float]) -> float:
    return sum(grade / math.log2(at + 2) for at, grade in enumerate(grades))


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _grades(path: Path) -> dict[str, dict[str, float]]:
    grades: dict[str, dict[str, float]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            grades[row["query_id"]][row["doc_id"]] = float(row["grade"])
    return grades


if __name__ == "__main__":
    main()
