"""docs/security.md names tests; each of them exists. What is asked is answered, and nothing unmet is called met."""

import ast
import re
from functools import cache
from pathlib import Path

from tests.paper_tables import rows

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ("security.md", "accessibility.md", "hecvat.md", "trust.md", "operations.md")
STATES = ("met", "in part", "not met", "operator")
THREATS = 50


@cache
def named_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def asked() -> list[list[str]]:
    """The requirements and threats, each with its state and its proof."""
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    return [row for row in rows(text.partition("\n## Signed links")[0]) if len(row) == 5]


def test_every_test_named_in_the_security_paper_exists() -> None:
    for paper in PAPERS:
        text = (ROOT / "docs" / paper).read_text("utf-8")
        for file, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text):
            assert (ROOT / file).exists(), file
            assert name in named_in(file), f"{paper}: {file}::{name}"


def test_no_cell_of_a_paper_is_empty() -> None:
    for paper in PAPERS:
        table = rows((ROOT / "docs" / paper).read_text("utf-8"))
        assert [row for row in table if not all(row)] == [], paper


def test_each_requirement_has_its_state_and_a_test() -> None:
    for name, _what, where, state, proof in asked():
        assert state.startswith(STATES), name
        assert "`tests/" in proof, name
        assert where, name


def test_every_threat_is_answered_once() -> None:
    numbers = [int(found[1]) for row in asked() if (found := re.match(r"(\d+)\. ", row[0]))]
    assert numbers == list(range(1, THREATS + 1))
    assert len(asked()) > THREATS + 40


def test_every_criterion_of_wcag_is_reported_once_and_by_what_was_tested() -> None:
    table = [row for row in rows((ROOT / "docs" / "accessibility.md").read_text("utf-8")) if len(row) == 4]
    assert [len([row for row in table if row[1] == level]) for level in ("A", "AA")] == [31, 24]
    numbers = [row[0].split()[0] for row in table]
    assert len(set(numbers)) == 55
    assert numbers == sorted(numbers, key=lambda number: [int(part) for part in number.split(".")])
    for criterion, _level, conformance, remark in table:
        assert conformance in ("Supports", "Partially supports", "Does not support", "Not applicable"), criterion
        assert remark, criterion


def test_every_module_that_a_requirement_names_exists() -> None:
    for row in asked():
        for path in re.findall(r"`(board/[\w/]+(?:\.py)?)`", " ".join(row)):
            assert (ROOT / path).exists(), path
