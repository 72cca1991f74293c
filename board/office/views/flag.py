"""Something is wrong with a posting: saying so, and settling it."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid, NotFound
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.office import actions, policy, queries
from board.office.forms import FlagForm, OutcomeForm
from board.office.labels import WORRIES
from board.office.models import Worry
from board.office.views import bp
from board.opportunities import queries as opportunity_queries
from board.web.access import for_roles, signed_in
from board.web.forms import put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page


@bp.route("/opportunities/<id:opportunity_id>/report", methods=["GET", "POST"])
@signed_in
def report(opportunity_id: int) -> ResponseReturnValue:
    """Tell the office that something is wrong with a posting."""
    opportunity, form = opportunity_queries.by_id(opportunity_id), FlagForm()
    if opportunity is None:
        raise NotFound
    require(policy.may_report(current_user, opportunity))
    if form.validate_on_submit():
        worry, words = Worry(form.worry.data), form.words.data
        try:
            with unit_of_work_once():
                actions.report(opportunity, by=current_user, now=clock.now(), worry=worry, words=words)
            flash("Thank you: the office reads it. The people who post it are not told that it was you.", "good")
            return go_to("opportunities.show", opportunity_id=opportunity_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("office/report.html", form=form, opportunity=opportunity), 422 if form.errors else 200


@bp.get("/office/flags")
@for_roles("coordinator")
def flags() -> ResponseReturnValue:
    """What was reported and waits."""
    return _reports(OutcomeForm(formdata=None), 0)


@bp.post("/office/flags/<id:flag_id>/settle")
@for_roles("coordinator")
def settle(flag_id: int) -> ResponseReturnValue:
    """Close a report."""
    flag, form = queries.flag(flag_id), OutcomeForm()
    if flag is None:
        raise NotFound
    try:
        if form.validate_on_submit():
            with unit_of_work():
                actions.settle(flag, by=current_user, now=clock.now(), outcome=form.outcome.data)
            return go_to(".flags")
    except Invalid as invalid:
        put_on_field(form, invalid)
    return _reports(form, flag_id), 422


def _reports(form: OutcomeForm, about: int) -> str:
    flags = queries.open_flags()
    return render_page("office/flags.html", flags=flags, worries=WORRIES, form=form, about=about)
