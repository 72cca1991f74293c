"""What the moved clock does to requests."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from board import tasks
from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.models import Enrolment, EnrolmentState, Mentorship, MentorshipState, PrivateNote
from board.mentorship.models import RequestState as State
from tests.conftest import NOW
from tests.mentorship.conftest import ask, days, newest_request

Browsers = Callable[[User], FlaskClient]
Mentors = Callable[..., Enrolment]
Students = Callable[[str], User]
Emails = Callable[[], list[str]]


def live_through(emails: Emails, *mornings: float) -> dict[float, list[str]]:
    """The emails that each of these days brings; every task is done twice."""
    told = {}
    for morning in mornings:
        before = len(emails())
        with clock.frozen(days(morning)):
            tasks.do_all(clock.now())
            assert tasks.do_all(clock.now()) == 0
        told[morning] = [email.splitlines()[0] for email in emails()[before:]]
    return {morning: subjects for morning, subjects in told.items() if subjects}


def test_reminders_on_days_three_and_six_and_the_end_on_day_seven(
    mentor: Mentors, student: Students, browser_of: Browsers, emails: Emails
) -> None:
    ask(browser_of(student("stu")), mentor("mia"))
    told = live_through(emails, 1, 2, 3, 4, 5, 6, 6.4, 7, 8)
    assert told == {
        3: ["A student waits for your answer"],
        6: ["A student waits for your answer"],
        7: ["Your request for a mentor ran out", "A request to you ran out"],
    }
    assert newest_request().state is State.EXPIRED


def test_the_seventh_day_begins_at_midnight_of_the_school(
    mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    ask(browser_of(student("stu")), mentor("mia"))
    due_at = newest_request().due_at
    assert (due_at.isoformat(), clock.day(due_at).isoformat()) == ("2026-03-09T04:00:00+00:00", "2026-03-09")


def test_a_question_stops_the_clock_for_a_week_at_most(
    mentor: Mentors, student: Students, browser_of: Browsers, emails: Emails
) -> None:
    mia = mentor("mia")
    ask(browser_of(student("stu")), mia)
    with clock.frozen(days(1)):
        browser_of(mia.user).post("/mentorship/requests/1/ask", data={"question": "Why?"})
    assert live_through(emails, 3, 6, 7) == {}
    assert newest_request().state is State.INFO_ASKED
    live_through(emails, 8.1)
    assert newest_request().state is State.SENT
    told = live_through(emails, 9, 10.2, 13.2, 14.2)
    assert sorted(told) == [10.2, 13.2, 14.2]
    assert newest_request().state is State.EXPIRED


def test_one_retry_after_running_out(mentor: Mentors, student: Students, browser_of: Browsers, emails: Emails) -> None:
    mia, browser = mentor("mia"), browser_of(student("stu"))
    ask(browser, mia)
    live_through(emails, 7)
    with clock.frozen(days(8)):
        assert ask(browser, mia).status_code == 303
    live_through(emails, 16)
    with clock.frozen(days(17)):
        assert ask(browser, mia).status_code == 409


def test_three_that_run_out_pause_the_mentor_who_undoes_it_with_one_button(
    mentor: Mentors, student: Students, person: Callable[..., User], browser_of: Browsers, emails: Emails
) -> None:
    mia = mentor("mia")
    person("cora", Role.COORDINATOR)
    for name in ("a", "b", "c"):
        ask(browser_of(student(name)), mia)
    told = live_through(emails, 7)
    assert (mia.state, told[7].count("New requests to you are paused")) == (EnrolmentState.PAUSED, 1)
    assert told[7].count("A mentor is paused") == 1
    browser = browser_of(mia.user)
    with clock.frozen(days(8)):
        assert "Take new requests again" in browser.get("/mentorship/profile").text
        browser.post("/mentorship/profile/resume")
    assert mia.state is EnrolmentState.APPROVED
    with clock.frozen(days(9)):
        ask(browser_of(student("d")), mia)
    live_through(emails, 17)
    db.session.refresh(mia)
    assert mia.state is EnrolmentState.APPROVED


def test_a_silent_pair_is_nudged_asked_and_lapses(
    pair: Callable[..., Mentorship], person: Callable[..., User], browser_of: Browsers, emails: Emails
) -> None:
    made = pair(check_in_invited="end", reminded_of_end=True)
    cora = browser_of(person("cora", Role.COORDINATOR))
    told = live_through(emails, 13, 14, 20, 21, 27, 28, 29, 45, 59)
    assert told == {day: ["Time to meet?"] * 2 for day in (14, 21, 28)}
    with clock.frozen(days(29)):
        assert 'data-tone="muted">No meeting for 29 days' in browser_of(made.mentor).get(f"/mentorships/{made.id}").text
    with clock.frozen(days(30)):
        assert 'data-tone="warm">No meeting for 30 days' in browser_of(made.mentor).get(f"/mentorships/{made.id}").text
    with clock.frozen(days(45)):
        assert 'data-tone="loss">No meeting for 45 days' in browser_of(made.mentor).get(f"/mentorships/{made.id}").text
    assert live_through(emails, 60) == {
        60: ["Are you still in touch?", "Are you still in touch?", "A pair has not met for sixty days"]
    }
    assert "have not met for sixty days" not in cora.get(f"/mentorships/{made.id}").text
    assert "Close" in cora.get("/office/mentorship").text
    assert live_through(emails, 73) == {}
    assert live_through(emails, 74) == {74: ["A mentorship has lapsed"] * 2}
    db.session.refresh(made)
    assert (made.state, made.enrolment.places_taken) == (MentorshipState.LAPSED, 0)


def test_a_word_from_either_or_a_meeting_sets_the_clock_anew(
    pair: Callable[..., Mentorship], browser_of: Browsers, emails: Emails
) -> None:
    made = pair(check_in_invited="end", reminded_of_end=True)
    live_through(emails, 28, 60)
    with clock.frozen(days(61)):
        assert browser_of(made.mentee).post(f"/mentorships/{made.id}/in-touch").status_code == 303
        assert browser_of(made.mentee).post(f"/mentorships/{made.id}/in-touch").status_code == 409
    assert live_through(emails, 74.9, 75.1) == {75.1: ["Time to meet?"] * 2}
    with clock.frozen(days(76)):
        met = {"day": "2026-05-16", "time": "12:00", "minutes": "30", "channel": "phone", "outcome": "hold"}
        browser_of(made.mentor).post(f"/mentorships/{made.id}/meetings/log", data=met)
    live_through(emails, 80)
    db.session.refresh(made)
    assert (made.nudged_day, made.contact_at.date().isoformat()) == (0, "2026-05-16")


def test_check_ins_meetings_and_the_end_are_told_once_each(
    pair: Callable[..., Mentorship], browser_of: Browsers, emails: Emails
) -> None:
    made = pair(contact_at=days(400))
    with clock.frozen(days(1)):
        met = {"day": "2026-03-07", "time": "12:00", "minutes": "30", "channel": "phone"}
        browser_of(made.mentor).post(f"/mentorships/{made.id}/meetings/plan", data=met)
        assert f"Meeting with {made.mentor.name}" in browser_of(made.mentee).get("/mentorship").text
    with clock.frozen(days(8)):
        assert "Meeting with" not in browser_of(made.mentee).get("/mentorship").text, "it is over"
    told = live_through(emails, 3, 4.5, 13, 14, 60, 91, 167, 168, 182, 183, 184)
    assert told == {
        4.5: ["A meeting within a day"] * 2,
        14: ["How does it go?"] * 2,
        91: ["How does it go?"] * 2,
        168: ["A mentorship ends in two weeks"] * 2 + ["How does it go?"] * 2,
        183: ["A mentorship is completed"] * 2,
    }
    db.session.refresh(made)
    assert made.state is MentorshipState.COMPLETED


def test_a_pair_put_forward_is_confirmed_within_a_week_or_not_at_all(
    pair: Callable[..., Mentorship], emails: Emails
) -> None:
    made = pair(signed=False, state=MentorshipState.PROPOSED)
    assert live_through(emails, 6.9, 7) == {7: ["A mentorship is not confirmed"] * 2}
    db.session.refresh(made)
    assert (made.state, made.enrolment.places_taken) == (MentorshipState.NOT_CONFIRMED, 0)


@pytest.mark.parametrize(
    ("signed", "to_mentee", "to_mentor"),
    [
        ("", "you and Mia had not signed", "Stu and you had not signed"),
        ("mentee", "Mia had not signed", "you had not signed"),
        ("mentor", "you had not signed", "Stu had not signed"),
    ],
)
def test_whoever_hears_that_a_pair_was_not_confirmed_reads_who_can_confirm_now_and_how(
    pair: Callable[..., Mentorship], emails: Emails, signed: str, to_mentee: str, to_mentor: str
) -> None:
    made = pair(signed=False, state=MentorshipState.PROPOSED)
    if signed:
        with unit_of_work():
            setattr(db.session.get_one(Mentorship, made.id).agreement, f"{signed}_signed_at", NOW)
    live_through(emails, 7)
    texts = [" ".join(text.split()) for text in emails()[-2:]]
    mentee, mentor = sorted(texts, key=lambda text: "Dear Stu" not in text)
    assert f"{to_mentee}. Ask Mia on their mentor page, who can still accept, or ask another mentor." in mentee
    assert f"{to_mentor}. If Stu asks you on your mentor page, you can still accept" in mentor
    for text in texts:
        assert f"/mentors/{made.enrolment_id}" in text


def test_private_notes_are_erased_a_year_after_the_end(
    pair: Callable[..., Mentorship], browser_of: Browsers, emails: Emails
) -> None:
    made = pair(check_in_invited="end")
    browser = browser_of(made.mentor)
    met = {"day": "2026-03-01", "time": "12:00", "minutes": "30", "channel": "phone", "outcome": "hold"}
    browser.post(f"/mentorships/{made.id}/meetings/log", data=met | {"private": "Mine.", "note": "Ours."})
    browser.post(f"/mentorships/{made.id}/end", data={"reason": "left"})
    live_through(emails, 364)
    assert db.session.query(PrivateNote).count() == 1
    live_through(emails, 366)
    assert db.session.query(PrivateNote).count() == 0
    assert made.meetings[0].note == "Ours."
