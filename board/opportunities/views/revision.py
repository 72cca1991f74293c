"""An edit of a public posting that waits: both versions beside each other, and what is decided about them."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid, NotFound
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.opportunities import policy, queries
from board.opportunities.actions import revision as revision_actions
from board.opportunities.comparison import differences
from board.opportunities.forms.revision import CommentForm
from board.opportunities.models import Opportunity, Revision, as_proposed, poster_of
from board.opportunities.views import bp
from board.opportunities.views.dependencies import visible
from board.web.access import signed_in
from board.web.confirmation import Confirmation, ask_first
from board.web.forms import ReadVersionForm, as_typed
from board.web.pages import go_to, render_page


@bp.get("/opportunities/<id:opportunity_id>/changes")
@signed_in
def changes(opportunity_id: int) -> ResponseReturnValue:
    """What is public, and what is proposed."""
    return _page(*_proposed(opportunity_id))


@bp.post("/opportunities/<id:opportunity_id>/changes/approve")
@signed_in
def approve_changes(opportunity_id: int) -> ResponseReturnValue:
    """Make public what is proposed."""
    opportunity, revision = _proposed(opportunity_id)
    try:
        form = ReadVersionForm.posted()
        seen = form.version_read() or 0
        with unit_of_work():
            revision_actions.approve(revision, opportunity, by=current_user, now=clock.now(), seen=seen)
    except Invalid as invalid:
        return _page(*_proposed(opportunity_id), error=invalid), 422
    flash(f"The changes to “{opportunity.title}” are public.", "good")
    return form.onward(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/changes/return")
@signed_in
def return_changes(opportunity_id: int) -> ResponseReturnValue:
    """Ask for another wording; the public version stays."""
    opportunity, revision = _proposed(opportunity_id)
    try:
        form = CommentForm.posted()
        seen, comment = form.version_read() or 0, form.comment.data
        with unit_of_work():
            revision_actions.send_back(
                revision, opportunity, by=current_user, now=clock.now(), seen=seen, comment=comment
            )
    except Invalid as invalid:
        return _page(*_proposed(opportunity_id), error=invalid), 422
    flash("Your comment is sent. The public version stays as it is until the poster has changed the edit.", "good")
    return form.onward(".show", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/changes/withdraw")
@signed_in
def withdraw_changes(opportunity_id: int) -> ResponseReturnValue:
    """Forget what is proposed."""
    opportunity, revision = _proposed(opportunity_id)
    seen = ReadVersionForm.posted().version_read() or 0
    question = Confirmation(
        "Discard your edit?",
        [f"“{opportunity.title}” stays as it is public now. What you wrote in the edit is deleted."],
        "Discard edit",
        url_for(".changes", opportunity_id=opportunity_id),
    )
    if (page := ask_first(question)) is not None:
        return page
    with unit_of_work():
        revision_actions.withdraw(revision, opportunity, by=current_user, seen=seen)
    flash("Your edit is discarded. The posting stays as it is.", "plain")
    return go_to(".show", opportunity_id=opportunity_id)


def _proposed(opportunity_id: int) -> tuple[Opportunity, Revision]:
    """The posting and what waits for it, for those who may edit it."""
    opportunity = visible(opportunity_id)
    require(policy.may_edit(current_user, opportunity))
    revision = queries.revision(opportunity_id)
    if revision is None:
        raise NotFound("Nothing waits to be approved here any more.")
    return opportunity, revision


def _page(opportunity: Opportunity, revision: Revision, *, error: Invalid | None = None) -> str:
    proposed = as_proposed(opportunity, revision)
    return render_page(
        "opportunities/changes.html",
        opportunity=opportunity,
        revision=revision,
        poster=poster_of(revision, opportunity),
        proposed=proposed,
        differences=differences(opportunity, proposed),
        may_approve=policy.may_publish(current_user, opportunity),
        may_return=policy.may_ask_changes(current_user, opportunity),
        problem=error,
        typed=as_typed(),
    )
