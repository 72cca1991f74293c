"""First the lock, then the question: what a policy said of a row that was not locked may be wrong once it is written.

docs/decisions/0018-who-acts-is-locked.md says why.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.test_house import MODULES, ROOT

ACTIONS = [path for path in MODULES if "actions" in path.relative_to(ROOT).as_posix() and "demo" not in path.parts]
LOCKS = {"lock_row", "lock_rows", "lock_shared", "lock_without_reading", "lock_key", "lock_rights"}


def _functions(path: Path) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}


def _calls(function: ast.FunctionDef) -> list[str]:
    """The names that it calls, in their order."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    return [ast.unparse(call.func).rpartition(".")[2] for call in calls]


def _lock_of(name: str, functions: dict[str, ast.FunctionDef]) -> bool:
    """Does a call of this name lock, by itself or in a private function of the same file?"""
    is_own = name.startswith("_") and name in functions
    return name in LOCKS or (is_own and any(call in LOCKS for call in _calls(functions[name])))


def _ask_before_they_lock() -> Iterator[str]:
    for path in ACTIONS:
        functions = _functions(path)
        for name, function in functions.items():
            calls = _calls(function)
            locks = [at for at, call in enumerate(calls) if _lock_of(call, functions)]
            asks = [at for at, call in enumerate(calls) if call == "require"]
            if locks and asks and asks[0] < locks[0]:
                yield f"{path.relative_to(ROOT).as_posix()}::{name}"


def test_an_action_locks_before_it_asks_the_policy() -> None:
    assert not list(_ask_before_they_lock())
