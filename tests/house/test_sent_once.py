"""What a form creates is stored once, however often its button is pressed."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.sources import ALL_MODULES, ROOT, trees

KEYED = {
    "webhooks/views.py: add": "an address is told once",
    "accounts/views/erasure_request.py: ask_to_erase": "a person has one request that was not stopped",
    "office/views/erasure.py: erase_person": "a person has one request that was not stopped",
    "accounts/views/factor.py: add_authenticator": "a person has one authenticator app",
    "accounts/views/factor.py: add_passkey": "an answer of a passkey counts once",
    "accounts/views/personal_token.py: make_token": "an unused token of the same name is replaced",
    "accounts/views/factor.py: renew_codes": "new recovery codes take the place of those before",
    "accounts/views/sign_in_factor.py: _note_refusal": "each press is a try of its own",
    "accounts/views/sign_in_factor.py: set_up_authenticator": "a person has one authenticator app",
    "accounts/views/sign_in_factor.py: set_up_passkey": "an answer of a passkey counts once",
    "accounts/views/session.py: sign_out": "a session ends once",
    "applications/views/application.py: submit": "an application is sent from a draft alone",
    "learning/views/attempt.py: hand_in": "answers are handed in once",
    "mentorship/views/coordinator.py: lift_conflict": "a conflict of interest is lifted once",
    "mentorship/views/coordinator.py: override_conflict": "a conflict of interest is overridden once",
    "mentorship/views/coordinator_queue.py: settle_meeting": "a meeting is settled from a dispute alone",
    "mentorship/views/pair.py: end_pair": "a pair ends once",
    "office/views/flag.py: settle": "a report is settled once",
    "opportunities/views/deadline.py: extend": "a deadline that is moved to its own day does not move",
    "opportunities/views/deadline.py: close": "a posting is closed while it is open",
    "opportunities/views/posting_moves.py: submit": "a posting is sent from a draft alone",
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
    "learning/views/attempt.py: begin": "an attempt that is open is the one that goes on",
    "learning/views/attempt.py: claim": "a claim has one row for each certificate",
    "learning/views/transcript.py: correct_certificate": "a certificate is replaced once",
    "match_rounds/views/coordinator.py: follow": "a round has one follower, and the second press finds it",
    "match_rounds/views/coordinator.py: pin": "a student is fixed once in a round",
    "mentorship/views/mentor_directory.py: save": "a mentor is saved once",
    "mentorship/views/feedback.py: check_in": "a check-in has one row for each person and time",
    "mentorship/views/feedback.py: feedback": "feedback has one row for each person",
    "mentorship/views/meeting.py: share_note": "the note belongs to the meeting",
    "mentorship/views/request.py: ask": "a request is asked about once",
    "notices/views.py: emails": "a preference has one row for each topic",
    "notices/views.py: stop": "a preference has one row for each topic",
    "office/views/import_file.py: write": "a file is imported once; a word or column is remembered by its name",
    "opportunities/views/posting_search.py: save": "a posting is saved once",
    "opportunities/views/posting_search.py: note": "the note belongs to the saved posting",
    "accounts/views/see_as.py: stop_seeing_as": "what has ended stays ended",
    "office/views/merge.py: merge": "an account that was merged is merged no more",
    "office/views/person.py: see_as": "a session sees Rounds as one person at a time",
    "office/views/roster.py: write_roster": "a file is imported once; a column is remembered by its name",
    "record/views/residency_form.py: fill": "an entry is on the form once",
    "record/views/residency_form.py: choose": "an entry is on the form once",
    "record/views/residency_form.py: noteworthy": "the texts of the form are replaced as a whole",
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


def creators() -> set[str]:
    """The actions that add a row, by themselves or through a function of their own file."""
    actions = [(path, node) for path, node in functions() if "actions" in path.as_posix()]
    adding = {(path, node.name) for path, node in actions if {"db.session.add", "db.session.add_all"} & {*_calls(node)}}
    while (
        more := {(path, node.name) for path, node in actions for call in _calls(node) if (path, call) in adding}
        - adding
    ):
        adding |= more
    return {name for _, name in adding}


def adding_views() -> dict[str, bool]:
    """The views that open a unit of work around an action that adds a row → whether they do it once."""
    names, found = creators(), {}
    for path, function in functions():
        if "views" not in path.as_posix():
            continue
        for node in ast.walk(function):
            units = [ast.unparse(item.context_expr) for item in node.items] if isinstance(node, ast.With) else []
            opened = [unit for unit in units if unit.startswith("unit_of_work")]
            calls = [call.rpartition(".") for call in _calls(node)] if opened else []
            if any(name in names and module.endswith("actions") for module, _, name in calls):
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
