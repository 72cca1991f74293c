"""Whoever is refused reads what to do instead: no page is the end of a road."""

import ast
import re

from tests.house.sources import ALL_MODULES, ROOT, tree_of

REFUSE = {"no", "Conflict", "WrongState"}


def text_of(node: ast.expr) -> str:
    """The text of a string, with a letter for each part that is put in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def refusals() -> list[tuple[str, str]]:
    """Every sentence that refuses somebody, with where it stands."""
    found = []
    for path in ALL_MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSE and node.args:
                text = text_of(node.args[0])
                if text:
                    found.append((f"{path.relative_to(ROOT)}:{node.lineno}", text))
    return found


def test_there_are_refusals_to_look_at() -> None:
    assert len(refusals()) > 100


def test_a_refusal_says_what_is_refused_and_then_what_to_do_or_where_to_look() -> None:
    silent = [
        f"{place}: {text}"
        for place, text in refusals()
        if len([sentence for sentence in re.split(r"(?<=[.!?”])\s+|:\s+", text) if sentence]) < 2
    ]
    assert silent == []
