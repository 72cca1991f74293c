"""What stands in the way of erasing somebody: each is said with what to do first, and gone once that is done."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board import tasks
from board.accounts.models import Role, User
from board.accounts.queries import erasure_request as erasure_request_queries
from board.kernel import clock, outbox
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.models import SafeguardingLead
from board.opportunities.models import Involvement, PostingRole
from board.organisations.models import Officer, Organisation, OrganisationKind
from board.placements.models import Placement
from tests.applications.builders import offered_to, posting_of
from tests.confirming import agree
from tests.conftest import NOW
from tests.counting import count_statements
from tests.erasure.test_asking import ask, proved, work
from tests.rights import test_amendments as amendments

People = Callable[..., User]
Browsers = Callable[[User], FlaskClient]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
PAGE = "/account/erase"
Check = Callable[[FlaskClient, User, str], None]


@pytest.fixture(autouse=True)
def office(person: People) -> User:
    return person("cora", Role.COORDINATOR)


@pytest.fixture
def stands_in_the_way(office: User, browser_of: Browsers) -> Check:
    """The page says so and nothing is asked for; and a link leads to where it is settled, the person and the office."""

    def check(browser: FlaskClient, user: User, words: str) -> None:
        assert words in browser.get(PAGE).text
        answer = browser.post(PAGE, data={"email": user.email})
        assert (answer.status_code, words in answer.text) == (403, True)
        assert erasure_request_queries.open_of(user.id) is None
        for_office = proved(browser_of(office))
        asked = ((browser, PAGE), (for_office, f"/office/people/{user.id}/erase"))
        for reader, page in asked:
            item = next(item for item in re.findall(r"<li>(.*?)</li>", reader.get(page).text, re.S) if words in item)
            link = re.search(r'<a href="([^"]+)">[^<]+</a>', item)
            assert link is not None, item
            assert reader.get(link[1]).status_code == 200, link[1]

    return check


@BOTH
def test_a_request_for_a_correction_is_answered_first(
    person: People, browser_of: Browsers, office: User, stands_in_the_way: Check
) -> None:
    ada = person("ada", Role.STUDENT)
    browser = proved(browser_of(ada))
    number = amendments.ask(browser)
    stands_in_the_way(browser, ada, "1 request for a correction waits for the office")
    cora = browser_of(office)
    assert amendments.answer(cora, number, "refuse") == 303
    assert "waits for the office" not in browser.get(PAGE).text
    assert amendments.step(browser, number, "hearing") == 303
    stands_in_the_way(browser, ada, "1 request for a correction waits for the office")
    assert amendments.answer(browser_of(person("otto", Role.COORDINATOR)), number, "refuse") == 303
    again = amendments.ask(browser)
    stands_in_the_way(browser, ada, "1 request for a correction waits for the office")
    assert agree(browser, f"/account/corrections/{again}/withdraw").status_code == 303
    ask(browser)


@BOTH
def test_a_correction_that_is_asked_for_meanwhile_holds_it_up_until_it_is_answered(
    person: People, browser_of: Browsers, office: User, emails: Callable[[], list[str]]
) -> None:
    ada = person("ada", Role.STUDENT)
    browser = proved(browser_of(ada))
    ask(browser)
    number = amendments.ask(browser)
    work()
    assert ada.erased_at is None
    assert "for a correction waits for the office" in emails()[-1]
    assert amendments.answer(browser_of(office), number, "correct") == 303
    work(days=8)
    assert ada.erased_at is not None


def test_a_copy_that_is_being_made_is_handed_out_first(
    person: People, browser_of: Browsers, stands_in_the_way: Check
) -> None:
    ada = person("ada", Role.STUDENT)
    browser = proved(browser_of(ada))
    assert browser.post("/account/data").status_code == 303
    stands_in_the_way(browser, ada, "A copy of the data is being made")
    tasks.do_all(clock.now())
    outbox.deliver_pending()
    ask(browser)


def test_the_owner_of_a_posting_on_the_board_hands_it_over_first(
    person: People, browser_of: Browsers, stands_in_the_way: Check
) -> None:
    grace, gwen = person("grace", Role.FACULTY), person("gwen", Role.FACULTY)
    posting = posting_of(grace)
    browser = proved(browser_of(grace))
    stands_in_the_way(browser, grace, f"Nobody else owns “{posting.title}”")
    with unit_of_work():
        db.session.add(Involvement(opportunity_id=posting.id, user_id=gwen.id, part=PostingRole.REVIEWER))
    stands_in_the_way(browser, grace, "Nobody else owns")
    with unit_of_work():
        db.session.query(Involvement).filter_by(user_id=gwen.id).one().part = PostingRole.CO_OWNER
        gwen.suspended_at = NOW
    stands_in_the_way(browser, grace, "Nobody else owns")
    with unit_of_work():
        gwen.suspended_at = None
    ask(browser, grace.email)


@BOTH
def test_an_officer_who_is_alone_has_another_named_first(
    person: People, browser_of: Browsers, stands_in_the_way: Check
) -> None:
    ada, bo = person("ada", Role.STUDENT), person("bo", Role.STUDENT)
    with unit_of_work():
        club = Organisation(name="Garden club", kind=OrganisationKind.STUDENTS, created_at=NOW)
        db.session.add(club)
        db.session.flush()
        db.session.add(_officer(club, ada))
    browser = proved(browser_of(ada))
    stands_in_the_way(browser, ada, "Nobody else holds office in “Garden club”")
    with unit_of_work():
        db.session.add(_officer(club, bo))
    ask(browser)


def _officer(club: Organisation, user: User) -> Officer:
    return Officer(
        organisation_id=club.id, user_id=user.id, post="President", starts=date(2026, 1, 1), ends=date(2026, 12, 1)
    )


def test_whoever_handles_reports_gives_that_up_first(
    person: People, browser_of: Browsers, stands_in_the_way: Check
) -> None:
    lead = person("lea", Role.FACULTY)
    with unit_of_work():
        named = SafeguardingLead(user_id=lead.id, named_at=NOW, confirmed_at=NOW)
        db.session.add(named)
    browser = proved(browser_of(lead))
    stands_in_the_way(browser, lead, "This person handles reports of misconduct")
    with unit_of_work():
        db.session.delete(named)
    ask(browser, lead.email)


@BOTH
def test_the_supervisor_of_a_placement_that_goes_on_is_replaced_first(
    person: People, browser_of: Browsers, stands_in_the_way: Check
) -> None:
    grace, stu, sue = person("grace", Role.FACULTY), person("stu", Role.STUDENT), person("sue", Role.MENTOR)
    application = offered_to(stu, posting_of(grace, supervisor="Sue", contact=sue.email))
    assert browser_of(stu).post(f"/applications/{application.id}/accept-offer").status_code == 303
    browser = proved(browser_of(sue))
    stands_in_the_way(browser, sue, f"go on, and are approved from {sue.email}")
    with unit_of_work():
        db.session.query(Placement).one().supervisor_email = "helen@hospital.example"
    ask(browser, sue.email)


@BOTH
def test_the_offices_list_asks_for_each_kind_once_however_many_are_held_up(
    app: Flask, person: People, browser_of: Browsers, office: User
) -> None:
    posting_of(person("grace", Role.FACULTY))
    reader, counted = browser_of(office), []
    for number in range(4):
        ada = person(f"ada-{number}", Role.STUDENT)
        browser = proved(browser_of(ada))
        ask(browser, ada.email)
        amendments.ask(browser)
        work()
        if number in (0, 3):
            counted.append(count_statements(app, lambda: reader.get("/office/erasures")))
    page = reader.get("/office/erasures").text
    assert page.count("1 request for a correction waits") == page.count('<a href="/office/corrections">') == 4
    assert counted[0] == counted[1]
