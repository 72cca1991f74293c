"""Committees: where a seat stands on any day, who keeps them, and how a posting fills a seat."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board import tasks
from board.accounts.models import Role, User
from board.committees.labels import MEANINGS, STATUSES
from board.committees.models import Committee, Follower, Seat, SeatStatus, SeatTerm
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity
from tests.applications.builders import offered_to, posting_of
from tests.at_once import overtake
from tests.conftest import NOW
from tests.counting import count_statements

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
Emails = Callable[[], list[str]]
FIRST, LAST = date(2025, 7, 1), date(2026, 6, 30)


def seat_with(*terms: SeatTerm, carries_over: bool = True, **more: object) -> Seat:
    with unit_of_work():
        body = Committee(name=f"Body {id(terms)}", carries_over=carries_over, created_at=NOW)
        seat = Seat(name="Student seat", committee=body, terms=list(terms), **more)
        db.session.add(body)
    return seat


def ann(**more: object) -> SeatTerm:
    return SeatTerm(**({"name": "Ann", "starts": FIRST, "ends": LAST} | more))


def bob(**more: object) -> SeatTerm:
    return SeatTerm(**({"name": "Bob", "starts": date(2026, 7, 1), "ends": date(2027, 6, 30)} | more))


ONE_TERM = {
    date(2025, 6, 30): SeatStatus.VACANT,
    date(2025, 7, 1): SeatStatus.FILLED,
    date(2026, 4, 30): SeatStatus.FILLED,
    date(2026, 5, 1): SeatStatus.ENDS_SOON,
    date(2026, 6, 30): SeatStatus.ENDS_SOON,
}


@pytest.mark.parametrize(("carries_over", "after"), [(True, SeatStatus.CARRIED_OVER), (False, SeatStatus.VACANT)])
def test_one_term_on_the_days_that_matter(app: Flask, carries_over: bool, after: SeatStatus) -> None:
    seat = seat_with(ann(), carries_over=carries_over)
    days = ONE_TERM | {date(2026, 7, 1): after, date(2031, 1, 1): after}
    assert {day: seat.status(day) for day in days} == days


def test_a_seat_whose_next_holder_is_named_does_not_end_soon(app: Flask) -> None:
    seat = seat_with(ann(), bob())
    for day in (date(2026, 5, 1), LAST, date(2026, 7, 1), date(2027, 4, 30)):
        assert seat.status(day) is SeatStatus.FILLED
    assert seat.status(date(2027, 5, 2)) is SeatStatus.ENDS_SOON
    assert [item and item.name for item in (seat.holder(LAST), seat.holder(date(2026, 7, 1)))] == ["Ann", "Bob"]
    assert seat.next_holder(LAST) is seat.terms[1]


def test_between_two_terms_the_first_holder_is_carried_over(app: Flask) -> None:
    seat = seat_with(ann(), bob(starts=date(2026, 9, 1)))
    assert seat.status(date(2026, 8, 31)) is SeatStatus.CARRIED_OVER
    assert seat.status(date(2026, 9, 1)) is SeatStatus.FILLED


def test_whoever_left_early_is_not_carried_over(app: Flask) -> None:
    seat = seat_with(ann(left_on=date(2026, 2, 1)))
    assert seat.status(date(2026, 1, 31)) is SeatStatus.ENDS_SOON
    assert seat.status(date(2026, 2, 1)) is SeatStatus.VACANT
    assert seat.holder(date(2026, 2, 1)) is None


def test_an_alternate_stands_by_and_fills_nothing(app: Flask) -> None:
    seat = seat_with(ann(is_alternate=True))
    assert seat.status(date(2026, 1, 1)) is SeatStatus.VACANT
    assert [alternate.name for alternate in seat.alternates(date(2026, 1, 1))] == ["Ann"]
    assert seat.alternates(date(2026, 7, 1)) == []


def test_every_status_has_its_words() -> None:
    assert set(STATUSES) == set(MEANINGS) == set(SeatStatus)


@pytest.fixture
def cora(person: People) -> User:
    return person("cora", Role.COORDINATOR)


@pytest.fixture
def kay(person: People) -> User:
    return person("kay", Role.FACULTY)


@pytest.fixture
def body(cora: User, kay: User, browser_of: Browsers) -> Committee:
    """Entered by a coordinator, kept by Kay, with one seat."""
    office = browser_of(cora)
    form = {"name": "Curriculum Committee", "meets": "on Tuesdays", "carries_over": "y", "keeper": kay.email}
    assert office.post("/committees/new", data=form).status_code == 303
    assert office.post("/committees/1/seats", data={"seat": "Second-year seat"}).status_code == 303
    return db.session.scalars(select(Committee)).one()


def term(name: str = "Ann Lee", starts: str = "2026-01-01", ends: str = "2026-12-31", **more: str) -> dict[str, str]:
    return {"name": name, "starts": starts, "ends": ends} | more


def test_its_keeper_names_holders_and_everybody_reads_where_it_stands(
    body: Committee, kay: User, person: People, browser_of: Browsers, client: FlaskClient
) -> None:
    keeper = browser_of(kay)
    assert "Vacant" in client.get("/committees/1").text
    assert keeper.post("/seats/1/holders", data=term()).status_code == 303
    assert "Filled" in client.get("/committees/1").text
    assert "Ann Lee" in browser_of(person("stu", Role.STUDENT)).get("/committees/1").text
    for page in (client.get("/committees").text, client.get("/committees/1").text):
        assert "Ann Lee" not in page, "a name is for people of the school"
        assert "Held by a student" in page
    with clock.frozen(datetime(2027, 1, 1, 12, tzinfo=NOW.tzinfo)):
        assert "Term ended, still serving" in client.get("/committees/1").text
    assert keeper.post("/seat-terms/1/end").status_code == 303
    assert keeper.post("/seat-terms/1/end").status_code == 409
    assert "Nobody holds it" in client.get("/committees/1").text


def test_the_list_shows_the_status_asked_for(
    body: Committee, kay: User, browser_of: Browsers, client: FlaskClient
) -> None:
    browser_of(kay).post("/seats/1/holders", data=term())
    assert "Second-year seat" in client.get("/committees?status=filled").text
    assert "Second-year seat" not in client.get("/committees?status=vacant").text
    assert "No seat stands so" in client.get("/committees?status=vacant").text
    assert "Second-year seat" in client.get("/committees?status=nonsense").text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (term(name=""), "Write the name"),
        (term(ends="2025-12-31"), "ends before it begins"),
        (term(starts="never"), "year-month-day"),
        (term(starts="2026-06-01", ends="2027-05-31"), "holds it until Dec 31, 2026"),
        (term(email="nobody@example.edu", starts="2027-01-01", ends="2027-12-31"), "Nobody here has this address"),
        (term(name="x" * 100_000, starts="2027-01-01", ends="2027-12-31"), "at most 120"),
    ],
)
def test_a_term_that_cannot_be_is_told_and_kept(
    body: Committee, kay: User, browser_of: Browsers, form: dict[str, str], words: str
) -> None:
    keeper = browser_of(kay)
    keeper.post("/seats/1/holders", data=term("First"))
    answer = keeper.post("/seats/1/holders", data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert len(list(db.session.scalars(select(SeatTerm)))) == 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_of_two_terms_that_overlap_and_are_named_at_once_one_is_entered(
    app: Flask, body: Committee, kay: User, browser_of: Browsers
) -> None:
    first, second = browser_of(kay), browser_of(kay)
    named = overtake(
        app,
        "INSERT INTO seat_terms",
        late=lambda: first.post("/seats/1/holders", data=term("Ann Lee")),
        quick=lambda: second.post("/seats/1/holders", data=term("Bob Ray", starts="2026-02-01", ends="2027-01-31")),
    )
    assert (named.late.status_code, named.quick.status_code) == (303, 422)
    assert "Ann Lee holds it until" in named.quick.text
    assert db.session.scalars(select(SeatTerm.name)).all() == ["Ann Lee"]


def test_a_seat_whose_posting_is_begun_goes_on_with_it(body: Committee, kay: User, browser_of: Browsers) -> None:
    pressed = [browser_of(kay).post("/seats/1/post") for _ in range(2)]
    assert len({answer.location for answer in pressed}) == 1
    assert len(db.session.scalars(select(Opportunity)).all()) == 1


def test_nobody_else_keeps_a_committee(
    body: Committee, person: People, browser_of: Browsers, client: FlaskClient
) -> None:
    for user in (person("stu", Role.STUDENT), person("fay", Role.FACULTY)):
        browser = browser_of(user)
        for address in ("/committees/new", "/committees/1/edit", "/seats/1/holders"):
            assert browser.get(address).status_code == 403
        for address in ("/committees/1/edit", "/committees/1/seats", "/seats/1/holders", "/seats/1/post"):
            assert browser.post(address, data={"seat": "Mine", "name": "Mine"} | term()).status_code == 403
    assert client.post("/committees/1/seats", data={"seat": "Mine"}).status_code == 401, "who signs in can send it"
    assert [seat.name for seat in db.session.scalars(select(Seat))] == ["Second-year seat"]


@pytest.mark.parametrize("name", ["", "   ", "second-year SEAT", "x" * 121])
def test_a_seat_has_a_name_of_its_own(body: Committee, kay: User, browser_of: Browsers, name: str) -> None:
    answer = browser_of(kay).post("/committees/1/seats", data={"seat": name})
    assert answer.status_code == 422
    assert "seat-error" in answer.text


def test_two_committees_have_two_names(body: Committee, cora: User, browser_of: Browsers) -> None:
    office = browser_of(cora)
    again = office.post("/committees/new", data={"name": "Curriculum Committee"})
    assert again.status_code == 422
    assert "of this name already" in again.text
    assert office.post("/committees/1/edit", data={"name": "Curriculum Committee"}).status_code == 303


def posted(body: Committee, grace: User, **more: object) -> Opportunity:
    """The posting that fills the body's seat for the year 2027."""
    terms = {"term_starts": date(2027, 1, 1), "term_ends": date(2027, 12, 31)}
    posting = posting_of(grace, "Second-year seat", **(terms | more))
    with unit_of_work():
        body.seats[0].opportunity_id = posting.id
    return posting


def test_whoever_takes_the_place_holds_the_seat_and_whoever_leaves_it_does_not(
    body: Committee, kay: User, person: People, browser_of: Browsers
) -> None:
    stu = person("stu", Role.STUDENT)
    posting = posted(body, kay)
    browser_of(kay).post("/seats/1/holders", data=term())
    application, student = offered_to(stu, posting), browser_of(stu)
    student.post(f"/applications/{application.id}/accept-offer")
    [seat] = body.seats
    held = [(item.name, item.starts, item.ends, item.user_id) for item in seat.regular]
    assert held[1] == ("Stu", date(2027, 1, 1), date(2027, 12, 31), stu.id)
    assert seat.status(date(2026, 12, 30)) is SeatStatus.FILLED, "the next holder is named"
    student.post(f"/applications/{application.id}/withdraw")
    assert seat.status(date(2027, 6, 1)) is SeatStatus.VACANT


@pytest.mark.parametrize("is_posted_again", [False, True])
def test_a_place_that_ends_early_leaves_its_seat_vacant(
    body: Committee, kay: User, person: People, browser_of: Browsers, is_posted_again: bool
) -> None:
    """Also where the posting of the next term has taken the place of the one that filled it."""
    stu = person("stu", Role.STUDENT)
    posting = posted(body, kay, term_starts=date(2026, 2, 1), term_ends=date(2026, 12, 31))
    application = offered_to(stu, posting)
    browser_of(stu).post(f"/applications/{application.id}/accept-offer")
    [seat] = body.seats
    assert seat.status(date(2026, 4, 1)) is SeatStatus.FILLED
    if is_posted_again:
        browser_of(kay).post("/seats/1/post")
        assert seat.opportunity_id not in (None, posting.id)
    assert browser_of(kay).post("/placements/1/end-early", data={"reason": "The body is dissolved."}).status_code == 303
    assert seat.status(date(2026, 4, 1)) is SeatStatus.VACANT


def test_two_places_fill_two_seats(body: Committee, kay: User, person: People, browser_of: Browsers) -> None:
    browser_of(kay).post("/committees/1/seats", data={"seat": "Third-year seat"})
    posting = posted(body, kay, seats=3)
    with unit_of_work():
        for seat in body.seats:
            seat.opportunity_id = posting.id
    for name in ("stu", "sue", "sam"):
        student = person(name, Role.STUDENT)
        application = offered_to(student, posting)
        browser_of(student).post(f"/applications/{application.id}/accept-offer")
    names = [[item.name for item in seat.regular] for seat in body.seats]
    assert names == [["Stu"], ["Sue"]], "the third place has no seat, and is a place all the same"


def test_its_keeper_posts_a_seat_with_its_next_term(body: Committee, kay: User, browser_of: Browsers) -> None:
    keeper = browser_of(kay)
    keeper.post("/seats/1/holders", data=term())
    answer = keeper.post("/seats/1/post")
    posting = db.session.scalars(select(Opportunity)).one()
    assert answer.location == f"/opportunities/{posting.id}/edit"
    assert (posting.kind, posting.term_starts) == ("committee-seat", date(2027, 1, 1))
    assert body.seats[0].opportunity_id == posting.id


def test_followers_hear_once_when_it_opens(
    body: Committee, kay: User, person: People, browser_of: Browsers, emails: Emails, client: FlaskClient
) -> None:
    posted(body, kay, opens_at=NOW + timedelta(days=3))
    follower = browser_of(person("stu", Role.STUDENT))
    for _ in range(2):
        assert follower.post("/seats/1/follow").status_code == 303
    other = browser_of(person("sue", Role.STUDENT))
    other.post("/seats/1/follow")
    other.post("/seats/1/unfollow")
    assert len(list(db.session.scalars(select(Follower)))) == 1
    opening = (NOW + timedelta(days=3)).astimezone(ZoneInfo("America/New_York"))
    assert f"{opening:%a}, {opening:%b} {opening.day}" in client.get("/committees/1").text
    for days, expected in ((3 - 0.01, 0), (3, 1), (4, 1)):
        with clock.frozen(NOW + timedelta(days=days)):
            tasks.do_all(clock.now())
            assert tasks.do_all(clock.now()) == 0
        assert len(emails()) == expected
    assert emails()[0].startswith("It is open: Second-year seat, Curriculum Committee")


def test_the_day_turns_at_midnight_of_the_school(
    body: Committee, kay: User, browser_of: Browsers, client: FlaskClient
) -> None:
    browser_of(kay).post("/seats/1/holders", data=term(ends="2026-03-02"))
    midnight = datetime.combine(date(2026, 3, 3), time(), ZoneInfo("America/New_York"))
    for at, words in ((midnight - timedelta(seconds=1), "Ends soon"), (midnight, "Term ended, still serving")):
        with clock.frozen(at):
            assert f'tone="{"warm" if words == "Ends soon" else "brand"}">{words}<' in client.get("/committees/1").text


def test_the_list_asks_the_same_few_questions_for_three_and_for_twelve(app: Flask, client: FlaskClient) -> None:
    def fill_up(numbers: range) -> int:
        with unit_of_work():
            for number in numbers:
                body = Committee(name=f"Body {number}", created_at=NOW)
                body.seats = [Seat(name=f"Seat {n}", terms=[ann(), bob(is_alternate=True)]) for n in range(3)]
                db.session.add(body)
        db.session.rollback()
        return count_statements(app, lambda: client.get("/committees"))

    assert fill_up(range(3)) == fill_up(range(3, 12))


def test_no_keeper_names_themself_to_a_seat(kay: User, body: Committee, browser_of: Browsers) -> None:
    answer = browser_of(kay).post("/seats/1/holders", data=term() | {"email": kay.email})
    assert answer.status_code == 422
    assert "Nobody names themself." in answer.text
    assert db.session.scalars(select(SeatTerm)).all() == []
