"""Tables that leave as CSV, and what of ours comes back: the only writer of CSV there is.

A byte-order mark tells Excel that the file is UTF-8. A text that a spreadsheet would compute gets a quote before it, in
headings too; `unguard` takes exactly that quote off again. A number stays a number, its minus sign with it.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal

from board.kernel.text import for_xml, with_plain_line_ends

BYTE_ORDER_MARK = "\ufeff"
SIGNS = ("=", "+", "-", "@")
BREAKS = ("\t", "\r", "\n")


def to_csv(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A heading and rows, ready for a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_cell(name) for name in heading])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return BYTE_ORDER_MARK + out.getvalue()


def guard(text: str) -> str:
    """The text of a cell that no spreadsheet computes. A quote that stands before such a text already gets another."""
    return f"'{text}" if _is_computed(text.lstrip("'")) else text


def unguard(text: str) -> str:
    """What a cell of ours says when it comes back: `unguard(guard(text)) == text`."""
    return text[1:] if text.startswith("'") and _is_computed(text.lstrip("'")) else text


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    return guard(for_xml(with_plain_line_ends(str(value))))


def _is_computed(text: str) -> bool:
    """A sign after blanks is a sign, and a full-width one is one to some spreadsheets."""
    return text.startswith(BREAKS) or unicodedata.normalize("NFKC", text[:40]).lstrip().startswith(SIGNS)
