"""The addresses outside the staff from which a supervisor may answer."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import actions as account_actions
from board.accounts import queries as account_queries
from board.accounts.models import SupervisorAddress
from board.kernel import clock
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.wording import plural
from board.office.forms import ApprovedSupervisorForm
from board.office.views import bp
from board.record import queries as record_queries
from board.web.access import for_roles
from board.web.confirmation import Confirmation, ask_first
from board.web.forms import put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page


@bp.route("/office/supervisors", methods=["GET", "POST"])
@for_roles("coordinator")
def supervisors() -> ResponseReturnValue:
    """The approved addresses; approve another."""
    asked = {"name": request.args.get("name", ""), "address": request.args.get("address", "")}
    form = ApprovedSupervisorForm(data=asked)
    if form.validate_on_submit():
        try:
            with unit_of_work_once():
                name, address = form.name.data, form.address.data
                account_actions.approve_supervisor(by=current_user, now=clock.now(), name=name, address=address)
            flash(f"{name} counts as a supervisor from now on. Earlier answers stay what they were.", "good")
            return go_to(".supervisors")
        except Invalid as invalid:
            put_on_field(form, invalid)
    page = render_page("office/supervisors.html", form=form, approved=account_queries.supervisor_addresses())
    return page, 422 if form.errors else 200


@bp.post("/office/supervisors/<id:supervisor_address_id>/end")
@for_roles("coordinator")
def end_supervisor(supervisor_address_id: int) -> ResponseReturnValue:
    """An address counts no more."""
    approved = found_or_404(account_queries.supervisor_address_by_id(supervisor_address_id))
    if (page := ask_first(_about_ending(approved))) is not None:
        return page
    with unit_of_work():
        account_actions.end_supervisor(approved, by=current_user)
    flash(f"Answers from {approved.address} count as said by somebody outside from now on.", "plain")
    return go_to(".supervisors")


def _about_ending(approved: SupervisorAddress) -> Confirmation:
    waiting = record_queries.count_open_asks_to(approved.mailbox, clock.now())
    consequences = [f"Later answers from {approved.address} count as said by somebody outside, and verify nothing."]
    if waiting:
        emails = plural(waiting, "email that waits", "emails that wait")
        consequences.append(f"So do the answers to {emails} there now.")
    consequences.append("What was confirmed from there before stays as it is.")
    title, back = f"End the approval of {approved.name}?", url_for(".supervisors")
    return Confirmation(title, consequences, "End the approval", back)
