"""Tables that leave the house as CSV, and what of ours comes back."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from board.kernel.text import for_xml, with_plain_line_ends

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A heading and rows; no cell is taken for a formula by a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heading)
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def cell(value: object) -> str:
    """The text of a cell; what a spreadsheet would compute gets a quote before it."""
    text = "" if value is None else for_xml(with_plain_line_ends(str(value)))
    return f"'{text}" if _is_formula(text) else text


def said(text: str) -> str:
    """What a cell of ours says when it comes back: without the quote that `cell` put before it."""
    return text[1:] if text.startswith("'") and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    """A full-width sign is a sign to some spreadsheets. What has our quote before it already counts too, so that it
    comes back with the quotes that it had."""
    return unicodedata.normalize("NFKC", text[:40]).lstrip(" \n'").startswith(FORMULA)
