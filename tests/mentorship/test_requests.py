"""Asking a mentor: the limits, the answers, and what one answer settles."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.choices import Frequency, MentorKind
from board.mentorship.models import (
    Block,
    ConflictKind,
    Enrolment,
    EnrolmentState,
    MentorConflict,
    MentorRequest,
    Mentorship,
    RequestMove,
    Wishes,
)
from board.mentorship.models import RequestState as State
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.rules import RULES
from board.school import actions as school_actions
from tests.conftest import NOW
from tests.mentorship.conftest import ask, days, newest_pair, newest_request

Browsers = Callable[[User], FlaskClient]
Mentors = Callable[..., Enrolment]
Students = Callable[[str], User]


def states() -> list[str]:
    return [
        mentor_request.value
        for mentor_request in db.session.scalars(select(MentorRequest.state).order_by(MentorRequest.id))
    ]


def test_a_student_asks_a_mentor_accepts_and_both_are_told_once(
    mentor: Mentors, student: Students, browser_of: Browsers, emails: Callable[[], list[str]]
) -> None:
    mia, stu = mentor("mia"), student("stu")
    of_stu, of_mia = browser_of(stu), browser_of(mia.user)
    answer = ask(of_stu, mia, note="I heard you speak.")
    request = newest_request()
    page = f"/mentorship/requests/{request.id}"
    assert answer.headers["Location"].endswith(page)
    shown = of_mia.get(page).text
    assert "I heard you speak." in shown and "Accept Stu" in shown
    accepted = of_mia.post(f"{page}/accept")
    assert accepted.headers["Location"].endswith(f"/mentorships/{newest_pair().id}")
    assert (request.state, mia.places_taken) == (State.ACCEPTED, 1)
    assert of_mia.post(f"{page}/accept").status_code == 409
    assert mia.places_taken == 1
    assert [email.splitlines()[0] for email in emails()] == [
        "A student asks you to be their mentor",
        "You have a mentor",
    ]


def test_the_first_agreement_holds_what_the_student_wishes(
    mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    mia, stu = mentor("mia", frequency=Frequency.MONTHLY, channels=["in-person", "video"]), student("stu")
    with unit_of_work():
        wishes = conflict_of_interest_queries.wishes_of(stu.id) or Wishes(user_id=stu.id, saved_at=NOW)
        wishes.frequency, wishes.channels = Frequency.FORTNIGHTLY, ["phone", "video"]
        db.session.add(wishes)
    ask(browser_of(stu), mia)
    browser_of(mia.user).post(f"/mentorship/requests/{newest_request().id}/accept")
    agreement = newest_pair().agreement
    assert (agreement.frequency, agreement.channel) == (Frequency.FORTNIGHTLY, "video")


def test_a_fourth_open_request_names_the_three(mentor: Mentors, student: Students, browser_of: Browsers) -> None:
    browser = browser_of(student("stu"))
    for name in ("ann", "bob", "cat"):
        assert ask(browser, mentor(name)).status_code == 303
    fourth = mentor("dan")
    refused = ask(browser, fourth)
    assert refused.status_code == 409
    for name in ("Ann", "Bob", "Cat"):
        assert name in refused.text
    assert "Send the request" not in browser.get(f"/mentors/{fourth.id}").text
    assert len(states()) == 3


def test_a_mentor_is_asked_once_at_a_time_and_an_inbox_holds_ten(
    mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    mia = mentor("mia", capacity=5)
    first = browser_of(student("stu"))
    assert ask(first, mia).status_code == 303
    assert ask(first, mia).status_code == 409
    for number in range(RULES.inbox - 1):
        assert ask(browser_of(student(f"s{number}")), mia).status_code == 303
    eleventh = browser_of(student("late"))
    refused = ask(eleventh, mia)
    assert (refused.status_code, "inbox of Mia is full" in refused.text) == (409, True)
    assert "Inbox full" in eleventh.get(f"/mentors/{mia.id}").text


def test_the_limits_of_asking_are_those_that_the_school_says_now(
    mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    with unit_of_work():
        school_actions.save({"open_requests": 1, "request_days": 10}, by=None, now=NOW)
    browser, first, second = browser_of(student("stu")), mentor("ann"), mentor("bob")
    page = " ".join(browser.get(f"/mentors/{first.id}").text.split())
    assert "It waits until Wed, Mar 11 (in 9 days);" in page, "the tenth day begins at midnight"
    assert ask(browser, first).status_code == 303
    refused = ask(browser, second)
    assert refused.status_code == 409
    assert "1 of your 1 requests are open: Ann." in refused.text


def test_a_full_mentor_shows_no_button_and_refuses(mentor: Mentors, student: Students, browser_of: Browsers) -> None:
    mia = mentor("mia", capacity=2, places_taken=2)
    browser = browser_of(student("stu"))
    page = browser.get(f"/mentors/{mia.id}").text
    assert "No open spot" in page and "Send the request" not in page
    assert browser.post(f"/mentors/{mia.id}/request").status_code == 409


def test_requests_stand_by_urgency_and_those_that_wait_for_the_student_last(
    mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    mia = mentor("mia", capacity=3)
    for number, name in enumerate(("first", "second", "third")):
        with clock.frozen(days(number)):
            ask(browser_of(student(name)), mia)
    browser = browser_of(mia.user)
    first = db.session.scalars(select(MentorRequest).order_by(MentorRequest.id).limit(1)).one()
    assert browser.post(f"/mentorship/requests/{first.id}/ask", data={"question": "How many hours?"}).status_code == 303
    page = browser.get("/mentorship").text
    assert page.index("Second") < page.index("Third") < page.index("First")


def test_accepting_settles_every_other_request_in_one_go(
    mentor: Mentors, student: Students, browser_of: Browsers, emails: Callable[[], list[str]]
) -> None:
    ann, bob, cat = mentor("ann", capacity=1), mentor("bob"), mentor("cat", kind=MentorKind.RESIDENT)
    stu, other = browser_of(student("stu")), browser_of(student("other"))
    for enrolment in (ann, bob, cat):
        ask(stu, enrolment)
    ask(other, ann)
    before = len(emails())
    assert browser_of(ann.user).post("/mentorship/requests/1/accept").status_code == 303
    assert states() == ["accepted", "superseded", "superseded", "closed-full"]
    told = [email.splitlines()[0] for email in emails()[before:]]
    assert sorted(told) == sorted(
        ["You have a mentor", *["A request to you is settled"] * 2, "Your request for a mentor is closed"]
    )
    for number, owner in ((2, bob), (3, cat), (4, ann)):
        assert browser_of(owner.user).post(f"/mentorship/requests/{number}/accept").status_code == 409
    assert db.session.scalar(select(func.count(Mentorship.id))) == 1


def test_an_accept_that_finds_no_place_changes_nothing(
    mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    mia = mentor("mia", capacity=1)
    ask(browser_of(student("stu")), mia)
    with unit_of_work():
        mia.places_taken = 1
    assert browser_of(mia.user).post("/mentorship/requests/1/accept").status_code == 409
    assert states() == ["sent"]
    assert db.session.scalar(select(func.count(RequestMove.id))) == 0


def test_a_no_needs_a_reason_is_read_kindly_and_keeps_for_ninety_days(
    mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    mia, stu = mentor("mia"), student("stu")
    of_mia, of_stu = browser_of(mia.user), browser_of(stu)
    ask(of_stu, mia)
    page = "/mentorship/requests/1"
    assert of_mia.post(f"{page}/decline", data={"reason": "nonsense", "words": "kept"}).status_code == 422
    said = {"reason": "no-time", "words": "Try again in June."}
    preview = of_mia.post(f"{page}/decline/preview", data=said).text
    assert "They have no time for another mentee now" in preview and "Try again in June." in preview
    assert states() == ["sent"]
    assert of_mia.post(f"{page}/decline", data=said).status_code == 303
    read = of_stu.get(page).text
    assert "Try again in June." in read and "They have no time for another mentee now" in read
    with clock.frozen(days(89)):
        assert ask(of_stu, mia).status_code == 409
    with clock.frozen(days(91)):
        assert ask(of_stu, mia).status_code == 303


def test_a_mentor_asks_once_and_the_clock_stands_still(
    mentor: Mentors, student: Students, browser_of: Browsers
) -> None:
    mia, stu = mentor("mia"), student("stu")
    of_mia, of_stu = browser_of(mia.user), browser_of(stu)
    ask(of_stu, mia)
    due_at = newest_request().due_at
    page = "/mentorship/requests/1"
    assert of_mia.post(f"{page}/ask", data={"question": " "}).status_code == 422
    assert of_mia.post(f"{page}/ask", data={"question": "Which project?"}).status_code == 303
    assert "Which project?" in of_stu.get(page).text
    with clock.frozen(days(2)):
        assert of_stu.post(f"{page}/tell", data={"answer": "Handover."}).status_code == 303
    assert newest_request().due_at - due_at == days(2) - NOW
    assert of_mia.post(f"{page}/ask", data={"question": "And why?"}).status_code == 409


@pytest.mark.parametrize("status", [EnrolmentState.PAUSED, EnrolmentState.APPLIED, EnrolmentState.SUSPENDED])
def test_only_listed_mentors_are_asked(
    mentor: Mentors, student: Students, browser_of: Browsers, status: EnrolmentState
) -> None:
    mia = mentor("mia", state=status)
    answer = ask(browser_of(student("stu")), mia)
    assert answer.status_code == (409 if status is EnrolmentState.PAUSED else 404)
    assert states() == []


def test_nobody_asks_themself_and_only_students_ask(
    mentor: Mentors, person: Callable[..., User], browser_of: Browsers
) -> None:
    peer = mentor("pia", kind=MentorKind.PEER)
    assert ask(browser_of(peer.user), peer).status_code == 409
    assert ask(browser_of(person("fay", Role.FACULTY)), peer).status_code == 403


@pytest.mark.parametrize("whole_year", [True, False])
def test_a_conflict_of_interest_is_said_and_kept(
    mentor: Mentors, student: Students, browser_of: Browsers, whole_year: bool
) -> None:
    mia, stu = mentor("mia"), student("stu")
    with unit_of_work():
        stu.class_year = "M2"
        about = {"class_year": "M2"} if whole_year else {"mentee_id": stu.id}
        db.session.add(MentorConflict(mentor_id=mia.user_id, kind=ConflictKind.ASSESSOR, declared_at=NOW, **about))
    browser = browser_of(stu)
    assert "Not available: they hold an assessment role" in browser.get(f"/mentors/{mia.id}").text
    assert ask(browser, mia).status_code == 409


def test_two_without_a_common_language_are_no_pair(
    mentor: Mentors, student: Students, browser_of: Browsers
) -> None:  # fmt: skip
    mia, stu = mentor("mia"), student("stu")
    browser = browser_of(stu)
    assert browser.post("/mentorship/wishes", data={"languages": "es"}).status_code == 303
    assert "You have no language in common." in browser.get(f"/mentors/{mia.id}").text
    assert ask(browser, mia).status_code == 409
    browser.post("/mentorship/wishes", data={"languages": ["es", "en"]})
    assert ask(browser, mia).status_code == 303


@pytest.mark.parametrize("by_mentor", [True, False])
def test_a_block_makes_two_people_invisible_to_each_other(
    mentor: Mentors, student: Students, browser_of: Browsers, by_mentor: bool
) -> None:
    mia, stu = mentor("mia"), student("stu")
    by, about = (mia.user_id, stu.id) if by_mentor else (stu.id, mia.user_id)
    with unit_of_work():
        db.session.add(Block(by_id=by, about_id=about, at=NOW))
    browser = browser_of(stu)
    assert browser.get(f"/mentors/{mia.id}").status_code == 404
    assert ask(browser, mia).status_code == 404
    assert "Mia" not in browser.get("/mentors").text
    browser_of(mia.user).post("/mentorship/profile/pause")
    assert "Mia" not in browser.get("/mentors?q=mia").text, "not by the whole name either"


def test_one_mentor_of_a_kind(mentor: Mentors, student: Students, browser_of: Browsers) -> None:
    ann, bob, cat = mentor("ann"), mentor("bob"), mentor("cat", kind=MentorKind.RESIDENT)
    browser = browser_of(student("stu"))
    ask(browser, ann)
    browser_of(ann.user).post("/mentorship/requests/1/accept")
    assert ask(browser, bob).status_code == 409
    assert ask(browser, cat).status_code == 303


ACTORS = ("mentee", "mentor", "stranger", "coordinator")
ACTIONS = ("accept", "decline", "withdraw", "ask", "tell")
OWN = {"mentee": ("withdraw", "tell"), "mentor": ("accept", "decline", "ask")}


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("state", list(State))
def test_every_state_actor_and_action(
    mentor: Mentors,
    student: Students,
    person: Callable[..., User],
    browser_of: Browsers,
    state: State,
    actor: str,
) -> None:
    mia, stu = mentor("mia", capacity=5), student("stu")
    people = {"mentee": stu, "mentor": mia.user}
    user = people.get(actor) or person(actor, Role.COORDINATOR if actor == "coordinator" else Role.STUDENT)
    browser = browser_of(user)
    fields = {"reason": "no-time", "question": "Why?", "answer": "Because."}
    for action in ACTIONS:
        with unit_of_work():
            db.session.query(RequestMove).delete()
            db.session.query(MentorRequest).delete()
            db.session.query(Mentorship).delete()
            settled = None if state.value in ("sent", "info-asked") else NOW
            request = MentorRequest(
                mentee_id=stu.id,
                enrolment_id=mia.id,
                state=state,
                goal="Lead.",
                sent_at=NOW,
                due_at=days(7),
                asked_at=NOW if state is State.INFO_ASKED else None,
                answered_at=settled,
                decline_reason="NO_TIME" if state is State.DECLINED else None,
            )
            db.session.add(request)
        status = browser.post(f"/mentorship/requests/{request.id}/{action}", data=fields).status_code
        allowed = (state, action) in MentorRequest.MOVES
        if action not in OWN.get(actor, ()):
            assert status == 404, action
            allowed = False
        else:
            assert status == (303 if allowed else 409), action
        moves = db.session.scalars(select(RequestMove)).all()
        assert len(moves) == allowed, action
        assert db.session.get(MentorRequest, request.id).state is (
            MentorRequest.MOVES[state, action] if allowed else state
        )


@pytest.mark.parametrize("text", ["", " ", "x" * 100_000, "😀 مرحبا"])
def test_whatever_is_typed_is_answered_in_words(
    mentor: Mentors, student: Students, browser_of: Browsers, text: str
) -> None:
    answer = ask(browser_of(student("stu")), mentor("mia"), goal=text, note="kept note")
    refusal = {"": "Say in a line or two", "x": "Use at most 2,000 characters. This has 100,000."}.get(text.strip()[:1])
    assert answer.status_code == (422 if refusal else 303)
    if refusal:
        assert "kept note" in answer.text and refusal in answer.text
        assert text in answer.text
