"""Whoever is refused reads what to do instead: no page is the end of a road."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REFUSE = {"no", "Conflict", "WrongState"}


def text_of(node: ast.expr) -> str:
    """The text of a string, with a letter for each part that is put in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def refusals() -> list[tuple[str, str]]:
    """Every sentence that refuses somebody, with where it stands."""
    found = []
    for path in sorted((ROOT / "board").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSE and node.args:
                text = text_of(node.args[0])
                if text:
                    found.append((f"{path.relative_to(ROOT)}:{node.lineno}", text))
    return found


def test_there_are_refusals_to_look_at() -> None:
    assert len(refusals()) > 100


@pytest.mark.parametrize(("place", "text"), refusals())
def test_a_refusal_says_what_is_refused_and_then_what_to_do_or_where_to_look(place: str, text: str) -> None:
    sentences = [sentence for sentence in re.split(r"(?<=[.!?”])\s+|:\s+", text) if sentence]
    assert len(sentences) > 1, f"{place}: and now?"
