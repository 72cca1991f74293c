"""How many openings are accepted, offered and free: one count everywhere, and no offer beyond it by oversight."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from board import invariants, tasks
from board.accounts.models import Role, User
from board.applications.actions import offer as offer_actions
from board.applications.actions import place as place_actions
from board.applications.actions import waitlist as waitlist_actions
from board.applications.models import Application, ApplicationState
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Openings, Opportunity
from tests.applications.builders import application_of, offered_to, posting_of
from tests.confirming import agree, press
from tests.conftest import NOW

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
YES = {"over": "1", "over-reason": "Two of last year’s three declined."}


@pytest.fixture
def posting(grace: User) -> Opportunity:
    return posting_of(grace, seats=2)


@pytest.fixture
def owner(grace: User, browser_of: Browsers) -> FlaskClient:
    return browser_of(grace)


@pytest.fixture
def applications(posting: Opportunity, person: People) -> list[Application]:
    return [application_of(person(name, Role.STUDENT), posting) for name in ("ada", "ben", "cem")]


def offer(owner: FlaskClient, application: Application, **more: str) -> int:
    return owner.post(f"/applications/{application.id}/move", data={"verb": "offer"} | more).status_code


def openings(posting: Opportunity) -> tuple[int | None, int, int, int | None]:
    db.session.refresh(posting)
    now = posting.openings
    return now.total, now.accepted, now.offered, now.free


def reasons() -> list[str]:
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "offer.over"))
    return [entry.changes["reason"][1] for entry in entries]


def test_every_page_counts_the_same(
    posting: Opportunity, applications: list[Application], owner: FlaskClient, browser_of: Browsers, client: FlaskClient
) -> None:
    offer(owner, applications[0])
    offer(owner, applications[1])
    browser_of(applications[0].student).post(f"/applications/{applications[0].id}/accept-offer")
    owner.post(f"/applications/{applications[2].id}/decide", data={"decision": "offer"})
    count = "2 openings: 1 accepted, 1 offered, 0 free"
    for page in ("", "/applicants", "/offers", "/decisions"):
        assert count in owner.get(f"/opportunities/{posting.id}{page}").text, page
    assert count in owner.get("/my-postings").text
    assert "0 of 2 openings free" in client.get(f"/opportunities/{posting.id}").text
    assert "0 of 2 openings free" in client.get("/opportunities").text


@pytest.mark.parametrize(("alternates", "label"), [(0, "Open: none free now"), (2, "Open: waiting list")])
def test_an_open_posting_without_a_free_opening_says_so_before_anybody_applies(
    posting: Opportunity,
    applications: list[Application],
    owner: FlaskClient,
    person: People,
    browser_of: Browsers,
    alternates: int,
    label: str,
) -> None:
    with unit_of_work():
        posting.alternates = alternates
    student, page = browser_of(person("dora", Role.STUDENT)), f"/opportunities/{posting.id}"
    assert "No opening is free now" not in student.get(page).text
    offer(owner, applications[0])
    offer(owner, applications[1])
    for address in ("/opportunities", page):
        assert label in student.get(address).text
    assert student.get("/opportunities").text.index(label) < student.get("/opportunities").text.index("closes in ")
    words = "You can apply for the waiting list" if alternates else "one may free up"
    for address in (page, f"{page}/apply"):
        assert words in student.get(address).text
    assert "No opening is free now" not in owner.get(page).text, "who posts it reads the count"


def test_offers_are_counted_until_they_are_answered(
    posting: Opportunity, applications: list[Application], owner: FlaskClient, browser_of: Browsers
) -> None:
    first, second, third = applications
    assert openings(posting) == (2, 0, 0, 2)
    offer(owner, first)
    offer(owner, second)
    assert openings(posting) == (2, 0, 2, 0)
    agree(browser_of(first.student), f"/applications/{first.id}/decline-offer")
    assert openings(posting) == (2, 0, 1, 1)
    offer(owner, third)
    browser_of(third.student).post(f"/applications/{third.id}/withdraw")
    assert openings(posting) == (2, 0, 1, 1)
    browser_of(second.student).post(f"/applications/{second.id}/accept-offer")
    assert openings(posting) == (2, 1, 0, 1)
    browser_of(second.student).post(f"/applications/{second.id}/withdraw")
    assert openings(posting) == (2, 0, 0, 2)
    assert list(invariants.broken()) == []


def test_an_offer_that_lapses_frees_its_opening(posting: Opportunity, person: People) -> None:
    offered_to(person("stu", Role.STUDENT), posting, days=1)
    assert openings(posting) == (2, 0, 1, 1)
    with clock.frozen(NOW + timedelta(days=2)):
        tasks.do_all(clock.now())
    assert openings(posting) == (2, 0, 0, 2)


def test_more_offers_than_openings_need_a_yes_with_a_reason(
    posting: Opportunity, applications: list[Application], owner: FlaskClient
) -> None:
    first, second, third = applications
    assert (offer(owner, first), offer(owner, second)) == (303, 303)
    refused = owner.post(f"/applications/{third.id}/move", data={"verb": "offer"})
    assert refused.status_code == 422
    assert "1 offer for 0 free openings" in refused.text
    assert 'name="over-reason"' in refused.text
    assert offer(owner, third, over="1") == 422, "a yes without a reason is none"
    assert offer(owner, third, **{"over-reason": "Because."}) == 422, "nor is a reason without a yes"
    assert third.state is ApplicationState.SUBMITTED
    assert reasons() == []
    assert offer(owner, third, **YES) == 303
    db.session.refresh(third)
    assert third.state is ApplicationState.OFFERED
    assert openings(posting) == (2, 0, 3, 0)
    assert reasons() == [YES["over-reason"]]


def test_whoever_is_one_of_too_many_is_promised_no_opening(
    posting: Opportunity,
    applications: list[Application],
    owner: FlaskClient,
    browser_of: Browsers,
    emails: Callable[[], list[str]],
) -> None:
    first, second, third = applications
    student, page = browser_of(first.student), f"/applications/{first.id}"
    assert (offer(owner, first), offer(owner, second)) == (303, 303)
    shown = student.get(page).text
    assert shown.index("It is held for you until") < shown.index("What happens next"), "first of all"
    assert offer(owner, third, **YES) == 303
    held, _, beyond = (email for email in emails() if "You have an offer" in email)
    told_again = [email for email in emails() if "Your offer has changed" in email]
    assert "It is held for you until" in held
    assert sorted(email.partition("Dear ")[2][:3] for email in told_again) == ["Ada", "Ben"], "who was promised more"
    for text in (beyond, *told_again, student.get(page).text):
        assert "the first who accept have them" in text and "held for you" not in text
    agree(browser_of(third.student), f"/applications/{third.id}/decline-offer")
    assert "It is held for you until" in student.get(page).text


def test_a_release_of_more_offers_than_openings_asks_and_sends_nothing_meanwhile(
    posting: Opportunity, applications: list[Application], owner: FlaskClient, emails: Callable[[], list[str]]
) -> None:
    address = f"/opportunities/{posting.id}/decisions"
    for application in applications:
        owner.post(f"/applications/{application.id}/decide", data={"decision": "offer"})
    page = owner.get(address).text
    assert "3 offers for 2 free openings" in page
    assert "The first who accept have them, and each email says so." in page
    assert page.count("the first who accept have them. You can answer until") == len(applications), "so does each email"
    assert "held" not in page.partition("<main")[2]
    refused = press(owner, f"{address}/release")
    assert refused.status_code == 422
    assert "Tick the box to send more offers than that, and say why." in refused.text
    assert emails() == []
    assert openings(posting) == (2, 0, 0, 2)
    assert press(owner, f"{address}/release", YES).status_code == 303
    assert openings(posting) == (2, 0, 3, 0)
    assert reasons() == [YES["over-reason"]], "once for each that is too many"
    made = [email for email in emails() if "You have an offer" in email]
    assert len(made) == len(applications), "each is told once"
    assert all("the first who accept have them" in email and "held for you" not in email for email in made)


def test_many_are_not_moved_to_more_offers_than_openings(
    posting: Opportunity, applications: list[Application], owner: FlaskClient
) -> None:
    everybody = {"application": [str(application.id) for application in applications], "verb": "offer"}
    assert owner.post(f"/opportunities/{posting.id}/applicants/move", data=everybody).status_code == 422
    assert openings(posting) == (2, 0, 0, 2)
    assert owner.post(f"/opportunities/{posting.id}/applicants/move", data=everybody | YES).status_code == 303
    assert openings(posting) == (2, 0, 3, 0)


def test_the_waitlist_never_promotes_beyond_the_openings(posting: Opportunity, person: People) -> None:
    names = ("ada", "ben", "cem")
    first, *_ = [offered_to(person(name, Role.STUDENT), posting) for name in names]
    waits = application_of(person("sue", Role.STUDENT), posting, ApplicationState.WAITLISTED, rank=1)
    with unit_of_work():
        offer_actions.decline_offer(first, by=first.student, now=NOW)
    db.session.refresh(waits)
    assert waits.state is ApplicationState.WAITLISTED, "two offers are out for the two openings"
    with unit_of_work():
        assert not waitlist_actions.promote(first.moves[-1].id, now=NOW, within=timedelta(hours=48))


@BOTH
def test_of_two_offers_for_the_last_opening_at_once_one_is_made(
    app: Flask, posting: Opportunity, applications: list[Application], grace: User
) -> None:
    with unit_of_work():
        db.session.execute(update(Opportunity).values(seats=1))
    numbers, owner_id = [application.id for application in applications], grace.id
    db.session.rollback()
    start, made = Barrier(len(numbers)), []

    def make(number: int) -> None:
        with app.app_context():
            application, by = db.session.get_one(Application, number), db.session.get_one(User, owner_id)
            start.wait()
            try:
                with unit_of_work():
                    offer_actions.make(
                        application, by=by, now=NOW, terms=offer_actions.OfferTerms(NOW + timedelta(days=3))
                    )
                made.append(number)
            except Invalid:
                pass

    crowd = [Thread(target=make, args=(number,)) for number in numbers]
    for person in crowd:
        person.start()
    for person in crowd:
        person.join()
    assert len(made) == 1
    assert openings(posting) == (1, 0, 1, 0)
    assert list(invariants.broken()) == []


@BOTH
def test_the_check_finds_a_posting_that_is_miscounted(posting: Opportunity, applications: list[Application]) -> None:
    assert list(invariants.broken()) == []
    with unit_of_work():
        db.session.execute(update(Opportunity).values(seats_offered=2))
    [finding] = invariants.broken()
    assert finding.sentence == f"Posting {posting.id} counts 2 offered, 0 accepted; there are 0 and 0."


def test_openings_that_are_not_stated_are_never_used_up(grace: User, person: People) -> None:
    posting = posting_of(grace, "Open house", seats=None)
    with unit_of_work():
        assert place_actions.reserve(posting, by=grace)
    assert openings(posting) == (None, 0, 1, None)
    assert not Openings(None, 5, 5).is_filled


def test_a_yes_to_decisions_that_have_changed_since_is_asked_anew(
    posting: Opportunity, applications: list[Application], owner: FlaskClient, emails: Callable[[], list[str]]
) -> None:
    address = f"/opportunities/{posting.id}/decisions"
    owner.post(f"/applications/{applications[0].id}/decide", data={"decision": "offer"})
    mark = owner.get(address).text.split('name="confirmed" value="')[1].split('"')[0]
    owner.post(f"/applications/{applications[0].id}/decide", data={"decision": "none"})
    owner.post(f"/applications/{applications[1].id}/decide", data={"decision": "offer"})
    answer = owner.post(f"{address}/release", data={"confirmed": mark})
    assert "has changed since you read it" in answer.text
    assert emails() == []
