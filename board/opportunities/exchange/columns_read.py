"""What was understood of each column of a file, with examples, for whoever looks before it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from zoneinfo import ZoneInfo

from board.kernel import clock
from board.kernel.dates import say_day, say_deadline, say_full_date, say_moment, zone_named
from board.kernel.spreadsheet import Table
from board.kernel.spreadsheet.table import letter_of
from board.kernel.wording import plural
from board.opportunities.exchange import values
from board.opportunities.exchange.columns import COLUMNS, FIELDS, is_heading, is_lesser_deadline
from board.opportunities.exchange.row import DATE_QUESTION, ImportRow
from board.opportunities.labels import PAY, PLACES, hours_words
from board.opportunities.models import Opportunity, Pay, PlaceMode, PostingState
from board.vocabulary.words import Area, Kind

MOST_EXAMPLES, LONGEST_EXAMPLE = 3, 60
MOST_KINDS = 12


@dataclass(frozen=True)
class ColumnRead:
    """One column of somebody's file."""

    at: int
    name: str
    ours: str
    """Our column; empty where it is not used."""
    filled: int
    """Rows that say something there."""
    examples: list[tuple[str, str]]
    """What a cell says, and what it was read as."""

    @property
    def label(self) -> str:
        """What the page calls what it became."""
        return COLUMNS.get(self.ours, "")


def columns_read(table: Table, matched: Mapping[int, str], rows: Sequence[ImportRow]) -> list[ColumnRead]:
    """Every column of the table. The rows are those of the table, understood, in its order."""
    return [_column(at, name, matched.get(at, ""), table, rows) for at, name in enumerate(table.heading)]


def not_used(read: Sequence[ColumnRead]) -> str:
    """The columns that say something and are not used, in a sentence; empty when there are none."""
    unused = [
        f"{column.name or f'column {column.at + 1}'} ({plural(column.filled, 'row')})"
        for column in read
        if not column.ours and column.filled
    ]
    return f"These columns are not used: {', '.join(unused)}." if unused else ""


def rivals_in_words(table: Table, matched: Mapping[int, str], rivals: Mapping[int, int]) -> list[str]:
    """A sentence for each two columns that could be the same of ours and differ."""
    sentences = []
    for loser, winner in rivals.items():
        pairs = [(line.cells[loser].strip(), line.cells[winner].strip()) for line in table.rows]
        differ = sum(bool(theirs) and theirs != used for theirs, used in pairs)
        if differ:
            other, used = table.heading[loser], table.heading[winner]
            sentences.append(
                f"“{used}” and “{other}” could both be {COLUMNS[matched[winner]]}, and differ in "
                f"{plural(differ, 'row')}: “{used}” is used. Choose below if it is the other."
            )
    return sentences


def unused_links_in_words(table: Table, matched: Mapping[int, str]) -> str:
    """How many cells lead somewhere and are neither links nor titles, in a sentence; empty where none do."""
    used = [at for at, ours in matched.items() if ours in ("url", "title")]
    places = [
        f"{letter_of(at)}{line.number}"
        for line in table.rows
        for at, address in line.links.items()
        if at not in used and address.lower().startswith("http")
    ]
    if not places:
        return ""
    more = f" and {len(places) - MOST_EXAMPLES} more" if len(places) > MOST_EXAMPLES else ""
    count = plural(len(places), "other cell leads", "other cells lead")
    return f"{count} somewhere, which is not used: {', '.join(places[:MOST_EXAMPLES])}{more}."


def lesser_deadline_in_words(table: Table, matched: Mapping[int, str], chosen: Mapping[int, str]) -> str:
    """That an early deadline or the like is the only one of the file, in a sentence; empty where it is not."""
    at = next((at for at, ours in matched.items() if ours == "deadline"), -1)
    if at < 0 or at in chosen or not is_lesser_deadline(table.heading[at]):
        return ""
    return f"“{table.heading[at]}” is the only column with a deadline, and is used as the deadline."


def shape_problem(table: Table) -> str:
    """What to do with a table that lies on its side or is divided by spaces; empty for any other."""
    width, names = len(table.heading), [*table.heading[:1], *(line.cells[0] for line in table.rows if line.cells)]
    if width == 2 and sum(map(is_heading, names)) > len(names) // 2:
        return (
            "The names of the columns stand below one another. Write them beside one another in the first row, and "
            "each posting in a row below (in Excel: copy, then Paste Special, Transpose)."
        )
    has_gaps = width == 1 and any("  " in line.cells[0] for line in table.rows)
    if has_gaps and sum(map(is_heading, table.heading[0].split())) > 1:
        return (
            "The columns of this file are divided by spaces only. Open it in Excel (Data, From Text, Fixed width), "
            "save it as .xlsx, and upload that."
        )
    return ""


def doubt_of_heading(table: Table) -> str:
    """That the heading may be a row of the table, in a sentence; empty where it reads like names of columns."""
    cells = [cell for cell in table.heading if cell]
    data = next((cell for cell in cells if values.reads_like_data(cell)), "")
    if not table.heading_row or not data or sum(map(is_heading, cells)) > len(cells) // 2:
        return ""
    return f"Row {table.heading_row} was taken for the heading, and “{_short(data)}” is hardly the name of a column."


def _column(at: int, name: str, ours: str, table: Table, rows: Sequence[ImportRow]) -> ColumnRead:
    most = MOST_KINDS if ours in ("kind", "area") else MOST_EXAMPLES
    examples: dict[str, str] = {}
    filled = 0
    for line, row in zip(table.rows, rows, strict=True):
        cell = " ".join(line.cells[at].split())
        filled += bool(cell)
        if cell and cell not in examples and len(examples) < most and (row.fields or not ours):
            unclear = f"{DATE_QUESTION}{ours}" in row.waits or (ours == "kind" and row.asks_kind)
            examples[cell] = "unclear" if unclear else meaning(row, ours) if ours else ""
    shown = [(_short(cell), _short(read_as, 2 * LONGEST_EXAMPLE)) for cell, read_as in examples.items()]
    return ColumnRead(at, name, ours, filled, shown)


def meaning(row: ImportRow, ours: str) -> str:
    """What a row's column was read as, in the words of a page."""
    if ours in row.in_words:
        return "words in the description"
    if ours == "hours":
        return hours_words(row.fields["hours_from"], row.fields["hours_to"]) or "Not stated"
    if ours == "in_name_of":
        return str(row.fields["host"]) if "organisation_id" in row.fields else ""
    field = FIELDS.get(ours, ours)
    value = row.fields.get(field, "")
    if field == "pay" and row.fields.get("pay_amount"):
        return f"Stipend of ${row.fields['pay_amount']:,}"
    if field == "closes_at":
        without_a_day = "Not stated" if row.fields["is_deadline_unstated"] else "Rolling"
        return _deadline_in_words(value, row.fields["time_zone"]) if value else without_a_day
    if ours == "deadline_time":
        return ""
    if isinstance(value, datetime):
        return _beginning_in_words(value, zone_named(row.fields["time_zone"]))
    if isinstance(value, date):
        return say_full_date(value)
    if isinstance(value, list):
        return ", ".join(Area(name).label if field == "areas" else str(name) for name in value)
    return _word(value)


def _deadline_in_words(closes_at: datetime, told_in: str) -> str:
    """In the school's zone, and in the one that it is told in where that is another."""
    zone = zone_named(told_in)
    here, there = say_deadline(closes_at, zone, clock.zone()), say_deadline(closes_at, zone)
    return here if here == there else f"{here} here ({there} there)"


def _beginning_in_words(opens_at: datetime, told_in: ZoneInfo) -> str:
    """The day, with the hour where it is not the first of the day."""
    is_whole_day = opens_at.astimezone(told_in).time() == time()
    return say_day(opens_at, told_in) if is_whole_day else say_moment(opens_at, told_in)


def samples(rows: Sequence[ImportRow], most: int) -> list[Opportunity]:
    """Postings that the first rows would become, not kept anywhere."""
    return [
        Opportunity(seats_taken=0, seats_offered=0, state=PostingState.PUBLISHED, **row.fields) for row in rows[:most]
    ]


def _word(value: object) -> str:
    if isinstance(value, Kind):
        return value.label
    if isinstance(value, Pay):
        return PAY[value]
    if isinstance(value, PlaceMode):
        return PLACES[value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "Not stated" if value is None else str(value.value if isinstance(value, Enum) else value)


def _short(text: str, most: int = LONGEST_EXAMPLE) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
