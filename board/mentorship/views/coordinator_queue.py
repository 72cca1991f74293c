"""The coordinator's side of mentoring: what waits."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import NotFound, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.actions import feedback as feedback_actions
from board.mentorship.actions import meeting as meeting_actions
from board.mentorship.actions import mentor as mentor_actions
from board.mentorship.actions import pair_end as pair_end_actions
from board.mentorship.forms.meeting import MeetingDecisionForm
from board.mentorship.forms.mentor import CapacityForm, SuspendMentorForm
from board.mentorship.labels import RATINGS
from board.mentorship.models import Enrolment, MentorshipState
from board.mentorship.queries import coordinator as coordinator_queries
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import pair as pair_queries
from board.mentorship.views import bp
from board.web.access import for_roles
from board.web.pages import go_to, render_page


@bp.get("/office/mentorship", endpoint="office")
@for_roles("coordinator")
def home_of_office() -> ResponseReturnValue:
    """What waits."""
    return render_page(
        "mentorship/office.html",
        applied=mentor_queries.waiting_for_approval(),
        contact=coordinator_queries.asking_for_contact(),
        disputed=coordinator_queries.disputed(),
        silent=coordinator_queries.silent(),
        held=coordinator_queries.paused_by_conflict(),
        paused=coordinator_queries.paused_for_silence(),
        unmatched=coordinator_queries.unmatched_for_long(clock.now()),
        outcomes=meeting_actions.OUTCOMES,
        ratings=RATINGS,
    )


@bp.post("/office/mentors/<id:enrolment_id>/approve")
@for_roles("coordinator")
def approve(enrolment_id: int) -> ResponseReturnValue:
    """List a mentor."""
    enrolment = _any(enrolment_id)
    with unit_of_work():
        mentor_actions.approve(enrolment, by=current_user, now=clock.now())
    return go_to(".office")


@bp.post("/office/mentors/<id:enrolment_id>/suspend")
@for_roles("coordinator")
def suspend(enrolment_id: int) -> ResponseReturnValue:
    """Take a mentor off the list."""
    enrolment, form = _any(enrolment_id), SuspendMentorForm.posted()
    with unit_of_work():
        mentor_actions.suspend(enrolment, by=current_user, now=clock.now(), reason=form.reason.data)
    return go_to(".mentor", enrolment_id=enrolment_id)


@bp.post("/office/mentors/<id:enrolment_id>/reinstate")
@for_roles("coordinator")
def reinstate(enrolment_id: int) -> ResponseReturnValue:
    """Put them back."""
    enrolment = _any(enrolment_id)
    with unit_of_work():
        mentor_actions.reinstate(enrolment, by=current_user, now=clock.now())
    return go_to(".mentor", enrolment_id=enrolment_id)


@bp.post("/office/mentors/<id:enrolment_id>/capacity")
@for_roles("coordinator")
def set_capacity(enrolment_id: int) -> ResponseReturnValue:
    """More places than a mentor may take alone."""
    enrolment, form = _any(enrolment_id), CapacityForm.posted()
    with unit_of_work():
        mentor_actions.set_capacity(enrolment, by=current_user, capacity=form.amount())
    return go_to(".mentor", enrolment_id=enrolment_id)


@bp.post("/office/check-ins/<id:check_in_id>/contacted")
@for_roles("coordinator")
def contacted(check_in_id: int) -> ResponseReturnValue:
    """I have got in touch."""
    answer = found_or_404(coordinator_queries.check_in_by_id(check_in_id))
    with unit_of_work():
        feedback_actions.contacted(answer, by=current_user, now=clock.now())
    return go_to(".office")


@bp.post("/office/meetings/<id:meeting_id>/settle")
@for_roles("coordinator")
def settle_meeting(meeting_id: int) -> ResponseReturnValue:
    """Decide how a disputed meeting stands in the log."""
    meeting = found_or_404(pair_queries.meeting_by_id(meeting_id))
    form = MeetingDecisionForm.posted()
    with unit_of_work():
        meeting_actions.settle(meeting, form.outcome.data, by=current_user, now=clock.now())
    return go_to(".office")


@bp.post("/office/mentorships/<id:mentorship_id>/lapse")
@for_roles("coordinator")
def lapse(mentorship_id: int) -> ResponseReturnValue:
    """A pair that lost touch ends."""
    pair = pair_queries.by_id(mentorship_id)
    if pair is None or pair.state is not MentorshipState.ACTIVE or pair.coordinator_asked_at is None:
        raise NotFound
    with unit_of_work():
        pair_end_actions.lapse(pair, by=current_user, now=clock.now())
    flash("The mentorship has lapsed, and both are told.", "plain")
    return go_to(".office")


def _any(enrolment_id: int) -> Enrolment:
    return found_or_404(mentor_queries.by_id(enrolment_id))
