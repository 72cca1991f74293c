"""A number as a spreadsheet shows it, where its format adds words: `€1,500.00`, `$20/hour`, `50%`."""

import re
from decimal import ROUND_HALF_UP, Decimal

_PART = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)(?:-[^\]]*)?\]|(\[[^\]]*\])|[_*](.)|([0#?.,]+)|(.)', re.S)
_DATES = re.compile(r"[dmyhseg]|general", re.I)


def shown(code: str, value: float) -> str:
    """The number in its format; empty for a format that adds no words, or that is one of dates or fractions."""
    sections = _sections(code)
    is_own_section = value < 0 and len(sections) > 1
    section = sections[1] if is_own_section else sections[2] if value == 0 and len(sections) > 2 else sections[0]
    before, digits, after = _divided(section)
    if not digits or not any(part.strip(" ()-+") for part in (before, after)):
        return ""
    scaled = Decimal(repr(value)) * (100 if "%" in before + after else 1)
    sign = "-" if value < 0 and not is_own_section else ""
    return " ".join(f"{sign}{before}{_in_digits(abs(scaled), digits)}{after}".split())


def _sections(code: str) -> list[str]:
    """For positive numbers, negative ones, and zero, as far as the format has them."""
    return re.findall(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])+', code) or [""]


def _divided(section: str) -> tuple[str, str, str]:
    """The words before the digits, the digits, the words after them; no digits where it is no plain number."""
    words, digits = ["", ""], ""
    for quoted, escaped, money, condition, filler, placeholders, other in _PART.findall(section):
        if placeholders and not digits:
            digits = placeholders
        elif placeholders or (other and _DATES.match(other)) or other == "@":
            return "", "", ""
        elif not condition and not filler:
            words[bool(digits)] += quoted or escaped or money or other
    return words[0], digits, words[1]


def _in_digits(value: Decimal, digits: str) -> str:
    thousands = len(digits) - len(digits.rstrip(","))
    whole, _, part = digits.rstrip(",").partition(".")
    rounded = (value / 1000**thousands).quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    optional = len(part) - len(part.rstrip("#?"))
    return text if not optional else text[: len(text) - optional] + text[len(text) - optional :].rstrip("0").rstrip(".")
