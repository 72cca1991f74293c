"""Reading ticks: never averaged, never a low level for what nobody saw."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from justhtml import JustHTML

from board.record.levels import axes, side_by_side
from board.record.models import Assessment, Entry, EntryKind, Grade, Relation
from board.vocabulary import rubric
from board.vocabulary.words import Competency
from tests.record.conftest import WITNESS

RUBRIC = rubric.on(date(2026, 3, 2))
AT = datetime(2026, 3, 2, tzinfo=UTC)


def ticks(relation: Relation, **levels: int) -> Assessment:
    grade = None if relation is Relation.SELF else Grade.APPROVED
    return Assessment(relation=relation, rubric=RUBRIC.version, levels=levels, evidence={}, at=AT, grade=grade)


def entry(*assessments: Assessment) -> Entry:
    return Entry(kind=EntryKind.OTHER, title="x", starts=AT.date(), assessments=list(assessments))


def test_the_rubric_is_six_times_five_times_four() -> None:
    assert [len(RUBRIC.of(competency)) for competency in Competency] == [5] * 6
    assert {len(behaviour.levels) for behaviour in RUBRIC.behaviours} == {4}
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
    (line,) = side_by_side(two)
    assert (line.own, line.seen, line.middle) == (4, (1, 3), None)
    (line,) = side_by_side([*two, ticks(Relation.MENTOR, p1=2)])
    assert (line.seen, line.middle) == ((1, 3, 2), 2)
    assert side_by_side([*two, ticks(Relation.MENTOR, p2=2)])[0].middle is None


def test_a_new_rubric_asks_anew_and_what_was_ticked_keeps_its_words(
    browser: FlaskClient,
    client: FlaskClient,
    add: Callable[..., int],
    link_for: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A file beside the old one, no code: the forms ask with its words, and earlier ticks are read in theirs."""
    number = add()
    browser.post(f"/record/entries/{number}/self", data={"p1": "2", "p2": "2"})
    client.post(link_for(number), data=WITNESS | {"facts": "y", "p1": "4", "p1_evidence": "Every deadline of the year"})

    first = (rubric.FOLDER / "2026.toml").read_text()
    later = first.replace('version = "2026"', 'version = "2027"').replace("starts = 2025-08-01", "starts = 2026-03-01")
    later = later.replace('label = "Keeps commitments"', 'label = "Keeps promises"').replace('"Leading"', '"Teaching"')
    (tmp_path / "2026.toml").write_text(first)
    (tmp_path / "2027.toml").write_text(later)
    monkeypatch.setattr(rubric, "FOLDER", tmp_path)

    own = JustHTML(browser.get(f"/record/entries/{number}/self").text, sanitize=False)
    assert "Keeps promises" in own.to_text() and "Keeps commitments" not in own.to_text()
    assert "4 Teaching" in own.to_text() and "Rubric 2027" in own.to_text()
    ticked = {node.attrs["name"]: node.attrs["value"] for node in own.query("input[checked]")}
    assert (ticked["p1"], ticked["p2"]) == ("0", "2"), "what is worded anew is asked anew"
    assert "Keeps promises" in client.get(link_for(number, "two@clinic.example")).text

    assert rows_of(browser, number) == {
        "Keeps commitments Every deadline of the year": ["2", "4"],
        "Owns mistakes": ["2", "not seen"],
    }
    record = browser.get("/record").text
    assert "Observed: level 4 of 4" in record and "Self-assessed: level 2 of 4" in record
    client.post(link_for(number, "three@clinic.example"), data=WITNESS | {"p1": "1"})
    assert rows_of(browser, number)["Keeps promises"] == ["–", "not seen", "1"], "another behaviour than the one before"


def rows_of(browser: FlaskClient, number: int) -> dict[str, list[str]]:
    page = JustHTML(browser.get(f"/record/entries/{number}").text, sanitize=False)
    return {
        row.query("th")[0].to_text(): [cell.to_text() for cell in row.query("td")]
        for row in page.query(".c-sides tbody tr")
    }
