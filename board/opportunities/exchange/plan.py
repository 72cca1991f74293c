"""What bringing a file in would do, row by row."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from board.opportunities.exchange.columns import label_of
from board.opportunities.exchange.row import ImportRow
from board.opportunities.models import Opportunity, PostingState
from board.vocabulary import import_words


@dataclass
class Plan:
    """The rows of a file, sorted by what would become of them."""

    good: list[ImportRow] = field(default_factory=list)
    bad: list[ImportRow] = field(default_factory=list)
    waiting: list[ImportRow] = field(default_factory=list)
    """Rows that cannot be read before a question about the whole file is answered."""
    left_out: list[tuple[ImportRow, str]] = field(default_factory=list)
    """Rows that are here already or stand earlier in the file, each with why."""

    @property
    def questions(self) -> list[str]:
        """What has to be answered, each once."""
        return list(dict.fromkeys(question for row in self.waiting for question in row.waits))

    @property
    def kind_words(self) -> dict[str, int]:
        """Words for kinds that are none of ours → rows that say so, the most frequent first."""
        rows = [*self.good, *self.bad, *self.waiting, *(row for row, _ in self.left_out)]
        spelled: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for row in filter(lambda row: row.kind_word, rows):
            counts[spelled.setdefault(import_words.key(row.kind_word), row.kind_word)] += 1
        return dict(counts.most_common())

    @property
    def stands(self) -> dict[PostingState, int]:
        """State → good rows that stand in it as the file says, drafts where it says nothing; empty where it nowhere
        does."""
        if not any(row.stands for row in self.good):
            return {}
        counts = Counter(row.stands or PostingState.DRAFT for row in self.good)
        return {state: counts[state] for state in PostingState if counts[state]}

    def past(self, now: datetime) -> list[ImportRow]:
        """Good rows whose deadline has passed."""
        return [row for row in self.good if row.closed_before(now)]


def make(rows: Iterable[ImportRow], known: Mapping[str, Opportunity]) -> Plan:
    """Sort the rows. `known` are the postings that are here, by every key that a row may know them by."""
    plan, seen = Plan(), dict[str, int]()
    for row in rows:
        if row.errors:
            plan.bad.append(row)
        elif row.waits:
            plan.waiting.append(row)
        elif row.key in known:
            plan.left_out.append((row, _here(row, known[row.key])))
        elif row.key in seen:
            plan.left_out.append((row, f"it repeats row {seen[row.key]}"))
        else:
            seen[row.key] = row.number
            plan.good.append(row)
    return plan


def _here(row: ImportRow, opportunity: Opportunity) -> str:
    """Why a row is left out, and what it says that the posting does not."""
    differs = [name for name, value in row.fields.items() if getattr(opportunity, name) != value]
    if not differs:
        return "it is here already"
    names = ", ".join(dict.fromkeys(label_of(name).lower() for name in differs))
    return f"it is here already; the file says something else of {names}, which stays as it is here"
