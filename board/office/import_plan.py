"""From a file that was handed in to the plan of what it would become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from board.accounts import queries as account_queries
from board.accounts.models import User
from board.kernel import spreadsheet
from board.kernel.spreadsheet import Options, Table
from board.kernel.verdict import no
from board.opportunities import queries as opportunity_queries
from board.opportunities.exchange import columns, keys, plan
from board.opportunities.exchange.answers import ImportAnswers
from board.opportunities.exchange.columns_read import (
    ColumnRead,
    columns_read,
    doubt_of_heading,
    lesser_deadline_in_words,
    not_used,
    rivals_in_words,
    shape_problem,
    unused_links_in_words,
)
from board.opportunities.exchange.plan import Plan
from board.opportunities.exchange.row import ImportRow
from board.opportunities.exchange.understanding import understand
from board.opportunities.models import PostingRole
from board.opportunities.policy import may_be_named
from board.organisations import policy as organisation_policy
from board.organisations import queries as organisation_queries
from board.organisations.models import Organisation
from board.search.folding import fold

PARTS = {PostingRole.OWNER: "owner", PostingRole.CO_OWNER: "co-owner", PostingRole.REVIEWER: "reviewer"}
NO_ROWS = "The file has headings and no row below them, so there is nothing to import."
NO_DEADLINE = "No column is the deadline, so the postings say that it is not stated."


@dataclass(frozen=True)
class Choices:
    """What somebody has said about a file; what they have not said is found out."""

    options: Options = field(default_factory=Options)
    columns: Mapping[int, str] = field(default_factory=dict)
    """Place of their column → our column, or `columns.NOT_USED`."""
    answers: ImportAnswers = field(default_factory=ImportAnswers)


@dataclass(frozen=True)
class ImportReading:
    """What a file holds, how it was read, and what bringing it in would do."""

    table: Table
    matched: dict[int, str]
    """Place of their column → our column."""
    problem: str
    """What has to be settled about the columns before there is a plan."""
    columns: list[ColumnRead]
    doubt: str
    """That what was taken for the heading reads like a row, in a sentence."""
    warnings: list[str]
    """What is not used of the file, and which of two columns is, in sentences."""
    plan: Plan

    def to_remember(self) -> dict[str, str]:
        """Their columns and what they became, for the next file of the same sort."""
        return {name: self.matched.get(at, columns.NOT_USED) for at, name in enumerate(self.table.heading) if name}


def read(
    content: bytes, filename: str, zone: ZoneInfo, choices: Choices, remembered: Mapping[str, str], *, by: User
) -> ImportReading:
    """Read a file, and say what would become of each row if `by` brings it in. Raises `UnreadableFile`."""
    table = spreadsheet.read(content, filename, columns.is_heading, choices.options)
    matched = columns.match(table.heading, choices.columns, remembered)
    error = columns.problem(matched)
    error = (shape_problem(table) if error else "") or error
    rows = list(understand(table, matched, choices.answers, zone))
    _find_organisations(rows, by)
    planned = Plan() if error else plan.make(rows, opportunity_queries.known_by({row.key for row in rows}))
    _note_people(planned.good)
    described = columns_read(table, matched, rows)
    rivals = columns.rivals(table.heading, matched, choices.columns, remembered)
    without_deadline = "" if error or not table.rows or "deadline" in matched.values() else NO_DEADLINE
    without_rows = "" if table.rows else NO_ROWS
    warnings = [
        *filter(None, [without_rows, not_used(described), without_deadline]),
        *rivals_in_words(table, matched, rivals),
        *filter(
            None,
            [lesser_deadline_in_words(table, matched, choices.columns), unused_links_in_words(table, matched)],
        ),
    ]
    return ImportReading(table, matched, error, described, doubt_of_heading(table), warnings, planned)


def _find_organisations(rows: Sequence[ImportRow], by: User) -> None:
    """Which organisation each row means that is posted in the name of one. None is entered here because a file names
    it: a row that names another, or one that `by` may not post for, is bad."""
    named = [row for row in rows if row.in_name_of]
    organisations = organisation_queries.everything() if named else ()
    here = {fold(organisation.name): organisation for organisation in organisations}
    for row in named:
        organisation = here.get(fold(row.in_name_of))
        may = organisation_policy.may_draft(by, organisation) if organisation is not None else no(_unknown(row, here))
        if organisation is None or not may:
            row.errors.append(f"{columns.COLUMNS['in_name_of']}: {may.reason}")
        elif row.fields:
            _post_for(organisation, row)


def _unknown(row: ImportRow, here: Mapping[str, Organisation]) -> str:
    near = get_close_matches(fold(row.in_name_of), here, n=1)
    hint = f" Is it {here[near[0]].name}?" if near else ""
    return f"{row.in_name_of!r} is no organization here.{hint} Correct the name, or enter it under Organizations first"


def _post_for(organisation: Organisation, row: ImportRow) -> None:
    """The organisation is the host, as where somebody writes the posting here."""
    if fold(row.fields["host"]) != fold(organisation.name):
        row.notes.append(f"{organisation.name} posts it, and is the host in place of {row.fields['host']}")
    row.fields |= {"organisation_id": organisation.id, "host": organisation.name}
    row.key = row.key if row.key.startswith(keys.OURS) else keys.of_content(row.fields)


def _note_people(rows: Sequence[ImportRow]) -> None:
    """Say on each row whom it names that does not become what the file says, and why."""
    accounts = account_queries.by_emails({email for row in rows for people in row.people.values() for email in people})
    for row in rows:
        for part, emails in row.people.items():
            for email in emails:
                if email not in accounts:
                    row.notes.append(f"{email} has no account here and becomes no {PARTS[part]}")
                elif not may_be_named(accounts[email]):
                    row.notes.append(f"{email} is a student and becomes no {PARTS[part]}: students only apply")
