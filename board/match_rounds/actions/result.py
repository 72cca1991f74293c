"""Telling everybody at once, and making the pairs."""

from datetime import datetime

from board.accounts.models import User
from board.kernel import audit, clock, lifecycle
from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.verdict import require
from board.match_rounds import policy
from board.match_rounds.actions.notification import notify_all
from board.match_rounds.models import MatchMentee, MatchMentor, MatchRound, MatchRun
from board.match_rounds.queries import exclusion as exclusion_queries
from board.match_rounds.queries import round as round_queries
from board.match_rounds.rules import RULES
from board.match_rounds.snapshot import mentor_number
from board.mentorship.actions import mentor_place as mentor_place_actions
from board.mentorship.actions import pair as pair_actions
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.queries import pair as pair_queries

LONGEST_TITLE = 120


def publish(match_round: MatchRound, *, by: User, now: datetime) -> int:
    """Make every pair of the frozen run and tell everybody, all or nothing. Answers how many pairs there are."""
    require(policy.may_steer(by))
    run = round_queries.run_of(match_round)
    lifecycle.move(match_round, "publish", by=by.id, now=now, published_at=now)
    if run is None:
        raise Conflict("No run is finalized. Finalize one first.")
    mentees = {mentee.user_id: mentee for mentee in round_queries.mentees(match_round.id)}
    mentors = {mentor.enrolment_id: mentor for mentor in round_queries.mentors(match_round.id)}
    _refuse_stale(match_round, run, mentees, mentors, now)
    values = conflict_of_interest_queries.wishes_of_many(mentees)
    for mentee, choice in run.result.items():
        terms = pair_actions.PairTerms.of_round(round_queries.origin(match_round.id), values.get(int(mentee)))
        _pair(mentees[int(mentee)], mentors[mentor_number(choice)], terms, by=by, now=now)
    users = [mentee.user for mentee in mentees.values()]
    notify_all(
        users + [mentor.enrolment.user for mentor in mentors.values() if not mentor.sits_out], match_round, "result"
    )
    audit.record("round.publish", by=by.id, thing=f"round:{match_round.id}", result=(None, run.result_hash))
    return len(run.result)


def _refuse_stale(
    match_round: MatchRound,
    run: MatchRun,
    mentees: dict[int, MatchMentee],
    mentors: dict[int, MatchMentor],
    now: datetime,
) -> None:
    """What has come between the frozen run and this moment. Raises `Conflict` naming all of it."""
    paired = round_queries.with_mentor_of(match_round.kind, mentees)
    rules = exclusion_queries.exclusions([mentee.user for mentee in mentees.values()], list(mentors.values()))
    problems = []
    for key, choice in run.result.items():
        mentee, mentor = mentees.get(int(key)), mentors.get(mentor_number(choice))
        if mentee is None or mentor is None:
            problems.append("somebody has left")
        elif mentee.user_id in paired:
            problems.append(f"{mentee.user.name} has found a mentor")
        elif (mentee.user_id, mentor.enrolment_id) in rules:
            problems.append(f"{mentee.user.name} and {mentor.enrolment.user.name} must not be matched now")
        elif not mentor.enrolment.is_listed(clock.day(now)):
            problems.append(f"{mentor.enrolment.user.name} has stepped back")
    if problems:
        raise Conflict(f"Since the run was frozen {'; '.join(problems)}. Set it aside and freeze a new one.")


def _pair(mentee: MatchMentee, mentor: MatchMentor, terms: pair_actions.PairTerms, *, by: User, now: datetime) -> None:
    """The place is taken by the guarded statement: a mentor who filled up meanwhile stops the whole publication."""
    try:
        pair_actions.begin(mentee.user, mentor.enrolment, terms, by=by, now=now)
    except Conflict as full:
        name = mentor.enrolment.user.name
        raise Conflict(f"{name} has no open spot any more. Discard the run and finalize a new one.") from full
    if terms.wishes is not None:
        terms.wishes.looking_since = None


def cancel(match_round: MatchRound, *, by: User, now: datetime, reason: str) -> None:
    """Call it off. Pairs that nobody has signed yet are let go, and their places are free again."""
    require(policy.may_steer(by))
    lifecycle.move(match_round, "cancel", by=by.id, now=now, note=reason.strip())
    for pair in pair_queries.unsigned_of_round(round_queries.origin(match_round.id)):
        lifecycle.move(pair, "run-out", by=by.id, now=now, note="the round was cancelled", ended_at=now)
        mentor_place_actions.give_back(pair.enrolment)
    if match_round.opened_at is not None:
        mentors = [mentor.enrolment.user for mentor in round_queries.mentors(match_round.id) if not mentor.sits_out]
        notify_all(
            [mentee.user for mentee in round_queries.mentees(match_round.id)] + mentors, match_round, "cancelled"
        )


def next_round(match_round: MatchRound, *, by: User, now: datetime) -> MatchRound:
    """A draft that takes on those who are left over, with the same rules and the dates moved on."""
    require(policy.may_steer(by))
    if not match_round.is_answered:
        raise Conflict("The result is not out yet: nobody is left over.")
    again = round_queries.follower_of(match_round.id)
    if again is not None:
        return again
    again = MatchRound(
        title=_next_title(match_round.title),
        kind=match_round.kind,
        created_at=now,
        created_by_id=by.id,
        words=match_round.words,
        joins_until=now + RULES.step,
        ranks_until=now + 2 * RULES.step,
        publishes_on=now + 3 * RULES.step,
        left_over_first=match_round.left_over_first,
        background_weight=match_round.background_weight,
        follows_id=match_round.id,
    )
    db.session.add(again)
    db.session.flush()
    return again


def _next_title(title: str) -> str:
    """A title that the form takes; where there is no room to say more, the same again."""
    longer = f"{title}, next round"
    return longer if len(longer) <= LONGEST_TITLE else title
