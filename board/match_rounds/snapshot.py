"""From the rows of a round to the engine's input: what is wished, what may not be, what is fixed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from board.match_rounds.models import MatchMentee, MatchMentor, MatchRound
from board.match_rounds.queries import exclusion as exclusion_queries
from board.match_rounds.queries import round as round_queries
from board.matching.cleaning import mend
from board.matching.wishes import USUAL, MatchOffer, Mentee, Mentor, Preferences


@dataclass(frozen=True)
class Frozen:
    """The input, and the people it speaks of by numbers only."""

    wishes: Preferences
    warnings: list[str]
    mentees: dict[int, MatchMentee]
    """By account."""
    mentors: dict[int, MatchMentor]
    """By number of the mentor."""


def freeze(match_round: MatchRound, *, today: date) -> Frozen:
    """Everything a run needs. Students who have found a mentor of the kind meanwhile or may not come in stay out."""
    everybody = [mentee for mentee in round_queries.mentees(match_round.id) if mentee.user.is_active]
    paired = round_queries.with_mentor_of(match_round.kind, [mentee.user_id for mentee in everybody])
    mentees = {mentee.user_id: mentee for mentee in everybody if mentee.user_id not in paired}
    mentors = {mentor.enrolment_id: mentor for mentor in round_queries.mentors(match_round.id)}
    mended = mend(_wishes(match_round, mentees, mentors, today))
    matches = [f"student {number}: has found a mentor of this kind meanwhile" for number in sorted(paired)]
    return Frozen(mended.wishes, matches + mended.errors, mentees, mentors)


def _wishes(
    match_round: MatchRound, mentees: dict[int, MatchMentee], mentors: dict[int, MatchMentor], today: date
) -> Preferences:
    known = {choice for mentor in mentors.values() for choice in mentor.choices}
    pins = [pin for pin in round_queries.pins(match_round.id) if pin.mentee_id in mentees and pin.choice in known]
    applicants = applicants_of(mentees.values())
    apart_from = exclusion_queries.exclusions([mentee.user for mentee in mentees.values()], list(mentors.values()))
    asked = {(user_id, number) for number, users in applicants.items() for user_id in users}
    return Preferences(
        mentees={
            str(mentee.user_id): Mentee(tuple(mentee.choices), mentee.group if match_round.left_over_first else USUAL)
            for mentee in mentees.values()
        },
        mentors={str(number): _mentor(mentor, applicants[number], today) for number, mentor in mentors.items()},
        seed=match_round.seed,
        offers=_offers(mentors.values()),
        exclusions={(str(u), str(m)): rule.value for (u, m), rule in apart_from.items() if (u, m) in asked},
        pins={str(pin.mentee_id): pin.choice for pin in pins},
    )


def applicants_of(mentees: Iterable[MatchMentee]) -> dict[int, list[int]]:
    """Number of a mentor → accounts of those who have the mentor on their list."""
    by_key: dict[int, list[int]] = defaultdict(list)
    for mentee in mentees:
        for number in dict.fromkeys(mentor_number(choice) for choice in mentee.choices):
            by_key[number].append(mentee.user_id)
    return by_key


def mentor_number(choice: str) -> int:
    """Whose choice it is."""
    return int(choice.partition(":")[0])


def _mentor(mentor: MatchMentor, applicants: list[int], today: date) -> Mentor:
    """Two tiers, preferred and fine; refused applicants are in neither. Places given elsewhere meanwhile are gone."""
    preferred = tuple(str(user) for user in applicants if mentor.tier_of(user) == "prefer")
    fine = tuple(str(user) for user in applicants if mentor.tier_of(user) == "fine")
    enrolment = mentor.enrolment
    is_closed = mentor.sits_out or not enrolment.is_listed(today)
    return Mentor(min(mentor.places, enrolment.places_left), (preferred, fine), closed=is_closed)


def _offers(mentors: Iterable[MatchMentor]) -> dict[str, MatchOffer]:
    """None where nobody makes several; otherwise everybody's, one for those who make one."""
    rows = list(mentors)
    if not any(row.offers for row in rows):
        return {}
    return {
        choice: MatchOffer(str(row.enrolment_id), int(row.offers.get(choice.partition(":")[2], row.places)))
        for row in rows
        for choice in row.choices
    }
