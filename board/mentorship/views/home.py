"""My mentoring at a glance."""

from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.models import Role
from board.kernel import clock
from board.mentorship.labels import ENROLMENTS, FOR_MENTEES, FOR_MENTORS, MENTORSHIPS
from board.mentorship.policy import mentors as policy
from board.mentorship.queries import mentors, pairs, requests, ties
from board.mentorship.rules import RULES
from board.mentorship.views import bp
from board.web.access import signed_in
from board.web.page import render_page


@bp.get("/mentorship")
@signed_in
def home() -> ResponseReturnValue:
    """My requests, my mentorships, my profile."""
    mine = mentors.of_person(current_user.id)
    to_me = requests.of_mentor(current_user.id)
    return render_page(
        "mentorship/home.html",
        is_student=current_user.is_a(Role.STUDENT),
        mine=mine,
        label=ENROLMENTS[mine.state] if mine else None,
        wishes=ties.wishes_of(current_user.id),
        to_answer=requests.open_of_mentor(current_user.id),
        answered=[request for request in to_me if not request.is_open][:20],
        pairs=pairs.of_person(current_user.id),
        pair_labels=MENTORSHIPS,
        asked=requests.of_mentee(current_user.id),
        may_enrol=policy.may_enrol(current_user),
        for_mentees=FOR_MENTEES,
        for_mentors=FOR_MENTORS,
        most_open=RULES.open_requests,
        now=clock.now(),
    )
