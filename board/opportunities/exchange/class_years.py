"""Class years as people write them: read whole, or not at all."""

import re
from collections.abc import Sequence

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_TOKEN = re.compile(
    r"(?P<year>(?:\b(?:oms|ms|m|years?|yrs?)[\s-]?)?(?:(?P<digit>[1-4])(?:st|nd|rd|th)?\b"
    r"|(?<=[ms\s-])(?P<roman>iv|i{1,3})\b)|\b(?P<word>first|second|third|fourth)\b)"
    r"|(?P<filler>-?(?:years?|yrs?)\b|\b(?:only|medical|med|students?)\b)"
    r"|(?P<plus>\+|\b(?:and|or) (?:up|above|higher|later|beyond|over)\b|\bonwards?\b)"
    r"|(?P<dash>-|\b(?:to|through|thru)\b)"
    r"|(?P<between>[\s,;/&|]|\b(?:and|or)\b)"
)
_ALL = re.compile(
    r"(?:all|any|every)(?: (?:medical |med )?(?:class |student )?(?:years?|students?|classes))?|open to all"
)


def read(text: str, names: Sequence[str]) -> list[str] | None:
    """The class years that a cell names, in order; empty for all of them. None when any part of it says something else:
    `M3, residents`, `not M1`.

    `names` are the school's own: they are read as they are, numbers and ordinals count along them.
    """
    named = _named(text, names)
    if named:
        return named
    plain_text = re.sub(r"\s+", " ", re.sub(r"[\u2010-\u2015]", "-", text.lower())).strip(" .")
    if _ALL.fullmatch(plain_text):
        return []
    tokens = _tokens(plain_text)
    return None if tokens is None else _years(tokens, names)


def _tokens(text: str) -> list[int | str] | None:
    """The years as numbers, `-` and `+` between them; None when something else is left over."""
    tokens: list[int | str] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        at = match.end()
        if match["year"]:
            number = match["digit"] or _ORDINALS[match["roman"] or match["word"]]
            tokens.append(int(number))
        elif match["plus"] or match["dash"]:
            tokens.append("+" if match["plus"] else "-")
    return tokens


def _years(tokens: list[int | str], names: Sequence[str]) -> list[str] | None:
    text = "".join(map(str, tokens))
    if not re.fullmatch(r"(?:[1-4](?:-[1-4]|\+)?)+", text):
        return None
    years: set[int] = set()
    for low, high in re.findall(r"([1-4])(?:-([1-9])|\+)?", text.replace("+", f"-{min(len(names), 9)}")):
        if high and high < low:
            return None
        years.update(range(int(low), int(high or low) + 1))
    return [names[year - 1] for year in sorted(years)] if max(years) <= len(names) else None


def _named(text: str, names: Sequence[str]) -> list[str]:
    """The years that a cell names in the school's own words with commas between them; empty when it names others."""
    asked = {name.strip().casefold() for name in re.split(r"[,;]", text) if name.strip()}
    years = [name for name in names if name.casefold() in asked]
    return years if len(years) == len(asked) else []
