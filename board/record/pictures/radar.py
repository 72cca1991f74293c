"""Six axes: how oneself sees it, and what approved supervisors saw."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import cos, pi, sin

from markupsafe import Markup

from board.record.levels import Axis
from board.record.pictures.svg import LINE, OWN, SEEN, SHEET, SOFT, element, line, picture, words
from board.vocabulary.words import COMPETENCIES, Competency

WIDTH, HEIGHT, RADIUS, TOP = 400, 346, 108, 4
MIDDLE = (WIDTH / 2, 154)
CORNERS: dict[Competency, tuple[str, ...]] = {
    Competency.PROFESSIONALISM: ("Professionalism",),
    Competency.SELF_MANAGEMENT: ("Self-", "management"),
    Competency.TEAM_MANAGEMENT: ("Team", "management"),
    Competency.INFLUENCE_AND_COMMUNICATION: ("Influence and communication",),
    Competency.SYSTEMS_BASED_PRACTICE: ("Systems-", "based", "practice"),
    Competency.EXECUTING_TOWARD_A_VISION: ("Executing", "toward", "a vision"),
}
Levels = Sequence[int | None]


def radar(axes: Sequence[Axis], name: str = "radar") -> Markup:
    """The picture. A competency that nobody saw has no corner: not seen is not a low level."""
    own, seen = [axis.own for axis in axes], [axis.seen for axis in axes]
    parts = [*_web(len(axes)), *_shape(seen, SEEN, "seen"), *_shape(own, OWN, "own"), *_corners(axes), *_key()]
    return picture(
        name, "Six competencies: own view and what approved supervisors saw", _said(axes), WIDTH, HEIGHT, parts
    )


def _at(place: int, level: float, count: int = 6) -> tuple[float, float]:
    angle = 2 * pi * place / count - pi / 2
    reach = RADIUS * level / TOP
    return MIDDLE[0] + reach * cos(angle), MIDDLE[1] + reach * sin(angle)


@cache
def _web(count: int) -> list[Markup]:
    """The same behind every record."""
    rings = [
        element(
            "polygon",
            points=" ".join("{:.1f},{:.1f}".format(*_at(place, level)) for place in range(count)),
            fill="none",
            stroke=LINE,
            class_="v-line",
        )
        for level in range(1, TOP + 1)
    ]
    spokes = [line(*MIDDLE, *_at(place, TOP)) for place in range(count)]
    figures = [
        words(str(level), MIDDLE[0] + 5, _at(0, level)[1] + 12, font_size=11, fill=SOFT, class_="v-soft")
        for level in range(1, TOP + 1)
    ]
    return rings + spokes + figures


def _shape(levels: Levels, colour: str, which: str) -> list[Markup]:
    """Corners joined where two neighbours both have one, with a wash towards the middle."""
    count, parts = len(levels), []
    for here, after in pairwise([*range(count), 0]):
        first, second = levels[here], levels[after]
        if first is None or second is None:
            continue
        a, b = _at(here, first), _at(after, second)
        wedge = "{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}".format(*MIDDLE, *a, *b)
        if which == "seen":
            parts.append(element("polygon", points=wedge, fill=colour, fill_opacity=0.14, class_="v-seen-wash"))
        dashes = {} if which == "seen" else {"stroke_dasharray": "5 4"}
        parts.append(line(*a, *b, stroke=colour, stroke_width=2.25, class_=f"v-{which}", **dashes))
    parts += [_dot(*_at(place, level), colour, which) for place, level in enumerate(levels) if level is not None]
    return parts


def _dot(x: float, y: float, colour: str, which: str) -> Markup:
    if which == "seen":
        return element("circle", cx=x, cy=y, r=4.5, fill=colour, class_="v-seen-fill")
    corner = {"x": x - 4.25, "y": y - 4.25, "width": 8.5, "height": 8.5}
    return element("rect", **corner, fill=SHEET, stroke=colour, stroke_width=2, class_="v-own v-hollow")


def _corners(axes: Sequence[Axis]) -> list[Markup]:
    parts = []
    for place, axis in enumerate(axes):
        x, y = _at(place, TOP * 1.13)
        anchor = ("middle", "start", "start", "middle", "end", "end")[place]
        lines = CORNERS[axis.competency]
        top = y - 4 if place == 0 else y + 13 if place == 3 else y - 8 * (len(lines) - 1) + 4
        parts += [
            words(text, x, top + 15 * row, text_anchor=anchor, font_size=13, font_weight=550)
            for row, text in enumerate(lines)
        ]
    return parts


@cache
def _key() -> list[Markup]:
    y = HEIGHT - 14
    return [
        line(28, y, 54, y, stroke=SEEN, stroke_width=2.25, class_="v-seen"),
        _dot(41, y, SEEN, "seen"),
        words("Observed", 62, y + 4.5, font_size=13),
        line(162, y, 188, y, stroke=OWN, stroke_width=2.25, stroke_dasharray="5 4", class_="v-own"),
        _dot(175, y, OWN, "own"),
        words("Self-assessed", 196, y + 4.5, font_size=13),
    ]


def _said(axes: Sequence[Axis]) -> str:
    def level(number: int | None) -> str:
        return "not yet" if number is None else str(number)

    lines = [f"{COMPETENCIES[a.competency]}: seen {level(a.seen)}, own view {level(a.own)}" for a in axes]
    return "Levels from 1 to 4. " + ". ".join(lines) + "."
