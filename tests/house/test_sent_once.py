"""What a form creates is stored once, however often its button is pressed."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.sources import ALL_MODULES, ROOT, tree_of, trees

KEYED = {
    "webhooks/views.py: add": "an address is told once",
    "accounts/views/factor.py: add_authenticator": "a person has one authenticator app",
    "accounts/views/factor.py: add_passkey": "an answer of a passkey counts once",
    "accounts/views/personal_token.py: make_token": "an unused token of the same name is replaced",
    "accounts/views/factor.py: renew_codes": "new recovery codes take the place of those before",
    "accounts/views/sign_in_factor.py: _note_refusal": "each press is a try of its own",
    "accounts/views/sign_in_factor.py: set_up_authenticator": "a person has one authenticator app",
    "accounts/views/sign_in_factor.py: set_up_passkey": "an answer of a passkey counts once",
    "accounts/views/session.py: sign_out": "a session ends once",
    "learning/views/attempt.py: hand_in": "answers are handed in once",
    "mentorship/views/coordinator.py: lift_conflict": "a conflict of interest is lifted once",
    "mentorship/views/coordinator.py: override_conflict": "a conflict of interest is overridden once",
    "opportunities/views/deadline.py: extend": "a deadline that is moved to its own day does not move",
    "opportunities/views/deadline.py: close": "a posting is closed while it is open",
    "opportunities/views/organisation.py: renew": "a term of one person in one post is refused a second time",
    "rights/views/data_copy.py: ask_for_data": "the next copy is refused for a day",
    "record/views/residency_form.py: word": "the texts of an entry have one row",
    "record/views/residency_form.py: drop": "the texts of an entry have one row",
    "record/views/residency_form.py: _star": "the texts of an entry have one row",
    "applications/views/applicant_list.py: move_many": "a decision has one row for each application",
    "applications/views/applicant_list.py: decide_many": "a decision has one row for each application",
    "applications/views/review.py: move": "a move is refused from the state that it led to",
    "applications/views/review.py: decide": "a decision has one row for each application",
    "discovery/views/calendar.py: make": "the second link takes the place of the first",
    "learning/views/attempt.py: claim": "a claim has one row for each certificate",
    "learning/views/transcript.py: correct_certificate": "a certificate is replaced once",
    "match_rounds/views/coordinator.py: follow": "a round has one follower, and the second press finds it",
    "match_rounds/views/coordinator.py: pin": "a student is fixed once in a round",
    "mentorship/views/feedback.py: check_in": "a check-in has one row for each person and time",
    "mentorship/views/feedback.py: feedback": "feedback has one row for each person",
    "notices/views.py: emails": "a preference has one row for each topic",
    "notices/views.py: stop": "a preference has one row for each topic",
    "office/views/import_file.py: write": "a file is imported once; a word or column is remembered by its name",
    "office/views/merge.py: merge": "an account that was merged is merged no more",
    "office/views/roster.py: write_roster": "a file is imported once; a column is remembered by its name",
    "record/views/residency_form.py: fill": "an entry is on the form once",
    "record/views/residency_form.py: choose": "an entry is on the form once",
    "record/views/residency_form.py: noteworthy": "the texts of the form are replaced as a whole",
    "applications/views/decision.py: release": "a decision is released once",
    "committees/views.py: appoint_officers": "a committee has one organisation",
    "committees/views.py: post_seat": "a posting that is begun for a seat is the one that goes on",
    "match_rounds/views/participant.py: join": "a student is in a round once",
    "mentorship/views/request.py: accept": "a request is accepted once",
    "opportunities/views/posting_moves.py: cancel": "a posting is canceled once",
    "opportunities/views/revision.py: approve_changes": "an edit is approved once",
}
"""Views that add rows without the token, and what keeps the second press from adding another."""


@cache
def functions() -> list[tuple[Path, ast.FunctionDef]]:
    """Every function with its file."""
    return [
        (path, node)
        for path, tree in trees(ALL_MODULES).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    ]


def _calls(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@cache
def _imported(path: Path) -> dict[str, str]:
    """What a file calls a module, or a name of one, of ours → its whole name."""
    imports = [node for node in tree_of(path).body if isinstance(node, ast.ImportFrom) and node.module]
    return {alias.asname or alias.name: f"{node.module}.{alias.name}" for node in imports for alias in node.names}


def _meant(path: Path, call: str) -> tuple[Path, str]:
    """The file, or the folder of a package, in which the function that is called stands, and its name there."""
    module, _, name = call.rpartition(".")
    imported = _imported(path).get(module or name)
    if imported is None:
        return path, call
    place = ROOT / (imported if module else imported.rpartition(".")[0]).replace(".", "/")
    return (place if place.is_dir() else place.with_suffix(".py")), name


def _is_among(found: tuple[Path, str], names: set[tuple[Path, str]]) -> bool:
    place, name = found
    return any(name == known and (place == path or place in path.parents) for path, known in names)


@cache
def creators() -> set[tuple[Path, str]]:
    """The actions that add a row, by themselves or through another one that they call."""
    calls = {(path, node.name): set(_calls(node)) for path, node in functions() if "actions" in path.as_posix()}
    adding = {action for action, called in calls.items() if {"db.session.add", "db.session.add_all"} & called}
    while more := {
        action
        for action, called in calls.items()
        if action not in adding and any(_is_among(_meant(action[0], call), adding) for call in called)
    }:
        adding |= more
    return adding


def adding_views() -> dict[str, bool]:
    """The views that open a unit of work around an action that adds a row → whether they do it once."""
    found: dict[str, bool] = {}
    for path, function in functions():
        if "views" not in path.as_posix():
            continue
        for node in ast.walk(function):
            units = [ast.unparse(item.context_expr) for item in node.items] if isinstance(node, ast.With) else []
            opened = [unit for unit in units if unit.startswith("unit_of_work")]
            calls = list(_calls(node)) if opened else []
            if any("." in call and _is_among(_meant(path, call), creators()) for call in calls):
                place = f"{path.relative_to(ROOT / 'board').as_posix()}: {function.name}"
                found[place] = found.get(place, True) and opened == ["unit_of_work_once()"]
    return found


def test_a_view_that_adds_a_row_adds_it_once_or_is_known_to_have_a_key() -> None:
    unguarded = {place for place, is_once in adding_views().items() if not is_once}
    assert unguarded == set(KEYED)


def test_whoever_tells_only_once_hears_whether_it_was_told() -> None:
    """What is left out in silence is news that nobody gets: a call that may tell nothing is asked whether it did."""
    unheard = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        for path, tree in trees(ALL_MODULES).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and "board" in path.parts
        and "once" in {keyword.arg for keyword in node.value.keywords}
    ]
    assert not unheard


def test_there_are_views_that_add_rows() -> None:
    assert sum(adding_views().values()) > 20
