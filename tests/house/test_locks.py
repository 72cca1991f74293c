"""First the lock, then the question: what a policy said of a row that was not locked may be wrong once it is written.

docs/decisions/0018-who-acts-is-locked.md says why.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.test_house import MODULES, ROOT

ACTIONS = [path for path in MODULES if "actions" in path.relative_to(ROOT).as_posix() and "demo" not in path.parts]
LOCKS = {"lock_row", "lock_rows", "lock_shared", "lock_without_reading", "lock_key", "lock_rights"}
LOCKS |= {"lock_people", "lock_marked", "lock", "with_for_update"}
GUARDS = {"move", "move_all", "update_one", "rows_changed"}
GUARDS |= {"put_once", "put_all_once", "put_all_or_change", "find_or_add"}
"""Statements that hold what they decide by: of two who carry them out at once, the second changes nothing."""

LAST_ONE_COUNTS = {
    "accounts/actions/hold.py: hold": "it is asked for or not",
    "accounts/actions/hold.py: lift_hold": "it is asked for or not",
    "accounts/actions/person.py: mark_undeliverable": "it is marked so or so",
    "accounts/actions/person.py: mark_deliverable": "it is marked so or so",
    "applications/actions/applicant_list.py: annotate": "the view asks which note was read, and locks by its address",
    "discovery/actions.py: change": "one person's own search",
    "learning/actions/attempt.py: read_page": "one person's own reading, which only grows",
    "mentorship/actions/agreement.py: settle_goal": "it is done, or dropped, as the last of the two says",
    "mentorship/actions/agreement.py: tick_task": "it is ticked or not",
    "mentorship/actions/feedback.py: contacted": "it is noted that somebody was spoken to",
    "mentorship/actions/meeting.py: share": "the view asks which note was read, and locks by its address",
    "mentorship/actions/mentor.py: set_capacity": "a number, as the last coordinator says it",
    "mentorship/actions/pair_end.py: say_in_touch": "both say the same",
    "opportunities/actions/posting.py: clone": "the copy is new",
    "record/actions/assessment.py: withdraw": "a link ends; whoever answers by it locks its row",
    "record/actions/assessment.py: reply": "one person's own words",
    "record/actions/entry.py: put_aside": "one person's own entry, shown or not",
    "record/actions/entry.py: put_back": "one person's own entry, shown or not",
    "record/actions/share.py: revoke": "a link ends",
    "rights/actions/amendment.py: state": "one person's own words",
}
"""Actions that change a row which they did not lock, and why it may be as the last of two says."""


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


def _reached(name: str, functions: dict[str, ast.FunctionDef], known: frozenset[str] = frozenset()) -> set[str]:
    """The names that a function calls, by itself or through functions of its own file."""
    calls = set(_calls(functions[name]))
    own = (calls & functions.keys()) - known
    return calls.union(*(_reached(called, functions, known | {name}) for called in own))


def _names_changed(function: ast.FunctionDef) -> set[str]:
    """The names whose attributes it sets, without the rows that it has just made."""
    made, changed = set(), set()
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign | ast.AugAssign):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if isinstance(node.value, ast.Call) and ast.unparse(node.value.func)[:1].isupper():
            made |= {ast.unparse(target) for target in targets}
        for part in (part for target in targets for part in ast.walk(target) if isinstance(part, ast.Attribute)):
            changed.add(ast.unparse(part.value))
    return changed - made


def _changes_unlocked() -> Iterator[str]:
    for path in ACTIONS:
        functions = _functions(path)
        for name, function in functions.items():
            calls = _reached(name, functions)
            asks = {"require", "require_now"} & calls
            if asks and _names_changed(function) and not calls & (LOCKS | GUARDS):
                yield f"{path.relative_to(ROOT / 'board').as_posix()}: {name}"


def test_an_action_that_changes_a_row_locks_it_or_lets_the_last_one_count() -> None:
    assert set(_changes_unlocked()) == set(LAST_ONE_COUNTS)


def test_an_action_locks_before_it_asks_the_policy() -> None:
    assert not list(_ask_before_they_lock())
