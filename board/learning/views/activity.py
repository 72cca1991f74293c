"""Finding an activity."""

from flask import current_app, request
from flask.typing import ResponseReturnValue

from board.accounts.views.see_as import shows
from board.kernel import clock
from board.kernel.verdict import Verdict
from board.learning import labels, policy, queries, search_params
from board.learning.facets import chips, facets
from board.learning.models import Activity
from board.learning.views import bp
from board.learning.views.dependencies import visible, visitor
from board.web.access import public
from board.web.pages import render_page
from board.web.throttle import asks_questions

OWN = "learning.transcript"
"""The page that tells what a person has learned."""


@bp.get("/learning")
@public
@asks_questions
def index() -> ResponseReturnValue:
    """What is offered, by words and filters; for me, what I am asked to take."""
    user, asked, now = visitor(), search_params.read(request.args), clock.now()
    result = queries.catalogue(current_app.extensions["engine"], asked, now)
    return render_page(
        "learning/index.html",
        fragments={"learning-results": "learning/_results.html"},
        wanted=asked,
        found=result,
        facets=facets(asked, result.facets),
        chips=chips(asked),
        pages=-(-result.total // queries.PER_PAGE),
        takings=queries.takings_of(user.id) if user and shows(OWN) else {},
        assigned=queries.assigned_to(user.id, user.class_year) if user and shows(OWN) else [],
        may_author=user is not None and bool(policy.may_author(user)),
        labels=labels,
        today=clock.day(now),
    )


@bp.get("/learning/<id:activity_id>")
@public
def show(activity_id: int) -> ResponseReturnValue:
    """One activity: what it asks, what it gives, and the way in."""
    activity, user = visible(activity_id), visitor()
    mine = user.id if user and shows(OWN) else None
    taking = queries.taking_of(mine, activity_id) if mine else None
    certificate = queries.certificate_of(mine, activity_id) if mine else None
    return render_page(
        "learning/show.html",
        activity=activity,
        taking=taking,
        certificate=certificate,
        claim=queries.claim_of(mine, activity_id) if mine else None,
        may_take=_may_take(activity),
        may_claim=user is not None and bool(policy.may_claim(user, certificate)),
        may_author=user is not None and bool(policy.may_author(user)),
        labels=labels,
    )


def _may_take(activity: Activity) -> Verdict | None:
    """None for a visitor, who is asked to sign in first."""
    user = visitor()
    return policy.may_take(user, activity, clock.day(clock.now())) if user else None
