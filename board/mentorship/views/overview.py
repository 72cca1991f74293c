"""My mentoring at a glance."""

from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.models import Role
from board.kernel import clock
from board.mentorship.labels import ENROLMENTS, FOR_MENTEES, FOR_MENTORS, MENTORSHIPS
from board.mentorship.policy import mentor as mentor_policy
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import pair as pair_queries
from board.mentorship.queries import request as request_queries
from board.mentorship.rules import RULES
from board.mentorship.views import bp
from board.web.access import signed_in
from board.web.pages import render_page


@bp.get("/mentorship")
@signed_in
def home() -> ResponseReturnValue:
    """My requests, my mentorships, my profile."""
    mine = mentor_queries.of_person(current_user.id)
    to_me = request_queries.of_mentor(current_user.id)
    pairs = pair_queries.of_person(current_user.id)
    return render_page(
        "mentorship/home.html",
        is_student=current_user.is_a(Role.STUDENT),
        mine=mine,
        label=ENROLMENTS[mine.state] if mine else None,
        wishes=conflict_of_interest_queries.wishes_of(current_user.id),
        to_answer=request_queries.open_of_mentor(current_user.id),
        answered=[request for request in to_me if not request.is_open][:20],
        pairs=pairs,
        partners={pair.id: pair.partner_of(current_user.id).name for pair in pairs},
        meetings=pair_queries.meetings_ahead(current_user.id, clock.now()),
        tasks=pair_queries.tasks_of(current_user.id),
        pair_labels=MENTORSHIPS,
        asked=request_queries.of_mentee(current_user.id),
        may_enrol=mentor_policy.may_enrol(current_user),
        for_mentees=FOR_MENTEES,
        for_mentors=FOR_MENTORS,
        most_open=RULES.open_requests,
        now=clock.now(),
    )
