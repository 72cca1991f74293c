"""What would happen if: copies of a run's input with one thing changed. For looking only; nothing of it is kept."""

from dataclasses import replace

from board.matching.wishes import Preferences

TIERS = {"prefer": 0, "fine": 1}
"""Where a mentor's tier stands in the input; who is refused stands in none."""


def with_places(wishes: Preferences, mentor: str, places: int) -> Preferences:
    """A mentor has so many places; a single offer follows, several keep theirs under the new limit."""
    offers = dict(wishes.offers)
    mine = [name for name, match_offer in offers.items() if match_offer.mentor == mentor]
    if len(mine) == 1:
        offers[mine[0]] = replace(offers[mine[0]], capacity=places)
    mentors = {**wishes.mentors, mentor: replace(wishes.mentors[mentor], capacity=places)}
    return replace(wishes, mentors=mentors, offers=offers)


def without(wishes: Preferences, mentee: str) -> Preferences:
    """A student is not in the round."""
    mentees = {name: other for name, other in wishes.mentees.items() if name != mentee}
    pins = {name: choice for name, choice in wishes.pins.items() if name != mentee}
    return replace(wishes, mentees=mentees, pins=pins)


def with_first(wishes: Preferences, mentee: str, choice: str, tier: str) -> Preferences:
    """A student lists this choice first; a mentor who was not on the list before has the student in this tier."""
    choices, mentor = wishes.mentees[mentee].choices, wishes.mentor_of(choice)
    first = (choice, *(text for text in choices if text != choice))
    mentees = {**wishes.mentees, mentee: replace(wishes.mentees[mentee], choices=first)}
    mentors, side = dict(wishes.mentors), wishes.mentors[mentor]
    if tier in TIERS and mentor not in map(wishes.mentor_of, choices):
        tiers = [list(tier) for tier in side.tiers or ((), ())]
        tiers[TIERS[tier]].append(mentee)
        mentors[mentor] = replace(side, tiers=tuple(tuple(tier) for tier in tiers))
    return replace(wishes, mentees=mentees, mentors=mentors)
