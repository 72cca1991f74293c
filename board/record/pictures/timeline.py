"""When each experience was: one bar under its name, or, where there are many, bars side by side as they have room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from board.record.pictures.svg import SEEN, SHEET, SOFT, element, line, picture, words

WIDTH, EDGE, ROW, HEAD = 400, 8, 42, 26
MOST_NAMED = 12
"""Bars that have their names above them; of more, the table below has the names."""
LANE, GAP, LEAST = 16, 3, 8
"""Of bars without names: from one row to the next, between two in a row; and how long a bar is at least."""


@dataclass(frozen=True)
class Span:
    """One bar."""

    title: str
    starts: date
    ends: date | None
    period: str
    verified: bool


def timeline(spans: Sequence[Span], today: date, name: str = "timeline") -> Markup:
    """The picture, the earliest first; a full bar is confirmed, a hollow one is not, an open end goes on."""
    ordered = sorted(spans, key=lambda span: (span.starts, span.title))
    first = date(ordered[0].starts.year, ordered[0].starts.month, 1)
    last = max([today, *(span.ends for span in ordered if span.ends)])
    days = max((last - first).days, 60)

    def x(day: date) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * (day - first).days / days

    rows = _rows if len(ordered) <= MOST_NAMED else _lanes
    height, bars = rows(ordered, x, last)
    parts = _years(first, last, x, height) + bars
    text = ". ".join(
        f"{span.title}: {span.period}, {'confirmed' if span.verified else 'not confirmed'}" for span in ordered
    )
    return picture(name, "When each experience was", f"{text}.", WIDTH, height, parts)


def _years(first: date, last: date, x: Callable[[date], float], height: float) -> list[Markup]:
    parts = []
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    for day in years:
        here = x(day)
        parts.append(line(here, 18, here, height))
        parts.append(words(str(day.year), here, 12, font_size=12, text_anchor="middle", fill=SOFT, class_="v-soft"))
    if not years or x(years[0]) > 60:
        parts.append(words(f"{first:%b %Y}", EDGE, 12, font_size=12, fill=SOFT, class_="v-soft"))
    return parts


def _rows(spans: Sequence[Span], x: Callable[[date], float], last: date) -> tuple[float, list[Markup]]:
    """Each bar in a row of its own, under its name; the height that this takes."""
    bars: list[Markup] = []
    for row, span in enumerate(spans):
        bars += _named_bar(span, x(span.starts), x(span.ends or last), HEAD + ROW * row)
    return HEAD + ROW * len(spans) + 8, bars


def _lanes(spans: Sequence[Span], x: Callable[[date], float], last: date) -> tuple[float, list[Markup]]:
    """Each bar in the first row where it has room; the height that this takes."""
    ends: list[float] = []
    bars: list[Markup] = []
    for span in spans:
        left, right = x(span.starts), x(span.ends or last)
        row = next((place for place, end in enumerate(ends) if end + GAP <= left), len(ends))
        bars += _bar(span, left, right, HEAD + LANE * row)
        ends[row : row + 1] = [max(right, left + LEAST)]
    return HEAD + LANE * len(ends), bars


def _named_bar(span: Span, left: float, right: float, top: float) -> list[Markup]:
    title = span.title if len(span.title) <= 42 else f"{span.title[:41].rstrip()}…"
    label: dict[str, object] = {"font_size": 13}
    start = left
    if len(title) * 6.9 > WIDTH - EDGE - left:
        label["text_anchor"], start = "end", WIDTH - EDGE
    return [words(title, start, top + 15, **label), *_bar(span, left, right, top + 21)]


def _bar(span: Span, left: float, right: float, top: float) -> list[Markup]:
    width = max(right - left, LEAST)
    shape = {"x": left, "y": top, "width": width, "height": 9, "rx": 4.5, "stroke": SEEN, "stroke_width": 1.75}
    fill = (
        {"fill": SEEN, "class_": "v-seen v-seen-fill"}
        if span.verified
        else {"fill": SHEET, "class_": "v-seen v-hollow"}
    )
    name = element("title", f"{span.title}: {span.period}")
    parts = [element("rect", name, **shape | fill)]
    if span.ends is None:
        tip = f"{right:.1f},{top - 4:.1f} {right + 7:.1f},{top + 4.5:.1f} {right:.1f},{top + 13:.1f}"
        parts.append(element("polygon", points=tip, fill=SEEN, class_="v-seen-fill"))
    return parts
