"""A row for each entry."""

from collections.abc import Iterator, Sequence

from board.kernel import csv
from board.record.labels import GRADES, KINDS, said_outside
from board.record.models import Entry

COLUMNS = (
    "title", "organisation", "kind", "place", "starts", "ends", "hours", "paid", "areas", "competencies",
    "description", "aim", "measure", "before", "after",
    "confirmation", "confirmed_by", "confirmed_role", "confirmed_on", "said_outside",
)  # fmt: skip


def table(entries: Sequence[Entry]) -> str:
    """The entries as CSV; no cell is taken for a formula."""
    return csv.to_csv(COLUMNS, (list(_row(entry)) for entry in entries))


def _row(entry: Entry) -> Iterator[object]:
    yield from (entry.title, entry.organisation, KINDS[entry.kind], entry.place, entry.starts, entry.ends)
    yield from (entry.hours, "yes" if entry.paid else "no", "; ".join(entry.areas), "; ".join(entry.competencies))
    yield from (entry.description, entry.aim, entry.measure, entry.before, entry.after)
    yield GRADES[entry.grade] if entry.grade is not None else ""
    yield from (entry.verified_by, entry.verified_role, entry.verified_on)
    yield "; ".join(said_outside(seen) for seen in entry.outside)
