"""Every state, every verb, everybody, over HTTP: the table of moves and the policy are all there is."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from board.accounts.models import Role, User
from board.applications.models import Application, ApplicationMove, ApplicationState
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, PostingRole, PostingState
from tests.applications.conftest import Bench, reviewing
from tests.confirming import press
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]
OF_STUDENT = {"submit": "submit", "withdraw": "withdraw", "accept": "accept-offer", "decline": "decline-offer"}
OF_OWNERS = ("review", "shortlist", "interview", "offer", "waitlist", "reject")
VERBS = (*OF_STUDENT, *OF_OWNERS)
LIKE_OWNERS = ("owner", "co-owner", "coordinator")


def test_the_diagram_in_the_documents_is_the_table(app: Flask) -> None:
    drawn = app.test_cli_runner().invoke(args=["states"]).output
    assert (ROOT / "docs" / "states.md").read_text() == drawn, "write it anew: flask --app app states > docs/states.md"
    models = [mapper.class_ for mapper in db.Model.registry.mappers if hasattr(mapper.class_, "MOVES")]
    missing = [
        model.__name__
        for model in models
        if any(f"| {before} | {verb} | {after} |" not in drawn for (before, verb), after in model.MOVES.items())
    ]
    assert len(models) == drawn.count("```mermaid") and missing == []


def test_each_pair_of_state_and_verb_for_everybody(
    client: FlaskClient, bench: Bench, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    application, browsers = bench.applications[0], _everybody(bench, person, browser_of)
    wrong = []
    for state, who, verb in product(ApplicationState, browsers, VERBS):
        if application.state is not state:
            _stand(application, state)
        status, expected = _press(browsers[who], bench, verb), _expected(state, verb, who)
        after = Application.MOVES[state, verb] if expected == 303 else state
        db.session.refresh(application)
        if (status, application.state) != (expected, after):
            wrong.append((state, verb, who, status, expected))
    assert wrong == []
    for verb in VERBS:
        assert client.post(_address(bench, verb), data={"verb": verb}).location.startswith("/sign-in")


def test_no_poster_takes_a_step_that_is_the_students_or_the_clocks(bench: Bench) -> None:
    owner, application = bench.browser(bench.owner), bench.applications[0]
    for state, verb in product(ApplicationState, ("submit", "withdraw", "accept", "decline", "lapse", "")):
        _stand(application, state)
        answer = owner.post(f"/applications/{application.id}/move", data={"verb": verb})
        assert answer.status_code == (404 if state in (ApplicationState.DRAFT, ApplicationState.ON_HOLD) else 422), (
            state,
            verb,
        )
        db.session.refresh(application)
        assert application.state is state


def _everybody(
    bench: Bench, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> dict[str, FlaskClient]:
    """Each kind of person there is, signed in."""
    colleague = person("cleo", Role.FACULTY)
    reviewing(bench.posting, colleague, PostingRole.CO_OWNER)
    people = {
        "student": bench.students[0],
        "owner": bench.owner,
        "co-owner": colleague,
        "coordinator": person("cora", Role.COORDINATOR),
        "reviewer": bench.reviewers[0],
        "another applicant": bench.students[1],
        "another student": person("sue", Role.STUDENT),
        "mentor": person("mo", Role.MENTOR),
        "another of the faculty": person("fay", Role.FACULTY),
    }
    return {who: browser_of(user) for who, user in people.items()}


def _expected(state: ApplicationState, verb: str, who: str) -> int:
    """What the product promises, said without the code that keeps it."""
    moves = 303 if (state, verb) in Application.MOVES else 409
    if verb == "submit" and who == "another applicant":
        return 409  # there stands their own, which is sent
    if verb in OF_STUDENT:
        return moves if who == "student" else 404
    if who not in (*LIKE_OWNERS, "reviewer") or state is ApplicationState.DRAFT:
        return 404
    if state is ApplicationState.ON_HOLD and who != "coordinator":
        return 404  # its student's account is suspended
    return 403 if who == "reviewer" else moves


def _stand(application: Application, state: ApplicationState) -> None:
    """Put the application where the test wants it, past the table."""
    with unit_of_work():
        values = {"submitted_at": NOW, "decided_at": NOW, "statement": "I read event reports.", "rank": None}
        db.session.execute(update(Application).where(Application.id == application.id).values(state=state, **values))
        db.session.add(ApplicationMove(application_id=application.id, verb="", before=state, after=state, at=NOW))
        counted = {
            "seats_taken": int(state is ApplicationState.ACCEPTED),
            "seats_offered": int(state is ApplicationState.OFFERED),
        }
        db.session.execute(update(Opportunity).values(seats=9, state=PostingState.PUBLISHED, **counted))
    db.session.expire_all()


def _press(browser: FlaskClient, bench: Bench, verb: str) -> int:
    return press(browser, _address(bench, verb), {"verb": verb, "reason": "time"}).status_code


def _address(bench: Bench, verb: str) -> str:
    if verb == "submit":
        return f"/opportunities/{bench.posting.id}/apply/submit"
    return f"/applications/{bench.applications[0].id}/{OF_STUDENT.get(verb, 'move')}"
