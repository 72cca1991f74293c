"""Bringing in what a file holds."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from board.accounts import queries as account_queries
from board.accounts.models import User
from board.kernel import audit, events, lifecycle
from board.kernel.db import db
from board.kernel.verdict import require
from board.opportunities import policy
from board.opportunities.events import PostingsImported
from board.opportunities.exchange.row import ImportRow
from board.opportunities.models import Involvement, Opportunity, Paper, PostingRole, PostingState, Question
from board.organisations import queries as organisation_queries

AT_ONCE = 200
Path = tuple[str, ...]
"""The verbs that lead a draft to where it stood."""


@dataclass(frozen=True)
class ImportGoal:
    """What the rows of a file become: drafts, where nothing else is said."""

    on_board: bool = False
    """They are published."""
    past_too: bool = False
    """Those whose deadline has passed as well."""
    as_in_file: bool = True
    """A row that tells its state keeps it."""
    without_bad: bool = False
    """Rows that cannot be imported are left out; else nothing is."""


def bring_in(
    rows: list[ImportRow], goal: ImportGoal, *, owner: User, by: User | None, now: datetime, filename: str
) -> Iterator[int]:
    """Make a posting of each row; yields every while how many more are made.

    `owner` owns what nobody here owns by the file; `by` does it: None for the command line.
    Drafts are whoever's who brings them in; of what is kept as it was, or published, those whom the file names are the
    people. Imports are a coordinator's or the operator's own reading of a source, so nothing more is asked of a row.
    """
    require(policy.may_post(by or owner))
    for organisation_id in {row.fields["organisation_id"] for row in rows if "organisation_id" in row.fields}:
        require(policy.may_draft(by or owner, organisation_queries.by_id(organisation_id)))
    if not goal.as_in_file:
        rows = [_without_its_past(row, on_board=goal.on_board) for row in rows]
    accounts = account_queries.by_emails({email for row in rows for people in row.people.values() for email in people})
    owner_id, by_id = owner.id, by.id if by is not None else None
    for start in range(0, len(rows), AT_ONCE):
        some = [(row, _path(row, now, goal)) for row in rows[start : start + AT_ONCE]]
        made = [(_posting(row, path, owner_id, accounts, now), row, path) for row, path in some]
        db.session.add_all(posting for posting, _, _ in made)
        db.session.flush()
        ids = [posting.id for posting, _, _ in made]
        for path in {path for _, path in some}:
            _lead([(posting, row) for posting, row, its in made if its == path], path, by=by_id, now=now)
        events.publish(PostingsImported(min(ids), max(ids)))
        yield len(made)
    how = {"how": (None, "command line")} if by_id is None else {}
    counts = {"file": (None, filename), "rows": (None, len(rows))}
    audit.record("opportunity.import", by=by_id, thing="opportunities", **counts, **how)


def _without_its_past(row: ImportRow, *, on_board: bool) -> ImportRow:
    """The row as if nobody had ever brought it further than a draft."""
    people = row.people if on_board else {}
    return replace(row, stands=None, moves=[], state_note="", published_at=None, people=people)


def _posting(row: ImportRow, path: Path, owner: int, accounts: Mapping[str, User], now: datetime) -> Opportunity:
    fields = row.fields | {"source_key": row.key, "created_at": now}
    fields["published_at"] = (row.published_at or now) if "publish" in path else row.published_at
    posting = Opportunity(people=_people(row, owner, accounts), **fields)
    posting.papers = [Paper(position=at, **_of(paper)) for at, paper in enumerate(row.papers)]
    posting.questions = [Question(position=at, **_of(question)) for at, question in enumerate(row.questions)]
    return posting


def _of(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name != "id"}


def _people(row: ImportRow, owner: int, accounts: Mapping[str, User]) -> list[Involvement]:
    """Those whom the file names and who have an account; whoever brings it in owns what nobody here owns. What an
    organisation posts is its officers'."""
    parts: dict[int, PostingRole] = {}
    for part, emails in row.people.items():
        for email in emails:
            if email in accounts and policy.may_be_named(accounts[email]):
                parts.setdefault(accounts[email].id, part)
    if PostingRole.OWNER not in parts.values() and row.fields.get("organisation_id") is None:
        parts[owner] = PostingRole.OWNER
    return [Involvement(user_id=user_id, part=part) for user_id, part in parts.items()]


def _path(row: ImportRow, now: datetime, goal: ImportGoal) -> Path:
    """The verbs that lead from a draft to where the row is to stand: those that the file tells, if they lead there."""
    if row.stands is None:
        is_published = goal.on_board and (goal.past_too or not row.closed_before(now))
        return ("publish",) if is_published else ()
    state: PostingState | None = PostingState.DRAFT
    for verb in row.moves:
        state = Opportunity.MOVES.get((state, verb)) if state is not None else None
    if row.moves and state is row.stands:
        return tuple(row.moves)
    return _shortest(row.stands, by_way_of_board=row.published_at is not None)


def _shortest(goal: PostingState, *, by_way_of_board: bool) -> Path:
    """The fewest moves from a draft to a state, by way of the board where the posting has been on it."""
    ways: deque[tuple[PostingState, Path]] = deque([(PostingState.DRAFT, ())])
    seen = set()
    while ways:
        state, path = ways.popleft()
        if state is goal and ("publish" in path or not by_way_of_board or goal is PostingState.DRAFT):
            return path
        if (state, "publish" in path) not in seen:
            seen.add((state, "publish" in path))
            ways.extend(
                (after, (*path, verb)) for (before, verb), after in Opportunity.MOVES.items() if before is state
            )
    return ()


def _lead(made: Sequence[tuple[Opportunity, ImportRow]], path: Path, *, by: int | None, now: datetime) -> None:
    """Move the postings along; the last step of each bears the note that the file tells of it."""
    for at, verb in enumerate(path, start=1):
        notes = [row.state_note for _, row in made] if at == len(path) else ()
        lifecycle.move_all([posting for posting, _ in made], verb, by=by, now=now, notes=notes)
