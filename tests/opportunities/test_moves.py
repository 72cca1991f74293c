"""Every state of a posting, every press, everybody, over HTTP: the table of moves and the policy are all there is."""

from collections.abc import Callable
from itertools import product

from flask.testing import FlaskClient
from sqlalchemy import update

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import PUBLIC, Involvement, Opportunity, PostingRole, PostingState
from board.vocabulary.words import Area, Competency
from tests.applications.builders import posting_of
from tests.conftest import NOW

TEXT = {"title": "Infection control", "kind": "committee-seat", "summary": "Keep the wards clean.", "host": "Hospital"}
TEXT |= {"description": "You read.", "areas": "clinical-care", "competencies": "systems-based-practice"}
TEXT |= {"seats": "2", "pay": "none", "place_mode": "on-site", "is_rolling": "y"}
PRESSES: dict[str, tuple[str, str, dict[str, str]]] = {
    # what is pressed: the verb of the table, the address, the form
    "submit": ("submit", "submit", {}),
    "publish": ("publish", "publish", {}),
    "ask-changes": ("ask-changes", "ask-changes", {"comment": "Say when."}),
    "cancel": ("cancel", "cancel", {"reason": "The ward closes."}),
    "archive": ("archive", "archive", {}),
    "filled": ("fill", "outcome", {"outcome": "filled", "note": "Ada took it."}),
    "not-filled": ("give-up", "outcome", {"outcome": "not-filled", "note": "Nobody had time."}),
    "edit": ("", "edit", TEXT | {"title": "Infection prevention"}),
}
OWNERS = ("owner", "co-owner", "coordinator")
PEOPLE = (*OWNERS, "reviewer")
OVER = (PostingState.FILLED, PostingState.NOT_FILLED, PostingState.CANCELLED, PostingState.ARCHIVED)


def test_each_pair_of_state_and_press_for_everybody(
    client: FlaskClient, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    posting, browsers = _school(person, browser_of)
    wrong = []
    for state, press, who in product(PostingState, PRESSES, [*browsers, "visitor"]):
        if posting.state is not state or posting.title != TEXT["title"]:
            _stand(posting, state)
        verb, address, form = PRESSES[press]
        answer = browsers.get(who, client).post(f"/opportunities/{posting.id}/{address}", data=form)
        expected = _expected(state, press, who)
        db.session.refresh(posting)
        moves = expected == 303 and who != "visitor" and press != "edit"
        after = Opportunity.MOVES[state, verb] if moves else state
        if (answer.status_code, posting.state) != (expected, after):
            wrong.append((state, press, who, answer.status_code, expected, posting.state))
    assert wrong == []


def _expected(state: PostingState, press: str, who: str) -> int:
    """What the product promises, said without the code that keeps it."""
    if who == "visitor":
        return 401 if PRESSES[press][2] else 303  # to the sign-in page, which keeps what was posted
    if who not in PEOPLE and state not in PUBLIC:
        return 404
    if who not in OWNERS or (press in ("publish", "ask-changes") and who != "coordinator"):
        return 403
    if press == "edit":
        return 403 if state in OVER else 303
    if press in ("filled", "not-filled"):
        return 303 if state is PostingState.PUBLISHED else 403
    return 303 if (state, PRESSES[press][0]) in Opportunity.MOVES else 409


def _school(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> tuple[Opportunity, dict[str, FlaskClient]]:
    """A rolling posting that lacks nothing, and a browser of each kind of person."""
    people = {
        "owner": person("grace", Role.FACULTY),
        "co-owner": person("cleo", Role.FACULTY),
        "reviewer": person("rhea", Role.FACULTY),
        "coordinator": person("cora", Role.COORDINATOR),
        "other faculty": person("fay", Role.FACULTY),
        "student": person("stu", Role.STUDENT),
        "mentor": person("mo", Role.MENTOR),
    }
    posting = posting_of(people["owner"], TEXT["title"], summary="Keep the wards clean.", host="Hospital")
    with unit_of_work():
        posting.description, posting.closes_at = "You read.", None
        posting.areas, posting.competencies = [Area.CLINICAL_CARE], [Competency.SYSTEMS_BASED_PRACTICE]
        for name, part in (("co-owner", PostingRole.CO_OWNER), ("reviewer", PostingRole.REVIEWER)):
            db.session.add(Involvement(opportunity_id=posting.id, user_id=people[name].id, part=part))
    return posting, {name: browser_of(user) for name, user in people.items()}


def _stand(posting: Opportunity, state: PostingState) -> None:
    """Put the posting where the test wants it, past the table."""
    with unit_of_work():
        values = {"state": state, "title": TEXT["title"], "published_at": NOW}
        db.session.execute(update(Opportunity).where(Opportunity.id == posting.id).values(**values))
    db.session.expire_all()


def test_what_is_put_away_keeps_its_page_and_leaves_the_list_of_postings(
    client: FlaskClient, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    grace = person("grace", Role.FACULTY)
    posting, host = posting_of(grace, "Safety committee", state=PostingState.NOT_FILLED), browser_of(grace)
    assert "Put it away" in host.get(f"/opportunities/{posting.id}").text
    assert "Put away" not in host.get("/my-postings").text
    assert host.post(f"/opportunities/{posting.id}/archive").status_code == 303
    assert client.get(f"/opportunities/{posting.id}").status_code == 200
    listed = host.get("/my-postings").text
    assert listed.index("Put away") < listed.index("Safety committee")
    with clock.frozen(NOW):
        assert "Safety committee" not in client.get("/opportunities").text
