"""The pictures: well-formed, named for people who do not see them, and without anything that a strict page forbids."""

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from board.record import pictures as record_pictures
from board.record.levels import Axis
from board.record.pictures.run_chart import Measurement
from board.record.pictures.timeline import Span
from board.record.run_chart_rules import read
from board.vocabulary.words import Competency

SVG = "{http://www.w3.org/2000/svg}"
NASTY = '<script>alert("1")</script> & “Söhne”'


def axis(own: int | None, seen: int | None) -> list[Axis]:
    return [Axis(competency, own, 3, seen, 2, 5) for competency in Competency]


def chart(values: list[float]) -> Markup:
    reading = read(values)
    assert reading is not None
    points = [
        Measurement(date(2026, 1, 1 + place), value, NASTY if place == 2 else "") for place, value in enumerate(values)
    ]
    return record_pictures.run_chart(NASTY, points, reading)


PICTURES = {
    "radar": record_pictures.radar(axis(2, 3)),
    "radar of nothing": record_pictures.radar(axis(None, None)),
    "timeline": record_pictures.timeline(
        [
            Span(NASTY, date(2024, 3, 1), None, "x", True),
            Span("One day", date(2026, 1, 1), date(2026, 1, 1), "y", False),
        ],
        date(2026, 3, 2),
    ),
    "hours": record_pictures.hours([(NASTY, 12.5), ("None", 0.0)]),
    "run chart": chart([1, 2, 3, 4, 5, 6, 90, 6]),
    "run chart of one point": chart([0]),
    "run chart that never moves": chart([5, 5, 5]),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_named_and_holds_attributes_only(name: str) -> None:
    root = ElementTree.fromstring(str(PICTURES[name]))  # ours, made a line above
    assert root.get("role") == "img"
    titles = {item.get("id"): item.text for item in root if item.tag in (f"{SVG}title", f"{SVG}desc")}
    assert titles[root.get("aria-labelledby")]
    assert titles[root.get("aria-describedby")]
    for item in root.iter():
        assert item.tag != f"{SVG}script"
        assert "style" not in item.attrib
        assert not [key for key in item.attrib if key.startswith("on")]
        if item.tag == f"{SVG}text":
            assert item.get("fill"), "paper takes colours from attributes only"


def test_a_competency_nobody_saw_has_no_corner() -> None:
    root = ElementTree.fromstring(str(record_pictures.radar(axis(None, 3))))
    own = [item for item in root.iter() if "v-own" in (item.get("class") or "")]
    assert len(own) == 2, "the key alone"


def test_signals_are_named_in_the_picture_and_in_its_words() -> None:
    text = str(chart([1, 2, 3, 4, 5, 6, 7, 1]))
    assert ">Trend</text>" in text
    assert "Trend: 7 points in a row going up" in text


def test_sixty_experiences_are_no_wall_and_each_is_still_named() -> None:
    spans = [
        Span(f"Role {number}", date(2022 + number % 4, 1 + number % 12, 1), date(2026, 1, 1), "x", True)
        for number in range(59)
    ] + [Span("Short", date(2022, 1, day), date(2022, 1, day), "y", False) for day in (1, 28)]
    root = ElementTree.fromstring(str(record_pictures.timeline(spans, date(2026, 3, 2))))
    bars = [item for item in root if item.tag == f"{SVG}rect"]
    assert [bar.findtext(f"{SVG}title") for bar in bars if bar.findtext(f"{SVG}title", "").startswith("Short")] == [
        "Short: y"
    ] * 2
    assert len(bars) == len(spans)
    rows = {bar.get("y") for bar in bars}
    assert float(root.get("height", "")) <= 26 + 16 * len(rows), "no row for a name"
    for row in rows:
        ends = sorted((float(bar.get("x", "")), float(bar.get("width", ""))) for bar in bars if bar.get("y") == row)
        assert all(left + width <= right for (left, width), (right, _) in pairwise(ends)), "two bars lie on each other"
    assert not [item for item in root if item.tag == f"{SVG}text" and "Role" in (item.text or "")]
