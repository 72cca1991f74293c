"""A breakdown as a picture: under each group a bar for each part, all on one scale."""

from collections.abc import Sequence
from textwrap import wrap

from markupsafe import Markup

from board.record.pictures.svg import MARK, OWN, SEEN, SOFT, element, picture, words
from board.reports.definitions import Part
from board.reports.figures import Row

WIDTH, BARS = 400, 190
HEAD, LINE_HEIGHT, GAP = 22, 19, 10
LETTERS = 46
"""How many letters of a group's name there is room for in a line; a longer one goes on in the next."""
HEADING, LABEL = 14, 12.5
"""Sizes of letters, which a phone draws at nine tenths."""
PAINT = ((SOFT, "v-soft"), (SEEN, "v-seen-fill"), (OWN, "v-own-fill"), (MARK, "v-mark-fill"))
"""Of the whole and its parts; the words beside each bar say which it is, so no color is needed to tell."""


def bars(name: str, title: str, rows: Sequence[Row], parts: Sequence[Part]) -> Markup:
    """The picture; its description says every number, and each number stands beside its bar."""
    most = max((row.numbers[part.name] for row in rows for part in parts), default=0) or 1
    drawn: list[Markup] = []
    top = 0
    for row in rows:
        *before, last = wrap(row.label, LETTERS) or [""]
        for line in before:
            drawn.append(words(line, 0, top + 15, font_size=HEADING, font_weight=600))
            top += LINE_HEIGHT
        drawn.append(words(last, 0, top + 15, font_size=HEADING, font_weight=600))
        for place, part in enumerate(parts):
            drawn += _bar(row.numbers[part.name], most, part.heading, top + HEAD + place * LINE_HEIGHT, place)
        top += HEAD + len(parts) * LINE_HEIGHT + GAP
    text = "; ".join(f"{row.label}: {_in_words(row, parts)}" for row in rows)
    return picture(name, title, f"{text}.", WIDTH, max(top, HEAD), drawn)


def _bar(number: int, most: int, heading: str, top: int, place: int) -> list[Markup]:
    fill, class_ = PAINT[min(place, len(PAINT) - 1)]
    width = BARS * number / most
    bar = element("rect", x=0, y=top, width=max(width, 1.5), height=11, rx=2, fill=fill, class_=class_)
    text = words(
        f"{shown(number)} {heading.lower()}", width + 6, top + 10.5, font_size=LABEL, fill=SOFT, class_="v-soft"
    )
    return [bar, text]


def _in_words(row: Row, parts: Sequence[Part]) -> str:
    return ", ".join(f"{shown(row.numbers[part.name])} {part.heading.lower()}" for part in parts)


def shown(number: int) -> str:
    """A rounded number as pages show it: a nought may stand for up to four."""
    return f"{number:,}" if number else "under 5"
