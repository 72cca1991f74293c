"""What became of a posting: told on its page, or by the link in an email."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import queries as account_queries
from board.accounts.models import User
from board.kernel import clock
from board.kernel.errors import Invalid, NotFound, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.opportunities import policy, queries
from board.opportunities.actions import outcome as outcome_actions
from board.opportunities.forms.outcome import FILLED, PostingOutcomeForm
from board.opportunities.models import OUTCOME_LINK, Opportunity
from board.opportunities.views import bp
from board.opportunities.views.dependencies import visible
from board.web.access import public, signed_in
from board.web.addresses import number
from board.web.forms import as_typed
from board.web.pages import go_to, render_page
from board.web.signed_links import ENDED, unseal_marked


@bp.route("/opportunities/<id:opportunity_id>/outcome", methods=["GET", "POST"])
@signed_in
def outcome(opportunity_id: int) -> ResponseReturnValue:
    """Filled or not, told by an owner who is signed in."""
    opportunity, here = visible(opportunity_id), url_for(".outcome", opportunity_id=opportunity_id)
    require(policy.may_edit(current_user, opportunity))
    return _ask(opportunity, current_user, here) or go_to(".show", opportunity_id=opportunity_id)


@bp.route("/outcomes/<token>", methods=["GET", "POST"])
@public
def outcome_by_email(token: str) -> ResponseReturnValue:
    """The same by the link in an email, without signing in."""
    opportunity, owner = _of_email(token)
    return _ask(opportunity, owner, url_for(".outcome_by_email", token=token)) or go_to(
        ".outcome_by_email", token=token
    )


def _ask(opportunity: Opportunity, by: User, here: str) -> ResponseReturnValue | None:
    """The form, or None once the outcome is told."""
    if request.method != "POST":
        return _form(opportunity, by, here)
    try:
        form = PostingOutcomeForm.posted()
        filled, note = form.outcome.data == FILLED, form.note.data
        with unit_of_work():
            outcome_actions.tell_outcome(opportunity, by=by, now=clock.now(), filled=filled, note=note)
    except Invalid as invalid:
        return _form(opportunity, by, here, invalid), 422
    flash("Thank you: that is all we needed.", "good")
    return None


def _form(opportunity: Opportunity, by: User, here: str, error: Invalid | None = None) -> str:
    return render_page(
        "opportunities/outcome.html",
        opportunity=opportunity,
        may_tell=policy.may_tell_outcome(by, opportunity, clock.now()),
        here=here,
        typed=as_typed(),
        problem=error,
    )


def _of_email(token: str) -> tuple[Opportunity, User]:
    sealed = found_or_404(unseal_marked(OUTCOME_LINK, token))
    owner_id, _, mark = sealed[1].partition(":")
    opportunity, owner = queries.by_id(sealed[0]), account_queries.by_id(number(owner_id) or 0)
    if opportunity is None or owner is None or not owner.is_active:
        raise NotFound
    if owner.link_mark != mark:
        raise NotFound(f"{ENDED} Sign in to tell the outcome.")
    return opportunity, owner
