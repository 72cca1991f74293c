"""When each experience was, one bar under its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from board.record.pictures.svg import SEEN, SHEET, SOFT, element, line, picture, words

WIDTH, EDGE, ROW, HEAD = 400, 8, 42, 26


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

    height = HEAD + ROW * len(ordered) + 8
    parts = _years(first, last, x, height)
    for row, span in enumerate(ordered):
        parts += _bar(span, x(span.starts), x(span.ends or last), HEAD + ROW * row)
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


def _bar(span: Span, left: float, right: float, top: float) -> list[Markup]:
    width = max(right - left, 8)
    shape = {"x": left, "y": top + 21, "width": width, "height": 9, "rx": 4.5, "stroke": SEEN, "stroke_width": 1.75}
    fill = (
        {"fill": SEEN, "class_": "v-seen v-seen-fill"}
        if span.verified
        else {"fill": SHEET, "class_": "v-seen v-hollow"}
    )
    title = span.title if len(span.title) <= 42 else f"{span.title[:41].rstrip()}…"
    room = WIDTH - EDGE - left
    label: dict[str, object] = {"font_size": 13}
    if len(title) * 6.9 > room:
        label["text_anchor"], left = "end", WIDTH - EDGE
    parts = [words(title, left, top + 15, **label), element("rect", **shape | fill)]
    if span.ends is None:
        tip = f"{right:.1f},{top + 17:.1f} {right + 7:.1f},{top + 25.5:.1f} {right:.1f},{top + 34:.1f}"
        parts.append(element("polygon", points=tip, fill=SEEN, class_="v-seen-fill"))
    return parts
