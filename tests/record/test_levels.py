"""Reading ticks: never averaged, never a low level for what nobody saw."""

from datetime import UTC, date, datetime

from board.catalogue import rubric as rubrics
from board.catalogue.words import Competency
from board.record.levels import axes, side_by_side
from board.record.models import Assessment, Entry, EntryKind, Relation

RUBRIC = rubrics.on(date(2026, 3, 2))
AT = datetime(2026, 3, 2, tzinfo=UTC)


def ticks(relation: Relation, **levels: int) -> Assessment:
    return Assessment(relation=relation, rubric=RUBRIC.version, levels=levels, evidence={}, at=AT)


def entry(*assessments: Assessment) -> Entry:
    return Entry(kind=EntryKind.OTHER, title="x", starts=AT.date(), assessments=list(assessments))


def test_the_rubric_is_six_times_five_times_four() -> None:
    assert [len(RUBRIC.of(one)) for one in Competency] == [5] * 6
    assert {len(one.levels) for one in RUBRIC.behaviours} == {4}
    assert RUBRIC.source


def test_an_axis_is_the_middle_of_the_highest_levels_seen_anywhere() -> None:
    one = entry(ticks(Relation.SUPERVISOR, p1=2, p2=4, s1=3), ticks(Relation.SELF, p1=1))
    other = entry(ticks(Relation.CHAIR, p1=3, p3=1))
    found = {axis.competency: axis for axis in axes(RUBRIC, [one, other])}
    assert (found[Competency.PROFESSIONALISM].seen, found[Competency.PROFESSIONALISM].seen_count) == (3, 3)
    assert found[Competency.PROFESSIONALISM].own == 1
    assert found[Competency.SELF_MANAGEMENT].seen == 3
    assert found[Competency.TEAM_MANAGEMENT].seen is None


def test_levels_of_fewer_than_three_people_stand_side_by_side_only() -> None:
    two = [ticks(Relation.SELF, p1=4), ticks(Relation.PEER, p1=1), ticks(Relation.CHAIR, p1=3)]
    (line,) = side_by_side(RUBRIC, two)
    assert (line.own, line.seen, line.middle) == (4, (1, 3), None)
    (line,) = side_by_side(RUBRIC, [*two, ticks(Relation.MENTOR, p1=2)])
    assert (line.seen, line.middle) == ((1, 3, 2), 2)
    assert side_by_side(RUBRIC, [*two, ticks(Relation.MENTOR, p2=2)])[0].middle is None
