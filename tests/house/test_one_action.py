"""A view calls one action in one unit of work: what belongs together is said once, in the action."""

import ast
from collections.abc import Iterator

from tests.house.test_house import MODULES, ROOT

VIEWS = [path for path in MODULES if "views" in path.relative_to(ROOT).as_posix()]
SEVERAL: dict[str, str] = {}
"""Functions that call several, each with the reason."""


def _action_names(tree: ast.Module) -> set[str]:
    """By which names this file calls modules and functions of actions."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            for alias in node.names:
                if "actions" in parts or alias.name == "actions":
                    names.add(alias.asname or alias.name)
    return names


def _opens_unit(node: ast.With) -> bool:
    return any(
        isinstance(item.context_expr, ast.Call)
        and ast.unparse(item.context_expr.func).rpartition(".")[2] in ("unit_of_work", "unit_of_work_once", "dry_run")
        for item in node.items
    )


def _actions_in(node: ast.AST, names: set[str]) -> list[str]:
    """The actions that are called one after the other, of two branches those of the longer: small letters are verbs,
    capitals are values."""
    if isinstance(node, (ast.If, ast.IfExp)):
        branches = [[branch] if isinstance(branch, ast.AST) else branch for branch in (node.body, node.orelse)]
        called = [[name for part in branch for name in _actions_in(part, names)] for branch in branches]
        return _actions_in(node.test, names) + max(called, key=len)
    called_here = []
    if isinstance(node, ast.Call):
        root, _, verb = ast.unparse(node.func).partition(".")
        if root in names and not (verb or root)[0].isupper():
            called_here = [f"{root}.{verb}"]
    return called_here + [name for child in ast.iter_child_nodes(node) for name in _actions_in(child, names)]


def _several() -> Iterator[tuple[str, list[str]]]:
    for path in VIEWS:
        tree = ast.parse(path.read_text())
        names = _action_names(tree)
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.With) and _opens_unit(node) and len(_actions_in(node, names)) > 1:
                        yield f"{path.relative_to(ROOT).as_posix()}::{function.name}", _actions_in(node, names)


def test_a_view_calls_one_action_in_a_unit_of_work() -> None:
    several = dict(_several())
    assert {name: several[name] for name in several.keys() - SEVERAL.keys()} == {}
    assert SEVERAL.keys() <= several.keys(), "an exception that is none any more"
