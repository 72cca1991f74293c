"""What coordinators do: move a round on, look ahead, fix pairs, try what would happen if."""

from collections.abc import Callable
from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid, found_or_404
from board.kernel.lifecycle import may_move
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.match_rounds import policy, result_figures
from board.match_rounds import what_if as match_round_what_if
from board.match_rounds.actions import result as result_actions
from board.match_rounds.actions import round as round_actions
from board.match_rounds.actions import run as run_actions
from board.match_rounds.forms import CancelForm, PinForm
from board.match_rounds.labels import FOR_COORDINATORS, REASONS, TIERS
from board.match_rounds.models import MatchRound
from board.match_rounds.queries import round as round_queries
from board.match_rounds.result_figures import Look
from board.match_rounds.views import bp
from board.match_rounds.views.dependencies import Names, read_by_name, steered
from board.match_rounds.views.round_confirmation import QUESTIONS, about_cancelling
from board.matching import comparing
from board.matching.wishes import Preferences
from board.web.access import for_roles
from board.web.addresses import number
from board.web.confirmation import ask_first
from board.web.forms import as_typed
from board.web.pages import go_to, render_page


@bp.post("/match-rounds/<id:round_id>/open", endpoint="open")
@for_roles("coordinator")
def open_round(round_id: int) -> ResponseReturnValue:
    """Let people join; mentors and students who look for one are told."""
    words = "The round is open. Mentors and students who look for one have their emails."
    return _move(round_id, "open", round_actions.open_round, then=".show", words=words)


@bp.post("/match-rounds/<id:round_id>/start-ranking", endpoint="start-ranking")
@for_roles("coordinator")
def start_ranking(round_id: int) -> ResponseReturnValue:
    """Let people make their lists."""
    words = "Everybody has a list to begin with."
    return _move(round_id, "start-ranking", round_actions.start_ranking, then=".show", words=words)


@bp.post("/match-rounds/<id:round_id>/lock")
@for_roles("coordinator")
def lock(round_id: int) -> ResponseReturnValue:
    """Take no more changes to the lists."""
    words = "The lists are locked. Here is what a run would give."
    return _move(round_id, "lock", round_actions.lock, then=".preview", words=words)


@bp.post("/match-rounds/<id:round_id>/remind")
@for_roles("coordinator")
def remind(round_id: int) -> ResponseReturnValue:
    """Tell whoever has not made a list or sorted their applicants."""
    words = "Everybody who has not saved a list or tiers gets an email, one a day at most."
    return _move(round_id, "remind", round_actions.remind_now, then=".show", words=words)


@bp.post("/match-rounds/<id:round_id>/reopen")
@for_roles("coordinator")
def reopen(round_id: int) -> ResponseReturnValue:
    """Let people change their lists again."""
    words = "People can change their lists again. Tell them until when."
    return _move(round_id, "reopen", round_actions.reopen, then=".show", words=words)


@bp.post("/match-rounds/<id:round_id>/propose")
@for_roles("coordinator")
def propose(round_id: int) -> ResponseReturnValue:
    """Freeze a run."""
    words = "The run is frozen. Members see nothing until you publish it."
    return _move(round_id, "propose", run_actions.propose, then=".preview", words=words)


@bp.post("/match-rounds/<id:round_id>/rework")
@for_roles("coordinator")
def rework(round_id: int) -> ResponseReturnValue:
    """Set the frozen run aside."""
    words = "The run is discarded and kept among the runs of this round."
    return _move(round_id, "rework", run_actions.rework, then=".preview", words=words)


@bp.post("/match-rounds/<id:round_id>/publish")
@for_roles("coordinator")
def publish(round_id: int) -> ResponseReturnValue:
    """Tell everybody the result of the frozen run."""
    words = "Everybody has been told, each person once."
    return _move(round_id, "publish", result_actions.publish, then=".show", words=words)


@bp.post("/match-rounds/<id:round_id>/run")
@for_roles("coordinator")
def run(round_id: int) -> ResponseReturnValue:
    """Begin, once the pairs have answered or had their time."""
    words = "The round is under way."
    return _move(round_id, "run", round_actions.run, then=".show", words=words)


@bp.post("/match-rounds/<id:round_id>/close")
@for_roles("coordinator")
def close(round_id: int) -> ResponseReturnValue:
    """End the round; its pairs go on."""
    words = "The round is closed. The pairs go on."
    return _move(round_id, "close", round_actions.close, then=".show", words=words)


def _move(round_id: int, verb: str, act: Callable[..., Any], *, then: str, words: str) -> ResponseReturnValue:
    """Move the round by an action and go on to a page with words. What cannot be taken back asks first."""
    match_round = steered(round_id)
    question = QUESTIONS[verb](match_round) if verb in QUESTIONS and may_move(match_round, verb) else None
    if question is not None and (page := ask_first(question)) is not None:
        return page
    with unit_of_work():
        act(match_round, by=current_user, now=clock.now())
    flash(words, "good")
    return go_to(then, round_id=round_id)


@bp.post("/match-rounds/<id:round_id>/cancel")
@for_roles("coordinator")
def cancel(round_id: int) -> ResponseReturnValue:
    """Call it off."""
    match_round = steered(round_id)
    if may_move(match_round, "cancel") and (page := ask_first(about_cancelling(match_round))) is not None:
        return page
    with unit_of_work():
        result_actions.cancel(match_round, by=current_user, now=clock.now(), reason=CancelForm.posted().reason.data)
    flash("The round is canceled, and everybody in it is told.", "good")
    return go_to(".show", round_id=round_id)


@bp.post("/match-rounds/<id:round_id>/next")
@for_roles("coordinator")
def follow(round_id: int) -> ResponseReturnValue:
    """Plan the round for those who are left over."""
    match_round = steered(round_id)
    with unit_of_work():
        again = result_actions.next_round(match_round, by=current_user, now=clock.now())
    return go_to(".show", round_id=again.id)


@bp.get("/match-rounds/<id:round_id>/preview")
@for_roles("coordinator")
def preview(round_id: int) -> ResponseReturnValue:
    """What a run would give, or what the frozen one gave."""
    return _preview_page(read_by_name(round_id))


def _preview_page(match_round: MatchRound, **more: Any) -> str:
    require(policy.may_read_lists(current_user, match_round))
    seen, names = result_figures.look(match_round, today=clock.day(clock.now())), Names(match_round)
    return render_page(
        "match_rounds/preview.html",
        round=match_round,
        label=FOR_COORDINATORS[match_round.state],
        seen=seen,
        figures=result_figures.figures(seen, names.choice),
        names=names,
        reasons=REASONS,
        pins=round_queries.pins(match_round.id),
        run=round_queries.run_of(match_round),
        may_pin=policy.may_pin(current_user, match_round),
        is_frozen=match_round.run_id is not None,
        may_propose=may_move(match_round, "propose"),
        may_publish=may_move(match_round, "publish"),
        **({"problem": {}, "typed": {}} | more),
    )


@bp.post("/match-rounds/<id:round_id>/pins")
@for_roles("coordinator")
def pin(round_id: int) -> ResponseReturnValue:
    """Fix a pair."""
    match_round = steered(round_id)
    try:
        form = PinForm.posted()
        with unit_of_work():
            run_actions.pin(match_round, form.pair(), by=current_user, now=clock.now())
    except Invalid as invalid:
        return _preview_page(match_round, problem={invalid.field: invalid.message}, typed=as_typed()), 422
    flash("The pair is fixed. Look below at whom that wrongs.", "good")
    return go_to(".preview", round_id=round_id)


@bp.post("/match-rounds/<id:round_id>/pins/<id:pin_id>/remove")
@for_roles("coordinator")
def unpin(round_id: int, pin_id: int) -> ResponseReturnValue:
    """Let the run decide."""
    match_round = steered(round_id)
    fixed = found_or_404(round_queries.pin(round_id, pin_id))
    with unit_of_work():
        run_actions.unpin(fixed, match_round, by=current_user)
    flash("The run decides about this student again.", "good")
    return go_to(".preview", round_id=round_id)


@bp.get("/match-rounds/<id:round_id>/what-if")
@for_roles("coordinator")
def what_if(round_id: int) -> ResponseReturnValue:
    """The same run with one thing changed, beside the run as it is. Nothing is kept."""
    match_round = read_by_name(round_id)
    require(policy.may_read_lists(current_user, match_round))
    seen, names = result_figures.look(match_round, today=clock.day(clock.now())), Names(match_round)
    asked = {key: request.args.get(key, "")[:40] for key in ("mentor", "places", "without", "student", "first")}
    after, error = _tried(seen, names, asked)
    return render_page(
        "match_rounds/what_if.html",
        round=match_round,
        names=names,
        seen=seen,
        asked=asked,
        problem=error,
        after=after,
        before_figures=result_figures.figures(seen, names.choice),
        after_figures=result_figures.figures(after, names.choice) if after else None,
        moves=comparing.moves(after.wishes, seen.pairs, after.pairs) if after else [],
    ), 422 if error else 200


def _tried(seen: Look, names: Names, asked: dict[str, str]) -> tuple[Look | None, str]:
    """The result with the changes, or nothing when nothing is asked; and what is wrong with what is."""
    if not any(asked.values()):
        return None, ""
    wishes, places = seen.wishes, number(asked["places"])
    if asked["mentor"] not in {"", *wishes.mentors} or asked["first"] not in {"", *wishes.all_choices()}:
        return None, "Choose a mentor of this round."
    if not {asked["without"], asked["student"]} <= {"", *wishes.mentees}:
        return None, "Choose a student of this round."
    if asked["mentor"] and (places is None or places > 8):
        return None, "Write the spots as a number from 0 to 8."
    if bool(asked["student"]) != bool(asked["first"]):
        return None, "Choose both a student and whom they had listed first."
    if asked["student"] and names.apart(asked["student"], asked["first"]):
        return None, "A rule keeps these two apart."
    return result_figures.look_at(_changed(wishes, names, asked, places or 0), []), ""


def _changed(wishes: Preferences, names: Names, asked: dict[str, str], places: int) -> Preferences:
    if asked["mentor"]:
        wishes = match_round_what_if.with_places(wishes, asked["mentor"], places)
    if asked["student"]:
        tier = names.tier(asked["student"], asked["first"])
        wishes = match_round_what_if.with_first(wishes, asked["student"], asked["first"], tier)
    return match_round_what_if.without(wishes, asked["without"])


@bp.get("/match-rounds/<id:round_id>/people")
@for_roles("coordinator")
def people(round_id: int) -> ResponseReturnValue:
    """Who takes part; their lists and tiers once these are locked."""
    match_round = read_by_name(round_id)
    return render_page(
        "match_rounds/people.html",
        round=match_round,
        names=Names(match_round),
        may_read=policy.may_read_lists(current_user, match_round),
        tiers=TIERS,
    )
