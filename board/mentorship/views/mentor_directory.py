"""The directory, and one mentor."""

from flask import current_app, flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.models import Role
from board.kernel import clock
from board.kernel.dates import say_last_day
from board.kernel.errors import Invalid
from board.kernel.lifecycle import may_move
from board.kernel.unit_of_work import unit_of_work
from board.mentorship import directory as mentorship_directory
from board.mentorship import mentor_card, search_params
from board.mentorship.actions import request as request_actions
from board.mentorship.actions import wish as wish_actions
from board.mentorship.forms.request import AskMentorForm
from board.mentorship.models import Enrolment
from board.mentorship.policy import mentor as mentor_policy
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import request as request_queries
from board.mentorship.rules import RULES
from board.mentorship.shown import shown_mentor
from board.mentorship.views import bp
from board.mentorship.views.dependencies import visible
from board.web.access import signed_in
from board.web.forms import as_typed
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page
from board.web.throttle import asks_questions


@bp.get("/mentors")
@signed_in
@asks_questions
def directory() -> ResponseReturnValue:
    """Who mentors here; all of the question is in the address."""
    asked, today, reader = search_params.read(request.args), clock.day(clock.now()), current_user._get_current_object()
    page = mentorship_directory.page(current_app.extensions["engine"], asked, reader, today)
    return render_page(
        "mentorship/directory.html",
        fragments={"mentor-results": "mentorship/_results.html"},
        page=page,
        wanted=asked,
        is_student=reader.is_a(Role.STUDENT),
        saved=mentor_queries.saved_ids(reader.id),
    )


@bp.get("/mentors/saved")
@signed_in
def saved() -> ResponseReturnValue:
    """The mentors I keep in mind."""
    stored = [item.enrolment for item in mentor_queries.saved_by(current_user.id)]
    numbers, reader = [item.id for item in stored], mentorship_directory.Reader(current_user)
    inboxes, replies = mentor_queries.inboxes(numbers), mentor_queries.reply_times(numbers)
    shown = [
        mentor_card.card(item, fit=reader.fit(item), inboxes=inboxes, replies=replies)
        for item in stored
        if item.user_id not in reader.ties.blocked
    ]
    return render_page("mentorship/saved.html", cards=shown)


@bp.get("/mentors/<id:enrolment_id>")
@signed_in
def mentor(enrolment_id: int) -> ResponseReturnValue:
    """One mentor: what they offer, why they fit, and whether they can be asked."""
    return _mentor(visible(enrolment_id))


@bp.post("/mentors/<id:enrolment_id>/request")
@signed_in
def send(enrolment_id: int) -> ResponseReturnValue:
    """Ask."""
    enrolment = visible(enrolment_id)
    try:
        form = AskMentorForm.posted()
        goal, note = form.goal.data, form.note.data
        with unit_of_work_once():
            sent = request_actions.send(enrolment, by=current_user, now=clock.now(), goal=goal, note=note)
    except Invalid as invalid:
        return _mentor(visible(enrolment_id), invalid), 422
    last_day = say_last_day(sent.due_at, clock.zone())
    flash(f"Your request is sent. {sent.enrolment.user.name} has until {last_day} to answer.", "good")
    return go_to(".request", request_id=sent.id)


@bp.post("/mentors/<id:enrolment_id>/save")
@signed_in
def save(enrolment_id: int) -> ResponseReturnValue:
    """Save a mentor."""
    enrolment = visible(enrolment_id)
    with unit_of_work():
        wish_actions.save(enrolment, by=current_user, now=clock.now())
    return go_to(".mentor", enrolment_id=enrolment_id)


@bp.post("/mentors/<id:enrolment_id>/unsave")
@signed_in
def unsave(enrolment_id: int) -> ResponseReturnValue:
    """Take them out of what is saved."""
    enrolment = visible(enrolment_id)
    with unit_of_work():
        wish_actions.unsave(enrolment, by=current_user)
    return go_to(".mentor", enrolment_id=enrolment_id)


@bp.post("/mentors/<id:enrolment_id>/block")
@signed_in
def block(enrolment_id: int) -> ResponseReturnValue:
    """Never be matched with this person."""
    enrolment = visible(enrolment_id)
    with unit_of_work():
        wish_actions.block(enrolment.user_id, by=current_user, now=clock.now())
    flash("You will not see each other here, and nobody is told. You can take it back below.", "plain")
    return go_to(".wishes")


def _mentor(enrolment: Enrolment, invalid: Invalid | None = None) -> str:
    now, reader = clock.now(), mentorship_directory.Reader(current_user)
    asked = request_queries.asking(current_user, enrolment)
    return render_page(
        "mentorship/mentor.html",
        mentor=enrolment,
        shown=shown_mentor(enrolment),
        is_me=enrolment.user_id == current_user.id,
        is_student=reader.is_student,
        may_oversee=mentor_policy.may_oversee_mentor(current_user, enrolment),
        may=lambda verb: may_move(enrolment, verb),
        fit=reader.fit(enrolment),
        may_ask=mentor_policy.may_ask(current_user, enrolment, asked, now, clock.day(now)),
        asked=asked,
        most_open=RULES.open_requests,
        runs_out=request_actions.runs_out(now),
        saved=enrolment.id in mentor_queries.saved_ids(current_user.id),
        typed=as_typed(),
        invalid=invalid,
    )
