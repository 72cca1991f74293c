"""Deadlines in one's own calendar: one posting's, or all that wait for me at a private address."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.discovery import actions, calendar, queries
from board.discovery.views import bp
from board.kernel import clock
from board.kernel.errors import NotFound, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.opportunities import queries as opportunity_queries
from board.opportunities.models import PUBLIC
from board.web import calendar as web_calendar
from board.web.access import public, signed_in
from board.web.emails import link
from board.web.pages import go_to


@bp.get("/opportunities/<id:opportunity_id>/deadline.ics")
@public
def deadline(opportunity_id: int) -> ResponseReturnValue:
    """When this posting closes."""
    opportunity = opportunity_queries.by_id(opportunity_id)
    if opportunity is None or opportunity.state not in PUBLIC or opportunity.closes_at is None:
        raise NotFound
    return web_calendar.answer(opportunity.title, calendar.deadlines([opportunity]))


@bp.get("/saved/calendar")
@signed_in
def calendars() -> ResponseReturnValue:
    """Whether my deadlines have a private address."""
    return render_template("discovery/calendar.html", kept=queries.calendar_of(current_user.id), address="")


@bp.post("/saved/calendar")
@signed_in
def make() -> ResponseReturnValue:
    """Make the address and show it, this once; the one before it ends."""
    with unit_of_work():
        token = actions.make_calendar(current_user, now=clock.now())
    address = link("discovery.mine", token=token)
    return render_template("discovery/calendar.html", kept=queries.calendar_of(current_user.id), address=address)


@bp.post("/saved/calendar/revoke")
@signed_in
def revoke() -> ResponseReturnValue:
    """End it."""
    with unit_of_work():
        actions.revoke_calendar(current_user)
    flash("The address opens nothing any more.", "good")
    return go_to(".calendars")


@bp.get("/calendar/<token>.ics")
@public
def mine(token: str) -> ResponseReturnValue:
    """My deadlines, for whoever has the address: my calendar program."""
    stored = found_or_404(queries.calendar_by_hash(actions.hash_token(token)))
    answer = web_calendar.answer("My deadlines on Rounds", calendar.mine(stored.user, clock.now()))
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
