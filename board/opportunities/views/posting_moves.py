"""The verbs of a posting's life, one address each."""

from collections.abc import Callable
from datetime import datetime

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid
from board.kernel.unit_of_work import unit_of_work
from board.opportunities import actions, policy, posting_checks
from board.opportunities.forms import OpportunityForm
from board.opportunities.forms.posting import CancelPostingForm, CloneForm
from board.opportunities.forms.revision import CommentForm
from board.opportunities.models import Opportunity
from board.opportunities.next_cycle import YEAR
from board.opportunities.views import bp
from board.opportunities.views.dependencies import allowed, school_zone, visible
from board.opportunities.views.posting_form import form_page
from board.opportunities.views.posting_page import posting_page
from board.web.access import signed_in
from board.web.forms import ReadVersionForm, put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to


@bp.post("/opportunities/<id:opportunity_id>/submit")
@signed_in
def submit(opportunity_id: int) -> ResponseReturnValue:
    """Send it to a coordinator; what is missing is shown on the form."""
    opportunity = allowed(opportunity_id, policy.may_submit)
    try:
        with unit_of_work():
            actions.submit(opportunity, by=current_user, now=clock.now(), seen=ReadVersionForm().version_read())
    except Invalid:
        return _what_is_missing(opportunity_id, posting_checks.missing_to_send)
    body = opportunity.organisation
    adviser = body.advised_by(clock.day(clock.now())) if body is not None else None
    flash(
        f"It waits for {adviser.name if adviser else 'a coordinator'} now. You get an email when it is on the board.",
        "good",
    )
    return go_to(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/publish")
@signed_in
def publish(opportunity_id: int) -> ResponseReturnValue:
    """Approve and publish."""
    opportunity = allowed(opportunity_id, policy.may_publish)
    try:
        form = CommentForm.posted()
    except Invalid as invalid:
        return posting_page(opportunity, problem=invalid), 422
    try:
        with unit_of_work():
            actions.publish(
                opportunity, by=current_user, now=clock.now(), comment=form.comment.data, seen=form.version_read()
            )
    except Invalid:
        return _what_is_missing(opportunity_id, posting_checks.missing_to_publish)
    flash(f"“{opportunity.title}” is on the board.", "good")
    return form.onward(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/ask-changes")
@signed_in
def ask_changes(opportunity_id: int) -> ResponseReturnValue:
    """Send it back with a comment."""
    opportunity = allowed(opportunity_id, policy.may_ask_changes)
    try:
        form = CommentForm.posted()
        with unit_of_work():
            actions.ask_changes(
                opportunity, by=current_user, now=clock.now(), comment=form.comment.data, seen=form.version_read()
            )
    except Invalid as invalid:
        return posting_page(visible(opportunity_id), problem=invalid), 422
    return form.onward(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/cancel")
@signed_in
def cancel(opportunity_id: int) -> ResponseReturnValue:
    """Call it off."""
    opportunity = allowed(opportunity_id, policy.may_cancel)
    try:
        reason = CancelPostingForm.posted().reason.data
        with unit_of_work():
            actions.cancel(opportunity, by=current_user, now=clock.now(), reason=reason)
    except Invalid as invalid:
        return posting_page(visible(opportunity_id), problem=Invalid("cancel", invalid.message)), 422
    return go_to(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/archive")
@signed_in
def archive(opportunity_id: int) -> ResponseReturnValue:
    """Put it away."""
    opportunity = allowed(opportunity_id, policy.may_archive)
    with unit_of_work():
        actions.archive(opportunity, by=current_user, now=clock.now())
    flash("It is put away. Its page stays, and it is under “Put away” on your list.", "good")
    return go_to(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/clone")
@signed_in
def clone(opportunity_id: int) -> ResponseReturnValue:
    """A new draft with the same words."""
    opportunity, form = allowed(opportunity_id, policy.may_clone), CloneForm.posted()
    with unit_of_work_once():
        copy = actions.clone(opportunity, by=current_user, now=clock.now(), cycle=form.cycle.data or YEAR)
    flash("This is a new draft. Check its dates before you publish it.", "plain")
    return go_to(".edit", opportunity_id=copy.id)


def _what_is_missing(
    opportunity_id: int, missing: Callable[[Opportunity, datetime], dict[str, str]]
) -> ResponseReturnValue:
    """The form, with a sentence beside everything that it still needs."""
    opportunity = visible(opportunity_id)
    form = OpportunityForm.of(opportunity, school_zone(), formdata=None)
    for field, sentence in missing(opportunity, clock.now()).items():
        put_on_field(form, Invalid(field, sentence))
    return form_page(form, opportunity)
