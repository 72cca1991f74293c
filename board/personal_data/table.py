"""What is declared of each table: whose it is, what it says of them, who sees it, and what becomes of it."""

from dataclasses import dataclass
from enum import StrEnum

CONFIDENCE = "others wrote it in confidence"
"""Why a copy for the person leaves something out."""
RECORD_OF_OTHERS = "it belongs to what others did, too"
OTHERS_INSIDE = "a file of the school holds what is about others"


class Erasure(StrEnum):
    """What becomes of a row when its person is erased."""

    DELETED = "deleted"
    BLANKED = "words erased, row counted"
    KEPT = "kept without the person"
    """What it says stays; the account that it leads to says nothing any more."""


class Merging(StrEnum):
    """What becomes of a row when its person's account is merged into another one of theirs."""

    MOVED = "goes over"
    """Where it has no room beside one of the other account, nothing is merged before one of the two is gone."""
    DOUBLE = "goes over, once"
    """Two rows say no more than one: what stands twice is taken off the account that goes."""
    STAYS = "stays with its account"


@dataclass(frozen=True)
class PersonalTable:
    """A table with personal data. Columns and paths are written as words with spaces between them."""

    name: str
    what: str
    """In plain words, for people who are no engineers."""
    seen_by: str
    """Who sees it besides its person."""
    owners: str = ""
    """Columns that lead to the person, step by step: `application_id.student_id`. Empty: only named in words."""
    others: str = ""
    """Columns that name people who did something here, whose row it is not."""
    words: str = ""
    """Columns of text that a person wrote, or that say something of a person."""
    codes: str = ""
    """Columns of text that only Rounds itself reads: keys, tokens, hashes, its own verbs."""
    facts: str = ""
    """Columns of another kind that say something of a person: days, numbers, ticks. They go with the words."""
    about: str = ""
    """Paths to people who wrote the words or whom they are about, though the row is not theirs: erased with them."""
    keeps: str = ""
    """Columns of `words` that stay where the others are erased: one of the school's own words, or numbers."""
    vouches: str = ""
    """Columns in which somebody vouches for the person by name: staff who are erased stay named there."""
    known_as: str = ""
    """What an email's numbers and lines of the audit log call a row: `entry` for `entry_id=7` and `entry:7`."""
    withheld: str = ""
    """What a copy for the person leaves out; `*` is the whole row."""
    only: str = ""
    """Paths that must lead to something before a copy holds a row: a decision counts once it has a `released_at`.
    `a.b=c`: the path must lead to what the row's own column `c` says."""
    partners: str = ""
    """Paths to people whom the row's person knows by name, each with what they are there: of a pair, the other.
    `enrolment_id.user_id:mentor`. A copy names nobody else."""
    files: str = ""
    """Columns that name a file on the disk which a copy holds, each with the column of what its owner called it:
    `cv_name:cv_filename`."""
    address: str = ""
    """The column of an email address by which a row is its person's where no number leads to them."""
    title: str = ""
    """What a row is called wherever another one refers to it by number, since everybody reads it."""
    erasure: Erasure = Erasure.DELETED
    because: str = ""
    """Why something is withheld, blanked or kept."""
    merging: Merging = Merging.MOVED
    sides: str = ""
    """Columns that lead to two people who are never the same one, such as mentor and mentee."""
    retention: str = ""
    """The setting that says how long it is kept; empty: as long as the account, or what it belongs to."""


@dataclass(frozen=True)
class ImpersonalTable:
    """A table that says nothing of a person."""

    name: str
    what: str
    title: str = ""
    """What a row is called wherever another one refers to it by number."""


def moves(
    name: str, what: str, owners: str, seen_by: str, *, known_as: str = "", erasure: Erasure = Erasure.BLANKED
) -> PersonalTable:
    """The steps of something that has a timeline. They are the school's evidence of what was done and when."""
    return PersonalTable(
        name,
        f"Each step of {what}: what, when, by whom, and the reason given",
        seen_by,
        owners=owners,
        others="by_id",
        about="by_id",
        words="note",
        codes="verb before after",
        known_as=known_as,
        withheld="by_id note",
        erasure=erasure,
        because=RECORD_OF_OTHERS,
    )
