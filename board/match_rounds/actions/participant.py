"""Joining, leaving, ranking, sorting."""

from collections.abc import Iterable
from datetime import datetime

from board.accounts.models import User
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.statements import put_once
from board.kernel.verdict import require
from board.match_rounds import policy
from board.match_rounds.actions.round import prepare
from board.match_rounds.models import MatchMentee, MatchMentor, MatchRound, RoundState
from board.match_rounds.queries import exclusion as exclusion_queries
from board.match_rounds.queries import round as round_queries
from board.match_rounds.rules import RULES
from board.match_rounds.snapshot import mentor_number
from board.mentorship.choices import OFFERS
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries


def join(match_round: MatchRound, *, by: User, now: datetime) -> MatchMentee:
    """Take part. Whoever is in it already stays in it."""
    round_queries.lock(match_round)
    mine = round_queries.mentee_in(match_round.id, by.id)
    if mine is not None:
        return mine
    has_mentor = bool(round_queries.with_mentor_of(match_round.kind, [by.id]))
    require(policy.may_join(by, match_round, has_mentor=has_mentor))
    is_new = put_once(MatchMentee, round_id=match_round.id, user_id=by.id, joined_at=now)
    mine = _there(match_round, by)
    if is_new and match_round.state is RoundState.RANKING:
        prepare(match_round, [mine])
    return mine


def _there(match_round: MatchRound, user: User) -> MatchMentee:
    mine = round_queries.mentee_in(match_round.id, user.id)
    if mine is None:
        raise LookupError("the row that was in the way is gone")
    return mine


def leave(match_round: MatchRound, *, by: User) -> None:
    """Step back; the list is forgotten."""
    round_queries.lock(match_round)
    mine = round_queries.mentee_in(match_round.id, by.id)
    require(policy.may_leave(match_round, mine))
    db.session.delete(mine)


def rank(match_round: MatchRound, *, by: User, now: datetime, choices: Iterable[str]) -> None:
    """Keep this list, the most wanted first. Raises `Invalid` where something on it cannot be chosen."""
    round_queries.lock(match_round)
    mine = round_queries.mentee_in(match_round.id, by.id)
    require(policy.may_rank(match_round, mine))
    if mine is None:
        return
    asked = list(dict.fromkeys(choices))
    if len(asked) > RULES.most_choices:
        raise Invalid("choices", f"{RULES.most_choices} mentors are the most. Take some off the end.")
    _refuse_impossible(match_round, by, asked, remaining=set(mine.choices))
    mine.choices, mine.ranked_at = asked, now


def _refuse_impossible(match_round: MatchRound, user: User, asked: list[str], remaining: set[str]) -> None:
    """New ones must be open to this student. What stood on the list may stay: the proof will say why it was missed."""
    fresh = [choice for choice in asked if choice not in remaining]
    mentors = round_queries.mentors_by_choice(match_round.id)
    rules = exclusion_queries.exclusions(
        [user], list({mentor.enrolment_id: mentor for mentor in mentors.values()}.values())
    )
    for choice in fresh:
        mentor = mentors.get(choice)
        if mentor is None or mentor.sits_out or (user.id, mentor.enrolment_id) in rules:
            raise Invalid("choices", "One of these mentors cannot be chosen. Look at the list again.")


def sort(
    match_round: MatchRound, *, by: User, now: datetime, preferred: Iterable[int], refused: Iterable[int]
) -> None:  # fmt: skip
    """Put applicants into tiers; who is named in neither is fine. What was said of others after a talk stands."""
    round_queries.lock(match_round)
    mine = round_queries.mentor_in(match_round.id, by.id)
    require(policy.may_sort(match_round, mine))
    if mine is None:
        return
    applicants = set(applicant_ids(match_round, mine))
    no = set(refused) & applicants
    yes = set(preferred) & applicants - no
    mine.preferred = sorted(yes | {*mine.preferred} - applicants)
    mine.refused = sorted(no | {*mine.refused} - applicants)
    mine.sorted_at = now


def applicant_ids(match_round: MatchRound, mine: MatchMentor) -> list[int]:
    """Accounts of the students who have this mentor on their list, in an order that tells nothing; none of a block."""
    blocked = conflict_of_interest_queries.blocked_with(mine.enrolment.user_id)
    listed = (mentee for mentee in round_queries.mentees(match_round.id) if mentee.user_id not in blocked)
    return [mentee.user_id for mentee in listed if mine.enrolment_id in map(mentor_number, mentee.choices)]


def set_places(match_round: MatchRound, *, by: User, places: int, sits_out: bool) -> None:
    """How many students the mentor takes in this round, or none at all."""
    round_queries.lock(match_round)
    mine = round_queries.mentor_in(match_round.id, by.id)
    require(policy.may_set_places(match_round, mine))
    if mine is None:
        return
    free = mine.enrolment.places_left
    if not sits_out and not 1 <= places <= free:
        raise Invalid("places", f"From 1 to {free}: so many of your spots are open.")
    mine.places, mine.sits_out = (mine.places if sits_out else places), sits_out


def set_offers(match_round: MatchRound, *, by: User, offers: dict[str, int]) -> None:
    """Offer several things apart from each other, each with its places, under the places overall."""
    round_queries.lock(match_round)
    mine = round_queries.mentor_in(match_round.id, by.id)
    require(policy.may_set_offers(match_round, mine))
    if mine is None:
        return
    if any(places < 0 or places > mine.places for places in offers.values()):
        raise Invalid("offers", f"From 0 to {mine.places} for each: more than your spots are never filled.")
    mine.offers = {key: offers[key] for key in OFFERS if offers.get(key)}
