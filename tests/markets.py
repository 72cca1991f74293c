"""Small markets for the engine's tests, as Hypothesis draws them."""

from dataclasses import replace
from itertools import product
from random import Random

from hypothesis import strategies as st

from board.matching.checking import check
from board.matching.wishes import MatchOffer, Mentee, Mentor, Preferences


@st.composite
def markets(draw: st.DrawFn, mentees: int = 7, mentors: int = 5, *, strict: bool = False) -> Preferences:
    """Lists, tiers with ties, capacities from nothing to three, two priority groups."""
    people = [f"s{number}" for number in range(draw(st.integers(1, mentees)))]
    others = [f"m{number}" for number in range(draw(st.integers(1, mentors)))]
    return Preferences(
        {name: Mentee(tuple(draw(_some(others))), draw(st.integers(0, 1))) for name in people},
        {name: Mentor(draw(st.integers(0, 3)), draw(tiers(people, strict=strict))) for name in others},
        seed=draw(st.sampled_from(["a", "b", "c"])),
    )


def _some(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), unique=True)


@st.composite
def tiers(draw: st.DrawFn, people: list[str], *, strict: bool = False) -> tuple[tuple[str, ...], ...] | None:
    """No say, a strict order, or each mentee in one of three tiers or in none."""
    if strict:
        return tuple((name,) for name in draw(_some(people)))
    if draw(st.booleans()):
        return None
    put = draw(st.lists(st.integers(0, 3), min_size=len(people), max_size=len(people)))
    return tuple(tuple(name for name, tier in zip(people, put, strict=True) if tier == depth) for depth in range(3))


@st.composite
def hard_markets(draw: st.DrawFn) -> Preferences:
    """With exclusions, closed mentors and pins as well."""
    wishes = draw(markets())
    pairs = st.tuples(st.sampled_from(sorted(wishes.mentees)), st.sampled_from(sorted(wishes.mentors)))
    rules = st.sampled_from(["assessor", "block"])
    return pinned(
        replace(
            wishes,
            mentors={name: replace(mentor, closed=draw(st.booleans()) and draw(st.booleans())) for name, mentor in
                     wishes.mentors.items()},
            exclusions=dict(draw(st.lists(st.tuples(pairs, rules), max_size=4))),
        ),
        draw(st.lists(pairs, max_size=3)),
    )  # fmt: skip


def pinned(wishes: Preferences, wanted: list[tuple[str, str]]) -> Preferences:
    """As many of the wanted pins as there are places for."""
    pins: dict[str, str] = {}
    for mentee, mentor in wanted:
        one = wishes.mentors[mentor]
        held = list(pins.values()).count(mentor)
        if mentee not in pins and held < one.capacity and not one.closed and (mentee, mentor) not in wishes.exclusions:
            pins[mentee] = mentor
    return replace(wishes, pins=pins)


@st.composite
def markets_with_offers(draw: st.DrawFn) -> Preferences:
    """Mentors with up to three offers each, under an overall limit."""
    wishes = draw(markets(6, 3))
    offers = {
        f"{mentor}-{number}": MatchOffer(mentor, draw(st.integers(0, 2)))
        for mentor in wishes.mentors
        for number in range(draw(st.integers(1, 3)))
    }
    lists = {
        name: replace(mentee, choices=tuple(draw(_some(sorted(offers))))) for name, mentee in wishes.mentees.items()
    }
    return replace(wishes, mentees=lists, offers=offers)


def shuffled(wishes: Preferences, seed: int) -> Preferences:
    """The same wishes, written down in another order."""
    random = Random(seed)

    def mixed(things: dict) -> dict:
        return dict(random.sample(list(things.items()), len(things)))

    mentors = {
        name: mentor
        if mentor.tiers is None
        else replace(mentor, tiers=tuple(tuple(random.sample(t, len(t))) for t in mentor.tiers))
        for name, mentor in wishes.mentors.items()
    }
    return replace(
        wishes,
        mentees=mixed(dict(wishes.mentees)),
        mentors=mixed(mentors),
        offers=mixed(dict(wishes.offers)),
        exclusions=mixed(dict(wishes.exclusions)),
        pins=mixed(dict(wishes.pins)),
    )


def all_stable(wishes: Preferences) -> list[dict[str, str]]:
    """Every stable result there is, by trying every result there is."""
    names = sorted(wishes.mentees)
    options = [(None, *wishes.mentees[name].choices) for name in names]
    results = [{n: c for n, c in zip(names, picks, strict=True) if c is not None} for picks in product(*options)]
    return [pairs for pairs in results if check(wishes, pairs).is_stable]


def depth(wishes: Preferences, mentee: str, got: str | None) -> int:
    """How far down the list a result is; nothing at all comes last."""
    choices = wishes.mentees[mentee].choices
    return choices.index(got) if got in choices else len(choices)
