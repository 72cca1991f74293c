"""One request, from both sides."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import queries as account_queries
from board.accounts.models import Role
from board.kernel import clock, lifecycle
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.mentorship.actions import request as request_actions
from board.mentorship.forms.request import DeclineForm, MenteeAnswerForm, MentorQuestionForm
from board.mentorship.labels import DECLINE_REASONS, FOR_MENTEES, FOR_MENTORS, TO_THE_DECLINED
from board.mentorship.models import MentorRequest
from board.mentorship.policy import request as request_policy
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.queries import report as report_queries
from board.mentorship.queries import request as request_queries
from board.mentorship.rules import RULES
from board.mentorship.shown import shown_mentee, shown_request
from board.mentorship.views import bp
from board.mentorship.views.dependencies import readable
from board.web.access import signed_in, stays_in_form
from board.web.forms import as_typed
from board.web.pages import go_to, render_page
from board.web.read_log import note_reading
from board.web.throttle import makes_previews


@bp.get("/mentorship/requests/<id:request_id>")
@signed_in
def request(request_id: int) -> ResponseReturnValue:
    """Who asks whom, for what, and where it stands."""
    return _page(readable(request_id))


@bp.post("/mentorship/requests/<id:request_id>/accept")
@signed_in
def accept(request_id: int) -> ResponseReturnValue:
    """Take the student."""
    asked = readable(request_id)
    with unit_of_work():
        pair = request_actions.accept(asked, by=current_user, now=clock.now())
    flash(f"You are {pair.mentee.name}’s mentor now. Sign the agreement, then plan the first meeting.", "good")
    return go_to(".pair", mentorship_id=pair.id)


@bp.post("/mentorship/requests/<id:request_id>/decline")
@signed_in
def decline(request_id: int) -> ResponseReturnValue:
    """Say no."""
    asked = readable(request_id)
    try:
        form = DeclineForm.posted()
        reason, words = form.reason.data, form.words.data
        with unit_of_work():
            request_actions.decline(asked, by=current_user, now=clock.now(), reason=reason, words=words)
    except Invalid as invalid:
        return _page(readable(request_id), invalid), 422
    flash(f"{asked.mentee.name} reads your answer now.", "plain")
    return go_to(".home")


@bp.post("/mentorship/requests/<id:request_id>/decline/preview")
@signed_in
@stays_in_form
@makes_previews
def preview(request_id: int) -> ResponseReturnValue:
    """A no as the student would read it; nothing is sent."""
    asked = readable(request_id)
    require(request_policy.may_answer(current_user, asked))
    chosen = DeclineForm.posted().reason.data
    return _page(asked, preview=next((words for reason, words in TO_THE_DECLINED.items() if reason == chosen), None))


@bp.post("/mentorship/requests/<id:request_id>/withdraw")
@signed_in
def withdraw(request_id: int) -> ResponseReturnValue:
    """Take it back."""
    asked = readable(request_id)
    with unit_of_work():
        request_actions.withdraw(asked, by=current_user, now=clock.now())
    flash("Your request is withdrawn.", "plain")
    return go_to(".home")


@bp.post("/mentorship/requests/<id:request_id>/ask")
@signed_in
def ask(request_id: int) -> ResponseReturnValue:
    """Ask before answering."""
    asked = readable(request_id)
    try:
        form = MentorQuestionForm.posted()
        with unit_of_work():
            request_actions.ask(asked, by=current_user, now=clock.now(), question=form.question.data)
    except Invalid as invalid:
        return _page(readable(request_id), invalid), 422
    flash("Your question is sent. The request is paused until it is answered, for a week at most.", "plain")
    return go_to(".request", request_id=request_id)


@bp.post("/mentorship/requests/<id:request_id>/tell")
@signed_in
def tell(request_id: int) -> ResponseReturnValue:
    """Answer the mentor's question."""
    asked = readable(request_id)
    try:
        form = MenteeAnswerForm.posted()
        with unit_of_work():
            request_actions.tell_more(asked, by=current_user, now=clock.now(), answer=form.answer.data)
    except Invalid as invalid:
        return _page(readable(request_id), invalid), 422
    return go_to(".request", request_id=request_id)


@bp.get("/mentorship/mentees/<id:user_id>")
@signed_in
def mentee(user_id: int) -> ResponseReturnValue:
    """What a student looks for, for those whom they asked."""
    user = found_or_404(account_queries.by_id(user_id))
    known, is_lead = request_queries.knows_mentee(current_user.id, user_id), report_queries.is_lead(current_user.id)
    require(request_policy.may_read_mentee(current_user, user, known=known, is_lead=is_lead))
    if not known and current_user.id != user_id:
        by_office = current_user.is_a(Role.COORDINATOR)
        note_reading("wishes.read" if by_office else "wishes.read-on-report", f"user:{user_id}")
    sees_all = is_lead or current_user.id == user_id or current_user.is_a(Role.COORDINATOR)
    wishes = conflict_of_interest_queries.wishes_of(user_id)
    return render_page("mentorship/mentee.html", shown=shown_mentee(user, wishes, whole=sees_all))


def _page(asked: MentorRequest, invalid: Invalid | None = None, preview: str | None = None) -> str:
    is_mentor = asked.enrolment.user_id == current_user.id
    wishes = conflict_of_interest_queries.wishes_of(asked.mentee_id)
    return render_page(
        "mentorship/request.html",
        asked=asked,
        shown=shown_request(asked, wishes, is_mentor=is_mentor),
        is_mentor=is_mentor,
        label=(FOR_MENTORS if is_mentor else FOR_MENTEES)[asked.state],
        may=lambda verb: lifecycle.may_move(asked, verb),
        open_count=sum(other.is_open for other in request_queries.of_mentee(asked.mentee_id)),
        most_open=RULES.open_requests,
        reasons=DECLINE_REASONS,
        kind_words=TO_THE_DECLINED,
        preview=preview,
        typed=as_typed(),
        invalid=invalid,
    )
