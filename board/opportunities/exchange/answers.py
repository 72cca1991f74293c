"""What somebody has said about a file of postings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from board.vocabulary.words import Kind


@dataclass(frozen=True)
class ImportAnswers:
    """What somebody has said about a file, besides which column is which."""

    kind: Kind | None = None
    """The kind of every row that names none."""
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    """A word that is none of ours, as `import_words.key` has it → the kind that it means."""
    orders: Mapping[str, str] = field(default_factory=dict)
    """Column of dates → `dmy` or `mdy`; under an empty name, for all of them."""
