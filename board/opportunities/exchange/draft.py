"""A row of a file while it is read: what its cells say, what the posting form gets, and what is said of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from board.kernel import csv
from board.kernel.spreadsheet import TableRow as Line
from board.opportunities.exchange import columns, keys, units
from board.opportunities.exchange.answers import ImportAnswers
from board.opportunities.exchange.row import ImportRow

NAMES = columns.FIELDS | {
    "deadline": "closes",
    "opens": "opens",
    "application_documents": "papers",
    "application_questions": "questions",
}
"""Our column → the field of the form, where they differ."""
LISTS = ("area", "competencies", "aims", "tags", "class_years", "programmes", "owners", "co_owners", "reviewers")
KEPT_AS = {"hours": "Hours", "pay_amount": "Pay"}
"""Column → what its words are called in a description: the words may name another unit than the column does."""


class RowDraft:
    """The cells of a row by our columns, and what has been made of them so far."""

    def __init__(
        self, line: Line, heading: Sequence[str], matched: Mapping[int, str], answers: ImportAnswers, zone: ZoneInfo
    ) -> None:
        self.headings = {ours: heading[at] for at, ours in matched.items()}
        """Our column → what the file calls it."""
        self.cells = {ours: csv.unguard(line.cells[at].replace("\x00", "")).strip() for at, ours in matched.items()}
        self.links = {column: address for column, address in line.links.items() if _leads_somewhere(address)}
        """Place of a column → where its text leads."""
        self.matched, self.answers, self.zone = matched, answers, zone
        self.row = ImportRow(line.number, errors=[line.problem] if line.problem else [])
        self.is_ours = self.cells.get("posting_key", "").startswith(keys.OURS)
        """A row that we wrote ourselves says exactly what it says."""
        self.form: MultiDict[str, str] = MultiDict()
        self.instants: dict[str, datetime] = {}
        self.kept_words: list[str] = []
        for at, sort in line.wrong.items():
            ours = matched.get(at, "")
            if ours and not (sort == "a list" and ours in LISTS):
                self.refuse(ours, f"it is {sort} here ({line.cells[at][:60]}), and one text is needed")

    def put(self, column: str, text: str) -> None:
        """Give the form a text for a column."""
        self.form[NAMES.get(column, column)] = text

    def put_list(self, column: str, chosen: list[str]) -> None:
        """Give the form several values for a column."""
        self.form.setlist(NAMES.get(column, column), chosen)

    def refuse(self, column: str, sentence: str) -> None:
        """Say once of a column what keeps the row out."""
        name = self.name(column)
        if not any(error.startswith(f"{name}: ") for error in self.row.errors):
            self.row.errors.append(f"{name}: {sentence}")

    def note(self, column: str, sentence: str) -> None:
        """Say of a column how something was understood."""
        self.row.notes.append(f"{self.name(column)}: {sentence}")

    def name(self, column: str) -> str:
        """What the file calls a column, or what the page does where the file has none."""
        cause = {"hours_from": "hours", "hours_to": "hours", "pay_amount": "pay"}.get(column, column)
        return self.headings.get(column) or self.headings.get(cause) or columns.COLUMNS.get(column, column)

    def keep_words(self, column: str, text: str) -> None:
        """What has no field of its own stays in the description, so that nothing of a row is lost."""
        self._keep(column, KEPT_AS.get(column, columns.COLUMNS[column]), " ".join(text.split()))

    def says_more(self, column: str) -> bool:
        """Whether its heading makes other amounts of its numbers than the posting has a field for."""
        return not self.is_ours and units.says_more(column, self.headings.get(column, ""))

    def keep_under_heading(self, column: str, cell: str) -> None:
        """Keep an amount with the heading whose words belong to it: `Stipend (EUR): 1500`."""
        self._keep(column, self.headings[column], " ".join(cell.split()))

    def _keep(self, column: str, name: str, flat: str) -> None:
        self.kept_words.append(f"{name}: {flat}")
        self.row.in_words.add(column)
        self.note(column, f"{flat[:60]!r} stays as words at the end of the description")


def _leads_somewhere(address: str) -> bool:
    return address.lower().startswith(("http://", "https://", "mailto:"))
