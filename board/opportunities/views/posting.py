"""Reading and writing postings."""

from zoneinfo import ZoneInfo

from flask import current_app, flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock, markdown
from board.kernel.db import unit_of_work
from board.kernel.errors import Invalid
from board.kernel.verdict import require
from board.opportunities import actions, policy, queries
from board.opportunities.cards import card
from board.opportunities.forms import OpportunityForm
from board.opportunities.labels import FOR_POSTERS, FOR_STUDENTS
from board.opportunities.models import Opportunity
from board.opportunities.views import bp
from board.opportunities.views.loading import user_here, visible
from board.web.access import public, signed_in
from board.web.forms import put_on_field
from board.web.page import go_to, render_page


@bp.get("/opportunities/<id:opportunity_id>")
@public
def show(opportunity_id: int) -> ResponseReturnValue:
    """One posting."""
    opportunity = visible(opportunity_id)
    user = user_here()
    may_edit = user is not None and bool(policy.may_edit(user, opportunity))
    labels = FOR_POSTERS if may_edit else FOR_STUDENTS
    now = clock.now()
    return render_page(
        "opportunities/show.html",
        opportunity=opportunity,
        standing=opportunity.standing(now),
        state_label=labels[opportunity.standing(now)],
        shown=card(opportunity, "", now),
        may_edit=may_edit,
        may_submit=may_edit and (opportunity.state, "submit") in Opportunity.MOVES,
        may_publish=user is not None
        and bool(policy.may_publish(user, opportunity))
        and (opportunity.state, "publish") in Opportunity.MOVES,
        may_cancel=may_edit and (opportunity.state, "cancel") in Opportunity.MOVES,
        saved=user is not None and opportunity.id in queries.saved_ids(user.id),
    )


@bp.route("/opportunities/new", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    """Begin a posting."""
    require(policy.may_post(current_user))
    form = OpportunityForm()
    if form.validate_on_submit():
        with unit_of_work():
            opportunity = actions.draft(by=current_user, now=clock.now(), fields=form.fields(_zone()))
        return go_to(".show", opportunity_id=opportunity.id)
    return render_page("opportunities/form.html", form=form, opportunity=None), 422 if form.errors else 200


@bp.route("/opportunities/<id:opportunity_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(opportunity_id: int) -> ResponseReturnValue:
    """Change a posting."""
    opportunity = visible(opportunity_id)
    require(policy.may_edit(current_user, opportunity))
    form = OpportunityForm.of(opportunity, _zone())
    if form.validate_on_submit():
        with unit_of_work():
            actions.edit(opportunity, by=current_user, now=clock.now(), fields=form.fields(_zone()))
        return go_to(".show", opportunity_id=opportunity_id)
    return render_page("opportunities/form.html", form=form, opportunity=opportunity), 422 if form.errors else 200


@bp.post("/opportunities/preview")
@signed_in
def preview() -> ResponseReturnValue:
    """How a description will look."""
    return render_page(
        "opportunities/preview.html",
        fragments={"description-preview": "opportunities/_preview.html"},
        html=markdown.render(request.form.get("description", "")[:20_000]),
    )


@bp.post("/opportunities/<id:opportunity_id>/submit")
@signed_in
def submit(opportunity_id: int) -> ResponseReturnValue:
    """Send it to a coordinator; what is missing is shown on the form."""
    opportunity = visible(opportunity_id)
    try:
        with unit_of_work():
            actions.submit(opportunity, by=current_user, now=clock.now())
    except Invalid as invalid:
        return _back_to_form(opportunity_id, invalid)
    flash("It waits for a coordinator now. You get a letter when it is on the board.", "good")
    return go_to(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/publish")
@signed_in
def publish(opportunity_id: int) -> ResponseReturnValue:
    """Put it on the board."""
    opportunity = visible(opportunity_id)
    try:
        with unit_of_work():
            actions.publish(opportunity, by=current_user, now=clock.now())
    except Invalid as invalid:
        return _back_to_form(opportunity_id, invalid)
    flash("It is on the board.", "good")
    return go_to(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/ask-changes")
@signed_in
def ask_changes(opportunity_id: int) -> ResponseReturnValue:
    """Send it back with a comment."""
    opportunity = visible(opportunity_id)
    with unit_of_work():
        actions.ask_changes(opportunity, by=current_user, now=clock.now(), comment=_line("comment"))
    return go_to(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/cancel")
@signed_in
def cancel(opportunity_id: int) -> ResponseReturnValue:
    """Call it off."""
    opportunity = visible(opportunity_id)
    with unit_of_work():
        actions.cancel(opportunity, by=current_user, now=clock.now(), reason=_line("reason"))
    return go_to(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/clone")
@signed_in
def clone(opportunity_id: int) -> ResponseReturnValue:
    """A new draft with the same words."""
    opportunity = visible(opportunity_id)
    with unit_of_work():
        copy = actions.clone(opportunity, by=current_user, now=clock.now())
    return go_to(".edit", opportunity_id=copy.id)


def _back_to_form(opportunity_id: int, invalid: Invalid) -> ResponseReturnValue:
    opportunity = visible(opportunity_id)
    form = OpportunityForm.of(opportunity, _zone(), formdata=None)
    put_on_field(form, Invalid({"closes_at": "closes"}.get(invalid.field, invalid.field), invalid.message))
    return render_page("opportunities/form.html", form=form, opportunity=opportunity), 422


def _zone() -> ZoneInfo:
    zone: ZoneInfo = current_app.extensions["settings"].time_zone
    return zone


def _line(name: str) -> str:
    return request.form.get(name, "")[:1000].replace("\x00", "")
