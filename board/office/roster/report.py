"""What becomes of each row of a roster, in words."""

from collections.abc import Iterator

from board.accounts.roster import RosterRow, change_words, row_words
from board.kernel.wording import listed
from board.office.roster.plan import Match, RosterPlan

Line = tuple[str, int, str]
"""A key of `OUTCOMES`, the number of the row, and what becomes of it."""
OUTCOMES: dict[str, str] = {
    "refused": "Refused",
    "waits": "Wait for your yes",
    "changes": "Change",
    "joins": "Join",
    "same": "Stay as they are",
}
"""What may become of a row; in this order it is shown."""


def report(made: RosterPlan) -> list[Line]:
    """What becomes of each row; those that somebody has to look at come first."""
    order = list(OUTCOMES)
    return sorted(_lines(made), key=lambda line: (order.index(line[0]), line[1]))


def _lines(made: RosterPlan) -> Iterator[Line]:
    for row in made.refused:
        named = ", ".join(filter(None, (row.name, row.email)))
        yield "refused", row.number, f"refused: {'; '.join(row.problems)}{f' ({named})' if named else ''}"
    for match in made.unsure:
        yield "waits", match.row.number, f"waits: {question(match)}"
    for match in made.changes:
        shown = listed([change_words(change) for change in match.changes]) or "is on the roster again"
        yield "changes", match.row.number, f"changes {match.user.name}: {shown}{_notes(match.row)}"
    for row in made.joins:
        yield "joins", row.number, f"joins: {row_words(row)}{_notes(row)}"
    for match in made.same:
        yield "same", match.row.number, f"is here as it is: {match.user.name}{_notes(match.row)}"


def question(match: Match) -> str:
    """Whether the person of a row is the one of an account, and why that is asked."""
    row, user, doubt = match.row, match.user, match.doubt
    return f"is {row.name}, {row.email}, the {user.name} who has {user.email} here? {doubt[:1].upper()}{doubt[1:]}"


def _notes(row: RosterRow) -> str:
    return f" ({'; '.join(row.notes)})" if row.notes else ""


def counts_words(made: RosterPlan) -> str:
    """The whole of it in a line."""
    parts = [
        f"{len(made.joins):,} join",
        f"{len(made.changes):,} change",
        f"{len(made.same):,} stay as they are",
        f"{len(made.absent):,} are absent",
        f"{len(made.refused):,} refused",
    ]
    waiting = f", {len(made.unsure):,} wait for you to say that they are the same people" if made.unsure else ""
    return f"{', '.join(parts)}{waiting}."
