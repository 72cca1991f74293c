"""Giving more time, and ending early."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.dates import end_of
from board.kernel.errors import Invalid
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.opportunities import policy
from board.opportunities.actions import deadline as deadline_actions
from board.opportunities.forms.deadline import CloseForm, ExtendForm
from board.opportunities.views import bp
from board.opportunities.views.dependencies import school_zone, visible
from board.opportunities.views.posting_page import posting_page
from board.web.access import signed_in
from board.web.pages import go_to


@bp.post("/opportunities/<id:opportunity_id>/extend")
@signed_in
def extend(opportunity_id: int) -> ResponseReturnValue:
    """Give more time."""
    opportunity = visible(opportunity_id)
    require(policy.may_extend(current_user, opportunity, clock.now()))
    try:
        form = ExtendForm.posted()
        last_day = form.last_day()
        extension = deadline_actions.Extension(
            last_day, end_of(last_day, school_zone()), form.reason.data, form.answer_by.data
        )
        with unit_of_work():
            deadline_actions.extend(opportunity, extension, by=current_user, now=clock.now())
    except Invalid as invalid:
        return posting_page(visible(opportunity_id), problem=invalid), 422
    flash("The deadline has moved. Applicants, those with a draft and those who saved it have an email.", "good")
    return go_to(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/close")
@signed_in
def close(opportunity_id: int) -> ResponseReturnValue:
    """End it early."""
    opportunity = visible(opportunity_id)
    require(policy.may_close(current_user, opportunity, clock.now()))
    try:
        form = CloseForm.posted()
        with unit_of_work():
            deadline_actions.close_early(
                opportunity, by=current_user, now=clock.now(), reason=form.reason.data, seen=form.version_read()
            )
    except Invalid as invalid:
        return posting_page(visible(opportunity_id), problem=invalid), 422
    flash("It is closed. Applicants, those with a draft and those who saved it have an email.", "good")
    return go_to(".show", opportunity_id=opportunity_id)
