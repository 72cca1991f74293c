"""What the moved clock does to requests."""

from collections.abc import Callable

from flask.testing import FlaskClient

from board import duties
from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.db import db
from board.mentorship.models import Enrolment, EnrolmentState
from board.mentorship.models import RequestState as State
from tests.mentorship.conftest import ask, days, newest_request

Browsers = Callable[[User], FlaskClient]
Mentors = Callable[..., Enrolment]
Students = Callable[[str], User]
Letters = Callable[[], list[str]]


def live_through(letters: Letters, *mornings: float) -> dict[float, list[str]]:
    """The letters that each of these days brings; every duty is done twice."""
    told = {}
    for morning in mornings:
        before = len(letters())
        with clock.frozen(days(morning)):
            duties.do_all(clock.now())
            assert duties.do_all(clock.now()) == 0
        told[morning] = [one.splitlines()[0] for one in letters()[before:]]
    return {morning: subjects for morning, subjects in told.items() if subjects}


def test_reminders_on_days_three_and_six_and_the_end_on_day_seven(
    mentor: Mentors, student: Students, browser_of: Browsers, letters: Letters
) -> None:
    ask(browser_of(student("stu")), mentor("mia"))
    told = live_through(letters, 1, 2, 3, 4, 5, 6, 6.4, 7, 8)
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
    mentor: Mentors, student: Students, browser_of: Browsers, letters: Letters
) -> None:
    mia = mentor("mia")
    ask(browser_of(student("stu")), mia)
    with clock.frozen(days(1)):
        browser_of(mia.user).post("/mentorship/requests/1/ask", data={"question": "Why?"})
    assert live_through(letters, 3, 6, 7) == {}
    assert newest_request().state is State.INFO_ASKED
    live_through(letters, 8.1)
    assert newest_request().state is State.SENT
    told = live_through(letters, 9, 10.2, 13.2, 14.2)
    assert sorted(told) == [10.2, 13.2, 14.2]
    assert newest_request().state is State.EXPIRED


def test_one_retry_after_running_out(
    mentor: Mentors, student: Students, browser_of: Browsers, letters: Letters
) -> None:
    mia, browser = mentor("mia"), browser_of(student("stu"))
    ask(browser, mia)
    live_through(letters, 7)
    with clock.frozen(days(8)):
        assert ask(browser, mia).status_code == 303
    live_through(letters, 16)
    with clock.frozen(days(17)):
        assert ask(browser, mia).status_code == 409


def test_three_that_run_out_pause_the_mentor_who_undoes_it_with_one_button(
    mentor: Mentors, student: Students, person: Callable[..., User], browser_of: Browsers, letters: Letters
) -> None:
    mia = mentor("mia")
    person("cora", Role.COORDINATOR)
    for name in ("a", "b", "c"):
        ask(browser_of(student(name)), mia)
    told = live_through(letters, 7)
    assert (mia.state, told[7].count("New requests to you are paused")) == (EnrolmentState.PAUSED, 1)
    assert told[7].count("A mentor is paused") == 1
    browser = browser_of(mia.user)
    with clock.frozen(days(8)):
        assert "Take new requests again" in browser.get("/mentorship/profile").text
        browser.post("/mentorship/profile/resume")
    assert mia.state is EnrolmentState.APPROVED
    with clock.frozen(days(9)):
        ask(browser_of(student("d")), mia)
    live_through(letters, 17)
    db.session.refresh(mia)
    assert mia.state is EnrolmentState.APPROVED
