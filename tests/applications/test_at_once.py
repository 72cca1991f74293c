"""Two who change one application at the same moment: neither writes over what the other was told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.applications.models import Application, ApplicationState
from board.kernel.db import db
from board.opportunities.models import Opportunity
from tests.applications.builders import application_of, offered_to, posting_of
from tests.at_once import overtake
from tests.conftest import NOW

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
STATEMENT = "I read event reports every week."


@pytest.fixture
def student(person: People) -> User:
    return person("ada", Role.STUDENT)


@pytest.fixture
def posting(person: People) -> Opportunity:
    return posting_of(person("grace", Role.FACULTY), seats=2)


@pytest.fixture
def draft(student: User, posting: Opportunity) -> Application:
    return application_of(student, posting, ApplicationState.DRAFT, statement=STATEMENT, submitted_at=None)


@BOTH
def test_no_text_changes_once_it_is_sent(
    app: Flask, posting: Opportunity, draft: Application, student: User, browser_of: Browsers
) -> None:
    form, (tab, other) = f"/opportunities/{posting.id}/apply", (browser_of(student), browser_of(student))
    sent = overtake(
        app,
        "UPDATE applications",
        late=lambda: tab.post(form, data={"statement": "Another text."}),
        quick=lambda: other.post(f"{form}/submit"),
    )
    db.session.refresh(draft)
    assert draft.state is ApplicationState.SUBMITTED
    assert draft.statement == (STATEMENT if sent.overtook else "Another text.")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_who_change_the_order_of_the_waiting_list_leave_each_a_place_of_its_own(
    app: Flask, posting: Opportunity, person: People, browser_of: Browsers
) -> None:
    owner, coordinator = browser_of(posting.people[0].user), browser_of(person("cora", Role.COORDINATOR))
    listed = [application_of(person(name, Role.STUDENT), posting) for name in ("ann", "bea", "cat")]
    for application in listed:
        owner.post(f"/applications/{application.id}/move", data={"verb": "waitlist"})
    moved = overtake(
        app,
        "UPDATE applications",
        late=lambda: owner.post(f"/applications/{listed[1].id}/move-up"),
        quick=lambda: coordinator.post(f"/applications/{listed[2].id}/move-up"),
    )
    assert (moved.late.status_code, moved.quick.status_code) == (303, 303)
    db.session.expire_all()
    assert [application.rank for application in listed] == [3, 1, 2], "Bea before Ann, then Cat before Ann"


@BOTH
def test_what_is_sent_is_what_was_found_complete(
    app: Flask, posting: Opportunity, draft: Application, student: User, browser_of: Browsers
) -> None:
    form, (tab, other) = f"/opportunities/{posting.id}/apply", (browser_of(student), browser_of(student))
    sent = overtake(
        app,
        "UPDATE applications",
        late=lambda: tab.post(f"{form}/submit"),
        quick=lambda: other.post(form, data={"statement": ""}),
    )
    db.session.refresh(draft)
    assert (sent.late.status_code, sent.quick.status_code) == (303, 409)
    assert draft.statement == STATEMENT


@BOTH
def test_the_day_to_answer_moves_only_while_the_offer_is_open(
    app: Flask, posting: Opportunity, student: User, person: People, browser_of: Browsers
) -> None:
    application = offered_to(student, posting, days=3)
    owner, taker = browser_of(posting.people[0].user), browser_of(student)
    later = (NOW + timedelta(days=6)).date().isoformat()
    number = application.id
    moved = overtake(
        app,
        "UPDATE offers",
        late=lambda: owner.post(f"/applications/{number}/answer-by", data={"answer_by": later}),
        quick=lambda: taker.post(f"/applications/{number}/accept-offer"),
    )
    assert moved.quick.status_code == 303
    assert moved.late.status_code == (409 if moved.overtook else 303)


@BOTH
@pytest.mark.parametrize("step", ["", "/submit"])
def test_a_posting_closes_before_an_application_is_saved_or_sent_or_after_it(
    app: Flask, posting: Opportunity, draft: Application, student: User, browser_of: Browsers, step: str
) -> None:
    tab, owner = browser_of(student), browser_of(posting.people[0].user)
    sent = overtake(
        app,
        "UPDATE applications",
        late=lambda: tab.post(f"/opportunities/{posting.id}/apply{step}", data={"statement": "Another text."}),
        quick=lambda: owner.post(f"/opportunities/{posting.id}/close", data={"reason": "All seats are filled."}),
    )
    assert (sent.late.status_code, sent.quick.status_code, sent.overtook) == (303, 303, False)
