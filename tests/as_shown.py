"""A page as a browser shows it: where its template breaks a line is no business of a test."""

import re
from functools import lru_cache

KEPT = r"(?P<open><(?:textarea|pre)\b[^>]*>)(?P<kept>.*?</(?:textarea|pre)>)"
BREAK = re.compile(rf"{KEPT}|[ \t]*\n\s*|[ \t]{{2,}}", re.DOTALL)
TAG = re.compile(r"<(/?)([a-z0-9]+)")
IN_A_LINE = {"a", "abbr", "b", "button", "code", "em", "i", "input", "label", "meter", "select", "small", "span"}
IN_A_LINE |= {
    "cite",
    "del",
    "img",
    "ins",
    "kbd",
    "mark",
    "output",
    "q",
    "strong",
    "sub",
    "sup",
    "svg",
    "textarea",
    "time",
}
CELLS = {"tr", "td", "th", "dt", "dd"}
FAR = 400
"""Characters before a line break in which its tag is looked for."""


@lru_cache(maxsize=4)
def as_shown(html: str) -> str:
    """The same page with line breaks between its blocks only: one inside a sentence or a tag is a space."""
    return BREAK.sub(_fold, html)


def _fold(found: re.Match[str]) -> str:
    if found["open"]:
        return re.sub(r"\s*\n\s*", " ", found["open"]) + found["kept"]
    page, start = found.string, found.start()
    before = TAG.match(page, page.rfind("<", max(0, start - FAR), start)) if page[start - 1] == ">" and start else None
    after = TAG.match(page, found.end())
    names = [tag[2] for tag in (before, after) if tag]
    blocks = [name for name in names if name not in IN_A_LINE]
    if len(blocks) == 2:
        return "" if CELLS.issuperset(blocks) and set(blocks) != {"tr"} else found[0]
    if len(names) == 2:
        return found[0] if blocks or names[1] in {"button", "input", "label", "select", "textarea"} else " "
    return "" if blocks else " "
