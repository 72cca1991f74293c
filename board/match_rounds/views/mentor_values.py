"""What a mentor's small forms in a round hold: for the version that each carries, so that no tab overwrites another."""

from board.match_rounds.models import MatchMentor
from board.mentorship.choices import OFFERS
from board.web.editing import Value


def of_places(mentor: MatchMentor) -> list[Value]:
    """How many students the mentor takes, and whether they sit it out."""
    sits_out = Value.of("sits_out", "I sit this round out", "1" if mentor.sits_out else "", words={"1": "Yes"})
    return [Value.of("places", "Spots for this round", mentor.places), sits_out]


def of_offers(mentor: MatchMentor) -> list[Value]:
    """What the mentor offers apart from each other."""
    return [Value.of(f"offer-{key}", words, mentor.offers.get(key, 0)) for key, words in OFFERS.items()]
