"""Questions about a posting."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock, throttle
from board.kernel.errors import Invalid, NotFound
from board.kernel.throttle import Limit
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.opportunities import policy, queries
from board.opportunities.actions import question as question_actions
from board.opportunities.forms.question import AnswerForm, QuestionAskForm
from board.opportunities.views import bp
from board.opportunities.views.dependencies import visible
from board.opportunities.views.posting_page import posting_page
from board.web.access import signed_in
from board.web.once import unit_of_work_once
from board.web.pages import go_to
from board.web.throttle import by_person

ASKED = Limit.of("questions asked", "10 per hour; 30 per day", "You have asked a lot of questions.")


@bp.post("/opportunities/<id:opportunity_id>/ask")
@signed_in
def ask(opportunity_id: int) -> ResponseReturnValue:
    """Put a question to the posters."""
    opportunity = visible(opportunity_id)
    throttle.count(by_person(ASKED))
    try:
        form = QuestionAskForm.posted()
        with unit_of_work_once():
            question_actions.ask(opportunity, by=current_user, now=clock.now(), text=form.question.data)
    except Invalid as invalid:
        return posting_page(visible(opportunity_id), problem=invalid), 422
    flash("Your question is with the people who post it. The answer stands here, without your name.", "good")
    return go_to(".show", opportunity_id=opportunity_id, _anchor="questions")


@bp.post("/opportunities/<id:opportunity_id>/questions/<id:asked_id>/answer")
@signed_in
def answer(opportunity_id: int, asked_id: int) -> ResponseReturnValue:
    """Answer for everybody, or the asker alone."""
    opportunity, asked = visible(opportunity_id), queries.question(opportunity_id, asked_id)
    require(policy.may_answer_questions(current_user, opportunity))
    if asked is None:
        raise NotFound
    try:
        form, now = AnswerForm.posted(), clock.now()
        with unit_of_work():
            if form.is_private:
                question_actions.set_aside(asked, opportunity, by=current_user, now=now, note=form.answer.data)
            else:
                given = question_actions.PublicAnswer(form.question.data, form.answer.data)
                question_actions.answer(asked, opportunity, given, by=current_user, now=now)
    except Invalid as invalid:
        return posting_page(visible(opportunity_id), problem=invalid, answering=asked_id), 422
    flash(
        "Only the person who asked has your answer." if form.is_private else "Your answer stands on the page.", "good"
    )
    return go_to(".show", opportunity_id=opportunity_id, _anchor="questions")
