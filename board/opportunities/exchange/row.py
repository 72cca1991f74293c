"""One row of a file, understood as a posting."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from board.opportunities.models import PostingRole, PostingState

KIND_QUESTION = "kind"
WORD_QUESTION = "kind-of:"
DATE_QUESTION = "dates:"
"""What may have to be answered for a whole file: the kind of rows that name none; the kind that a word means, which
follows; the order of the numbers in a column of dates, whose name follows."""


@dataclass
class ImportRow:
    """A row in its file; `number` is what a spreadsheet shows beside it."""

    number: int
    key: str = ""
    """What it is recognised by when it comes again."""
    fields: dict[str, Any] = field(default_factory=dict)
    """Columns of the posting. Empty while something is wrong with the row."""
    papers: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    in_name_of: str = ""
    """The organisation that posts it, as the file calls it."""
    people: dict[PostingRole, list[str]] = field(default_factory=dict)
    """The emails of those who own or review it, where the file names them."""
    stands: PostingState | None = None
    """Where the posting stood, in a file of ours; None: as whoever brings it in decides."""
    moves: list[str] = field(default_factory=list)
    state_note: str = ""
    published_at: datetime | None = None
    kind_word: str = ""
    """What the file calls its kind, where that is no word of ours and somebody has to say what it means."""
    errors: list[str] = field(default_factory=list)
    """What keeps it out; each names its column and says what to do."""
    waits: dict[str, str] = field(default_factory=dict)
    """What has to be answered for the whole file before it can be read, and what is unclear in this row."""
    in_words: set[str] = field(default_factory=set)
    """Our columns whose words stay at the end of the description."""
    notes: list[str] = field(default_factory=list)
    """How something was understood that could be understood otherwise."""

    @property
    def asks_kind(self) -> bool:
        """Whether its kind waits for an answer."""
        return any(question.startswith((KIND_QUESTION, WORD_QUESTION)) for question in self.waits)

    def closed_before(self, now: datetime) -> bool:
        """Whether its deadline has passed."""
        closes_at: datetime | None = self.fields.get("closes_at")
        return closes_at is not None and closes_at <= now
