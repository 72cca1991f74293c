"""The waiting list after a match: a free place is held for the best who waits, for three days, then for the next."""

from collections import Counter
from datetime import datetime

from board.accounts.models import User
from board.kernel import clock, lifecycle
from board.kernel.db import db
from board.kernel.errors import Conflict, NotFound
from board.match_rounds.actions.notification import notify_all
from board.match_rounds.models import MatchMentor, MatchRound, WaitingOffer, WaitingState
from board.match_rounds.queries import exclusion as exclusion_queries
from board.match_rounds.queries import round as round_queries
from board.match_rounds.queries import waitlist as waitlist_queries
from board.match_rounds.rules import RULES
from board.matching.checking import Comparison
from board.matching.wishes import from_json
from board.mentorship.actions import pair as pair_actions
from board.mentorship.exclusions import Exclusion
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.queries import mentor as mentor_queries


def move_on(match_round: MatchRound, *, now: datetime) -> int:
    """Let offers run out and make new ones. Doing it twice changes nothing."""
    lapsed = waitlist_queries.run_out(match_round.id, now)
    for waiting_offer in lapsed:
        lifecycle.move(waiting_offer, "lapse", by=None, now=now)
    return len(lapsed) + _offer(match_round, now=now)


def _offer(match_round: MatchRound, *, now: datetime) -> int:
    """Each free place to the first by the mentor's own key among those who listed the mentor and were accepted."""
    run, made = round_queries.run_of(match_round), waitlist_queries.of_round(match_round.id)
    if run is None:
        return 0
    wishes = from_json(run.input)
    everybody = {
        mentee.user_id: mentee.user for mentee in round_queries.mentees(match_round.id) if mentee.user.is_active
    }
    paired = round_queries.with_mentor_of(match_round.kind, everybody)
    taken = {waiting_offer.user_id for waiting_offer in made if waiting_offer.state is WaitingState.OFFERED}
    free = [number for number in everybody if number not in paired | taken and str(number) in wishes.mentees]
    compare = Comparison(wishes)
    before = {(waiting_offer.user_id, waiting_offer.enrolment_id) for waiting_offer in made}
    before |= {(mentorship.mentee_id, mentorship.enrolment_id) for mentorship in round_queries.pairs_of(match_round.id)}
    promised = Counter(
        waiting_offer.enrolment_id for waiting_offer in made if waiting_offer.state is WaitingState.OFFERED
    )
    mentors = [mentor for mentor in round_queries.mentors(match_round.id) if _has_room(mentor, promised, now)]
    rules = exclusion_queries.exclusions([everybody[number] for number in free], mentors)
    count = 0
    for mentor in mentors:
        for _ in range(mentor.enrolment.places_left - promised[mentor.enrolment_id]):
            first = _first_who_waits(mentor, free, compare, before, rules)
            if first is None:
                break
            free.remove(first)
            count += _offer_to(match_round, everybody[first], mentor, now=now)
    return count


def _has_room(mentor: MatchMentor, promised: Counter[int], now: datetime) -> bool:
    is_there = not mentor.sits_out and mentor.enrolment.is_listed(clock.day(now))
    return is_there and mentor.enrolment.places_left > promised[mentor.enrolment_id]


def _first_who_waits(
    mentor: MatchMentor,
    free: list[int],
    compare: Comparison,
    before: set[tuple[int, int]],
    rules: dict[tuple[int, int], Exclusion],
) -> int | None:
    number = mentor.enrolment_id
    listed = {choice for choice in compare.wishes.all_choices() if compare.wishes.mentor_of(choice) == str(number)}
    keys = {
        each_number: compare.accepts(str(number), str(each_number))
        for each_number in free
        if (each_number, number) not in before
        and (each_number, number) not in rules
        and listed & set(compare.wishes.mentees[str(each_number)].choices)
    }
    waiting = {number: key for number, key in keys.items() if key is not None}
    return min(waiting, key=lambda number: waiting[number], default=None)


def _offer_to(match_round: MatchRound, user: User, mentor: MatchMentor, *, now: datetime) -> int:
    offer = WaitingOffer(
        round_id=match_round.id,
        user_id=user.id,
        enrolment_id=mentor.enrolment_id,
        offered_at=now,
        until=now + RULES.offer_open_for,
    )
    db.session.add(offer)
    db.session.flush()
    notify_all([user], match_round, "place-free")
    return 1


def take(offer: WaitingOffer, *, by: User, now: datetime) -> None:
    """Take the place: the pair is put forward, for both to sign. Raises `Conflict` when it is gone."""
    _own(offer, by)
    if now >= offer.until:
        raise Conflict("The time for this spot is over. It goes to the next who waits.")
    mentor_queries.lock_people(by.id)
    lifecycle.move(offer, "take", by=by.id, now=now)
    if round_queries.with_mentor_of(offer.enrolment.kind, [by.id]):
        raise Conflict("You have found a mentor of this kind meanwhile. Your mentorships are on the page Mentoring.")
    if conflict_of_interest_queries.exclusion_between(by, offer.enrolment) is not None:
        raise Conflict("This spot is not open to you any more. The round’s page says where you stand.")
    wishes = conflict_of_interest_queries.wishes_of(by.id)
    terms = pair_actions.PairTerms.of_round(round_queries.origin(offer.round_id), wishes)
    pair_actions.begin(by, offer.enrolment, terms, by=by, now=now)


def pass_on(offer: WaitingOffer, *, by: User, now: datetime) -> None:
    """Leave it to the next."""
    _own(offer, by)
    lifecycle.move(offer, "pass", by=by.id, now=now)
    _offer(offer.round, now=now)


def _own(offer: WaitingOffer, user: User) -> None:
    if offer.user_id != user.id:
        raise NotFound
