"""A run chart: the measurements in their order, their median, and what is more than chance, marked and named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from board.kernel.dates import say_full_date
from board.record.pictures.svg import MARK, SEEN, SHEET, SOFT, element, line, picture, words
from board.record.run_chart_rules import RunChartReading, Signal

WIDTH, LEFT, RIGHT, PLOT, LANE = 520, 50, 506, 200, 19
Scale = Callable[[float], float]


@dataclass(frozen=True)
class Measurement:
    """One point, ready to draw."""

    day: date
    value: float
    note: str = ""


def run_chart(measure: str, points: Sequence[Measurement], reading: RunChartReading, name: str = "run-chart") -> Markup:
    """The picture. Each signal has a lane above the plot, over the points that it is about."""
    top = 14 + LANE * len(reading.signals)
    bottom = top + PLOT
    x, y = _across(len(points)), _up([point.value for point in points], reading.middle, top + 10, bottom - 10)
    marked = {place for signal in reading.signals for place in signal.points}
    parts = [*_grid(y, points, reading, top, bottom), *_changes(points, x, top, bottom)]
    parts += [
        line(x(a), y(points[a].value), x(b), y(points[b].value), stroke=SEEN, stroke_width=1.75, class_="v-seen")
        for a, b in pairwise(range(len(points)))
    ]
    parts += [_dot(x(place), y(measurement.value), place in marked) for place, measurement in enumerate(points)]
    for lane, signal in enumerate(reading.signals):
        parts += _lane(signal, x, 14 + LANE * lane)
    parts += _days(points, x, bottom)
    return picture(name, f"Run chart: {measure}", _said(points, reading), WIDTH, bottom + 30, parts)


def _across(count: int) -> Scale:
    step = (RIGHT - LEFT - 16) / max(count - 1, 1)
    return lambda place: LEFT + 8 + step * place


def _up(values: Sequence[float], middle: float, top: float, bottom: float) -> Scale:
    low, high = min(*values, middle), max(*values, middle)
    spread = (high - low) or 1
    return lambda value: bottom - (bottom - top) * (value - low) / spread


def _grid(y: Scale, points: Sequence[Measurement], reading: RunChartReading, top: float, bottom: float) -> list[Markup]:
    low, high = min(point.value for point in points), max(point.value for point in points)
    small: dict[str, object] = {"font_size": 12, "text_anchor": "end"}
    middle = y(reading.middle)
    parts = [line(LEFT, top, LEFT, bottom), line(LEFT, bottom, RIGHT, bottom)]
    parts.append(line(LEFT, middle, RIGHT, middle, stroke=SOFT, stroke_dasharray="6 4", class_="v-soft-line"))
    parts.append(words(f"{reading.middle:g}", LEFT - 7, middle + 4, font_weight=600, **small))
    for value in {low, high}:
        if abs(y(value) - middle) > 14:
            parts.append(words(f"{value:g}", LEFT - 7, y(value) + 4, **small | {"fill": SOFT, "class_": "v-soft"}))
    return parts


def _changes(points: Sequence[Measurement], x: Scale, top: float, bottom: float) -> list[Markup]:
    """A line where something was done, numbered as in the list below the chart."""
    parts, number = [], 0
    for place, measurement in enumerate(points):
        if measurement.note:
            number += 1
            here = x(place)
            parts.append(line(here, top, here, bottom, stroke=MARK, stroke_dasharray="2 3", class_="v-mark"))
            parts.append(words(str(number), here + 4, bottom - 5, font_size=12, font_weight=650))
    return parts


def _dot(x: float, y: float, marked: bool) -> Markup:
    if marked:
        return element("circle", cx=x, cy=y, r=5.5, fill=MARK, stroke=SEEN, stroke_width=2, class_="v-mark-fill v-seen")
    return element("circle", cx=x, cy=y, r=4, fill=SHEET, stroke=SEEN, stroke_width=2, class_="v-seen v-hollow")


def _lane(signal: Signal, x: Scale, y: float) -> list[Markup]:
    first, last = (x(signal.points[0]), x(signal.points[-1])) if signal.points else (LEFT + 8, RIGHT - 8)
    middle = min(max((first + last) / 2, LEFT + 58), RIGHT - 58)
    rule = {"stroke": MARK, "stroke_width": 2.5, "stroke_linecap": "round", "class_": "v-mark"}
    return [
        line(first - 4, y + 3, last + 4, y + 3, **rule),
        words(signal.name, middle, y - 2, font_size=12, font_weight=600, text_anchor="middle"),
    ]


def _days(points: Sequence[Measurement], x: Scale, bottom: float) -> list[Markup]:
    count = len(points)
    shown = {0, count - 1} | ({count // 2} if count > 6 else set())
    anchor = {0: "start", count - 1: "end"}
    return [
        words(
            say_full_date(points[place].day),
            x(place) + (-8 if place == 0 else 8 if place == count - 1 else 0),
            bottom + 20,
            font_size=12,
            text_anchor=anchor.get(place, "middle") if count > 1 else "start",
            fill=SOFT,
            class_="v-soft",
        )
        for place in sorted(shown)
    ]


def _said(points: Sequence[Measurement], reading: RunChartReading) -> str:
    first, last = points[0], points[-1]
    signals = "; ".join(f"{signal.name}: {signal.words}" for signal in reading.signals) or "nothing beyond chance"
    begins, ends = say_full_date(first.day), say_full_date(last.day)
    return (
        f"{len(points)} points from {begins} ({first.value:g}) to {ends} ({last.value:g}), "
        f"median {reading.middle:g}, {reading.runs} runs. {signals}."
    )
