"""The posters' side: the desk."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.applications import policy, queries
from board.applications.actions import choosing
from board.applications.labels import FOR_POSTERS, VERBS
from board.applications.models import Application
from board.applications.views import bp
from board.applications.views.loading import answer_by, line, posting, readable
from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Invalid
from board.kernel.verdict import require
from board.opportunities.labels import FOR_POSTERS as STANDINGS
from board.web.access import signed_in
from board.web.filters import plural
from board.web.page import go_to, render_page


@bp.get("/desk")
@signed_in
def desks() -> ResponseReturnValue:
    """All my postings, with what waits at each."""
    now = clock.now()
    desks = [(desk, STANDINGS[desk.opportunity.standing(now)]) for desk in queries.desks(current_user.id)]
    return render_page("applications/desks.html", desks=desks)


@bp.get("/opportunities/<id:opportunity_id>/desk")
@signed_in
def desk(opportunity_id: int) -> ResponseReturnValue:
    """Everybody who applied, or those in the states asked for."""
    opportunity = posting(opportunity_id)
    require(policy.may_choose(current_user, opportunity))
    return _desk(opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/desk/move")
@signed_in
def move_many(opportunity_id: int) -> ResponseReturnValue:
    """Move everybody who is ticked, or nobody."""
    require(policy.may_choose(current_user, posting(opportunity_id)))
    chosen, verb = _ticked(opportunity_id), request.form.get("verb", "")
    try:
        with unit_of_work():
            choosing.choose(chosen, verb, by=current_user, now=clock.now(), answer_by=answer_by(clock.now()))
    except Invalid as invalid:
        return _desk(opportunity_id, invalid.message), 422
    flash(f"{VERBS[verb]}: {plural(len(chosen), 'application')}.", "good")
    return go_to(".desk", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/desk/message")
@signed_in
def message_many(opportunity_id: int) -> ResponseReturnValue:
    """Write to everybody who is ticked."""
    require(policy.may_choose(current_user, posting(opportunity_id)))
    chosen = _ticked(opportunity_id)
    try:
        with unit_of_work():
            choosing.message(chosen, by=current_user, now=clock.now(), text=line("text"))
    except Invalid as invalid:
        return _desk(opportunity_id, invalid.message), 422
    flash(f"Your message is on its way to {plural(len(chosen), 'applicant')}.", "good")
    return go_to(".desk", opportunity_id=opportunity_id)


@bp.post("/applications/<id:application_id>/move")
@signed_in
def move(application_id: int) -> ResponseReturnValue:
    """Move one."""
    application = readable(application_id)
    verb, until = request.form.get("verb", ""), answer_by(clock.now())
    with unit_of_work():
        choosing.choose([application], verb, by=current_user, now=clock.now(), answer_by=until)
    return go_to(".show", application_id=application_id)


@bp.post("/applications/<id:application_id>/note")
@signed_in
def note(application_id: int) -> ResponseReturnValue:
    """The posters' own note."""
    application = readable(application_id)
    with unit_of_work():
        choosing.annotate(application, by=current_user, note=line("note"))
    flash("The note is kept.", "good")
    return go_to(".show", application_id=application_id)


def _desk(opportunity_id: int, trouble: str = "") -> str:
    applications = queries.on_desk(opportunity_id)
    states = {state for state in request.args.getlist("state") if state in set(FOR_POSTERS)}
    return render_page(
        "applications/desk.html",
        opportunity=posting(opportunity_id),
        applications=[one for one in applications if not states or one.state in states],
        total=len(applications),
        counts=queries.count_states(applications),
        states=states,
        ticked=set(request.form.getlist("application")),
        text=request.form.get("text", ""),
        trouble=trouble,
        labels=FOR_POSTERS,
        verbs=VERBS,
    )


def _ticked(opportunity_id: int) -> list[Application]:
    """The applications that were ticked, of this posting only."""
    numbers = set(request.form.getlist("application"))
    return [one for one in queries.on_desk(opportunity_id) if str(one.id) in numbers]
