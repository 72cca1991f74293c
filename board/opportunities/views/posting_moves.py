"""The verbs of a posting's life, one address each."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Invalid
from board.opportunities import actions, posting_checks
from board.opportunities.forms import OpportunityForm
from board.opportunities.next_cycle import YEAR
from board.opportunities.views import bp
from board.opportunities.views.dependencies import school_zone, visible
from board.opportunities.views.posting_form import form_page
from board.opportunities.views.posting_page import posting_page
from board.web.access import signed_in
from board.web.addresses import number
from board.web.forms import posted_line, posted_text, put_on_field
from board.web.pages import go_to, safe_next

LONGEST_COMMENT = 1000


@bp.post("/opportunities/<id:opportunity_id>/submit")
@signed_in
def submit(opportunity_id: int) -> ResponseReturnValue:
    """Send it to a coordinator; what is missing is shown on the form."""
    opportunity = visible(opportunity_id)
    try:
        with unit_of_work():
            actions.submit(opportunity, by=current_user, now=clock.now())
    except Invalid:
        return _what_is_missing(opportunity_id)
    flash("It waits for a coordinator now. You get an email when it is on the board.", "good")
    return go_to(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/publish")
@signed_in
def publish(opportunity_id: int) -> ResponseReturnValue:
    """Put it on the board."""
    opportunity = visible(opportunity_id)
    try:
        comment = posted_text("comment", LONGEST_COMMENT)
    except Invalid as invalid:
        return posting_page(opportunity, problem=invalid), 422
    try:
        with unit_of_work():
            actions.publish(opportunity, by=current_user, now=clock.now(), comment=comment, seen=_seen())
    except Invalid:
        return _what_is_missing(opportunity_id)
    flash(f"“{opportunity.title}” is on the board.", "good")
    return _onward(opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/ask-changes")
@signed_in
def ask_changes(opportunity_id: int) -> ResponseReturnValue:
    """Send it back with a comment."""
    opportunity = visible(opportunity_id)
    try:
        comment = posted_text("comment", LONGEST_COMMENT)
        with unit_of_work():
            actions.ask_changes(opportunity, by=current_user, now=clock.now(), comment=comment, seen=_seen())
    except Invalid as invalid:
        return posting_page(visible(opportunity_id), problem=invalid), 422
    return _onward(opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/cancel")
@signed_in
def cancel(opportunity_id: int) -> ResponseReturnValue:
    """Call it off."""
    opportunity = visible(opportunity_id)
    try:
        reason = posted_text("reason", LONGEST_COMMENT)
        with unit_of_work():
            actions.cancel(opportunity, by=current_user, now=clock.now(), reason=reason)
    except Invalid as invalid:
        return posting_page(visible(opportunity_id), problem=Invalid("cancel", invalid.message)), 422
    return go_to(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/archive")
@signed_in
def archive(opportunity_id: int) -> ResponseReturnValue:
    """Put it away."""
    opportunity = visible(opportunity_id)
    with unit_of_work():
        actions.archive(opportunity, by=current_user, now=clock.now())
    flash("It is put away. Its page stays, and its desk is under “Put away” on your list.", "good")
    return go_to(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/clone")
@signed_in
def clone(opportunity_id: int) -> ResponseReturnValue:
    """A new draft with the same words."""
    opportunity = visible(opportunity_id)
    with unit_of_work():
        copy = actions.clone(opportunity, by=current_user, now=clock.now(), cycle=posted_line("cycle") or YEAR)
    flash("This is a new draft. Check its dates before you publish it.", "plain")
    return go_to(".edit", opportunity_id=copy.id)


def _seen() -> int | None:
    """The version that was read, where the button carries it."""
    return number(request.form.get("version", ""))


def _what_is_missing(opportunity_id: int) -> ResponseReturnValue:
    """The form, with a sentence beside everything that it still needs."""
    opportunity = visible(opportunity_id)
    form = OpportunityForm.of(opportunity, school_zone(), formdata=None)
    for field, sentence in posting_checks.missing(opportunity, clock.now()).items():
        put_on_field(form, Invalid(field, sentence))
    return form_page(form, opportunity)


def _onward(opportunity_id: int) -> ResponseReturnValue:
    """Back to the list from which it was pressed, or to the posting."""
    back = safe_next(request.form.get("next"))
    return redirect(back, 303) if back else go_to(".show", opportunity_id=opportunity_id)
