"""What of a table went into a copy, for its file and for the README."""

from dataclasses import dataclass, field

from board.personal_data import PersonalTable
from board.personal_data.queries import Row


@dataclass
class CopiedTable:
    """What of a table went into the copy."""

    declared: PersonalTable
    rows: list[Row] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """What the person called files that a row names and the disk has lost."""
