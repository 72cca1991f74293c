"""The page of a roster that waits: what was said of the file, and what becomes of its rows, a part at a time."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from board.accounts.models import RosterFile
from board.kernel.spreadsheet.encoding import NAMES
from board.kernel.wording import plural
from board.office.forms import CLASS_OF_WORD, classes_chosen
from board.office.roster import report
from board.office.roster.columns import COLUMNS, NO_CLASS
from board.office.roster.plan import RosterPlan
from board.office.roster.reading import RosterReading
from board.office.roster.report import Line
from board.opportunities.exchange.dates import ORDERS
from board.school import settings as school_settings
from board.web.addresses import number

SHOWN = 200
"""Rows on a page of the report; the numbers count all of them."""
SAID_OF_FILE = ("column-", "sheet", "heading-row", "encoding", "order", CLASS_OF_WORD)


@dataclass(frozen=True)
class RosterPage:
    """What the page shows of a file; its methods and constants are what the template asks."""

    file: RosterFile
    reading: RosterReading
    values: Mapping[str, str]
    """What was said of the file, and which of its rows are asked for, in an address or a form."""
    address: str
    """Of the page itself."""
    csv_address: str

    class_of_word = CLASS_OF_WORD
    no_class = NO_CLASS
    ours = COLUMNS
    encodings = NAMES
    orders = ORDERS
    question = staticmethod(report.question)

    @property
    def plan(self) -> RosterPlan:
        """What would become of each row."""
        return self.reading.plan

    @property
    def counts(self) -> str:
        """The whole of it in a line."""
        return report.counts_words(self.plan)

    @property
    def people(self) -> str:
        """How many accounts the button opens or changes."""
        return plural(self.plan.writes, "person", "people")

    @property
    def days(self) -> int:
        """How long it can be read afterwards what was changed."""
        return school_settings.retention_imports_days

    @property
    def class_years(self) -> tuple[str, ...]:
        """What a word may be said to mean."""
        return school_settings.class_years

    @property
    def answers(self) -> dict[str, str]:
        """What was said that each word means."""
        return classes_chosen(self.values)

    @cached_property
    def chosen(self) -> dict[str, str]:
        """What was said of how the file is to be read."""
        return {name: value for name, value in self.values.items() if value and name.startswith(SAID_OF_FILE)}

    @cached_property
    def _all_lines(self) -> list[Line]:
        return report.report(self.plan)

    @cached_property
    def _amounts(self) -> Counter[str]:
        return Counter(outcome for outcome, _, _ in self._all_lines)

    @property
    def only(self) -> str:
        """The outcome whose rows alone are asked for; empty for all."""
        only = self.values.get("only", "")
        return only if only in self._amounts else ""

    @cached_property
    def _asked_lines(self) -> list[Line]:
        return [line for line in self._all_lines if not self.only or line[0] == self.only]

    @property
    def pages(self) -> int:
        """How many pages the rows fill."""
        return max(1, -(-len(self._asked_lines) // SHOWN))

    @property
    def page(self) -> int:
        """The page that is asked for; whatever is none is the nearest."""
        return min(max(1, number(self.values.get("rows", "")) or 1), self.pages)

    @property
    def lines(self) -> list[Line]:
        """What becomes of the rows of this page."""
        return self._asked_lines[(self.page - 1) * SHOWN : self.page * SHOWN]

    @property
    def outcomes(self) -> list[tuple[str, int, str, bool]]:
        """What becomes of rows: in words, of how many, where they alone are shown, and whether they are now."""
        return [
            (words, self._amounts[key], self._href(only=key), key == self.only)
            for key, words in report.OUTCOMES.items()
            if self._amounts[key]
        ]

    @property
    def all_href(self) -> str:
        """Where all rows are shown."""
        return self._href()

    @property
    def csv_href(self) -> str:
        """Where all rows are downloaded."""
        return f"{self.csv_address}?{urlencode(self.chosen)}"

    def href_for(self, page: int) -> str:
        """Where another page of the same rows is."""
        return self._href(rows=str(page), **({"only": self.only} if self.only else {}))

    def _href(self, **more: str) -> str:
        return f"{self.address}?{urlencode(self.chosen | more)}#rows"
