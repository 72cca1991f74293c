"""Elements of SVG as text that is safe to show.

Colours are given twice: as attributes, which paper obeys, and by class, which lets a theme change them.
"""

from collections.abc import Iterable
from functools import cache

from markupsafe import Markup

from board.web.templates import escaped

INK, SOFT, LINE, SHEET = "#1c2a30", "#57656b", "#d9d8d2", "#ffffff"
SEEN, OWN, MARK = "#1f6b63", "#8a5310", "#c07a10"
FONT = "Inter, system-ui, sans-serif"


def element(name: str, content: str | Markup = "", /, **attributes: object) -> Markup:
    """One element; `stroke_width=2` becomes `stroke-width="2"`, `class_` becomes `class`."""
    pairs = "".join([f' {_spelled(key)}="{_told(value)}"' for key, value in attributes.items()])
    return Markup(f"<{name}{pairs}>{escaped(content)}</{name}>")  # noqa: S704 (each part is escaped)


@cache
def _spelled(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def words(text: str, x: float, y: float, /, **attributes: object) -> Markup:
    """A line of text."""
    given = {"font_size": 13, "fill": INK, "font_family": FONT, "class_": "v-ink"} | attributes
    return element("text", text, x=x, y=y, **given)


def line(x1: float, y1: float, x2: float, y2: float, /, **attributes: object) -> Markup:
    """A straight line, a hairline unless told otherwise."""
    given = {"stroke": LINE, "stroke_width": 1, "class_": "v-line"} | attributes
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **given)


def picture(name: str, title: str, text: str, width: int, height: float, parts: Iterable[Markup]) -> Markup:
    """The whole picture; `name` makes its ids its own on the page."""
    head = element("title", title, id=f"{name}-title") + element("desc", text, id=f"{name}-desc")
    return element(
        "svg",
        head + Markup("").join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {_short(float(height))}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        class_="c-picture",
    )


def _told(value: object) -> str:
    """A value between quotes; a number holds nothing to be escaped."""
    if isinstance(value, float):
        return _short(value)
    return str(value) if isinstance(value, int) else escaped(value)


def _short(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
