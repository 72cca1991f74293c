"""What was decided quietly, the rehearsal of its release, and the release."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.applications import queries
from board.applications.actions import deciding
from board.applications.labels import DECISIONS, FOR_POSTERS, FOR_STUDENTS, REASONS
from board.applications.views import bp
from board.applications.views.loading import answer_by, own_desk
from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Conflict, Invalid
from board.opportunities.models import Opportunity
from board.web.access import signed_in
from board.web.filters import plural
from board.web.page import go_to, render_page


@bp.get("/opportunities/<id:opportunity_id>/decisions")
@signed_in
def decisions(opportunity_id: int) -> ResponseReturnValue:
    """Every move and every letter that the release would bring; nothing of it is written."""
    return _rehearsal(own_desk(opportunity_id))


@bp.post("/opportunities/<id:opportunity_id>/decisions/release")
@signed_in
def release(opportunity_id: int) -> ResponseReturnValue:
    """Carry out all of them, and send all letters."""
    opportunity = own_desk(opportunity_id)
    try:
        with unit_of_work():
            until = answer_by(clock.now())
            moved = deciding.release(opportunity, by=current_user, now=clock.now(), answer_by=until)
    except Invalid as invalid:
        return _rehearsal(opportunity, invalid.message), 422
    flash(f"{plural(len(moved), 'answer')} are out, each with a letter.", "good")
    return go_to(".desk", opportunity_id=opportunity_id)


def _rehearsal(opportunity: Opportunity, trouble: str = "") -> str:
    try:
        until = answer_by(clock.now())
        steps = deciding.rehearse(opportunity, by=current_user, now=clock.now(), answer_by=until)
    except (Conflict, Invalid) as refusal:
        steps, trouble = [], trouble or ("" if not queries.quiet(opportunity.id) else refusal.message)
    return render_page(
        "applications/decisions.html",
        opportunity=opportunity,
        steps=steps,
        counts={verb: sum(one.verb == verb for one in steps) for verb in DECISIONS},
        places=queries.places_to_offer(opportunity),
        undecided=queries.undecided_count(opportunity.id) - len(steps),
        decisions=DECISIONS,
        labels=FOR_POSTERS,
        told=FOR_STUDENTS,
        reasons=REASONS,
        typed=request.form,
        trouble=trouble,
    )
