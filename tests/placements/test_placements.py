"""Placements: each state and actor, both sides' word, hours and who may vouch for them."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board import tasks
from board.accounts.models import Role, User
from board.applications.models import ApplicationState
from board.disclosures.models import Disclosure
from board.kernel import clock, mail
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.notices.models import Notice
from board.opportunities.models import Involvement, Opportunity, PostingRole
from board.placements import actions as placement_actions
from board.placements import queries as placement_queries
from board.placements.labels import FOR_HOSTS, FOR_STUDENTS, STEPS
from board.placements.models import HoursEntry, Placement, PlacementState
from board.record.actions.entry import add_ended
from board.record.models import Assessment, Entry, Grade
from tests.applications.builders import offered_to, posting_of
from tests.at_once import overtake
from tests.confirming import agree, asked, press
from tests.conftest import NOW
from tests.counting import count_statements
from tests.record.conftest import WITNESS
from tests.web.test_editing import form_of

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
Emails = Callable[[], list[str]]


@pytest.fixture
def stu(person: People) -> User:
    return person("stu", Role.STUDENT)


@pytest.fixture
def posting(grace: User) -> Opportunity:
    return posting_of(grace, supervisor="Helen Abernathy", contact="helen@hospital.example")


@pytest.fixture
def placement(posting: Opportunity, stu: User, browser_of: Browsers) -> Placement:
    """What taking the place leads to."""
    application = offered_to(stu, posting)
    assert browser_of(stu).post(f"/applications/{application.id}/accept-offer").status_code == 303
    return db.session.scalars(select(Placement)).one()


def put(placement: Placement, state: PlacementState) -> None:
    """Bring it to a state by the shortest way along its table."""
    for verb in {
        PlacementState.ACCEPTED: [],
        PlacementState.STARTED: ["start"],
        PlacementState.STUDENT_CONFIRMED: ["start", "student-confirm"],
        PlacementState.HOST_CONFIRMED: ["start", "host-confirm"],
        PlacementState.COMPLETED: ["start", "student-confirm", "host-confirm"],
        PlacementState.ENDED_EARLY: ["end-early"],
    }[state]:
        with unit_of_work():
            moved = placement_actions.lifecycle.move
            values = {"started_on": NOW.date()} if verb == "start" else {}
            completes = verb == "host-confirm" and placement.state is PlacementState.STUDENT_CONFIRMED
            moved(placement, verb, by=None, now=NOW, **values, **({"completed_at": NOW} if completes else {}))


def log(browser: FlaskClient, placement: Placement, what: str = "Read ten reports", hours: str = "2.5") -> int:
    form = {"day": NOW.date().isoformat(), "hours": hours, "what": what}
    return browser.post(f"/placements/{placement.id}/hours", data=form).status_code


DONE, WRONG, REFUSED, NOTHING = 303, 409, 403, 404
PRESSES = {
    "start": {"day": "2026-03-02"},
    "confirm": {},
    "not-yet": {"note": "The chart is missing."},
    "end-early": {"reason": "I move away."},
    "hours": {"day": "2026-03-02", "hours": "1", "what": "Met"},
}
EXPECTED = {
    # for each press in the order above: what the student gets, and what the host gets
    PlacementState.ACCEPTED: ((DONE, REFUSED, WRONG, DONE, REFUSED), (DONE, REFUSED, WRONG, DONE, REFUSED)),
    PlacementState.STARTED: ((WRONG, DONE, WRONG, DONE, DONE), (WRONG, DONE, WRONG, DONE, REFUSED)),
    PlacementState.STUDENT_CONFIRMED: ((WRONG, REFUSED, WRONG, DONE, DONE), (WRONG, DONE, DONE, DONE, REFUSED)),
    PlacementState.HOST_CONFIRMED: ((WRONG, DONE, DONE, DONE, DONE), (WRONG, REFUSED, WRONG, DONE, REFUSED)),
    PlacementState.COMPLETED: ((WRONG, REFUSED, WRONG, WRONG, REFUSED), (WRONG, REFUSED, WRONG, WRONG, REFUSED)),
    PlacementState.ENDED_EARLY: ((WRONG, REFUSED, WRONG, WRONG, REFUSED), (WRONG, REFUSED, WRONG, WRONG, REFUSED)),
}


@pytest.mark.parametrize("state", PlacementState)
def test_each_side_may_do_in_each_state_what_the_table_says(
    placement: Placement,
    posting: Opportunity,
    grace: User,
    stu: User,
    person: People,
    browser_of: Browsers,
    state: PlacementState,
) -> None:
    colleague, of_student, of_host = person("cleo", Role.FACULTY), *EXPECTED[state]
    with unit_of_work():
        db.session.add(Involvement(opportunity_id=posting.id, user_id=colleague.id, part=PostingRole.CO_OWNER))
    hosts = (grace, colleague, person("cora", Role.COORDINATOR))
    for user, expected in ((stu, of_student), *((host, of_host) for host in hosts)):
        browser = browser_of(user)
        for (verb, form), status in zip(PRESSES.items(), expected, strict=True):
            fresh = _again(placement, state)
            answer = press(browser, f"/placements/{fresh.id}/{verb}", form)
            assert answer.status_code == status, (user.name, verb)
            assert status == DONE or fresh.state is state, (user.name, verb)


def _again(placement: Placement, state: PlacementState) -> Placement:
    """The same placement in a state, as though nothing had been pressed."""
    db.session.rollback()
    with unit_of_work():
        db.session.execute(db.text("DELETE FROM placement_moves"))
        db.session.execute(db.text("UPDATE placements SET state = 'ACCEPTED', started_on = NULL, ended_on = NULL"))
    put(placement, state)
    db.session.rollback()
    return placement


@pytest.mark.parametrize("state", PlacementState)
def test_nobody_else_finds_a_placement(
    placement: Placement,
    posting: Opportunity,
    person: People,
    browser_of: Browsers,
    client: FlaskClient,
    state: PlacementState,
) -> None:
    put(placement, state)
    for verb in PRESSES:
        assert client.post(f"/placements/{placement.id}/{verb}").location.startswith("/sign-in")
    reviewer = person("rae", Role.FACULTY)
    with unit_of_work():
        db.session.add(Involvement(opportunity_id=posting.id, user_id=reviewer.id, part=PostingRole.REVIEWER))
    others = (person("sue", Role.STUDENT), person("mo", Role.MENTOR), person("fay", Role.FACULTY))
    for stranger in (reviewer, *others):
        browser = browser_of(stranger)
        assert browser.get(f"/placements/{placement.id}").status_code == NOTHING
        assert browser.get(f"/applications/{placement.application_id}/placement").status_code == NOTHING
        for verb in (*PRESSES, "supervisor", "hours/strike", "hours/ask", "hours/judge"):
            assert browser.post(f"/placements/{placement.id}/{verb}", data=PRESSES.get(verb)).status_code == NOTHING
        assert "Safety committee" not in browser.get("/placements").text


@pytest.mark.parametrize("state", PlacementState)
def test_every_state_has_its_page_for_both_sides(
    placement: Placement, grace: User, stu: User, browser_of: Browsers, state: PlacementState
) -> None:
    put(placement, state)
    for user, labels in ((stu, FOR_STUDENTS), (grace, FOR_HOSTS)):
        browser = browser_of(user)
        page = browser.get(f"/placements/{placement.id}")
        assert page.status_code == 200
        assert labels[state][0] in page.text
        assert labels[state][0] in browser.get("/placements").text


def test_every_state_and_step_has_its_words_and_can_be_reached() -> None:
    assert set(FOR_STUDENTS) == set(FOR_HOSTS) == set(PlacementState)
    assert set(STEPS) == {verb for _, verb in Placement.MOVES}
    reached = {PlacementState.ACCEPTED}
    while more := {after for (before, _), after in Placement.MOVES.items() if before in reached} - reached:
        reached |= more
    assert reached == set(PlacementState)


def test_a_place_begins_one_placement_however_often_it_is_told(placement: Placement) -> None:
    with unit_of_work():
        placement_actions.begin(placement.taken_by_id, now=NOW)
    assert len(list(db.session.scalars(select(Placement)))) == 1
    assert (placement.supervisor, placement.supervisor_email) == ("Helen Abernathy", "helen@hospital.example")


def test_both_sides_say_that_it_is_finished_and_then_it_is(
    placement: Placement, grace: User, stu: User, browser_of: Browsers, emails: Emails
) -> None:
    student, host = browser_of(stu), browser_of(grace)
    page = f"/placements/{placement.id}"
    student.post(f"{page}/start", data={"day": "2026-03-01"})
    agree(student, f"{page}/confirm")
    assert placement_queries.completed_of(stu.id) == []
    host.post(f"{page}/not-yet", data={"note": "The chart is missing."})
    assert "The chart is missing." in student.get(page).text
    with clock.frozen(NOW + timedelta(days=30)):
        agree(student, f"{page}/confirm")
        agree(host, f"{page}/confirm")
    [done] = placement_queries.completed_of(stu.id)
    assert (done.started, done.ended, done.supervisor) == (date(2026, 3, 1), date(2026, 4, 1), "Helen Abernathy")
    assert done.opportunity.title == "Safety committee"
    assert done.confirmed_by == "Grace"
    assert sum("stands so: Completed" in email for email in emails()) == 2, "both are told, once each"


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_no_hours_slip_into_a_placement_that_is_completed_in_the_same_moment(
    app: Flask, placement: Placement, stu: User, browser_of: Browsers
) -> None:
    put(placement, PlacementState.HOST_CONFIRMED)
    logging, confirming = browser_of(stu), browser_of(stu)
    page = f"/placements/{placement.id}/confirm"
    mark = re.search(r'name="confirmed" value="(\w+)"', asked(confirming, page).text)
    assert mark is not None
    form = {"day": NOW.date().isoformat(), "hours": "9", "what": "Invented"}
    both = overtake(
        app,
        "INSERT INTO placement_hours",
        late=lambda: logging.post(f"/placements/{placement.id}/hours", data=form),
        quick=lambda: confirming.post(page, data={"confirmed": mark[1]}),
    )
    assert both.quick.status_code == DONE
    assert not both.overtook, "the log was still open when they were written"


def test_a_withdrawal_ends_the_placement_with_its_words(
    placement: Placement, grace: User, stu: User, browser_of: Browsers
) -> None:
    put(placement, PlacementState.STARTED)
    form = {"reason": "My timetable changed."}
    browser_of(stu).post(f"/applications/{placement.application_id}/withdraw", data=form)
    assert placement.state is PlacementState.ENDED_EARLY
    assert "My timetable changed." in browser_of(grace).get(f"/placements/{placement.id}").text


def test_a_day_ends_at_the_schools_midnight(placement: Placement, grace: User, browser_of: Browsers) -> None:
    put(placement, PlacementState.STARTED)
    with clock.frozen(datetime(2026, 3, 4, 3, tzinfo=UTC)):
        browser_of(grace).post(f"/placements/{placement.id}/end-early", data={"reason": "The ward closes."})
    assert placement.ended_on == date(2026, 3, 3)


def test_taken_left_and_taken_again_it_is_two_placements(
    placement: Placement, posting: Opportunity, grace: User, stu: User, browser_of: Browsers
) -> None:
    student, page = browser_of(stu), f"/applications/{placement.application_id}"
    student.post(f"{page}/withdraw")
    student.post(f"/opportunities/{posting.id}/apply", data={"statement": "After all."})
    student.post(f"/opportunities/{posting.id}/apply/submit")
    browser_of(grace).post(f"{page}/move", data={"verb": "offer"})
    student.post(f"{page}/accept-offer")
    states = [placement.state for placement in db.session.scalars(select(Placement).order_by(Placement.id))]
    assert states == [PlacementState.ENDED_EARLY, PlacementState.ACCEPTED]
    assert student.get(f"{page}/placement").location == "/placements/2"


def test_hours_are_vouched_for_by_a_supervisor_without_an_account(
    placement: Placement, stu: User, browser_of: Browsers, client: FlaskClient, emails: Emails
) -> None:
    put(placement, PlacementState.STARTED)
    student = browser_of(stu)
    assert log(student, placement) == log(student, placement, "Met the nurses", "1") == DONE
    for _ in range(2):
        student.post(f"/placements/{placement.id}/hours/ask")
    asked = [email for email in emails() if "asks you to approve hours" in email]
    assert len(asked) == 1, "asked twice about the same hours, written once"
    link = re.findall(r"http://[^/]+(/supervisor/\S+)", asked[0])[0]
    assert "Read ten reports" in client.get(link).text
    read, met = (hour.id for hour in sorted(placement.hours, key=lambda hour: hour.id))
    assert client.post(link, data={"verb": "approve"}).status_code == 422
    assert client.post(link, data={"entry": str(met)}).status_code == 422, "no button was pressed"
    both = client.post(link, data={"verb": "approve", "entry": str(met), "note": "You were ill."})
    assert both.status_code == 422 and "send the hours back" in both.text, "what is not right is not approved"
    assert re.search(rf'value="{met}"\s+checked', both.text) and not re.search(rf'value="{read}"\s+checked', both.text)
    assert ">You were ill.</textarea>" in both.text, "in several lines, where Enter sends nothing"
    assert client.post(link, data={"verb": "send-back", "entry": str(met)}).status_code == 422
    client.post(link, data={"verb": "approve", "entry": str(read)})
    for note, status in (("You were ill?", DONE), ("You were ill.", DONE), ("You were ill.", WRONG)):
        assert client.post(link, data={"verb": "send-back", "entry": str(met), "note": note}).status_code == status
    assert [email.splitlines()[0] for email in emails()].count("Hours returned for changes: Safety committee") == 2
    assert client.post(link, data={"verb": "approve", "entry": str(read)}).status_code == WRONG
    page = student.get(f"/placements/{placement.id}").text
    assert "Approved by Helen Abernathy" in page
    assert "You were ill." in page
    assert placement.approved_minutes == 150
    assert "You were ill." in emails()[-1]
    struck = student.post(f"/placements/{placement.id}/hours/strike", data={"entry": str(read)})
    assert struck.status_code == WRONG, "what is approved stays"
    assert student.post(f"/placements/{placement.id}/hours/strike", data={"entry": str(met)}).status_code == DONE
    assert [hour.id for hour in placement.hours] == [read]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_hours_that_were_struck_and_logged_otherwise_are_not_the_ones_that_were_read(
    placement: Placement, grace: User, stu: User, browser_of: Browsers
) -> None:
    put(placement, PlacementState.STARTED)
    student, host = browser_of(stu), browser_of(grace)
    log(student, placement)
    (read,) = placement.hours
    number = str(read.id)
    student.post(f"/placements/{placement.id}/hours/strike", data={"entry": number})
    log(student, placement, "Invented", "16")
    answer = host.post(f"/placements/{placement.id}/hours/judge", data={"verb": "approve", "entry": number})
    assert answer.status_code == WRONG
    assert placement.approved_minutes == 0


def test_the_link_ends_with_the_supervisor_it_was_sent_to(
    placement: Placement, grace: User, stu: User, browser_of: Browsers, client: FlaskClient, emails: Emails
) -> None:
    put(placement, PlacementState.STARTED)
    student = browser_of(stu)
    log(student, placement)
    student.post(f"/placements/{placement.id}/hours/ask")
    link = re.findall(r"http://[^/]+(/supervisor/\S+)", emails()[-1])[0]
    page = f"/placements/{placement.id}/supervisor"
    assert student.post(page, data={"name": "Me", "email": "me@example.edu"}).status_code == REFUSED
    own = browser_of(grace).post(page, data={"name": "Stu", "email": "STU@example.edu"})
    assert own.status_code == 422
    assert "nobody approves hours of their own" in own.text
    assert client.get(link).status_code == 200
    browser_of(grace).post(page, data={"name": "Tom", "email": "tom@hospital.example"})
    assert client.get(link).status_code == NOTHING
    assert client.post(link, data={"verb": "approve", "entry": "1"}).status_code == NOTHING
    assert client.get("/supervisor/forged").status_code == NOTHING
    student.post(f"/placements/{placement.id}/hours/ask")
    assert "Tom has an email with your hours." in student.get(f"/placements/{placement.id}").text
    assert [*db.session.scalars(select(mail.Email.address).order_by(mail.Email.id))][-1] == "tom@hospital.example"
    anew = re.findall(r"http://[^/]+(/supervisor/\S+)", emails()[-1])[0]
    assert client.get(anew).status_code == 200
    student.post(f"/placements/{placement.id}/hours/ask")
    assert "Tom was asked for these hours before" in student.get(f"/placements/{placement.id}").text
    assert [row.party for row in db.session.scalars(select(Disclosure).order_by(Disclosure.id))] == [
        "Helen Abernathy, helen@hospital.example",
        "Tom, tom@hospital.example",
    ]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_an_entry_that_no_log_can_have_breaks_nothing(
    placement: Placement, stu: User, grace: User, browser_of: Browsers
) -> None:
    put(placement, PlacementState.STARTED)
    student, host = browser_of(stu), browser_of(grace)
    log(student, placement)
    for entry in ("9" * 40, str(2**31), str(2**63), "9" * 5000, "-1"):
        struck = student.post(f"/placements/{placement.id}/hours/strike", data={"entry": entry})
        judged = host.post(f"/placements/{placement.id}/hours/judge", data={"verb": "approve", "entry": entry})
        assert (struck.status_code, judged.status_code) == (WRONG, 422), entry[:20]
    assert len(placement.hours) == 1
    assert placement.approved_minutes == 0


def test_a_student_never_approves_hours_of_their_own(
    placement: Placement, stu: User, posting: Opportunity, browser_of: Browsers
) -> None:
    put(placement, PlacementState.STARTED)
    with unit_of_work():
        db.session.add(Involvement(opportunity_id=posting.id, user_id=stu.id, part=PostingRole.CO_OWNER))
    student = browser_of(stu)
    log(student, placement)
    form = {"verb": "approve", "entry": "1"}
    assert student.post(f"/placements/{placement.id}/hours/judge", data=form).status_code == REFUSED
    assert placement.approved_minutes == 0


def test_the_host_approves_on_the_page_and_only_this_placements_hours(
    placement: Placement, grace: User, stu: User, person: People, browser_of: Browsers
) -> None:
    put(placement, PlacementState.STARTED)
    log(browser_of(stu), placement)
    sue = person("sue", Role.STUDENT)
    other = offered_to(sue, posting_of(person("fay", Role.FACULTY), "Another"))
    browser_of(sue).post(f"/applications/{other.id}/accept-offer")
    elsewhere = db.session.scalars(select(Placement).order_by(Placement.id.desc())).first()
    assert elsewhere
    put(elsewhere, PlacementState.STARTED)
    log(browser_of(sue), elsewhere)
    form = {"verb": "approve", "entry": [str(hours_entry.id) for hours_entry in db.session.scalars(select(HoursEntry))]}
    host, address = browser_of(grace), f"/placements/{placement.id}/hours/judge"
    assert host.post(address, data=form).status_code == WRONG, "all that is ticked, or nothing"
    assert (placement.approved_minutes, elsewhere.approved_minutes) == (0, 0)
    own = form | {"entry": [str(hours_entry.id) for hours_entry in placement.hours]}
    assert host.post(address, data=own).status_code == DONE
    assert (placement.approved_minutes, elsewhere.approved_minutes) == (150, 0)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"day": "2026-03-05"}, "still to come"),
        ({"day": "2026-02-20"}, "before the placement began"),
        ({"day": "2026-02-30"}, "year-month-day"),
        ({"hours": "0"}, "from 0.25 to 24"),
        ({"hours": "25"}, "from 0.25 to 24"),
        ({"hours": "1.1"}, "steps of 0.25"),
        ({"hours": "NaN"}, "from 0.25 to 24"),
        ({"hours": "1e40"}, "from 0.25 to 24"),
        ({"hours": "many"}, "from 0.25 to 24"),
        ({"hours": "24"}, "more than 24 hours"),
        ({"what": ""}, "Say in a few words"),
        ({"what": "x" * 100_000}, "at most 200"),
    ],
)
def test_hours_that_cannot_be_are_told_beside_their_field(
    placement: Placement, stu: User, browser_of: Browsers, form: dict[str, str], words: str
) -> None:
    put(placement, PlacementState.STARTED)
    student = browser_of(stu)
    log(student, placement, hours="1")
    typed = {"day": "2026-03-02", "hours": "2", "what": "Typed text"} | form
    answer = student.post(f"/placements/{placement.id}/hours", data=typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert typed["what"][:20] in answer.text
    assert len(placement.hours) == 1


def test_when_the_term_is_over_both_sides_are_asked_once(
    placement: Placement, posting: Opportunity, emails: Emails
) -> None:
    put(placement, PlacementState.STARTED)
    with unit_of_work():
        posting.term_ends = NOW.date() + timedelta(days=3)
    before = len(emails())
    for days, expected in ((3, 0), (4, 2), (5, 2)):
        with clock.frozen(NOW + timedelta(days=days)):
            tasks.do_all(clock.now())
            assert tasks.do_all(clock.now()) == 0
        assert len(emails()) - before == expected
    assert "Its term is over" in emails()[-1]


def test_the_list_asks_the_same_few_questions_for_three_and_for_twelve(
    app: Flask, grace: User, person: People, browser_of: Browsers
) -> None:
    host = browser_of(grace)
    posting = posting_of(grace, seats=50)

    def fill_up(numbers: range) -> int:
        for number in numbers:
            student = person(f"s{number}", Role.STUDENT)
            application = offered_to(student, posting)
            browser_of(student).post(f"/applications/{application.id}/accept-offer")
            assert application.state is ApplicationState.ACCEPTED
        return count_statements(app, lambda: host.get("/placements"))

    assert fill_up(range(3)) == fill_up(range(3, 12))


def test_my_day_says_what_a_placement_waits_for(
    placement: Placement, posting: Opportunity, grace: User, stu: User, browser_of: Browsers
) -> None:
    student, host = browser_of(stu), browser_of(grace)
    assert "Confirm start" not in student.get("/").text
    with unit_of_work():
        posting.term_starts = NOW.date()
    assert "Confirm start: Safety committee" in student.get("/").text
    put(placement, PlacementState.STARTED)
    log(student, placement)
    assert "Hours to approve: Stu, Safety committee" in host.get("/").text
    host.post(f"/placements/{placement.id}/hours/judge", data={"verb": "send-back", "entry": "1", "note": "Twice."})
    assert "Hours returned for changes" in student.get("/").text
    agree(student, f"/placements/{placement.id}/confirm")
    assert "Confirm completion: Stu, Safety committee" in host.get("/").text


def test_a_completion_is_confirmed_only_after_its_meaning_was_read(
    placement: Placement, grace: User, stu: User, browser_of: Browsers
) -> None:
    student, address = browser_of(stu), f"/placements/{placement.id}/confirm"
    put(placement, PlacementState.STARTED)
    log(student, placement)
    question = asked(student, address).text
    assert "It is completed once the people who host it confirm it too." in question
    assert "1 entry of hours waits for approval" in question
    db.session.refresh(placement)
    assert placement.state is PlacementState.STARTED
    agree(student, address)
    assert "It goes into the student’s record." in asked(browser_of(grace), address).text
    db.session.refresh(placement)
    assert placement.state is PlacementState.STUDENT_CONFIRMED


def test_a_yes_to_a_question_that_has_changed_since_is_asked_anew(
    placement: Placement, stu: User, browser_of: Browsers
) -> None:
    student, address = browser_of(stu), f"/placements/{placement.id}/confirm"
    put(placement, PlacementState.STARTED)
    read = re.search(r'name="confirmed" value="(\w+)"', asked(student, address).text)
    assert read is not None
    log(student, placement)
    answer = student.post(address, data={"confirmed": read[1]})
    assert "has changed since you read it" in answer.text
    assert "1 entry of hours waits" in answer.text
    db.session.refresh(placement)
    assert placement.state is PlacementState.STARTED


def test_no_spelling_of_the_students_own_address_supervises(
    stu: User, grace: User, placement: Placement, browser_of: Browsers
) -> None:
    page = f"/placements/{placement.id}/supervisor"
    answer = browser_of(grace).post(page, data={"name": "Prof", "email": "stu+prof@example.edu"})
    assert answer.status_code == 422
    assert "nobody approves hours of their own" in answer.text


def test_a_posting_that_names_the_students_own_address_is_supervised_by_its_owner(
    grace: User, stu: User, browser_of: Browsers
) -> None:
    posting = posting_of(grace, supervisor="Prof", contact="stu+prof@example.edu")
    application = offered_to(stu, posting)
    browser_of(stu).post(f"/applications/{application.id}/accept-offer")
    assert db.session.scalars(select(Placement.supervisor_email)).one() == grace.email


def test_the_supervisors_link_is_not_for_the_student_and_ends_with_a_suspended_account(
    placement: Placement, stu: User, person: People, browser_of: Browsers, client: FlaskClient, emails: Emails
) -> None:
    put(placement, PlacementState.STARTED)
    student = browser_of(stu)
    log(student, placement)
    student.post(f"/placements/{placement.id}/hours/ask")
    link = re.findall(r"http://[^/]+(/supervisor/\S+)", emails()[-1])[0]
    assert student.post(link, data={"verb": "approve", "entry": "1"}).status_code == REFUSED
    assert client.get(link).status_code == 200
    helen = person("helen", Role.FACULTY)
    with unit_of_work():
        helen.email, helen.suspended_at = "helen@hospital.example", NOW
    assert client.post(link, data={"verb": "approve", "entry": "1"}).status_code == NOTHING
    assert placement.approved_minutes == 0


def test_a_student_who_owns_a_posting_neither_confirms_nor_approves_nor_names_a_supervisor(
    placement: Placement, posting: Opportunity, stu: User, grace: User, person: People, browser_of: Browsers
) -> None:
    put(placement, PlacementState.STARTED)
    log(browser_of(stu), placement)
    peer = person("peer", Role.STUDENT, Role.MENTOR)
    join = {"email": peer.email, "part": "co-owner"}
    assert browser_of(grace).post(f"/opportunities/{posting.id}/reviewers/join", data=join).status_code == 422
    with unit_of_work():
        db.session.add(Involvement(opportunity_id=posting.id, user_id=peer.id, part=PostingRole.CO_OWNER))
    theirs = browser_of(peer)
    for verb, data in (
        ("confirm", {}),
        ("hours/judge", {"verb": "approve", "entry": "1"}),
        ("supervisor", {"name": "Pal", "email": "pal@gmail.com"}),
    ):
        assert theirs.post(f"/placements/{placement.id}/{verb}", data=data).status_code == REFUSED, verb
    page = theirs.get(f"/placements/{placement.id}").text
    assert "confirm for the host. Ask a coordinator" in page, "why there is no button"
    assert "has yet to confirm" not in page, "the other side cannot do it for them"


def test_the_supervisor_whom_the_host_named_verifies_what_came_into_the_record(
    placement: Placement, stu: User, browser_of: Browsers, client: FlaskClient, emails: Emails
) -> None:
    put(placement, PlacementState.COMPLETED)
    student = browser_of(stu)
    with unit_of_work():
        add_ended(stu.id, now=NOW)
    (entry,) = db.session.scalars(select(Entry))
    for address, grade in (("helen+1@hospital.example", Grade.APPROVED), ("pal@hospital.example", Grade.OUTSIDE)):
        question = {"name": "Helen", "email": address, "relation": "supervisor"}
        assert student.post(f"/record/entries/{entry.id}/ask", data=question).status_code == DONE
        link = re.findall(r"http://[^/\s]+(/record/seen/\S+)", emails()[-1])[0]
        client.post(link, data=WITNESS | {"facts": "y"})
        seen = db.session.scalars(select(Assessment).order_by(Assessment.id.desc())).first()
        assert seen is not None
        assert seen.grade is grade


@pytest.fixture
def approved(placement: Placement, grace: User, stu: User, browser_of: Browsers) -> HoursEntry:
    """2.5 hours that the host approved, of a placement under way."""
    put(placement, PlacementState.STARTED)
    log(browser_of(stu), placement)
    form = {"verb": "approve", "entry": "1"}
    assert browser_of(grace).post(f"/placements/{placement.id}/hours/judge", data=form).status_code == DONE
    return db.session.get_one(HoursEntry, 1)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_approved_hours_are_corrected_with_a_reason_that_stays(
    placement: Placement, approved: HoursEntry, grace: User, stu: User, browser_of: Browsers, emails: Emails
) -> None:
    host, student, address = browser_of(grace), browser_of(stu), f"/placements/{placement.id}/hours/correct"
    correction = {"entry": "1", "hours": "1.5", "reason": "The meeting was short."}
    assert student.post(address, data=correction).status_code == REFUSED
    assert host.post(address, data=correction | {"reason": " "}).status_code == 422
    assert host.post(address, data=correction | {"hours": "2.5"}).status_code == 422
    assert host.post(address, data=correction | {"entry": "99"}).status_code == WRONG
    assert host.post(address, data=correction).status_code == DONE
    assert (approved.minutes, approved.approved_by, placement.approved_minutes) == (90, "Grace", 90)
    page = student.get(f"/placements/{placement.id}").text
    assert "Corrected by Grace" in page
    assert "2.5 hours before: The meeting was short." in page
    assert emails()[-1].startswith("Hours corrected: ")
    assert (
        "Grace corrected hours" in emails()[-1] and "Read ten reports: 2.5 hours before, 1.5 hours now." in emails()[-1]
    )
    assert "“The meeting was short.”" in emails()[-1]
    assert "were corrected" in "".join(db.session.scalars(select(Notice.words).where(Notice.user_id == stu.id)))
    act = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "placement.correct-hours")).one()
    assert (act.by_id, act.changes["minutes"]) == (grace.id, [150, 90])


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_a_second_correction_overwrites_none_that_its_author_has_not_read(
    placement: Placement, approved: HoursEntry, grace: User, person: People, browser_of: Browsers
) -> None:
    host, office = browser_of(grace), browser_of(person("cora", Role.COORDINATOR))
    page, address = f"/placements/{placement.id}", f"/placements/{placement.id}/hours/correct"
    first, second = form_of(host.get(page).text, address), form_of(office.get(page).text, address)
    assert host.post(address, data=first | {"hours": "1.5", "reason": "The meeting was short."}).status_code == DONE
    late = office.post(address, data=second | {"hours": "2", "reason": "It took longer."})
    assert late.status_code == WRONG
    assert "Grace has changed these hours since you opened the page: 1.5 now." in late.text
    assert "It took longer." in late.text, "what was written is given back"
    db.session.refresh(approved)
    assert approved.minutes == 90
    second = form_of(office.get(page).text, address)
    assert office.post(address, data=second | {"hours": "2", "reason": "It took longer."}).status_code == DONE
    db.session.refresh(approved)
    assert (approved.minutes, approved.corrected_by) == (120, "Cora")
    words = "1.5 hours before: It took longer.; earlier, by Grace: 2.5 hours before: The meeting was short."
    assert approved.correction == words, "neither reason is lost"


def test_an_approval_is_withdrawn_by_a_coordinator_and_the_record_follows(
    placement: Placement,
    approved: HoursEntry,
    person: People,
    stu: User,
    browser_of: Browsers,
    emails: Emails,
) -> None:
    _complete(placement)
    with unit_of_work():
        add_ended(stu.id, now=NOW)
    (entry,) = db.session.scalars(select(Entry))
    assert entry.hours == 3
    office = browser_of(person("cora", Role.COORDINATOR))
    form = {"entry": "1", "hours": "0", "reason": "It was somebody else who came."}
    assert office.post(f"/placements/{placement.id}/hours/correct", data=form).status_code == DONE
    db.session.expire_all()
    assert approved.approved_at is None
    assert approved.returned == "It was somebody else who came."
    assert (placement.approved_minutes, entry.hours) == (0, None)
    assert "2.5 hours do not count any more." in emails()[-1] and "somebody else who came" in emails()[-1]


def test_hours_that_the_student_wrote_into_the_record_stay(
    placement: Placement, approved: HoursEntry, grace: User, stu: User, browser_of: Browsers
) -> None:
    _complete(placement)
    with unit_of_work():
        add_ended(stu.id, now=NOW)
    (entry,) = db.session.scalars(select(Entry))
    with unit_of_work():
        entry.hours = 12
    form = {"entry": "1", "hours": "1", "reason": "Short."}
    assert browser_of(grace).post(f"/placements/{placement.id}/hours/correct", data=form).status_code == DONE
    db.session.expire_all()
    assert entry.hours == 12


def _complete(placement: Placement) -> None:
    with unit_of_work():
        for verb in ("student-confirm", "host-confirm"):
            values = {"completed_at": NOW} if verb == "host-confirm" else {}
            placement_actions.lifecycle.move(placement, verb, by=None, now=NOW, **values)
