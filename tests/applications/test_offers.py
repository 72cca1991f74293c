"""Offers with a day, reminders, lapses, and the waiting list that moves by itself."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from board import tasks
from board.accounts.models import Role, User
from board.applications.actions import waitlist as waitlist_actions
from board.applications.models import OFFER_LINK, Application, ApplicationState
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, PostingState
from board.placements.models import Placement, PlacementState
from board.school import actions as school_actions
from board.web.signed_links import seal
from tests.applications.builders import application_of, offered_to, posting_of
from tests.confirming import agree, asked, press
from tests.conftest import NOW

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
Emails = Callable[[], list[str]]


@pytest.fixture
def posting(grace: User) -> Opportunity:
    return posting_of(grace)


def subjects(emails: Emails) -> list[str]:
    return [email.splitlines()[0] for email in emails()]


def at(**later: float) -> None:
    """Do every task at an instant, twice: the second time finds nothing to do."""
    with clock.frozen(NOW + timedelta(**later)):
        tasks.do_all(clock.now())
        assert tasks.do_all(clock.now()) == 0
    db.session.rollback()


def token_of(application: Application) -> str:
    assert application.offer is not None
    return seal(OFFER_LINK, application.offer.id, application.student.link_mark)


def test_an_offer_holds_for_a_week_unless_its_poster_names_a_day(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers, emails: Emails
) -> None:
    faculty = browser_of(grace)
    with unit_of_work():
        posting.seats = 2
    plain, named = (application_of(person(name, Role.STUDENT), posting) for name in ("stu", "sue"))
    faculty.post(f"/applications/{plain.id}/move", data={"verb": "offer"})
    faculty.post(f"/applications/{named.id}/move", data={"verb": "offer", "answer_by": "2026-03-20"})
    assert plain.offer and named.offer
    assert [item.offer.answer_by.isoformat() for item in (plain, named)] == [
        "2026-03-10T04:00:00+00:00",
        "2026-03-21T04:00:00+00:00",
    ], "the first instant that is too late"
    assert 'name="answer_by" value="2026-03-20"' in faculty.get(f"/opportunities/{posting.id}/offers").text
    assert "held for you until Mon, Mar 9, 11:59 PM EDT" in emails()[0]


@pytest.mark.parametrize("day", ["yesterday", "2026-03-01", "0001-01-01", "9999-12-31", "٢٠٢٦-٠٣-٢٠"])
def test_a_day_that_cannot_be_is_told_and_nothing_is_offered(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers, day: str
) -> None:
    application = application_of(person("stu", Role.STUDENT), posting)
    form = {"application": str(application.id), "verb": "offer", "answer_by": day}
    answer = browser_of(grace).post(f"/opportunities/{posting.id}/applicants/move", data=form)
    assert answer.status_code == 422
    assert application.state is ApplicationState.SUBMITTED


def test_the_reminder_comes_once_two_days_before_the_end(posting: Opportunity, person: People, emails: Emails) -> None:
    offered_to(person("stu", Role.STUDENT), posting)
    at(days=5, seconds=-1)
    assert emails() == []
    at(days=5)
    at(days=6)
    assert subjects(emails) == ["Your time to answer expires: Safety committee"]


def test_whoever_has_answered_is_not_reminded(
    posting: Opportunity, person: People, browser_of: Browsers, emails: Emails
) -> None:
    student = person("stu", Role.STUDENT)
    application = offered_to(student, posting)
    agree(browser_of(student), f"/applications/{application.id}/decline-offer")
    at(days=6)
    assert subjects(emails) == ["Stu declines the offer: Safety committee"]


def test_an_offer_lapses_at_its_instant_and_both_sides_are_told_once(
    posting: Opportunity, person: People, emails: Emails
) -> None:
    application = offered_to(person("stu", Role.STUDENT), posting, days=1)
    at(days=1, seconds=-1)
    assert application.state is ApplicationState.OFFERED
    at(days=1)
    assert application.state is ApplicationState.LAPSED
    told = subjects(emails)
    assert told[1:] == ["The offer ran out: Safety committee", "Stu did not answer in time: Safety committee"]


def test_too_late_is_too_late_before_the_worker_has_come_by(
    posting: Opportunity, person: People, browser_of: Browsers
) -> None:
    student = person("stu", Role.STUDENT)
    application = offered_to(student, posting, days=1)
    browser = browser_of(student)
    with clock.frozen(NOW + timedelta(days=1)):
        assert browser.post(f"/applications/{application.id}/accept-offer").status_code == 409
        page = browser.get(f"/applications/{application.id}").text
    assert "The offer has run out" in page
    assert "Accept offer" not in page
    assert (application.state, posting.seats_taken) == (ApplicationState.OFFERED, 0)


def test_a_lapse_moves_the_waiting_list_for_two_days_each(posting: Opportunity, person: People, emails: Emails) -> None:
    first = offered_to(person("stu", Role.STUDENT), posting, days=1)
    waiting = [
        application_of(person(name, Role.STUDENT), posting, ApplicationState.WAITLISTED, rank=rank)
        for name, rank in (("sue", 2), ("sam", 1))
    ]
    at(days=1)
    sue, sam = waiting
    assert (first.state, sam.state, sue.state) == (
        ApplicationState.LAPSED,
        ApplicationState.OFFERED,
        ApplicationState.WAITLISTED,
    )
    assert sam.offer and sam.offer.answer_by == NOW + timedelta(days=3)
    at(days=3)
    assert (sam.state, sue.state) == (ApplicationState.LAPSED, ApplicationState.OFFERED)
    at(days=5)
    assert sue.state is ApplicationState.LAPSED
    offers = [subject for subject in subjects(emails) if subject.startswith("You have an offer")]
    assert len(offers) == 2, "one each, and nobody twice"


@pytest.mark.parametrize("verb", ["decline-offer", "withdraw"])
def test_a_place_that_is_not_wanted_goes_to_the_next(
    posting: Opportunity, person: People, browser_of: Browsers, verb: str
) -> None:
    student = person("stu", Role.STUDENT)
    first = offered_to(student, posting)
    second = application_of(person("sue", Role.STUDENT), posting, ApplicationState.WAITLISTED, rank=1)
    press(browser_of(student), f"/applications/{first.id}/{verb}")
    assert second.state is ApplicationState.OFFERED


def test_a_place_that_is_left_reopens_and_goes_to_the_next(
    posting: Opportunity, person: People, browser_of: Browsers
) -> None:
    student = person("stu", Role.STUDENT)
    first = offered_to(student, posting)
    second = application_of(person("sue", Role.STUDENT), posting, ApplicationState.WAITLISTED, rank=1)
    browser = browser_of(student)
    browser.post(f"/applications/{first.id}/accept-offer")
    assert posting.state is PostingState.FILLED
    assert second.state is ApplicationState.WAITLISTED
    browser.post(f"/applications/{first.id}/withdraw")
    assert (posting.state, posting.seats_taken) == (PostingState.PUBLISHED, 0)
    assert second.state is ApplicationState.OFFERED


def test_a_place_whose_time_is_over_is_not_given_back(
    posting: Opportunity, person: People, browser_of: Browsers
) -> None:
    stu = person("stu", Role.STUDENT)
    application, student = offered_to(stu, posting), browser_of(stu)
    with unit_of_work():
        posting.term_ends = NOW.date() + timedelta(days=30)
    student.post(f"/applications/{application.id}/accept-offer")
    assert "Withdraw from the position" in student.get(f"/applications/{application.id}").text
    with clock.frozen(NOW + timedelta(days=31)):
        assert "Withdraw from the position" not in student.get(f"/applications/{application.id}").text
        assert student.post(f"/applications/{application.id}/withdraw").status_code == 403
    assert application.state is ApplicationState.ACCEPTED
    with clock.frozen(NOW + timedelta(days=30)):
        assert student.post(f"/applications/{application.id}/withdraw").status_code == 303


def test_no_more_is_offered_than_there_is(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    first, extra = (person(name, Role.STUDENT) for name in ("stu", "eve"))
    declined, _ = offered_to(first, posting), offered_to(extra, posting)
    second = application_of(person("sue", Role.STUDENT), posting, ApplicationState.WAITLISTED, rank=1)
    agree(browser_of(first), f"/applications/{declined.id}/decline-offer")
    assert second.state is ApplicationState.WAITLISTED, "the one place is still offered to Eve"


def test_a_freed_place_is_offered_once_however_often_the_message_comes(
    grace: User, person: People, browser_of: Browsers
) -> None:
    posting = posting_of(grace, seats=3)
    student = person("stu", Role.STUDENT)
    first = offered_to(student, posting)
    others = [
        application_of(person(name, Role.STUDENT), posting, ApplicationState.WAITLISTED, rank=rank)
        for rank, name in enumerate(("sue", "sam"), start=1)
    ]
    agree(browser_of(student), f"/applications/{first.id}/decline-offer")
    with unit_of_work():
        assert not waitlist_actions.promote(first.moves[-1].id, now=NOW, within=timedelta(hours=48))
    assert [other.state for other in others] == [ApplicationState.OFFERED, ApplicationState.WAITLISTED]


def test_a_posting_that_is_called_off_offers_nothing_more(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers
) -> None:
    first = offered_to(person("stu", Role.STUDENT), posting, days=1)
    second = application_of(person("sue", Role.STUDENT), posting, ApplicationState.WAITLISTED, rank=1)
    browser_of(grace).post(f"/opportunities/{posting.id}/cancel", data={"reason": "No room."})
    at(days=1)
    assert (first.state, second.state) == (ApplicationState.LAPSED, ApplicationState.WAITLISTED)


def test_a_posting_that_is_called_off_gives_no_place_and_says_so_where_it_is_looked_for(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers, client: FlaskClient
) -> None:
    stu, faculty = person("stu", Role.STUDENT), browser_of(grace)
    application, other = offered_to(stu, posting), application_of(person("sue", Role.STUDENT), posting)
    student = browser_of(stu)
    assert "Your answer is due by" in student.get("/applications").text
    faculty.post(f"/opportunities/{posting.id}/cancel", data={"reason": "The ward closes."})
    page = student.get(f"/applications/{application.id}").text
    assert "called it off: “The ward closes.”" in page
    assert "Accept offer" not in page
    assert "Canceled by the people who post it" in student.get("/applications").text
    assert "Accept offer" not in client.get(f"/offers/{token_of(application)}").text
    assert student.post(f"/applications/{application.id}/accept-offer").status_code == 409
    assert faculty.post(f"/applications/{other.id}/move", data={"verb": "offer"}).status_code == 409


def test_the_waiting_list_keeps_the_order_that_its_posters_give_it(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers
) -> None:
    faculty = browser_of(grace)
    stu, sue = person("stu", Role.STUDENT), person("sue", Role.STUDENT)
    first, second = application_of(stu, posting), application_of(sue, posting)
    for item in (first, second):
        faculty.post(f"/applications/{item.id}/move", data={"verb": "waitlist"})
    assert "You are number <strong>2</strong>" in browser_of(sue).get(f"/applications/{second.id}").text
    faculty.post(f"/applications/{second.id}/move-up")
    faculty.post(f"/applications/{second.id}/move-up")
    assert "You are number <strong>1</strong>" in browser_of(sue).get(f"/applications/{second.id}").text
    assert "You are number <strong>2</strong>" in browser_of(stu).get(f"/applications/{first.id}").text
    page = faculty.get(f"/opportunities/{posting.id}/offers").text
    assert page.index(">Sue<") < page.index(">Stu<")


def test_the_link_in_the_email_takes_the_place_once(posting: Opportunity, person: People, client: FlaskClient) -> None:
    application = offered_to(person("stu", Role.STUDENT), posting)
    link = f"/offers/{token_of(application)}"
    assert "Accept offer" in client.get(link).text
    assert client.post(f"{link}/accept").status_code == 303
    assert client.post(f"{link}/accept").status_code == 409
    assert client.post(f"{link}/decline").status_code == 409
    page = client.get(link).text
    assert "has done its work" in page
    assert "Accept offer" not in page
    assert (application.state, posting.seats_taken) == (ApplicationState.ACCEPTED, 1)


def test_a_forged_link_opens_nothing(posting: Opportunity, person: People, client: FlaskClient) -> None:
    application = offered_to(person("stu", Role.STUDENT), posting)
    assert application.offer
    for token in ("1", token_of(application)[:-1], seal("outcome", application.offer.id), seal(OFFER_LINK, 99)):
        assert client.get(f"/offers/{token}").status_code == 404
        assert client.post(f"/offers/{token}/accept").status_code == 404


def test_the_link_of_somebody_who_may_not_sign_in_opens_nothing(
    posting: Opportunity, person: People, client: FlaskClient
) -> None:
    student = person("stu", Role.STUDENT)
    application = offered_to(student, posting)
    with unit_of_work():
        student.suspended_at = NOW
    assert client.post(f"/offers/{token_of(application)}/accept").status_code == 404
    assert application.state is ApplicationState.OFFERED


def test_the_link_of_an_older_offer_is_worth_nothing(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers, client: FlaskClient
) -> None:
    student = person("stu", Role.STUDENT)
    application = offered_to(student, posting)
    old, browser = token_of(application), browser_of(student)
    browser.post(f"/applications/{application.id}/withdraw")
    browser.post(f"/opportunities/{posting.id}/apply", data={"statement": "Again."})
    browser.post(f"/opportunities/{posting.id}/apply/submit")
    browser_of(grace).post(f"/applications/{application.id}/move", data={"verb": "offer"})
    assert client.post(f"/offers/{old}/accept").status_code == 404
    assert client.post(f"/offers/{token_of(application)}/accept").status_code == 303


def test_more_time_is_given_by_the_posters_alone_and_told(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers, emails: Emails
) -> None:
    student = person("stu", Role.STUDENT)
    application = offered_to(student, posting, days=3)
    address, form = f"/applications/{application.id}/answer-by", {"answer_by": "2026-03-20"}
    assert browser_of(student).post(address, data=form).status_code == 404
    host = browser_of(grace)
    assert host.post(address, data=form).status_code == 303
    assert "until Fri, Mar 20, 11:59 PM EDT" in emails()[0]
    assert 'value="2026-03-20"' in host.get(f"/opportunities/{posting.id}/offers").text, "the day of the school"
    for day in ("2026-03-20", "2026-03-25", "2026-03-20"):
        host.post(address, data={"answer_by": day})
    assert len(emails()) == 3, "the day that was chosen before is news again, and the day as it stands is none"
    emptied = host.post(address, data={"answer_by": ""})
    assert emptied.status_code == 422 and "Choose the day." in emptied.text, "no day is made up"
    assert 'value="2026-03-20"' in host.get(f"/opportunities/{posting.id}/offers").text
    at(days=4)
    assert application.state is ApplicationState.OFFERED
    assert len(emails()) == 3, "the reminder moves along"


def test_the_posters_page_is_theirs(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    student = person("stu", Role.STUDENT)
    offered_to(student, posting)
    assert browser_of(student).get(f"/opportunities/{posting.id}/offers").status_code == 404


def test_who_waits_for_a_place_does_not_order_the_list(
    posting: Opportunity, person: People, browser_of: Browsers
) -> None:
    first, second = person("stu", Role.STUDENT), person("sue", Role.STUDENT, Role.COORDINATOR)
    waiting = [
        application_of(item, posting, ApplicationState.WAITLISTED, rank=rank)
        for rank, item in enumerate((first, second), 1)
    ]
    browser = browser_of(second)
    assert browser.get(f"/opportunities/{posting.id}/offers").status_code == 403
    assert browser.post(f"/applications/{waiting[1].id}/move-up").status_code == 404
    assert browser.post(f"/applications/{waiting[0].id}/move-up").status_code == 403
    assert [waiter.rank for waiter in waiting] == [1, 2]


def test_taking_a_place_shows_what_it_clashes_with_and_withdraws_what_is_ticked(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers
) -> None:
    day = NOW.date()
    term = {"term_starts": day, "term_ends": day + timedelta(days=90)}
    student = person("stu", Role.STUDENT)
    with unit_of_work():
        student.hours_free = 6
        posting.hours_to, posting.term_starts, posting.term_ends = 4, term["term_starts"], term["term_ends"]
    same = application_of(student, posting_of(grace, "Same term", hours_to=3, **term))
    later = {"term_starts": day + timedelta(days=91), "term_ends": day + timedelta(days=99)}
    next_year = application_of(student, posting_of(grace, "Next year", hours_to=9, **later))
    held = application_of(student, posting_of(grace, "Held", hours_to=1, **term), ApplicationState.ACCEPTED)
    left_alone = application_of(student, posting_of(grace, "Also same term", hours_to=0, **term))
    application, browser = offered_to(student, posting), browser_of(student)
    page = browser.get(f"/applications/{application.id}").text
    assert "Withdraw “Same term”: the same term, and together 8 hours a week, where you have 6 free." in page
    assert "Next year" not in page
    assert re.search(r">Accept offer</button>", page), "it withdraws only what is ticked, and says nothing for anybody"
    assert re.search(r'<textarea id="offer-note"[^>]*></textarea>', page)
    assert "You hold a position already" in page
    ticked = {"leave": [str(same.id), str(next_year.id), str(held.id)], "note": "I chose the committee."}
    assert browser.post(f"/applications/{application.id}/accept-offer", data=ticked).status_code == 303
    panel = re.search(r'<aside class="c-panel".*?</aside>', browser.get(f"/applications/{application.id}").text, re.S)
    assert panel and "Close" not in panel[0], "whoever has the place has nothing to do with its deadline"
    states = [item.state for item in (application, same, next_year, held, left_alone)]
    assert states == [
        ApplicationState.ACCEPTED,
        ApplicationState.WITHDRAWN,
        ApplicationState.SUBMITTED,
        ApplicationState.ACCEPTED,
        ApplicationState.SUBMITTED,
    ]
    assert same.moves[-1].note == "I chose the committee."


def test_a_place_that_is_gone_leaves_the_other_applications_alone(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers
) -> None:
    day = NOW.date()
    with unit_of_work():
        posting.term_starts = posting.term_ends = day
        posting.seats_taken = 1
    student = person("stu", Role.STUDENT)
    other = application_of(student, posting_of(grace, "Other", term_starts=day, term_ends=day))
    application = offered_to(student, posting)
    form = {"leave": str(other.id)}
    assert browser_of(student).post(f"/applications/{application.id}/accept-offer", data=form).status_code == 409
    assert (application.state, other.state) == (ApplicationState.OFFERED, ApplicationState.SUBMITTED)


def test_every_offer_that_was_made_has_its_row(posting: Opportunity, grace: User, person: People) -> None:
    offered_to(person("stu", Role.STUDENT), posting)
    offered = db.session.scalars(select(Application).where(Application.state == ApplicationState.OFFERED))
    assert all(item.offer for item in offered)


def test_an_offer_is_declined_only_after_its_end_was_read(
    posting: Opportunity, person: People, browser_of: Browsers, client: FlaskClient
) -> None:
    stu = person("stu", Role.STUDENT)
    application = offered_to(stu, posting)
    for browser, address in (
        (browser_of(stu), f"/applications/{application.id}/decline-offer"),
        (client, f"/offers/{token_of(application)}/decline"),
    ):
        question = asked(browser, address).text
        assert "Decline this offer?" in question
        assert "You cannot change your mind afterwards" in question
        db.session.refresh(application)
        assert application.state is ApplicationState.OFFERED
    assert agree(client, f"/offers/{token_of(application)}/decline").status_code == 303
    db.session.refresh(application)
    assert application.state is ApplicationState.DECLINED


def test_a_school_may_say_how_many_places_a_student_holds_at_once(
    grace: User, person: People, browser_of: Browsers
) -> None:
    stu = person("stu", Role.STUDENT)
    first, second = (offered_to(stu, posting_of(grace, title)) for title in ("First", "Second"))
    with unit_of_work():
        school_actions.save({"places_held": 1}, by=None, now=NOW)
    browser = browser_of(stu)
    assert browser.post(f"/applications/{first.id}/accept-offer").status_code == 303
    refused = browser.post(f"/applications/{second.id}/accept-offer")
    assert refused.status_code == 409
    assert "You hold 1 opening, and 1 at once is the most at this school." in refused.text
    assert db.session.get_one(Application, second.id).state is ApplicationState.OFFERED
    with unit_of_work():
        done = {"state": PlacementState.COMPLETED, "started_on": NOW.date(), "completed_at": NOW}
        db.session.execute(update(Placement).values(**done))
    assert browser.post(f"/applications/{second.id}/accept-offer").status_code == 303


def test_the_days_of_an_offer_are_those_that_the_school_says_now(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers
) -> None:
    application = application_of(person("stu", Role.STUDENT), posting)
    with unit_of_work():
        school_actions.save({"offer_days": 3}, by=None, now=NOW)
    browser_of(grace).post(f"/applications/{application.id}/move", data={"verb": "offer"})
    assert application.offer is not None
    assert application.offer.answer_by.isoformat() == "2026-03-06T05:00:00+00:00"
