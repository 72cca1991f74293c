"""Tables that leave the house as CSV."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence


def to_csv(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A heading and rows; no cell is taken for a formula by a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heading)
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def cell(value: object) -> str:
    """The text of a cell; what a spreadsheet would compute gets a quote before it."""
    text = "" if value is None else str(value)
    begins = unicodedata.normalize("NFKC", text[:40]).lstrip(" \n")  # a full-width sign is a sign to some spreadsheets
    return f"'{text}" if begins.startswith(("=", "+", "-", "@", "\t", "\r")) else text
