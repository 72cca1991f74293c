"""The coordinator's side of mentoring: what waits."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Hidden
from board.mentorship.actions import ending, enrolling, meetings, saying
from board.mentorship.labels import RATINGS
from board.mentorship.models import Enrolment, MentorshipState
from board.mentorship.queries import mentors, office, pairs
from board.mentorship.views import bp
from board.web.access import for_roles
from board.web.addresses import number
from board.web.forms import posted_line, posted_text
from board.web.page import go_to, render_page


@bp.get("/office/mentorship", endpoint="office")
@for_roles("coordinator")
def home_of_office() -> ResponseReturnValue:
    """What waits."""
    return render_page(
        "mentorship/office.html",
        applied=mentors.waiting_for_approval(),
        contact=office.asking_for_contact(),
        disputed=office.disputed(),
        silent=office.silent(),
        held=office.held_by_conflict(),
        paused=office.paused_for_silence(),
        unmatched=office.unmatched_for_long(clock.now()),
        outcomes=meetings.OUTCOMES,
        ratings=RATINGS,
    )


@bp.post("/office/mentors/<id:enrolment_id>/approve")
@for_roles("coordinator")
def approve(enrolment_id: int) -> ResponseReturnValue:
    """List a mentor."""
    enrolment = _any(enrolment_id)
    with unit_of_work():
        enrolling.approve(enrolment, by=current_user, now=clock.now())
    return go_to(".office")


@bp.post("/office/mentors/<id:enrolment_id>/suspend")
@for_roles("coordinator")
def suspend(enrolment_id: int) -> ResponseReturnValue:
    """Take a mentor off the list."""
    enrolment = _any(enrolment_id)
    with unit_of_work():
        enrolling.suspend(enrolment, by=current_user, now=clock.now(), reason=posted_text("reason", 400))
    return go_to(".mentor", enrolment_id=enrolment_id)


@bp.post("/office/mentors/<id:enrolment_id>/reinstate")
@for_roles("coordinator")
def reinstate(enrolment_id: int) -> ResponseReturnValue:
    """Put them back."""
    enrolment = _any(enrolment_id)
    with unit_of_work():
        enrolling.reinstate(enrolment, by=current_user, now=clock.now())
    return go_to(".mentor", enrolment_id=enrolment_id)


@bp.post("/office/mentors/<id:enrolment_id>/capacity")
@for_roles("coordinator")
def set_capacity(enrolment_id: int) -> ResponseReturnValue:
    """More places than a mentor may take alone."""
    enrolment, capacity = _any(enrolment_id), number(posted_line("capacity"))
    with unit_of_work():
        enrolling.set_capacity(enrolment, by=current_user, capacity=-1 if capacity is None else capacity)
    return go_to(".mentor", enrolment_id=enrolment_id)


@bp.post("/office/check-ins/<id:check_in_id>/contacted")
@for_roles("coordinator")
def contacted(check_in_id: int) -> ResponseReturnValue:
    """I have got in touch."""
    said = office.check_in_by_id(check_in_id)
    if said is None:
        raise Hidden
    with unit_of_work():
        saying.contacted(said, by=current_user, now=clock.now())
    return go_to(".office")


@bp.post("/office/meetings/<id:meeting_id>/settle")
@for_roles("coordinator")
def settle_meeting(meeting_id: int) -> ResponseReturnValue:
    """Decide how a disputed meeting stands in the log."""
    meeting = pairs.meeting_by_id(meeting_id)
    if meeting is None:
        raise Hidden
    with unit_of_work():
        meetings.settle(meeting, posted_line("outcome"), by=current_user, now=clock.now())
    return go_to(".office")


@bp.post("/office/mentorships/<id:mentorship_id>/lapse")
@for_roles("coordinator")
def lapse(mentorship_id: int) -> ResponseReturnValue:
    """A pair that lost touch ends."""
    pair = pairs.by_id(mentorship_id)
    if pair is None or pair.state is not MentorshipState.ACTIVE or pair.coordinator_asked_at is None:
        raise Hidden
    with unit_of_work():
        ending.lapse(pair, by=current_user, now=clock.now())
    flash("The mentorship has lapsed, and both are told.", "plain")
    return go_to(".office")


def _any(enrolment_id: int) -> Enrolment:
    enrolment = mentors.by_id(enrolment_id)
    if enrolment is None:
        raise Hidden
    return enrolment
