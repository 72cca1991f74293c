"""What two people do together: the agreement first, then goals, tasks, meetings; and how it rests and ends."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.choices import Frequency
from board.mentorship.models import (
    Agreement,
    EndReason,
    Enrolment,
    Feedback,
    Meeting,
    MeetingState,
    Mentorship,
    MentorshipState,
    Wishes,
)
from board.mentorship.queries import ended_with
from tests.at_once import overtake
from tests.conftest import NOW
from tests.mentorship.conftest import days
from tests.web.test_editing import form_of

Browsers = Callable[[User], FlaskClient]
Mentors = Callable[..., Enrolment]
Students = Callable[[str], User]
People = Callable[..., User]
Pairs = Callable[..., Mentorship]

AGREEMENT = {
    "aims": "Lead a project.",
    "frequency": "fortnightly",
    "channel": "video",
    "confidentiality": "Between us.",
    "ends_on": "2026-09-01",
}
MEETING = {"day": "2026-03-01", "time": "12:00", "minutes": "45", "channel": "in-person", "outcome": "hold"}


def only_meeting() -> Meeting:
    return db.session.scalars(select(Meeting)).one()


def test_meetings_are_locked_until_both_have_signed(pair: Pairs, browser_of: Browsers) -> None:
    made = pair(signed=False)
    of_mentor, of_mentee = browser_of(made.mentor), browser_of(made.mentee)
    page = f"/mentorships/{made.id}"
    assert "Log a meeting" not in of_mentor.get(page).text
    assert of_mentor.post(f"{page}/meetings/log", data=MEETING).status_code == 409
    of_mentor.post(f"{page}/sign", data={"version": "1"})
    assert of_mentor.post(f"{page}/sign", data={"version": "1"}).status_code == 409
    assert of_mentor.post(f"{page}/meetings/log", data=MEETING).status_code == 409
    of_mentee.post(f"{page}/sign", data={"version": "1"})
    assert of_mentor.post(f"{page}/meetings/log", data=MEETING).status_code == 303


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_who_sign_at_the_same_moment_have_both_signed(app: Flask, pair: Pairs, browser_of: Browsers) -> None:
    made = pair(signed=False)
    of_mentor, of_mentee, address = browser_of(made.mentor), browser_of(made.mentee), f"/mentorships/{made.id}/sign"
    signed = overtake(
        app,
        "UPDATE agreements",
        late=lambda: of_mentor.post(address, data={"version": "1"}),
        quick=lambda: of_mentee.post(address, data={"version": "1"}),
    )
    assert (signed.quick.status_code, signed.late.status_code, signed.overtook) == (303, 303, False)
    db.session.expire_all()
    assert db.session.get_one(Mentorship, made.id).state is MentorshipState.ACTIVE


def test_a_new_version_asks_both_again_and_keeps_the_old(pair: Pairs, browser_of: Browsers) -> None:
    made = pair()
    of_mentor, of_mentee = browser_of(made.mentor), browser_of(made.mentee)
    page = f"/mentorships/{made.id}"
    assert of_mentee.post(f"{page}/agreement", data=AGREEMENT).status_code == 303
    assert of_mentor.post(f"{page}/meetings/log", data=MEETING).status_code == 409
    assert of_mentor.post(f"{page}/sign", data={"version": "1"}).status_code == 409
    assert of_mentor.post(f"{page}/sign", data={"version": "2"}).status_code == 303
    assert of_mentor.post(f"{page}/meetings/log", data=MEETING).status_code == 303
    read = of_mentor.get(f"{page}/agreement").text
    assert "Lead a project." in read and "To begin with." in read
    db.session.refresh(made)
    assert made.ends_on == date(2026, 9, 1)


@pytest.mark.parametrize("ends_on", ["2026-03-20", "2027-03-09", "2025-01-01", "soon", ""])
def test_a_term_is_four_weeks_to_a_year(pair: Pairs, browser_of: Browsers, ends_on: str) -> None:
    made = pair()
    answer = browser_of(made.mentee).post(f"/mentorships/{made.id}/agreement", data=AGREEMENT | {"ends_on": ends_on})
    assert answer.status_code == 422
    assert "Lead a project." in answer.text
    assert len(db.session.scalars(select(Agreement)).all()) == 1


def test_nobody_signs_what_the_other_has_written_meanwhile_unread(pair: Pairs, browser_of: Browsers) -> None:
    made = pair(signed=False)
    of_mentor, of_mentee = browser_of(made.mentor), browser_of(made.mentee)
    page = f"/mentorships/{made.id}/agreement"
    first, second = form_of(of_mentor.get(page).text, page), form_of(of_mentee.get(page).text, page)
    assert of_mentor.post(page, data=first | {"confidentiality": "Nothing is secret."}).status_code == 303
    answer = of_mentee.post(page, data=second | {"aims": "Lead two projects."})
    assert answer.status_code == 409
    assert "Nothing is secret." in answer.text


def test_a_pair_put_forward_becomes_active_when_both_sign(pair: Pairs, browser_of: Browsers) -> None:
    made = pair(signed=False, state=MentorshipState.PROPOSED)
    for person in (made.mentor, made.mentee):
        assert made.state is MentorshipState.PROPOSED
        browser_of(person).post(f"/mentorships/{made.id}/sign", data={"version": "1"})
        db.session.refresh(made)
    assert made.state is MentorshipState.ACTIVE


def test_a_pair_put_forward_may_be_refused_and_the_place_is_free(pair: Pairs, browser_of: Browsers) -> None:
    made = pair(signed=False, state=MentorshipState.PROPOSED)
    browser_of(made.mentee).post(f"/mentorships/{made.id}/refuse")
    db.session.refresh(made)
    assert (made.state, made.enrolment.places_taken) == (MentorshipState.REFUSED, 0)


def test_five_goals_at_a_time(pair: Pairs, browser_of: Browsers) -> None:
    made = pair()
    browser, page = browser_of(made.mentee), f"/mentorships/{made.id}"
    assert browser.post(f"{page}/goals", data={"goal": " "}).status_code == 422
    for number in range(5):
        assert browser.post(f"{page}/goals", data={"goal": f"Goal {number}"}).status_code == 303
    assert browser.post(f"{page}/goals", data={"goal": "One more"}).status_code == 409
    browser.post(f"{page}/goals/{made.goals[0].id}", data={"done": "1"})
    assert browser.post(f"{page}/goals", data={"goal": "One more"}).status_code == 303
    shown = browser.get(page).text
    assert "Reached" in shown and "One more" in shown


def test_tasks_have_an_owner_a_day_and_a_tick(pair: Pairs, browser_of: Browsers) -> None:
    made = pair()
    browser, page = browser_of(made.mentor), f"/mentorships/{made.id}"
    wrong = browser.post(f"{page}/tasks", data={"task": "Read", "owner": "mentee", "due_on": "tomorrow"})
    assert wrong.status_code == 422 and 'value="Read"' in wrong.text
    browser.post(f"{page}/tasks", data={"task": "Read it", "owner": "mentee", "due_on": "2026-03-14"})
    task = made.tasks[0]
    assert (task.owner_id, task.due_on) == (made.mentee_id, date(2026, 3, 14))
    of_mentee = browser_of(made.mentee)
    assert of_mentee.get("/mentorship").text.index("Read it") < of_mentee.get("/mentorship").text.index(
        "My mentorships"
    )
    assert "Read it" not in browser.get("/mentorship").text, "it is the other's to do"
    browser.post(f"{page}/tasks/{task.id}")
    assert "Read it" not in of_mentee.get("/mentorship").text
    db.session.refresh(task)
    assert task.done_at == NOW


@pytest.mark.parametrize(
    ("minutes", "status"),
    [
        ("5", 422),
        ("14", 422),
        ("15", 303),
        ("240", 303),
        ("241", 422),
        ("255", 422),
        ("20", 422),
        ("x", 422),
        ("", 422),
    ],
)
def test_a_meeting_takes_a_quarter_of_an_hour_to_four_hours(
    pair: Pairs, browser_of: Browsers, minutes: str, status: int
) -> None:
    made = pair()
    said = MEETING | {"minutes": minutes, "note": "kept words"}
    answer = browser_of(made.mentor).post(f"/mentorships/{made.id}/meetings/log", data=said)
    assert answer.status_code == status
    if status == 422:
        assert "kept words" in answer.text


def test_what_is_past_is_logged_and_what_is_to_come_is_planned(pair: Pairs, browser_of: Browsers) -> None:
    made = pair()
    browser, page = browser_of(made.mentee), f"/mentorships/{made.id}/meetings"
    assert browser.post(f"{page}/log", data=MEETING | {"day": "2026-03-09"}).status_code == 422
    assert browser.post(f"{page}/plan", data=MEETING).status_code == 422
    assert browser.post(f"{page}/plan", data=MEETING | {"day": "2026-03-09"}).status_code == 303
    meeting = only_meeting()
    assert meeting.at.isoformat() == "2026-03-09T16:00:00+00:00"
    one = f"{page}/{meeting.id}"
    assert browser.post(f"{one}/log", data={"outcome": "hold", "minutes": "30"}).status_code == 409
    with clock.frozen(days(8)):
        assert browser.post(f"{one}/log", data={"outcome": "hold", "minutes": "30"}).status_code == 303
    db.session.refresh(meeting)
    assert (meeting.state, meeting.minutes) == (MeetingState.HELD, 30)
    assert made.contact_at == meeting.at


def _event(browser: FlaskClient, meeting: str) -> Any:
    return Calendar.from_ical(browser.get(f"{meeting}/meeting.ics").data).walk("VEVENT")[0]


def test_a_planned_meeting_moves_and_is_called_off(
    pair: Pairs, browser_of: Browsers, emails: Callable[[], list[str]]
) -> None:
    made = pair()
    browser, page = browser_of(made.mentee), f"/mentorships/{made.id}/meetings"
    browser.post(f"{page}/plan", data=MEETING | {"day": "2026-03-09"})
    one = f"{page}/{only_meeting().id}"
    assert browser.post(f"{one}/move", data=MEETING | {"day": "2026-03-01"}).status_code == 422
    sequences = [_event(browser, one)["sequence"]]
    assert browser.post(f"{one}/move", data=MEETING | {"day": "2026-03-10"}).status_code == 303
    calendar = Calendar.from_ical(browser.get(f"{one}/meeting.ics").data)
    event = calendar.walk("VEVENT")[0]
    assert event["DTSTART"].dt.isoformat() == "2026-03-10T16:00:00+00:00"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=45)
    sequences.append(event["sequence"])
    for day in ("2026-03-10", "2026-03-09", "2026-03-10"):
        browser.post(f"{one}/move", data=MEETING | {"day": day})
    browser.post(f"{one}/call-off")
    assert "STATUS:CANCELLED" in browser.get(f"{one}/meeting.ics").text
    sequences.append(_event(browser, one)["sequence"])
    assert sequences == sorted(set(sequences)), "each change is newer than the one before"
    subjects = [text.splitlines()[0] for text in emails()]
    assert subjects == ["A meeting is proposed", *["A meeting is moved"] * 3, "A meeting is canceled"]


@pytest.mark.parametrize(("day", "status"), [(7, 303), (8, 409)])
def test_what_was_logged_may_be_disputed_for_seven_days(
    pair: Pairs, person: People, browser_of: Browsers, day: int, status: int
) -> None:
    made, cora = pair(), person("cora", Role.COORDINATOR)
    of_mentor, of_mentee = browser_of(made.mentor), browser_of(made.mentee)
    page = f"/mentorships/{made.id}/meetings"
    of_mentor.post(f"{page}/log", data=MEETING | {"outcome": "miss-mentee"})
    one = f"{page}/{only_meeting().id}"
    assert of_mentor.post(f"{one}/dispute", data={"words": "x"}).status_code == 409
    with clock.frozen(days(day)):
        assert of_mentee.post(f"{one}/dispute", data={"words": " "}).status_code == (422 if status == 303 else 409)
        assert of_mentee.post(f"{one}/dispute", data={"words": "I was there."}).status_code == status
    if status == 303:
        number = only_meeting().id
        assert of_mentee.post(f"/office/meetings/{number}/settle", data={"outcome": "hold"}).status_code == 404
        assert "I was there." in browser_of(cora).get("/office/mentorship").text
        browser_of(cora).post(f"/office/meetings/{number}/settle", data={"outcome": "hold"})
        assert only_meeting().state is MeetingState.HELD


def test_an_early_end_is_nobodys_fault(
    pair: Pairs, person: People, browser_of: Browsers, emails: Callable[[], list[str]]
) -> None:
    made = pair()
    with unit_of_work():
        db.session.add(Wishes(user_id=made.mentee_id, saved_at=NOW))
    of_mentor, of_mentee = browser_of(made.mentor), browser_of(made.mentee)
    with clock.frozen(days(10)):
        said = {"reason": "fit", "words": "We talk past each other.", "look_again": "1"}
        assert of_mentee.post(f"/mentorships/{made.id}/end", data=said).status_code == 303
        page = of_mentor.get(f"/mentorships/{made.id}").text
    assert "We do not fit" not in page and "past each other" not in page
    assert "Nobody is at fault" in emails()[-1] and "past each other" not in emails()[-1]
    db.session.refresh(made)
    assert (made.state, made.enrolment.places_taken) == (MentorshipState.ENDED_EARLY, 0)
    assert (made.without_fault, made.end_reason) == (True, EndReason.FIT)
    wishes = db.session.scalars(select(Wishes)).one()
    assert wishes.looking_since == days(10)
    cora = browser_of(person("cora", Role.COORDINATOR))
    assert "We do not fit" in cora.get("/office/mentorship/pairs").text


def test_a_later_end_names_a_reason(pair: Pairs, browser_of: Browsers) -> None:
    made = pair()
    of_mentor, of_mentee = browser_of(made.mentor), browser_of(made.mentee)
    with clock.frozen(days(31)):
        assert of_mentor.post(f"/mentorships/{made.id}/end", data={"reason": ""}).status_code == 422
        assert of_mentor.post(f"/mentorships/{made.id}/end", data={"reason": "nonsense"}).status_code == 422
        assert of_mentor.post(f"/mentorships/{made.id}/end", data={"reason": "goals-met"}).status_code == 303
        assert "We reached our goals" in of_mentee.get(f"/mentorships/{made.id}").text
        assert of_mentor.post(f"/mentorships/{made.id}/end", data={"reason": "goals-met"}).status_code == 409
        assert of_mentor.post(f"/mentorships/{made.id}/goals", data={"goal": "x"}).status_code == 409


def test_a_pause_rests_everything_and_either_takes_it_up_again(pair: Pairs, browser_of: Browsers) -> None:
    made = pair()
    of_mentor, of_mentee = browser_of(made.mentor), browser_of(made.mentee)
    page = f"/mentorships/{made.id}"
    of_mentor.post(f"{page}/pause")
    assert of_mentee.post(f"{page}/meetings/log", data=MEETING).status_code == 409
    with clock.frozen(days(50)):
        of_mentee.post(f"{page}/resume")
    db.session.refresh(made)
    assert (made.state, made.contact_at, made.enrolment.places_taken) == (MentorshipState.ACTIVE, days(50), 1)


def test_a_mentor_reads_ratings_from_five_on(pair: Pairs, browser_of: Browsers) -> None:
    made = pair()
    browser = browser_of(made.mentor)
    for _ in range(5):
        assert "Average" not in browser.get("/mentorship/profile").text
        with unit_of_work():
            old = Mentorship(
                mentee_id=made.mentee_id,
                enrolment_id=made.enrolment_id,
                kind=made.kind,
                state=MentorshipState.COMPLETED,
                started_at=NOW,
                ended_at=NOW,
                contact_at=NOW,
                ends_on=NOW.date(),
            )
            old.feedback = [Feedback(author_id=made.mentee_id, rating=4, at=NOW)]
            db.session.add(old)
    assert "Average of 5 ratings: 4.0" in browser.get("/mentorship/profile").text


def test_feedback_is_open_for_two_weeks_and_a_one_leads_on(pair: Pairs, browser_of: Browsers) -> None:
    made = pair()
    of_mentee, page = browser_of(made.mentee), f"/mentorships/{made.id}"
    assert of_mentee.post(f"{page}/feedback", data={"rating": "1"}).status_code == 409
    of_mentee.post(f"{page}/end", data={"reason": "fit"})
    assert of_mentee.post(f"{page}/feedback", data={"rating": "6"}).status_code == 422
    assert of_mentee.post(f"{page}/feedback", data={"rating": "1"}).status_code == 303
    led = of_mentee.get(f"{page}/feedback").text
    for step in ("Find another mentor", "Report it", "Never match us again"):
        assert step in led
    with clock.frozen(days(15)):
        assert browser_of(made.mentor).post(f"{page}/feedback", data={"rating": "5"}).status_code == 409


def test_a_record_is_told_what_was(pair: Pairs, browser_of: Browsers) -> None:
    made = pair()
    browser = browser_of(made.mentor)
    browser.post(f"/mentorships/{made.id}/meetings/log", data=MEETING | {"topics": ["research", "team-management"]})
    browser.post(f"/mentorships/{made.id}/meetings/log", data=MEETING | {"outcome": "miss-mentee"})
    browser.post(f"/mentorships/{made.id}/end", data={"reason": "goals-met"})
    (mine,), (theirs,) = ended_with(made.mentee_id), ended_with(made.enrolment.user_id)
    assert (mine.partner, mine.as_mentor, mine.meetings_held, mine.minutes) == ("Mia", False, 1, 45)
    assert (theirs.partner, theirs.as_mentor, mine.topics) == ("Stu", True, ["research", "team-management"])


def test_a_meeting_of_another_pair_is_not_at_this_address(pair: Pairs, browser_of: Browsers) -> None:
    made = pair()
    browser = browser_of(made.mentee)
    browser.post(f"/mentorships/{made.id}/meetings/log", data=MEETING)
    assert browser.get(f"/mentorships/{made.id + 1}/meetings/{only_meeting().id}").status_code == 404


def test_frequencies_know_their_days() -> None:
    assert [item.days for item in Frequency] == [7, 14, 30, 91]
