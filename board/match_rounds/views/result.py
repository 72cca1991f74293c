"""What came of a round: each person's proof, the frozen record, the report."""

import json
from dataclasses import dataclass

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel.errors import NotFound
from board.kernel.verdict import require
from board.match_rounds import policy, result_figures
from board.match_rounds.actions.run import told
from board.match_rounds.labels import IN_WORDS, WAITING, why_not
from board.match_rounds.models import MatchProof, MatchRound, MatchRun
from board.match_rounds.models.round import WAITED_IN
from board.match_rounds.queries import round as round_queries
from board.match_rounds.queries import waitlist as waitlist_queries
from board.match_rounds.result_figures import COLUMNS
from board.match_rounds.rules import RULES
from board.match_rounds.suggestions import suggest
from board.match_rounds.views import bp
from board.match_rounds.views.dependencies import Names, read_by_name, steered, visible
from board.matching import comparing
from board.matching.explaining import recompute
from board.matching.record import differences
from board.matching.wishes import from_json
from board.web import files
from board.web.access import for_roles, signed_in
from board.web.addresses import number
from board.web.pages import render_page


@bp.get("/match-rounds/<id:round_id>/proof")
@signed_in
def proof(round_id: int) -> ResponseReturnValue:
    """Why this student got what they got, and why not each mentor they wanted more."""
    match_round = visible(round_id)
    mine = round_queries.mentee_in(round_id, current_user.id)
    require(policy.may_read_proof(match_round, mine))
    run = round_queries.run_of(match_round)
    result = round_queries.proof(match_round.run_id or 0, current_user.id)
    if mine is None or run is None:
        raise NotFound
    names, is_waiting = Names(match_round), match_round.state in WAITED_IN
    missed = _missed(result, names) if result else []
    return render_page(
        "match_rounds/proof.html",
        round=match_round,
        mine=mine,
        run=run,
        proof=result,
        got=names.choice(result.got) if result and result.got else "",
        missed=missed,
        in_words=[IN_WORDS[why] for why in dict.fromkeys(why for _, _, why in missed) if why in IN_WORDS],
        students=len(names.mentees),
        still_open=_still_open(match_round, names) if is_waiting and result and not result.got else [],
        is_waiting=is_waiting,
        rules=RULES,
    )


def _missed(matching_proof: MatchProof, names: Names) -> list[tuple[int, str, str]]:
    """Which choice, whose, and why not: of a student's own list only."""
    return [
        (place, names.choice(item["choice"]), why_not(item["code"], item["rule"]))
        for place, item in enumerate(matching_proof.missed, start=1)
    ]


def _still_open(match_round: MatchRound, names: Names) -> list[tuple[str, int, int | None]]:
    """Mentors with an open spot, the best fit first: whom to ask now."""
    mine = names.mentees[current_user.id]
    open_now = (mentor for mentor in names.mentors.values() if not mentor.sits_out and mentor.enrolment.places_left)
    free = [mentor for mentor in open_now if mentor.tier_of(current_user.id) != "refuse"]
    matches = suggest([mine], free, background_weight=match_round.background_weight)[current_user.id]
    return [(names.choice(row["choice"]), int(row["choice"].partition(":")[0]), row["score"]) for row in matches]


@bp.get("/match-rounds/<id:round_id>/record")
@for_roles("coordinator")
def record(round_id: int) -> ResponseReturnValue:
    """The frozen run: input, seed, hashes, version; and a button that runs it again."""
    match_round = read_by_name(round_id)
    run, runs = _run(match_round), round_queries.runs(round_id)
    return render_page(
        "match_rounds/record.html",
        round=match_round,
        run=run,
        runs=runs,
        against=_against(run, runs),
        wishes=from_json(run.input),
        names=Names(match_round),
        checked="check" in request.args,
        differences=_differences(run) if "check" in request.args else [],
        codes=len(round_queries.proofs(run.id)) if "check" in request.args else 0,
    )


@dataclass(frozen=True)
class Against:
    """This run beside another of the round: what was put in otherwise, and who moved."""

    other: MatchRun
    changes: comparing.Changes
    moves: list[comparing.Move]


def _against(run: MatchRun, runs: list[MatchRun]) -> Against | None:
    asked = number(request.args.get("against"))
    other = next((match_run for match_run in runs if match_run.number == asked and match_run.id != run.id), None)
    if other is None:
        return None
    before, after = from_json(other.input), from_json(run.input)
    return Against(other, comparing.changes(before, after), comparing.moves(after, other.result, run.result))


def _differences(run: MatchRun) -> list[str]:
    """The run again from its input, and every code of every proof again by the definitions."""
    matches = differences(run.record)
    again = recompute(from_json(run.input), run.record.result)
    stored = {str(other.user_id): (other.got, other.rank, other.missed) for other in round_queries.proofs(run.id)}
    wrong = [name for name, other in again.items() if stored.get(name) != (other.got, other.rank, told(other))]
    return matches + [f"student {name}: the proof differs" for name in wrong]


def _run(match_round: MatchRound) -> MatchRun:
    run = round_queries.run_of(match_round)
    if run is None:
        raise NotFound("No run of this round is frozen yet.")
    return run


@bp.get("/match-rounds/<id:round_id>/record.json")
@for_roles("coordinator")
def record_file(round_id: int) -> ResponseReturnValue:
    """The same for a machine."""
    run = _run(read_by_name(round_id))
    stored = {
        "input": json.loads(run.input),
        "input_hash": run.input_hash,
        "result": run.result,
        "result_hash": run.result_hash,
        "code": run.code,
    }
    name = f"match-round-{round_id}-run-{run.number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(json.dumps(stored, indent=1, sort_keys=True), mimetype="application/json", headers=headers)


@bp.get("/match-rounds/<id:round_id>/report")
@for_roles("coordinator")
def report(round_id: int) -> ResponseReturnValue:
    """What came of it, by class year, with small counts masked."""
    match_round = read_by_name(round_id)
    rows = _rows(match_round)
    pairs = round_queries.pairs_of(round_id)
    return render_page(
        "match_rounds/report.html",
        round=match_round,
        rows=rows,
        columns=COLUMNS,
        pairs=result_figures.bars(result_figures.states(pairs)),
        freed=[(WAITING[item.state], item) for item in waitlist_queries.of_round(round_id)],
        names=Names(match_round),
        rules=RULES,
    )


def _rows(match_round: MatchRound) -> list[result_figures.FigureRow]:
    if not match_round.is_answered:
        raise NotFound("The report comes with the result.")
    users = {mentee.user_id: mentee.user for mentee in round_queries.mentees(match_round.id)}
    return result_figures.report(round_queries.proofs(match_round.run_id or 0), users)


@bp.get("/match-rounds/<id:round_id>/report.csv")
@for_roles("coordinator")
def report_file(round_id: int) -> ResponseReturnValue:
    """The table, for a spreadsheet."""
    rows = _rows(steered(round_id))
    table = [[row.label, *row.words] for row in rows]
    return files.csv_answer(f"match-round-{round_id}.csv", ["Class year", *COLUMNS], table)
