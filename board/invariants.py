"""What can never be so, whatever people do: `flask --app app check` looks for each and says where it is.

An invariant is a function that reads the database (or the files beside it) and yields a sentence for each place where
it does not hold: which row, and what is wrong with it. It changes nothing. Add yours to the table.
"""

from collections.abc import Callable, Iterable, Iterator

from board import file_owners
from board.accounts import doors as account_doors
from board.accounts.queries import factor as factor_queries
from board.applications import queries as application_queries
from board.kernel import audit
from board.mentorship.queries import mentor as mentor_queries

INVARIANTS: dict[str, Callable[[], Iterable[str]]] = {
    "The audit log is whole": audit.breaks,
    "Recovery codes stand in for a second factor": factor_queries.orphaned_codes,
    "Mentors are what their accounts say": mentor_queries.impossible_kinds,
    "Offers and accepted places are counted": application_queries.miscounted,
    "Somebody comes in when the school’s sign-on is away": account_doors.closed_for_break_glass,
    "The file that a row names is there": file_owners.missing,
    "No file stays that no row names": file_owners.orphaned,
}
"""What always holds → where it does not."""


def broken() -> Iterator[tuple[str, str]]:
    """Every place where something that always holds does not: the invariant, and a sentence."""
    for name, find in INVARIANTS.items():
        for sentence in find():
            yield name, sentence
