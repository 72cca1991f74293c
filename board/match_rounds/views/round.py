"""Rounds, and one round as each person sees it."""

from datetime import datetime
from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock, lifecycle
from board.kernel.errors import Conflict
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.match_rounds import policy
from board.match_rounds.actions import round as round_actions
from board.match_rounds.actions.participant import applicant_ids
from board.match_rounds.forms import RoundForm
from board.match_rounds.labels import BUTTONS, FOR_COORDINATORS, FOR_MEMBERS, STEPS
from board.match_rounds.models import MatchMentor, MatchRound, RoundState
from board.match_rounds.queries import round as round_queries
from board.match_rounds.queries import trial_meeting as trial_meeting_queries
from board.match_rounds.queries import waitlist as waitlist_queries
from board.match_rounds.readiness import readiness_of
from board.match_rounds.rules import RULES
from board.match_rounds.views import bp
from board.match_rounds.views import mentor_values as mentor_values_views
from board.match_rounds.views.dependencies import Names, visible, zone
from board.mentorship.choices import OFFERS
from board.web.access import for_roles, signed_in
from board.web.editing import version_of
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page


@bp.get("/match-rounds")
@signed_in
def index() -> ResponseReturnValue:
    """Every round there is to know of."""
    steers = bool(policy.may_steer(current_user))
    rounds = round_queries.everything() if steers else round_queries.opened()
    numbers = [item.id for item in rounds]
    return render_page(
        "match_rounds/index.html",
        rounds=rounds,
        counts=round_queries.counts(numbers),
        mine=round_queries.rounds_of(current_user.id, numbers),
        labels=FOR_COORDINATORS if steers else FOR_MEMBERS,
        steers=steers,
    )


@bp.get("/match-rounds/<id:round_id>")
@signed_in
def show(round_id: int) -> ResponseReturnValue:
    """One round: its calendar, and what there is to do in it."""
    return page(visible(round_id))


def page(match_round: MatchRound, **problem: str) -> str:
    """The round as this person sees it; `problem` names what is wrong with a field of it."""
    round_id = match_round.id
    steers = bool(policy.may_steer(current_user))
    mentee = round_queries.mentee_in(round_id, current_user.id)
    mentor = round_queries.mentor_in(round_id, current_user.id)
    has_mentor = bool(round_queries.with_mentor_of(match_round.kind, [current_user.id]))
    return render_page(
        "match_rounds/show.html",
        round=match_round,
        label=(FOR_COORDINATORS if steers else FOR_MEMBERS)[match_round.state],
        calendar=calendar(match_round),
        counts=round_queries.counts([round_id])[round_id],
        mentee=mentee,
        mentor=mentor,
        names=Names(match_round) if mentee or mentor else None,
        may_join=policy.may_join(current_user, match_round, has_mentor=has_mentor),
        may_leave=policy.may_leave(match_round, mentee),
        may_rank=policy.may_rank(match_round, mentee),
        may_read_proof=policy.may_read_proof(match_round, mentee),
        held=waitlist_queries.open_to(round_id, current_user.id) if mentee else None,
        talks=policy.may_talk(match_round, has_talks=bool(trial_meeting_queries.of_person(round_id, current_user.id))),
        steers=steers,
        rules=RULES,
        problem=problem,
        **(_for_mentor(match_round, mentor) if mentor else {}),
        **(_for_coordinator(match_round) if steers else {}),
    )


def _for_mentor(match_round: MatchRound, mentor: MatchMentor) -> dict[str, Any]:
    made = round_queries.pairs_of(match_round.id) if match_round.is_answered else []
    return {
        "may_sort": policy.may_sort(match_round, mentor),
        "may_set_places": policy.may_set_places(match_round, mentor),
        "may_set_offers": policy.may_set_offers(match_round, mentor),
        "applicants": len(applicant_ids(match_round, mentor)) if match_round.state is RoundState.RANKING else 0,
        "offer_words": OFFERS,
        "places_version": version_of(mentor_values_views.of_places(mentor)),
        "offers_version": version_of(mentor_values_views.of_offers(mentor)),
        "my_pairs": [mentorship for mentorship in made if mentorship.enrolment_id == mentor.enrolment_id],
    }


def _for_coordinator(match_round: MatchRound) -> dict[str, Any]:
    verbs = [verb for verb in BUTTONS if lifecycle.may_move(match_round, verb)]
    return {
        "steps": STEPS,
        "verbs": [(verb, *BUTTONS[verb]) for verb in verbs if verb != "cancel"],
        "may_cancel": "cancel" in verbs,
        "may_edit": policy.may_edit(current_user, match_round),
        "may_read_lists": policy.may_read_lists(current_user, match_round),
        "ready": readiness_of(match_round) if match_round.is_ranking else None,
        "run": round_queries.run_of(match_round),
        "follower": round_queries.follower_of(match_round.id),
    }


def calendar(match_round: MatchRound) -> list[tuple[str, datetime, str]]:
    """The dates of a round, and where among them we are."""
    dates = [
        ("Join", match_round.joins_until, (RoundState.OPEN,)),
        ("Rank and sort", match_round.ranks_until, (RoundState.RANKING,)),
        ("Results", match_round.publishes_on, (RoundState.LOCKED, RoundState.PROPOSED)),
    ]
    if match_round.published_at is not None:
        dates.append(("Sign", match_round.published_at + RULES.answer_within, (RoundState.PUBLISHED,)))
    here = next((place for place, (_, _, states) in enumerate(dates) if match_round.state in states), None)
    ahead = match_round.state is RoundState.DRAFT
    return [
        (words, at, "now" if place == here else "next" if ahead or (here is not None and place > here) else "done")
        for place, (words, at, _) in enumerate(dates)
    ]


@bp.route("/match-rounds/new", methods=["GET", "POST"])
@for_roles("coordinator")
def new() -> ResponseReturnValue:
    """Plan a round."""
    form = RoundForm()
    if form.validate_on_submit():
        with unit_of_work_once():
            match_round = round_actions.draft(by=current_user, now=clock.now(), fields=form.fields(zone()))
        return go_to(".show", round_id=match_round.id)
    return render_page("match_rounds/form.html", form=form, round=None), 422 if form.errors else 200


@bp.route("/match-rounds/<id:round_id>/edit", methods=["GET", "POST"])
@for_roles("coordinator")
def edit(round_id: int) -> ResponseReturnValue:
    """Change dates and words."""
    match_round = visible(round_id)
    require(policy.may_edit(current_user, match_round))
    form = RoundForm.of(match_round, zone())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                form.require_unchanged(lambda: RoundForm.of(match_round, zone()))
                round_actions.edit(match_round, by=current_user, fields=form.fields(zone()))
        except Conflict as conflict:
            form.form_errors.append(conflict.message)
            return render_page("match_rounds/form.html", form=form, round=match_round), 409
        flash("The round is changed. People see the new dates at once.", "good")
        return go_to(".show", round_id=round_id)
    return render_page("match_rounds/form.html", form=form, round=match_round), 422 if form.errors else 200
