"""From the rows of a round to the engine's input: what is wished, what may not be, what is fixed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from board.mentorship.matching.cleaning import mend
from board.mentorship.matching.wishes import USUAL, Mentee, Mentor, Offer, Wishes
from board.rounds.models import MatchMentee, MatchMentor, MatchRound
from board.rounds.queries import apart
from board.rounds.queries import rounds as queries


@dataclass(frozen=True)
class Frozen:
    """The input, and the people it speaks of by numbers only."""

    wishes: Wishes
    warnings: list[str]
    mentees: dict[int, MatchMentee]
    """By account."""
    mentors: dict[int, MatchMentor]
    """By number of the mentor."""


def freeze(match_round: MatchRound, *, today: date) -> Frozen:
    """Everything a run needs. Students who have found a mentor of the kind meanwhile or may not come in stay out."""
    everybody = [one for one in queries.mentees(match_round.id) if one.user.is_active]
    paired = queries.with_mentor_of(match_round.kind, [one.user_id for one in everybody])
    mentees = {one.user_id: one for one in everybody if one.user_id not in paired}
    mentors = {one.enrolment_id: one for one in queries.mentors(match_round.id)}
    mended = mend(_wishes(match_round, mentees, mentors, today))
    found = [f"student {number}: has found a mentor of this kind meanwhile" for number in sorted(paired)]
    return Frozen(mended.wishes, found + mended.errors, mentees, mentors)


def _wishes(
    match_round: MatchRound, mentees: dict[int, MatchMentee], mentors: dict[int, MatchMentor], today: date
) -> Wishes:
    known = {choice for one in mentors.values() for choice in one.choices}
    pins = [one for one in queries.pins(match_round.id) if one.mentee_id in mentees and one.choice in known]
    applicants = applicants_of(mentees.values())
    apart_from = apart.exclusions([one.user for one in mentees.values()], list(mentors.values()))
    asked = {(user_id, number) for number, users in applicants.items() for user_id in users}
    return Wishes(
        mentees={
            str(one.user_id): Mentee(tuple(one.choices), one.group if match_round.left_over_first else USUAL)
            for one in mentees.values()
        },
        mentors={str(number): _mentor(one, applicants[number], today) for number, one in mentors.items()},
        seed=match_round.seed,
        offers=_offers(mentors.values()),
        exclusions={(str(u), str(m)): rule.value for (u, m), rule in apart_from.items() if (u, m) in asked},
        pins={str(one.mentee_id): one.choice for one in pins},
    )


def applicants_of(mentees: Iterable[MatchMentee]) -> dict[int, list[int]]:
    """Number of a mentor → accounts of those who have the mentor on their list."""
    found: dict[int, list[int]] = defaultdict(list)
    for one in mentees:
        for number in dict.fromkeys(mentor_number(choice) for choice in one.choices):
            found[number].append(one.user_id)
    return found


def mentor_number(choice: str) -> int:
    """Whose choice it is."""
    return int(choice.partition(":")[0])


def _mentor(one: MatchMentor, applicants: list[int], today: date) -> Mentor:
    """Two tiers, preferred and fine; refused applicants are in neither. Places given elsewhere meanwhile are gone."""
    preferred = tuple(str(user) for user in applicants if one.tier_of(user) == "prefer")
    fine = tuple(str(user) for user in applicants if one.tier_of(user) == "fine")
    enrolment = one.enrolment
    is_closed = one.sits_out or not enrolment.is_listed(today)
    return Mentor(min(one.places, enrolment.places_left), (preferred, fine), closed=is_closed)


def _offers(mentors: Iterable[MatchMentor]) -> dict[str, Offer]:
    """None where nobody makes several; otherwise everybody's, one for those who make one."""
    rows = list(mentors)
    if not any(one.offers for one in rows):
        return {}
    return {
        choice: Offer(str(one.enrolment_id), int(one.offers.get(choice.partition(":")[2], one.places)))
        for one in rows
        for choice in one.choices
    }
