"""Markets whose answer is known from elsewhere, and markets that are dirty."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from board.matching.checking import blocked_by, check
from board.matching.cleaning import clean
from board.matching.comparing import moves, ranks
from board.matching.explaining import Code, explain
from board.matching.market import build
from board.matching.solving import run, solve
from board.matching.wishes import LEFT_OVER, MatchOffer, Mentee, Mentor, Preferences

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "matching"


def instances(kind: str) -> list[Any]:
    """The published instances of a kind; one that skips, where the folder is absent."""
    found = [json.loads(path.read_text()) for path in sorted(SHARED.glob("*.json"))]
    marks = [pytest.mark.shared_data]
    absent = pytest.mark.skip(reason="the shared data folder does not stand beside the project")
    return [
        pytest.param(match, id=match["name"], marks=marks) for match in found if match["kind"].startswith(kind)
    ] or [pytest.param({}, id="absent", marks=[*marks, absent])]  # fmt: skip


def strict(names: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple((name,) for name in names)


@pytest.mark.parametrize("instance", instances("HR"))
def test_published_markets_give_the_published_answer(instance: dict[str, Any]) -> None:
    mentors = {name: Mentor(item["capacity"], strict(item["prefs"])) for name, item in instance["mentors"].items()}
    mentees = {name: Mentee(tuple(choices)) for name, choices in instance["mentees"].items()}
    cleaned = clean(Preferences(mentees, mentors, "0"))
    pairs = run(cleaned.wishes).pairs
    assert {name: pairs.get(name) for name in mentees} == instance["expected_mentee_optimal"]
    assert check(cleaned.wishes, pairs).is_stable
    if instance["needs_mutual_clean"]:
        assert cleaned.warnings


@pytest.mark.parametrize("instance", instances("SPA"))
def test_published_markets_with_offers_give_the_published_answer(instance: dict[str, Any]) -> None:
    mentors = {name: Mentor(item["capacity"], strict(item["prefs"])) for name, item in instance["lecturers"].items()}
    offers = {name: MatchOffer(item["lecturer"], item["capacity"]) for name, item in instance["projects"].items()}
    mentees = {name: Mentee(tuple(choices)) for name, choices in instance["students"].items()}
    wishes = Preferences(mentees, mentors, "0", offers)
    assert run(wishes).pairs == instance["expected_student_optimal"]
    assert check(wishes, run(wishes).pairs).is_stable


def test_every_repair_is_told() -> None:
    dirty = Preferences(
        {"ann": Mentee(("m1", "m9", "m1")), "bob": Mentee(("m1",))},
        {"m1": Mentor(-1, (("ann", "ann"), ("zoe",))), "m2": Mentor(1, (("bob",),))},
        "0",
    )
    cleaned = clean(dirty)
    assert cleaned.errors == [
        "mentor m1: a capacity of -1 is below nothing",
        "mentor m1: ann is listed twice",
        "mentor m1: zoe is not known",
        "mentee ann: m9 is not known",
        "mentee ann: m1 is listed twice",
    ]
    assert cleaned.notices == ["mentor m2: bob did not choose this mentor", "mentee bob: m1 does not accept them"]
    assert cleaned.wishes.mentees == {"ann": Mentee(("m1",)), "bob": Mentee(())}
    assert cleaned.wishes.mentors == {"m1": Mentor(0, (("ann",), ())), "m2": Mentor(1, ((),))}
    assert clean(cleaned.wishes).warnings == []


def market(**more: Any) -> Preferences:
    """Ann, Bob and Cat want m1 most; it has one place and prefers Cat, then Ann and Bob alike."""
    mentees = {name: Mentee(("m1", "m2")) for name in ("ann", "bob", "cat")}
    mentors = {"m1": Mentor(1, (("cat",), ("ann", "bob"))), "m2": Mentor(1)}
    return replace(Preferences(mentees, mentors, "seed"), **more)


def codes(wishes: Preferences, mentee: str) -> list[tuple[str, Code]]:
    numbered = build(wishes)
    return [(item.choice, item.code) for item in explain(wishes, numbered, solve(numbered))[mentee].missed]


def test_each_missed_choice_has_its_code() -> None:
    pairs = run(market()).pairs
    without = next(name for name in ("ann", "bob") if name not in pairs)
    assert pairs["cat"] == "m1"
    assert codes(market(), without) == [("m1", Code.FULL_TIER), ("m2", Code.FULL_LOTTERY)]
    assert codes(market(), "cat") == []
    mentors = market().mentors
    refusing = market(mentors={**mentors, "m1": Mentor(1, (("cat",),))})
    assert codes(refusing, without)[0] == ("m1", Code.NOT_ACCEPTED)
    closed = market(mentors={**mentors, "m1": replace(mentors["m1"], closed=True)})
    assert codes(closed, without)[0] == ("m1", Code.CLOSED)
    assert codes(market(exclusions={(without, "m1"): "assessor"}), without)[0] == ("m1", Code.EXCLUDED)
    assert codes(market(pins={"bob": "m1"}), "ann")[0] == ("m1", Code.RESERVED)


def test_the_draw_that_lost_shows_both_numbers() -> None:
    wishes = market()
    without = next(name for name in ("ann", "bob") if name not in run(wishes).pairs)
    numbered = build(wishes)
    lost = explain(wishes, numbered, solve(numbered))[without].missed[1]
    assert lost.last_place is not None
    assert lost.own_place is not None
    assert 1 <= lost.last_place < lost.own_place <= 3


def test_who_was_left_over_comes_first_among_equals() -> None:
    for name in ("ann", "bob"):
        wishes = market()
        first = replace(wishes, mentees={**wishes.mentees, name: Mentee(("m2",), LEFT_OVER)})
        assert run(first).pairs[name] == "m2"


def test_a_pin_tells_whom_it_harms() -> None:
    mentors = {**market().mentors, "m1": Mentor(1, (("cat",), ("bob",), ("ann",)))}
    wishes = market(mentors=mentors, pins={"bob": "m1"})
    assert run(wishes).pairs["bob"] == "m1"
    assert blocked_by(wishes, run(wishes).pairs) == {("bob", "m1"): [("cat", "m1")]}


def test_what_changes_is_told_as_up_or_down() -> None:
    before = run(market()).pairs
    roomier = market(mentors={**market().mentors, "m1": Mentor(3, (("cat",), ("ann", "bob")))})
    changed = moves(market(), before, run(roomier).pairs)
    assert {(move.mentee, move.after, move.goes) for move in changed} == {("ann", "m1", "up"), ("bob", "m1", "up")}
    assert {move.goes for move in moves(market(), run(roomier).pairs, before)} == {"down"}
    assert ranks(market(), before) == {1: 1, 2: 1}
