"""Between the lock and the publication: fixing pairs, looking at what would change, freezing a run."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from board.accounts.models import User
from board.kernel import audit, clock, lifecycle
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.verdict import require
from board.match_rounds import policy
from board.match_rounds.models import MatchPin, MatchProof, MatchRound, MatchRun
from board.match_rounds.queries import exclusion as exclusion_queries
from board.match_rounds.queries import round as round_queries
from board.match_rounds.snapshot import Frozen, freeze, mentor_number
from board.matching import market, record, solving
from board.matching.checking import check
from board.matching.explaining import Proof, explain
from board.matching.wishes import Preferences
from board.mentorship.exclusions import WORDS, Exclusion


@dataclass(frozen=True)
class FixedPair:
    """A student and the choice that a coordinator fixes for them, and why."""

    mentee_id: int
    choice: str
    reason: str


def pin(match_round: MatchRound, pair: FixedPair, *, by: User, now: datetime) -> None:
    """Fix a pair before the run. The page then shows which pairs that wrongs."""
    require(policy.may_pin(by, match_round))
    mentee_id, choice, reason = pair.mentee_id, pair.choice, pair.reason.strip()
    frozen = freeze(match_round, today=clock.day(now))
    if mentee_id not in frozen.mentees:
        raise Invalid("mentee", "Choose a student of this round.")
    if choice not in frozen.wishes.all_choices():
        raise Invalid("choice", "Choose a mentor of this round.")
    if by.id in (mentee_id, frozen.mentors[mentor_number(choice)].enrolment.user_id):
        raise Invalid("mentee", "You are one of the two. Another coordinator can fix this pair.")
    if not reason:
        raise Invalid("reason", "Say why: it is kept with the run.")
    _refuse_impossible(frozen, mentee_id, choice)
    made = MatchPin(round_id=match_round.id, mentee_id=mentee_id, choice=choice, reason=reason, at=now)
    made.by_id = by.id
    db.session.add(made)
    audit.record("round.pin", by=by.id, thing=f"round:{match_round.id}", pair=(None, f"{mentee_id} → {choice}"))


def _refuse_impossible(frozen: Frozen, mentee_id: int, choice: str) -> None:
    wishes, mentor = frozen.wishes, frozen.mentors[mentor_number(choice)]
    rule = exclusion_queries.exclusions([frozen.mentees[mentee_id].user], [mentor]).get(
        (mentee_id, mentor.enrolment_id)
    )
    if rule is not None:
        raise Invalid("choice", f"These two must not be matched. {WORDS[Exclusion(rule)]}")
    if str(mentee_id) in wishes.pins:
        raise Invalid("mentee", "This student is fixed already. Take that pair out first.")
    fixed = [text for text in wishes.pins.values() if mentor_number(text) == mentor.enrolment_id]
    side = wishes.mentors[str(mentor.enrolment_id)]
    if side.closed or len(fixed) >= side.capacity or fixed.count(choice) >= wishes.places_of(choice):
        raise Invalid("choice", "This mentor has no open spot.")


def unpin(fixed: MatchPin, match_round: MatchRound, *, by: User) -> None:
    """Let the run decide after all."""
    require(policy.may_pin(by, match_round))
    pair = f"{fixed.mentee_id} → {fixed.choice}"
    audit.record("round.unpin", by=by.id, thing=f"round:{match_round.id}", pair=(pair, None))
    db.session.delete(fixed)


def propose(match_round: MatchRound, *, by: User, now: datetime) -> MatchRun:
    """Run, check, explain, and keep all of it for good. Members see nothing yet."""
    require(policy.may_steer(by))
    frozen = freeze(match_round, today=clock.day(now))
    numbered = market.build(frozen.wishes)
    has = solving.solve(numbered)
    pairs = solving.outcome(frozen.wishes, numbered, has).pairs
    _refuse_wrong(frozen.wishes, pairs)
    run = _keep(match_round, frozen, record.freeze(frozen.wishes, pairs), by=by, now=now)
    places = {name: len(numbered.mentees) - place for place, name in enumerate(numbered.mentees)}
    db.session.add_all(
        _proof(run, proof, places[mentee]) for mentee, proof in explain(frozen.wishes, numbered, has).items()
    )
    lifecycle.move(match_round, "propose", by=by.id, now=now, note=f"run {run.number}", run_id=run.id)
    return run


def _refuse_wrong(wishes: Preferences, pairs: dict[str, str]) -> None:
    """The checker shares no code with the solver: what it refuses is never kept. Pins alone may be blocked."""
    findings = check(wishes, pairs)
    if findings.over_capacity or findings.not_agreed:
        raise Conflict("A fixed pair no longer fits: a place or a mentor is gone. Remove it and finalize again.")
    if findings.blocking and not wishes.pins:
        raise Conflict("The checker found a pair that both would rather have. Nothing was kept; report this.")


def _keep(
    match_round: MatchRound, frozen: Frozen, stored_record: record.Record, *, by: User, now: datetime
) -> MatchRun:
    run = MatchRun(
        round_id=match_round.id,
        number=len(round_queries.runs(match_round.id)) + 1,
        at=now,
        by_id=by.id,
        input=stored_record.input,
        input_hash=stored_record.input_hash,
        result=stored_record.result,
        result_hash=stored_record.result_hash,
        code=stored_record.code,
        warnings=frozen.warnings,
    )
    db.session.add(run)
    db.session.flush()
    return run


def told(proof: Proof) -> list[dict[str, Any]]:
    """The missed choices as they are kept."""
    return [
        {
            "choice": missed_choice.choice,
            "code": missed_choice.code.value,
            "rule": missed_choice.rule,
            "own": missed_choice.own_place,
            "last": missed_choice.last_place,
        }
        for missed_choice in proof.missed
    ]


def _proof(run: MatchRun, proof: Proof, place: int) -> MatchProof:
    return MatchProof(
        run_id=run.id,
        user_id=int(proof.mentee),
        got=proof.got,
        rank=proof.rank,
        pinned=proof.pinned,
        missed=told(proof),
        place_in_draw=place,
    )


def rework(match_round: MatchRound, *, by: User, now: datetime) -> None:
    """Set the run aside; it stays among the runs of this round, and the lists stay locked."""
    require(policy.may_steer(by))
    lifecycle.move(match_round, "rework", by=by.id, now=now, run_id=None)
