"""What a row says of days: when a posting opens and closes, when its term is, in which zone."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from board.kernel.dates import end_of, say_deadline, say_full_date, say_hour
from board.kernel.days import read_day
from board.opportunities.exchange import columns, dates, values
from board.opportunities.exchange.draft import RowDraft
from board.opportunities.exchange.row import DATE_QUESTION
from board.vocabulary import import_words
from board.web.filters import ZONES

TERMS = ("term_starts", "term_ends")
NOTHING = ("", "n a", "na", "none", "nil", "null", "x", "not applicable")
"""Words for a cell that somebody left empty on purpose."""
UNDECIDED = (*NOTHING, "tbd", "tba", "tbc", "to be determined", "to be announced", "to be confirmed", "pending")
"""Words under a deadline that set none: it is rolling until it has one."""
STATED_AS_UNSTATED = ("not stated", "not specified", "unspecified", "unknown", "not known")
"""Words that say no more than that nobody has said it."""
AS_WRITTEN = "write it as 2027-03-14"
"""How a sentence ends that says how to write a day, so that another advice may follow."""


def read_days(draft: RowDraft) -> None:
    """Every column of days, into the form and the instants of the row."""
    zone = _time_zone(draft)
    if "deadline" not in draft.cells:
        draft.put("is_deadline_unstated", "y")
    for column in columns.DATES:
        cell = draft.cells.get(column, "")
        by_heading = dates.order_of_heading(draft.headings.get(column, ""))
        order = draft.answers.orders.get(column) or by_heading or draft.answers.orders.get("", "")
        try:
            when = dates.read(cell, order)
            if column == "deadline":
                when = _with_its_time(draft, cell, when, order)
        except dates.NoDateError as error:
            if column in TERMS and not draft.is_ours and dates.is_part_of_year(cell):
                draft.keep_words(column, cell)
            else:
                otherwise = "write “not stated” where nobody says it" if column == "deadline" else "leave it empty"
                draft.refuse(column, f"{error}, or {otherwise}" if str(error).endswith(AS_WRITTEN) else str(error))
            continue
        if isinstance(when, dates.Unclear):
            draft.row.waits[f"{DATE_QUESTION}{column}"] = f"{draft.name(column)}: {cell} is {when.words()}"
            continue
        if when is None:
            _no_day(draft, column, cell)
            continue
        if when.note:
            draft.note(column, when.note)
        _put_date(draft, column, when, zone)
    if not draft.form.get("closes") and not draft.form.get("is_deadline_unstated"):
        draft.put("is_rolling", "y")
    _tell_other_zone(draft, zone)


def _with_its_time(draft: RowDraft, cell: str, when: dates.Day, order: str) -> dates.Day:
    """A deadline with the hour of a column of its own."""
    hour = draft.cells.get("deadline_time", "")
    if values.is_unstated(hour) or isinstance(when, dates.Unclear):
        return when
    if when is None or when.at is not None:
        draft.keep_words("deadline_time", hour)
        return when
    try:
        return dates.read(f"{cell} {hour}", order)
    except dates.NoDateError:
        draft.keep_words("deadline_time", hour)
        draft.note("deadline_time", "it is no hour such as 5:00 PM, so the deadline is the end of its day")
        return when


def _tell_other_zone(draft: RowDraft, zone: ZoneInfo) -> None:
    """Say what a deadline that is told in another zone is in the school's."""
    closes_at = draft.instants.get("closes_at") or _end_of_day(draft, zone)
    if zone.key != draft.zone.key and closes_at is not None:
        there, here = say_deadline(closes_at, zone), say_deadline(closes_at, zone, draft.zone)
        draft.note("deadline", f"{there} in the zone that the row names is {here} here")


def _end_of_day(draft: RowDraft, zone: ZoneInfo) -> datetime | None:
    day = read_day(draft.form.get("closes", ""))
    return end_of(day, zone) if day else None


def _no_day(draft: RowDraft, column: str, cell: str) -> None:
    """Say what was made of words for no day. Only words for a rolling deadline make one without a note."""
    plain = import_words.plain(cell)
    sort = import_words.by_word("nothing").get(plain, "")
    if column == "deadline" and (sort == "vague" or (sort == "unstated" and plain not in UNDECIDED)):
        draft.put("is_deadline_unstated", "y")
    if not cell or draft.is_ours or (column == "deadline" and sort == "rolling"):
        return
    if sort in ("rolling", "vague") or (column == "deadline" and plain not in (*NOTHING, *STATED_AS_UNSTATED)):
        draft.keep_words(column, cell)
        if column == "deadline" and draft.form.get("is_deadline_unstated"):
            draft.note(column, "it names no day, so the posting says that its deadline is not stated")
        elif column == "deadline":
            draft.note(column, "it names no day yet, so the posting counts as rolling until it has one")
    else:
        is_rolling = column == "deadline" and not draft.form.get("is_deadline_unstated")
        draft.note(column, f"{cell} was read as {'rolling' if is_rolling else 'not stated'}")


def _put_date(draft: RowDraft, column: str, when: dates.When, zone: ZoneInfo) -> None:
    if column == "deadline" and when.is_midnight and not draft.is_ours:
        when = when.at_its_end()
        draft.note(column, f"midnight was read as the end of {say_full_date(when.day)}, not as its beginning")
    day, at, instant = when.day, when.at, when.instant(zone)
    if when.at is not None and column not in ("deadline", "opens"):
        draft.note(column, f"only the day is kept, not the time {say_hour(when.at)}")
    if instant is not None and column in ("deadline", "opens"):
        if not draft.is_ours and (note := when.clock_note(zone)):
            draft.note(column, note)
        local = instant.astimezone(zone)
        day, at = local.date(), local.time()
        draft.instants["closes_at" if column == "deadline" else "opens_at"] = instant
    draft.put(column, day.isoformat())
    if column == "deadline" and at is not None and at != time():
        draft.put("closes_time", at.isoformat("minutes"))


def _time_zone(draft: RowDraft) -> ZoneInfo:
    named = draft.cells.get("time_zone", "")
    text, _, note = named.partition(" (")
    by_label = {import_words.plain(label): name for name, label in ZONES.items() if name}
    word = import_words.plain(text).removesuffix(" time")
    name = text if text in ZONES else by_label.get(word) or dates.ZONE_OF.get(word) or text
    if name != text and word in dates.FIXED:
        draft.note("time_zone", f"{text} was read as {name}, with summer time where it is kept")
    if named and name not in ZONES and name != draft.zone.key:
        draft.refuse("time_zone", f"{named!r} is none of: {', '.join(filter(None, ZONES))}")
        return draft.zone
    is_schools = name == draft.zone.key and (bool(note) or not draft.is_ours)
    if name and not is_schools:
        draft.put("time_zone", name)
        return ZoneInfo(name)
    return draft.zone
