"""What the engine promises, on markets that Hypothesis draws: ROUNDS_TESTS_FULL=1 draws more of them."""

import os
from dataclasses import replace
from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from board.matching import acceptance, arrays, market, offers, solving
from board.matching.checking import blocked_by, check
from board.matching.explaining import explain, recompute
from board.matching.solving import run
from board.matching.wishes import MatchOffer, Mentee, Mentor, Preferences
from tests.markets import all_stable, depth, hard_markets, markets, markets_with_offers, shuffled

MANY = 500 if os.environ.get("ROUNDS_TESTS_FULL") else 200
many = settings(max_examples=MANY, deadline=None, derandomize=True, database=None)
some = settings(many, max_examples=MANY // 2)
few = settings(many, max_examples=50)


@many
@given(markets(), st.integers(0, 9))
def test_the_match_is_stable_and_the_order_of_writing_changes_nothing(wishes: Preferences, seed: int) -> None:
    pairs = run(wishes).pairs
    assert check(wishes, pairs).is_stable
    assert run(shuffled(wishes, seed)).pairs == pairs


@few
@given(markets(4, 3))
def test_every_mentee_gets_the_best_that_any_stable_result_gives(wishes: Preferences) -> None:
    pairs, stable = run(wishes).pairs, all_stable(wishes)
    assert pairs in stable
    for mentee in wishes.mentees:
        best = min(depth(wishes, mentee, other.get(mentee)) for other in stable)
        assert depth(wishes, mentee, pairs.get(mentee)) == best
        assert {mentee in other for other in stable} == {mentee in pairs}, "the same people are without in all of them"


@many
@given(markets(strict=True))
def test_other_names_give_the_same_match_under_other_names(wishes: Preferences) -> None:
    new = {name: f"x{9 - int(name[1:])}" for name in wishes.mentees}
    renamed = replace(
        wishes,
        mentees={new[name]: mentee for name, mentee in wishes.mentees.items()},
        mentors={
            name: replace(mentor, tiers=tuple((new[who],) for (who,) in mentor.tiers or ()))
            for name, mentor in wishes.mentors.items()
        },
    )
    assert run(renamed).pairs == {new[name]: mentor for name, mentor in run(wishes).pairs.items()}


@some
@given(markets(strict=True))
def test_the_seed_decides_nothing_where_nobody_is_tied(wishes: Preferences) -> None:
    assert run(replace(wishes, seed="other")).pairs == run(wishes).pairs


@many
@given(markets(), st.data())
def test_one_place_more_makes_nobody_worse(wishes: Preferences, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(wishes.mentors)))
    roomier = replace(wishes.mentors[name], capacity=wishes.mentors[name].capacity + 1)
    before, after = run(wishes).pairs, run(replace(wishes, mentors={**wishes.mentors, name: roomier})).pairs
    assert all(depth(wishes, who, after.get(who)) <= depth(wishes, who, before.get(who)) for who in wishes.mentees)


@many
@given(markets_with_offers(), st.data())
def test_a_higher_limit_makes_nobody_worse_with_several_offers(wishes: Preferences, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(wishes.mentors)))
    roomier = replace(wishes.mentors[name], capacity=wishes.mentors[name].capacity + 1)
    before, after = run(wishes).pairs, run(replace(wishes, mentors={**wishes.mentors, name: roomier})).pairs
    assert all(depth(wishes, who, after.get(who)) <= depth(wishes, who, before.get(who)) for who in wishes.mentees)


def test_one_place_more_can_hurt_where_offers_share_a_limit() -> None:
    """A second place in one offer takes the mentor's last place from the other: why the promise leaves offers out."""
    lists = {"s1": ("m:a",), "s2": ("m:b",), "s3": ("m:a",)}
    wishes = Preferences(
        mentees={name: Mentee(choices) for name, choices in lists.items()},
        mentors={"m": Mentor(2, (("s1",), ("s3",), ("s2",)))},
        offers={"m:a": MatchOffer("m", 1), "m:b": MatchOffer("m", 1)},
        seed="any",
    )
    assert run(wishes).pairs == {"s1": "m:a", "s2": "m:b"}
    roomier = replace(wishes, offers={**wishes.offers, "m:a": MatchOffer("m", 2)})
    assert run(roomier).pairs == {"s1": "m:a", "s3": "m:a"}, "s2 had a place and has none"


@some
@given(markets(5, 4), st.data())
def test_no_mentee_gains_by_another_list(wishes: Preferences, data: st.DataObject) -> None:
    liar = data.draw(st.sampled_from(sorted(wishes.mentees)))
    honest = depth(wishes, liar, run(wishes).pairs.get(liar))
    lists = [
        lie for length in range(1, len(wishes.mentors) + 1) for lie in permutations(sorted(wishes.mentors), length)
    ]
    for lie in lists:
        told = replace(wishes, mentees={**wishes.mentees, liar: replace(wishes.mentees[liar], choices=lie)})
        assert depth(wishes, liar, run(told).pairs.get(liar)) >= honest


@many
@given(hard_markets())
def test_with_rules_and_pins_only_the_pins_are_blocked_and_every_code_can_be_recomputed(wishes: Preferences) -> None:
    numbered = market.build(wishes)
    has = solving.solve(numbered)
    pairs = solving.outcome(wishes, numbered, has).pairs
    found = check(wishes, pairs)
    assert not found.over_capacity
    assert not found.not_agreed
    assert {pair for blocking in blocked_by(wishes, pairs).values() for pair in blocking} == set(found.blocking)
    assert explain(wishes, numbered, has) == recompute(wishes, pairs)


@many
@given(markets_with_offers(), st.integers(0, 9))
def test_with_several_offers_a_mentor_the_match_is_stable_and_explained(wishes: Preferences, seed: int) -> None:
    numbered = market.build(wishes)
    has = offers.solve(numbered)
    pairs = solving.outcome(wishes, numbered, has).pairs
    assert check(wishes, pairs).is_stable
    assert run(shuffled(wishes, seed)).pairs == pairs
    assert explain(wishes, numbered, has) == recompute(wishes, pairs)


@few
@given(markets_with_offers())
def test_with_several_offers_every_mentee_gets_the_best_that_is_stable(wishes: Preferences) -> None:
    lists = {name: replace(mentee, choices=mentee.choices[:3]) for name, mentee in list(wishes.mentees.items())[:4]}
    wishes = replace(wishes, mentees=lists)
    pairs, stable = run(wishes).pairs, all_stable(wishes)
    for mentee in wishes.mentees:
        best = min(depth(wishes, mentee, other.get(mentee)) for other in stable)
        assert depth(wishes, mentee, pairs.get(mentee)) == best


@few
@given(markets(60, 20))
def test_arrays_give_what_plain_python_gives(wishes: Preferences) -> None:
    numbered = market.build(wishes)
    plain = acceptance.solve(numbered)
    assert arrays.solve(numbered) == plain
    assert offers.solve(numbered) == plain, "one offer a mentor is the plain market"


def chain(length: int) -> Preferences:
    """Everybody sits in the place of their first choice until the last to ask displaces one after the other."""
    names = [f"{number:05}" for number in range(length + 1)]
    mentees = {name: Mentee((name, after)) for name, after in pairwise(names)}
    mentees["late"] = Mentee((names[0],))
    before = dict(zip(names[1:], names, strict=False)) | {names[0]: "late"}
    mentors = {name: Mentor(1, ((before[name],), (name,) if name in mentees else ())) for name in names}
    return Preferences(mentees, mentors, "chain")


def test_a_chain_of_ten_thousand_rejections_is_followed_to_its_end_by_both_ways() -> None:
    numbered = market.build(chain(10_000))
    found = [list(solve(numbered)) for solve in (acceptance.solve, arrays.solve)]
    assert found[0] == found[1]
    assert acceptance.NOBODY not in found[0]
