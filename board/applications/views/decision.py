"""Draft decisions, the preview of their release, and the release."""

from collections import Counter

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.applications import queries
from board.applications.actions import decision as decision_actions
from board.applications.forms import AnswerByForm, ReleaseForm
from board.applications.labels import COUNTED, DECISIONS, FOR_POSTERS, FOR_STUDENTS, REASONS
from board.applications.views import bp
from board.applications.views.dependencies import answer_by, offer_terms, owned_posting
from board.kernel import clock
from board.kernel.errors import Conflict, Invalid
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity
from board.opportunities.posting_card import openings_by_state
from board.school import settings as school_settings
from board.web.access import signed_in
from board.web.confirmation import Confirmation, ask_first
from board.web.emails import as_text_alone, without_tokens
from board.web.filters import plural
from board.web.forms import as_typed
from board.web.pages import go_to, render_page
from board.web.throttle import makes_previews


@bp.get("/opportunities/<id:opportunity_id>/decisions")
@signed_in
@makes_previews
def decisions(opportunity_id: int) -> ResponseReturnValue:
    """Every move and every email that the release would bring; nothing of it is written."""
    return _preview(owned_posting(opportunity_id))


@bp.post("/opportunities/<id:opportunity_id>/decisions/release")
@signed_in
def release(opportunity_id: int) -> ResponseReturnValue:
    """Carry out all of them, and send all emails."""
    opportunity = owned_posting(opportunity_id)
    question = _question(opportunity)
    if question is not None and (page := ask_first(question)) is not None:
        return page
    try:
        form, now = ReleaseForm.posted(), clock.now()
        with unit_of_work():
            moved = decision_actions.release(opportunity, by=current_user, now=now, terms=offer_terms(form, now))
    except Invalid as invalid:
        return _preview(opportunity, invalid.message), 422
    flash(f"{plural(len(moved), 'decision')} sent, each with an email.", "good")
    return go_to(".applicants", opportunity_id=opportunity_id)


def _question(opportunity: Opportunity) -> Confirmation | None:
    """What the release does, with its numbers; None while nothing is decided. The preview shows it in full."""
    decided = queries.draft_decisions(opportunity.id)
    if not decided:
        return None
    counts = Counter(decision.verb for decision in decided.values())
    does = [f"{words}: {counts[verb]}" for verb, (words, _) in DECISIONS.items() if counts[verb]]
    return Confirmation(
        title=f"Send {plural(len(decided), 'decision')}?",
        consequences=[*does, f"{openings_by_state(opportunity.openings)}.", "Emails cannot be called back."],
        button=f"Send {plural(len(decided), 'decision')}",
        back=url_for(".decisions", opportunity_id=opportunity.id),
        about=repr(sorted((number, decision.id) for number, decision in decided.items())),
    )


def _preview(opportunity: Opportunity, error: str = "") -> str:
    try:
        until = answer_by(AnswerByForm(), clock.now())
        with without_tokens(), as_text_alone():
            steps = decision_actions.preview(opportunity, by=current_user, now=clock.now(), answer_by=until)
    except (Conflict, Invalid) as refusal:
        steps, error = [], error or ("" if not queries.draft_decisions(opportunity.id) else refusal.message)
    return render_page(
        "applications/decisions.html",
        opportunity=opportunity,
        steps=steps,
        counts={verb: sum(step.verb == verb for step in steps) for verb in DECISIONS},
        openings=openings_by_state(opportunity.openings),
        free=opportunity.openings.free,
        held=opportunity.openings.held,
        question=_question(opportunity),
        undecided=queries.undecided_count(opportunity.id) - len(steps),
        counted=COUNTED,
        offer_days=school_settings.offer_days,
        labels=FOR_POSTERS,
        told=FOR_STUDENTS,
        reasons=REASONS,
        typed=as_typed(),
        problem=error,
    )
