"""The coordinator's side of mentoring."""

from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Hidden
from board.mentorship.actions import enrolling
from board.mentorship.models import Enrolment
from board.mentorship.queries import mentors
from board.mentorship.views import bp
from board.web.access import for_roles
from board.web.page import go_to, render_page


@bp.get("/office/mentorship")
@for_roles("coordinator")
def office() -> ResponseReturnValue:
    """What waits."""
    return render_page("mentorship/office.html", applied=mentors.waiting_for_approval())


@bp.post("/office/mentors/<id:enrolment_id>/approve")
@for_roles("coordinator")
def approve(enrolment_id: int) -> ResponseReturnValue:
    """List a mentor."""
    enrolment = _any(enrolment_id)
    with unit_of_work():
        enrolling.approve(enrolment, by=current_user, now=clock.now())
    return go_to(".office")


def _any(enrolment_id: int) -> Enrolment:
    enrolment = mentors.by_id(enrolment_id)
    if enrolment is None:
        raise Hidden
    return enrolment
