"""Every state of a mentor, a pair and a meeting, against every actor and every action: only the tables' arrows exist.

Requests and reports have the same test beside their own rules.
"""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.models import (
    Agreement,
    Enrolment,
    EnrolmentMove,
    EnrolmentState,
    Meeting,
    MeetingMove,
    MeetingState,
    Mentorship,
    MentorshipMove,
    MentorshipState,
)
from tests.conftest import NOW
from tests.mentorship.conftest import PROFILE

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
Pairs = Callable[..., Mentorship]
ACTORS = ("mentee", "mentor", "stranger", "coordinator")
OUTSIDE = {"stranger": Role.STUDENT, "coordinator": Role.COORDINATOR}


@pytest.fixture
def acting(pair: Pairs, person: People, browser_of: Browsers) -> Callable[[str], tuple[Mentorship, FlaskClient]]:
    """A pair, and the browser of one of the two, of a stranger or of a coordinator."""

    def come(actor: str) -> tuple[Mentorship, FlaskClient]:
        made = pair()
        return made, browser_of(person(actor, OUTSIDE[actor]) if actor in OUTSIDE else getattr(made, actor))

    return come


Acting = Callable[[str], tuple[Mentorship, FlaskClient]]
OF_A_PAIR = {"pause": "pause", "resume": "resume", "end": "end", "refuse": "refuse", "in-touch": "", "sign": "confirm"}


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("state", list(MentorshipState))
def test_every_state_of_a_pair_actor_and_action(acting: Acting, state: MentorshipState, actor: str) -> None:
    made, browser = acting(actor)
    for action, verb in OF_A_PAIR.items():
        with unit_of_work():
            db.session.query(MentorshipMove).delete()
            over = None if state.value in ("proposed", "active", "paused") else NOW
            db.session.query(Mentorship).update({"state": state, "ended_at": over, "coordinator_asked_at": None})
            unsigned = {f"{actor}_signed_at": None} if actor not in OUTSIDE else {}
            db.session.query(Agreement).update({"mentee_signed_at": NOW, "mentor_signed_at": NOW} | unsigned)
        answer = browser.post(f"/mentorships/{made.id}/{action}", data={"reason": "time", "version": "1"})
        moves = actor not in OUTSIDE and (state, verb) in Mentorship.MOVES
        signs = action == "sign" and state is MentorshipState.ACTIVE and actor not in OUTSIDE
        assert answer.status_code == (404 if actor in OUTSIDE else 303 if moves or signs else 409), action
        assert len(db.session.scalars(select(MentorshipMove)).all()) == moves, action


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("state", list(MentorshipState))
def test_a_silent_pair_is_let_go_by_a_coordinator_alone(acting: Acting, state: MentorshipState, actor: str) -> None:
    made, browser = acting(actor)
    with unit_of_work():
        over = None if state.value in ("proposed", "active", "paused") else NOW
        db.session.query(Mentorship).update({"state": state, "ended_at": over, "coordinator_asked_at": NOW})
    lapses = actor == "coordinator" and state is MentorshipState.ACTIVE
    assert browser.post(f"/office/mentorships/{made.id}/lapse").status_code == (303 if lapses else 404)
    assert len(db.session.scalars(select(MentorshipMove)).all()) == lapses


OF_A_MEETING = {
    "hold": ("log", {"outcome": "hold", "minutes": "30"}),
    "miss-mentee": ("log", {"outcome": "miss-mentee", "minutes": "30"}),
    "miss-mentor": ("log", {"outcome": "miss-mentor", "minutes": "30"}),
    "cancel": ("call-off", {}),
    "dispute": ("dispute", {"words": "No."}),
    "settle-hold": ("settle", {"outcome": "hold"}),
    "settle-miss-mentee": ("settle", {"outcome": "miss-mentee"}),
    "settle-miss-mentor": ("settle", {"outcome": "miss-mentor"}),
    "settle-cancel": ("settle", {"outcome": "cancel"}),
}


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("state", list(MeetingState))
def test_every_state_of_a_meeting_actor_and_action(acting: Acting, state: MeetingState, actor: str) -> None:
    assert set(OF_A_MEETING) == {verb for _, verb in Meeting.MOVES}
    made, browser = acting(actor)
    logged_by = made.mentee_id if actor == "mentor" else made.enrolment.user_id
    for verb, (action, fields) in OF_A_MEETING.items():
        with unit_of_work():
            db.session.query(MeetingMove).delete()
            db.session.query(Meeting).delete()
            meeting = Meeting(mentorship_id=made.id, state=state, at=NOW, minutes=30, channel="phone")
            meeting.logged_at, meeting.logged_by_id = NOW, logged_by
            db.session.add(meeting)
        settles = action == "settle"
        root = "/office/meetings" if settles else f"/mentorships/{made.id}/meetings"
        status = browser.post(f"{root}/{meeting.id}/{action}", data=fields).status_code
        able = actor == "coordinator" if settles else actor not in OUTSIDE
        allowed = able and (state, verb) in Meeting.MOVES
        hidden = not able or (settles and not allowed)
        assert status == (404 if hidden else 303 if allowed else 409), verb
        assert len(db.session.scalars(select(MeetingMove)).all()) == allowed, verb


OF_A_MENTOR = {
    "approve": "/office/mentors/{}/approve",
    "suspend": "/office/mentors/{}/suspend",
    "reinstate": "/office/mentors/{}/reinstate",
    "pause": "/mentorship/profile/pause",
    "resume": "/mentorship/profile/resume",
    "withdraw": "/mentorship/profile/withdraw",
    "apply": "/mentorship/profile",
}


@pytest.mark.parametrize("actor", ["mentor", "another-mentor", "student", "coordinator"])
@pytest.mark.parametrize("state", list(EnrolmentState))
def test_every_state_of_a_mentor_actor_and_action(
    mentor: Callable[..., Enrolment], person: People, browser_of: Browsers, state: EnrolmentState, actor: str
) -> None:
    assert set(OF_A_MENTOR) == {verb for _, verb in Enrolment.MOVES}
    mia, other = mentor("mia"), mentor("other")
    mine = {"mentor": mia.user, "another-mentor": other.user}
    role = Role.COORDINATOR if actor == "coordinator" else Role.STUDENT
    browser = browser_of(mine.get(actor) or person(actor, role))
    for verb, address in OF_A_MENTOR.items():
        if verb == "apply" and actor != "mentor":
            continue  # everybody's own profile lies at this address
        with unit_of_work():
            db.session.query(EnrolmentMove).delete()
            db.session.query(Enrolment).update({"state": state})
        answer = browser.post(address.format(mia.id), data=PROFILE | {"reason": "Why"})
        able = actor == ("coordinator" if address.startswith("/office") else "mentor")
        allowed = able and (state, verb) in Enrolment.MOVES
        moves = select(EnrolmentMove.verb).where(EnrolmentMove.enrolment_id == mia.id)
        assert (verb in db.session.scalars(moves).all()) == allowed, verb
        if address.startswith("/office") or (verb != "apply" and actor in ("mentor", "student", "coordinator")):
            assert answer.status_code == (404 if not able else 303 if allowed else 409), verb
