"""The score: its parts, what is missing, and what never counts."""

from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from board.mentorship.choices import SPECIALTIES, TIMES, TOPICS
from board.mentorship.exclusions import Exclusion, Person, Ties, between
from board.mentorship.fit import MatchCriteria, MentorOffer, fit, rank

WANTED = MatchCriteria(
    topics=frozenset({"research", "career", "leadership", "wellness"}),
    specialties=frozenset({"cardiology"}),
    times=frozenset({"mon-evening", "tue-evening"}),
    stages=frozenset({"faculty"}),
    channels=frozenset({"video"}),
    frequency="monthly",
    style="open",
)
OFFERED = MentorOffer(
    kind="faculty",
    topics=frozenset({"research", "career"}),
    specialties=frozenset({"oncology"}),
    times=frozenset({"mon-evening"}),
    channels=frozenset({"video", "phone"}),
    frequency="weekly",
    style="open",
)


def test_the_parts_are_weighed_as_agreed() -> None:
    found = fit(WANTED, OFFERED)
    shares = {part.name: (part.weight, part.share) for part in found.parts}
    assert shares == {
        "topics": (50, 0.5),
        "specialty": (15, 0.5),
        "time": (15, 0.5),
        "stage": (10, 1.0),
        "manner": (10, pytest.approx(2 / 3)),
    }
    assert found.score == round(25 + 7.5 + 7.5 + 10 + 20 / 3)
    assert found.known == ""


def test_what_one_side_left_out_counts_for_neither_and_is_said() -> None:
    found = fit(WANTED, replace(OFFERED, topics=frozenset(), times=frozenset()))
    assert (found.known, set(found.unknown)) == ("3 of 5 parts known", {"topics", "time"})
    assert found.rank == round(100 * (15 * 0.5 + 10 + 10 * 2 / 3) / 35)


def test_nothing_known_is_no_score() -> None:
    assert fit(MatchCriteria(), OFFERED).score is None
    one_tick = fit(MatchCriteria(topics=frozenset({"research"})), replace(OFFERED, topics=frozenset({"research"})))
    assert (one_tick.rank, one_tick.score) == (100, None), "one shared tick puts first, and is no 100 of 100"


def test_one_topic_less_changes_that_part_and_no_other() -> None:
    before, after = fit(WANTED, OFFERED), fit(replace(WANTED, topics=WANTED.topics - {"research"}), OFFERED)
    changed = [a.name for a, b in zip(before.parts, after.parts, strict=True) if a != b]
    assert changed == ["topics"]


@pytest.mark.parametrize(
    ("mine", "theirs", "weight", "counts"),
    [
        ({"rural"}, {"rural"}, 10, True),
        ({"rural"}, set(), 10, False),
        (set(), {"rural"}, 10, False),
        ({"rural"}, {"rural"}, 0, False),
    ],
)
def test_a_background_counts_only_when_both_asked(mine: set[str], theirs: set[str], weight: int, counts: bool) -> None:
    found = fit(
        replace(WANTED, backgrounds=frozenset(mine)),
        replace(OFFERED, backgrounds=frozenset(theirs)),
        background_weight=weight,
    )
    assert ("background" in {part.name for part in found.parts}) is counts


sets = st.frozensets
ENGLISH, SPANISH = frozenset({"en"}), frozenset({"es"})


@given(
    wanted=st.builds(
        MatchCriteria,
        topics=sets(st.sampled_from(sorted(TOPICS))),
        specialties=sets(st.sampled_from(sorted(SPECIALTIES)), max_size=3),
        times=sets(st.sampled_from(sorted(TIMES))),
        stages=sets(st.sampled_from(["peer", "resident", "faculty"])),
    ),
    offered=st.builds(
        MentorOffer,
        kind=st.sampled_from(["peer", "resident", "faculty"]),
        topics=sets(st.sampled_from(sorted(TOPICS))),
        specialties=sets(st.sampled_from(sorted(SPECIALTIES)), max_size=3),
        times=sets(st.sampled_from(sorted(TIMES))),
    ),
)
def test_a_score_is_the_weighted_mean_of_its_parts(wanted: MatchCriteria, offered: MentorOffer) -> None:
    found = fit(wanted, offered)
    assert found.score is None or 0 <= found.score <= 100
    if found.parts:
        total = sum(part.weight for part in found.parts)
        mean = 100 * sum(part.weight * part.share for part in found.parts) / total
        assert -0.501 <= mean - found.rank < 0.5, "to the nearest whole number, and exact halves up"
    assert {part.name for part in found.parts} | set(found.unknown) == {
        "topics",
        "specialty",
        "time",
        "stage",
        "manner",
    }


@pytest.mark.parametrize(
    ("mentee", "mentor", "kind", "ties", "reason"),
    [
        (Person(1), Person(1), "peer", Ties(), Exclusion.SELF),
        (Person(1), Person(2), "faculty", Ties(blocked=frozenset({2}), conflicts=frozenset({2})), Exclusion.BLOCKED),
        (Person(1), Person(2), "faculty", Ties(conflicts=frozenset({2})), Exclusion.CONFLICT),
        (Person(1), Person(2), "faculty", Ties(concerns=frozenset({2})), Exclusion.CONCERN),
        (Person(1, "M2"), Person(2, "M2"), "peer", Ties(), Exclusion.NOT_SENIOR),
        (Person(1, "M2"), Person(2, "M3"), "peer", Ties(), None),
        (
            Person(1, "", ENGLISH),
            Person(2, "", SPANISH),
            "faculty",
            Ties(),
            Exclusion.NO_COMMON_LANGUAGE,
        ),
        (Person(1), Person(2, "", SPANISH), "faculty", Ties(), None),
    ],
)
def test_each_exclusion_has_its_code(
    app: Flask, mentee: Person, mentor: Person, kind: str, ties: Ties, reason: Exclusion | None
) -> None:
    assert between(mentee, mentor, kind, ties) is reason


SOME = st.frozensets(st.sampled_from(["research", "career", "cardiology", "oncology", "mon-evening", "video"]))


@given(SOME, SOME, st.sampled_from(["peer", "resident", "faculty"]), st.sampled_from(["", "weekly", "monthly"]))
def test_an_order_of_many_has_the_rank_of_each(
    wanted: frozenset[str], offered: frozenset[str], kind: str, frequency: str
) -> None:
    looked = replace(WANTED, topics=wanted, specialties=wanted, times=wanted, channels=wanted, backgrounds=wanted)
    brought = replace(OFFERED, kind=kind, topics=offered, times=offered, channels=offered, frequency=frequency)
    brought = replace(brought, backgrounds=offered)
    assert rank(looked, brought, background_weight=10) == fit(looked, brought, background_weight=10).rank
