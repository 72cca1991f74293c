"""Every state, every verb, every role, over HTTP: the table of moves and the policy are all there is."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from board.accounts.models import Role, User
from board.applications import policy
from board.applications.models import Application, State
from board.kernel.db import db, unit_of_work
from board.opportunities.models import Opportunity, Part
from board.opportunities.models import State as PostingState
from tests.applications.conftest import Bench, reviewing
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]
OF_STUDENT = {"submit": "submit", "withdraw": "withdraw", "accept": "accept-offer", "decline": "decline-offer"}
OF_OWNERS = ("review", "shortlist", "interview", "offer", "waitlist", "reject")
VERBS = (*OF_STUDENT, *OF_OWNERS)


def test_the_diagram_in_the_documents_is_the_table(app: Flask) -> None:
    drawn = app.test_cli_runner().invoke(args=["states"]).output
    assert (ROOT / "docs" / "states.md").read_text() == drawn, "write it anew: flask --app app states > docs/states.md"


def test_each_pair_of_state_and_verb_for_each_role(
    client: FlaskClient, bench: Bench, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    browsers = {
        "student": bench.browser(bench.students[0]),
        "owner": bench.browser(bench.owner),
        "reviewer": bench.browser(bench.reviewers[0]),
        "stranger": browser_of(person("fay", Role.FACULTY)),
    }
    wrong = []
    for state, role, verb in product(State, browsers, VERBS):
        if bench.applications[0].state is not state:
            _stand(bench.applications[0], state)
        status, expected = _press(browsers[role], bench, verb), _expected(state, verb, role)
        after = Application.MOVES[state, verb] if expected == 303 else state
        db.session.refresh(bench.applications[0])
        if (status, bench.applications[0].state) != (expected, after):
            wrong.append((state, verb, role, status, expected))
    assert wrong == []
    for verb in VERBS:
        assert client.post(_address(bench, verb), data={"verb": verb}).location.startswith("/sign-in")


def test_who_is_like_an_owner_and_who_is_like_a_stranger(bench: Bench, person: Callable[..., User]) -> None:
    application, colleague = bench.applications[0], person("cleo", Role.FACULTY)
    reviewing(bench.posting, colleague, Part.CO_OWNER)
    like_owners = [bench.owner, colleague, person("cora", Role.COORDINATOR)]
    strangers = [person("sue", Role.STUDENT), person("mo", Role.MENTOR), person("fay", Role.FACULTY), bench.students[1]]
    for state in State:
        _stand(application, state)
        for user in like_owners:
            assert bool(policy.may_read(user, application, None)) is (state is not State.DRAFT)
            assert policy.may_choose(user, application.opportunity)
            assert policy.may_answer(user, application).is_hidden
        for user in strangers:
            assert policy.may_read(user, application, None).is_hidden
            assert policy.may_choose(user, application.opportunity).is_hidden
            assert policy.may_answer(user, application).is_hidden


def _expected(state: State, verb: str, role: str) -> int:
    """What the product promises, said without the code that keeps it."""
    moves = 303 if (state, verb) in Application.MOVES else 409
    if verb in OF_STUDENT:
        return moves if role == "student" else 404
    if role in ("student", "stranger") or state is State.DRAFT:
        return 404
    return 403 if role == "reviewer" else moves


def _stand(application: Application, state: State) -> None:
    """Put the application where the test wants it, past the table."""
    with unit_of_work():
        values = {"submitted_at": NOW, "decided_at": NOW, "statement": "I read event reports.", "rank": None}
        db.session.execute(update(Application).where(Application.id == application.id).values(state=state, **values))
        taken = int(state is State.ACCEPTED)
        db.session.execute(update(Opportunity).values(seats=9, seats_taken=taken, state=PostingState.PUBLISHED))
    db.session.expire_all()


def _press(browser: FlaskClient, bench: Bench, verb: str) -> int:
    return browser.post(_address(bench, verb), data={"verb": verb, "reason": "time"}).status_code


def _address(bench: Bench, verb: str) -> str:
    if verb == "submit":
        return f"/opportunities/{bench.posting.id}/apply/submit"
    return f"/applications/{bench.applications[0].id}/{OF_STUDENT.get(verb, 'move')}"
