"""What the rows of a table mean as postings. Every row obeys the rules of the posting form itself."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from board.kernel import csv
from board.kernel.dates import end_of, say_deadline, say_full_date, say_hour
from board.kernel.days import read_day
from board.kernel.spreadsheet import Table
from board.kernel.spreadsheet import TableRow as Line
from board.kernel.spreadsheet.table import ERROR_VALUE, NO_VALUE
from board.opportunities.exchange import asked, class_years, columns, dates, hours, keys, markup, units, values
from board.opportunities.exchange.row import DATE_QUESTION, KIND_QUESTION, WORD_QUESTION, ImportRow
from board.opportunities.forms import OpportunityForm
from board.opportunities.labels import PLACES, hours_words
from board.opportunities.models import Pay, PostingRole, PostingState
from board.vocabulary import import_words
from board.vocabulary.words import Aim, Competency, Kind
from board.web.filters import ZONES, listed

NAMES = columns.FIELDS | {
    "deadline": "closes",
    "opens": "opens",
    "application_documents": "papers",
    "application_questions": "questions",
}
"""Our column → the field of the form, where they differ."""
COLUMN_OF = {form: column for column, form in NAMES.items()} | {"closes_time": "deadline"}
LINES = ("title", "organisation", "summary", "location", "membership", "supervisor", "contact", "source", "eligibility")
LISTS = ("area", "competencies", "aims", "tags", "class_years", "programmes", "owners", "co_owners", "reviewers")
PARTS = {"owners": PostingRole.OWNER, "co_owners": PostingRole.CO_OWNER, "reviewers": PostingRole.REVIEWER}
COUNTED = ("hours", "hours_from", "hours_to", "days_away", "openings", "alternates", "class_years")
"""Columns where a date is what Excel made of numbers such as 5-10."""
TERMS = ("term_starts", "term_ends")
NOTHING = ("", "n a", "na", "none", "nil", "null", "x", "not applicable")
"""Words for a cell that somebody left empty on purpose."""
UNDECIDED = (*NOTHING, "tbd", "tba", "tbc", "to be determined", "to be announced", "to be confirmed", "pending")
"""Words under a deadline that set none: it is rolling until it has one."""
STATED_AS_UNSTATED = ("not stated", "not specified", "unspecified", "unknown", "not known")
"""Words that say no more than that nobody has said it."""
KEPT_AS = {"hours": "Hours", "pay_amount": "Pay"}
"""Column → what its words are called in a description: the words may name another unit than the column does."""
AS_WRITTEN = "write it as 2027-03-14"
"""How a sentence ends that says how to write a day, so that another advice may follow."""
LONGEST_NOTE = 400
LONGEST_WORD = 80


@dataclass(frozen=True)
class ImportAnswers:
    """What somebody has said about a file, besides which column is which."""

    kind: Kind | None = None
    """The kind of every row that names none."""
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    """A word that is none of ours, as `import_words.key` has it → the kind that it means."""
    orders: Mapping[str, str] = field(default_factory=dict)
    """Column of dates → `dmy` or `mdy`; under an empty name, for all of them."""


def understand(table: Table, matched: Mapping[int, str], answers: ImportAnswers, zone: ZoneInfo) -> Iterator[ImportRow]:
    """Every row of a table, good or bad; `matched` is the outcome of `columns.match`."""
    form = OpportunityForm(MultiDict(), meta={"csrf": False})  # of 40 fields: it is made once and filled for each row
    for line in table.rows:
        yield _Reader(line, table.heading, matched, answers, zone).read(form)


class _Reader:
    """Reads one row: each column by its own method, then all of it by the posting form."""

    def __init__(
        self, line: Line, heading: Sequence[str], matched: Mapping[int, str], answers: ImportAnswers, zone: ZoneInfo
    ) -> None:
        self.headings = {ours: heading[at] for at, ours in matched.items()}
        """Our column → what the file calls it."""
        self.cells = {ours: csv.unguard(line.cells[at].replace("\x00", "")).strip() for at, ours in matched.items()}
        self.links = {column: address for column, address in line.links.items() if _leads_somewhere(address)}
        """Place of a column → where its text leads."""
        self.matched, self.answers, self.zone = matched, answers, zone
        self.row = ImportRow(line.number, errors=[line.problem] if line.problem else [])
        self.is_ours = self.cells.get("posting_key", "").startswith(keys.OURS)
        """A row that we wrote ourselves says exactly what it says."""
        self.form: MultiDict[str, str] = MultiDict()
        self.instants: dict[str, datetime] = {}
        self.kept_words: list[str] = []
        for at, sort in line.wrong.items():
            ours = matched.get(at, "")
            if ours and not (sort == "a list" and ours in LISTS):
                self._refuse(ours, f"it is {sort} here ({line.cells[at][:60]}), and one text is needed")

    def read(self, form: OpportunityForm) -> ImportRow:
        """The row, with whatever is wrong with it."""
        for column, cell in self.cells.items():
            in_words = column in LINES  # a title may begin like an error, and is none unless it is nothing else
            is_error = ERROR_VALUE.match(cell) if not in_words else ERROR_VALUE.fullmatch(cell) and not self.is_ours
            if is_error or cell == NO_VALUE:
                self._refuse(column, f"{cell} is an error of the spreadsheet: fix the formula, or write the value")
                self.cells[column] = ""
        for column in COUNTED if not self.is_ours else ():
            if turned := values.turned_into_date(self.cells.get(column, "")):
                self._refuse(column, f"Excel turned {turned}: type it as text")
                self.cells[column] = ""
        self._texts()
        self._kind()
        self._lists()
        self._work()
        self._dates()
        self._people_and_state()
        self._asked()
        self._judge(form)
        return self.row

    def _texts(self) -> None:
        for column in LINES:
            cell = self.cells.get(column, "")
            line = cell if self.is_ours else self._on_one_line(column, cell)
            if not self.is_ours and column not in ("title", "source") and values.is_empty(line):
                line = ""
            if line and not self.is_ours and self._is_answer(column, line):
                self._keep_under_heading(column, line)
                line = ""
            elif values.is_tick(line) and not self.is_ours:
                self._note(column, f"{line!r} was taken for its text")
            if column == "eligibility" and len(line) > LONGEST_NOTE and not self.is_ours:
                self._keep_words(column, line)
                line = ""
            self._put(column, line)
        self._contact()
        description = self.cells.get("description", "")
        if not self.is_ours:
            if markup.is_html(description):
                self._note("description", "it was written as a web page, and became Markdown")
            description, dropped = markup.as_markdown(description)
            self._note_dropped("description", dropped)
        self._put("description", description)
        for column in () if self.is_ours else columns.NEEDED:
            if not self.form.get(NAMES.get(column, column)):
                self._refuse(column, "it is needed")
        self._link()

    def _is_answer(self, column: str, line: str) -> bool:
        """Whether a text is the yes or no to a question that its heading asks; no place is called so."""
        is_asked = column == "location" or self.headings.get(column, "").rstrip().endswith("?")
        return is_asked and column not in columns.NEEDED and values.flag_of(line) is not None

    def _on_one_line(self, column: str, cell: str) -> str:
        line, dropped = markup.one_line(cell)
        self._note_dropped(column, dropped)
        return line

    def _note_dropped(self, column: str, dropped: list[str]) -> None:
        if dropped:
            self._note(column, f"left out of its web page: {listed(dropped)}")

    def _contact(self) -> None:
        """Whom to ask, and the address of a column of its own."""
        contact = self.form.get("contact", "")
        email = self._on_one_line("contact_email", self.cells.get("contact_email", ""))
        if email and not values.is_unstated(email) and email.lower() not in contact.lower():
            self._put("contact", ", ".join(filter(None, [contact, email])))
            if not values.emails(email):
                self._note("contact_email", f"{email[:60]!r} is no email address, and was kept as it is")

    def _link(self) -> None:
        cell = self._address_behind(self.cells.get("url", ""))
        if not cell or (not self.is_ours and values.is_unstated(cell)):
            return
        if values.emails(cell) == [cell.lower().removeprefix("mailto:")] and not self.form.get("contact"):
            self._put("contact", cell.removeprefix("mailto:"))
            self._note("url", f"{cell} is an email address, and became the contact")
            return
        address, is_completed = values.link_of(cell)
        if re.search(r"\s", address):
            self._refuse("url", f"{address[:80]!r} has a space in it: write one address, without spaces")
            return
        if is_completed:
            self._note("url", f"{cell} was completed to {address}")
        self._put("url", address)

    def _address_behind(self, cell: str) -> str:
        """The address in the cell; else the one that its text leads to, else the one of the title."""
        places = {ours: at for at, ours in self.matched.items()}
        behind = {at: address for at, address in self.links.items() if not address.lower().startswith("mailto:")}
        address = behind.get(places.get("url", -1)) or ("" if cell else behind.get(places.get("title", -1), ""))
        if self.is_ours or "@" in cell or values.link_of(cell)[0].lower().startswith("http"):
            address = ""
        if address:
            self._note("url", f"{address} was taken from behind the text of a cell")
        others = [other for other in behind.values() if other not in (address, cell)]
        if others and not self.is_ours:
            self._note("url", f"not used: {listed(others)} behind other cells")
        return address or cell

    def _kind(self) -> None:
        cell = self.cells.get("kind", "")
        kind = values.kind_of(cell)
        if kind is None and cell and not values.is_unstated(cell):
            self._word_for_kind(cell, f"{cell!r} is none of: {values.kinds_in_words()}")
            return
        named = () if self.is_ours else values.contradicting_kinds(cell)
        if named:
            self._word_for_kind(cell, f"{cell!r} speaks of {listed([kind.label for kind in named])}: say which it is")
            return
        kind = kind or self.answers.kind
        if kind is None:
            self.row.waits[KIND_QUESTION] = f"{self._name('kind')}: it names none"
        else:
            self._put("kind", kind.value)

    def _word_for_kind(self, cell: str, error: str) -> None:
        """Take a word that is none of ours as somebody has said, for the whole file; ask where nobody has."""
        if self.is_ours:
            self._refuse("kind", error)
            return
        self.row.kind_word = " ".join(cell.split())[:LONGEST_WORD]
        kind = self.answers.kinds.get(import_words.key(cell))
        if kind is None:
            self.row.waits[f"{WORD_QUESTION}{import_words.key(cell)}"] = f"{self._name('kind')}: {error}"
        else:
            self._put("kind", kind.value)

    def _lists(self) -> None:
        areas, others = values.areas_of(self.cells.get("area", ""))
        others = [name for name in others if not values.is_unstated(name)]
        self._put_list("area", areas)
        if others:
            self._note("area", f"{', '.join(others)} is no area of ours, and became a tag")
        tags = [*values.listed(self.cells.get("tags", "")), *others]
        self._put("tags", self.cells.get("tags", "") if self.is_ours else ", ".join(tags))
        programmes = self.cells.get("programmes", "")
        self._put("programmes", programmes if self.is_ours else ", ".join(values.listed(programmes)))
        for column, choices in (("competencies", Competency), ("aims", Aim)):
            named, unknown = values.chosen(self.cells.get(column, ""), choices)
            self._put_list(column, named)
            if unknown:
                self._refuse(column, f"{', '.join(unknown)} is none of: {', '.join(c.label for c in choices)}")
        self._class_years()

    def _class_years(self) -> None:
        cell = self.cells.get("class_years", "")
        if not cell or values.is_empty(cell):
            return
        years = class_years.read(cell)
        if years is None:
            self._keep_words("class_years", cell)
        else:
            self._put_list("class_years", years)

    def _work(self) -> None:
        self._hours()
        self._pay()
        self._mode()
        for column in ("hours_from", "hours_to", "days_away", "openings", "alternates"):
            cell = self.cells.get(column, "")
            count = values.count_of(cell)
            if count.isdecimal() and self._says_more(column):
                self._keep_under_heading(column, cell)
            elif count.isdecimal():
                self._put(column, count)
            elif cell and not values.is_empty(cell):
                self._keep_words(column, cell)
        for column in ("good_standing", "approval_needed"):
            cell = self.cells.get(column, "")
            flag = values.flag_of(cell)
            if flag is None and values.is_unstated(cell) and not self.is_ours:
                self._note(column, f"{cell!r} was read as no")
            elif flag is None:
                self._refuse(column, f"{self.cells[column]!r} is neither yes nor no")
            elif flag:
                self._put(column, "y")

    def _hours(self) -> None:
        cell = self.cells.get("hours", "")
        if not cell or values.is_empty(cell):
            return
        read = hours.read(cell)
        if read is None:
            self._keep_words("hours", cell)
            return
        if self._says_more("hours"):
            self._keep_under_heading("hours", cell)
            return
        if not read.high and not read.low:
            self._note("hours", f"{cell!r} was read as not stated")
            return
        if read.is_about:
            self._note("hours", f"{cell!r} was read as {hours_words(read.low, read.high)}")
        for column, number in (("hours_from", read.low or None), ("hours_to", read.high)):
            if number is not None and not self.cells.get(column):
                self._put(column, str(number))

    def _pay(self) -> None:
        cell = self.cells.get("pay", "")
        if not self.is_ours and values.is_no_amount(cell):
            self._note("pay", f"{cell!r} was read as not stated: write “unpaid” if it is")
        elif cell and not values.is_empty(cell):
            pay = values.pay_of(cell)
            has_amount = bool(pay and pay[1]) or bool(values.dollars_of(self.cells.get("pay_amount", "")))
            if pay is None or pay[0] is None or (pay[0] is Pay.STIPEND and not has_amount and not self.is_ours):
                keep = self._keep_under_heading if values.flag_of(cell) is not None else self._keep_words
                keep("pay", cell)
            elif pay[1] and self._says_more("pay"):
                self._keep_under_heading("pay", cell)
            else:
                self._put("pay", pay[0].value)
                if pay[1]:
                    self.form["pay_amount"] = str(pay[1])
        self._pay_amount()

    def _pay_amount(self) -> None:
        cell = self.cells.get("pay_amount", "")
        if not cell or values.is_empty(cell):
            return
        amount = values.dollars_of(cell)
        if amount == 0 and not self.is_ours:
            self._note("pay_amount", f"{cell!r} was read as not stated")
        elif amount is None or self.form.get("pay", Pay.STIPEND) != Pay.STIPEND:
            self._keep_words("pay_amount", cell)
        elif self._says_more("pay_amount"):
            self._keep_under_heading("pay_amount", cell)
        else:
            self._put("pay_amount", str(amount))
            self._put("pay", Pay.STIPEND.value)

    def _mode(self) -> None:
        cell = self.cells.get("place_mode", "")
        mode = values.mode_of(cell) if cell else None
        if mode is None and cell and (mode := values.mode_by_heading(self.headings["place_mode"], cell)):
            self._note("place_mode", f"{cell!r} was read as {PLACES[mode].lower()}")
        if cell and mode is None and values.flag_of(cell) is not None:
            self._keep_under_heading("place_mode", cell)
        elif cell and mode is None and not values.is_empty(cell):
            self._keep_words("place_mode", cell)
        if mode is None and (not cell or values.is_unstated(cell)) and not self.is_ours:
            mode = values.mode_of_place(self.cells.get("location", ""))
        if mode is not None:
            self._put("place_mode", mode.value)

    def _dates(self) -> None:
        zone = self._time_zone()
        if "deadline" not in self.cells:
            self._put("is_deadline_unstated", "y")
        for column in columns.DATES:
            cell = self.cells.get(column, "")
            by_heading = dates.order_of_heading(self.headings.get(column, ""))
            order = self.answers.orders.get(column) or by_heading or self.answers.orders.get("", "")
            try:
                when = dates.read(cell, order)
                if column == "deadline":
                    when = self._with_its_time(cell, when, order)
            except dates.NoDateError as error:
                if column in TERMS and not self.is_ours and dates.is_part_of_year(cell):
                    self._keep_words(column, cell)
                else:
                    otherwise = "write “not stated” where nobody says it" if column == "deadline" else "leave it empty"
                    self._refuse(column, f"{error}, or {otherwise}" if str(error).endswith(AS_WRITTEN) else str(error))
                continue
            if isinstance(when, dates.Unclear):
                self.row.waits[f"{DATE_QUESTION}{column}"] = f"{self._name(column)}: {cell} is {when.words()}"
                continue
            if when is None:
                self._no_day(column, cell)
                continue
            if when.note:
                self._note(column, when.note)
            self._put_date(column, when, zone)
        self._tell_other_zone(zone)

    def _with_its_time(self, cell: str, when: dates.Day, order: str) -> dates.Day:
        """A deadline with the hour of a column of its own."""
        hour = self.cells.get("deadline_time", "")
        if values.is_unstated(hour) or isinstance(when, dates.Unclear):
            return when
        if when is None or when.at is not None:
            self._keep_words("deadline_time", hour)
            return when
        try:
            return dates.read(f"{cell} {hour}", order)
        except dates.NoDateError:
            self._keep_words("deadline_time", hour)
            self._note("deadline_time", "it is no hour such as 5:00 PM, so the deadline is the end of its day")
            return when

    def _tell_other_zone(self, zone: ZoneInfo) -> None:
        """Say what a deadline that is told in another zone is in the school's."""
        closes_at = self.instants.get("closes_at") or self._end_of_day(zone)
        if zone.key != self.zone.key and closes_at is not None:
            there, here = say_deadline(closes_at, zone), say_deadline(closes_at, zone, self.zone)
            self._note("deadline", f"{there} in the zone that the row names is {here} here")

    def _end_of_day(self, zone: ZoneInfo) -> datetime | None:
        day = read_day(self.form.get("closes", ""))
        return end_of(day, zone) if day else None

    def _no_day(self, column: str, cell: str) -> None:
        """Say what was made of words for no day. Only words for a rolling deadline make one without a note."""
        plain = import_words.plain(cell)
        sort = import_words.by_word("nothing").get(plain, "")
        if column == "deadline" and (sort == "vague" or (sort == "unstated" and plain not in UNDECIDED)):
            self._put("is_deadline_unstated", "y")
        if not cell or self.is_ours or (column == "deadline" and sort == "rolling"):
            return
        if sort in ("rolling", "vague") or (column == "deadline" and plain not in (*NOTHING, *STATED_AS_UNSTATED)):
            self._keep_words(column, cell)
            if column == "deadline" and self.form.get("is_deadline_unstated"):
                self._note(column, "it names no day, so the posting says that its deadline is not stated")
            elif column == "deadline":
                self._note(column, "it names no day yet, so the posting counts as rolling until it has one")
        else:
            is_rolling = column == "deadline" and not self.form.get("is_deadline_unstated")
            self._note(column, f"{cell} was read as {'rolling' if is_rolling else 'not stated'}")

    def _put_date(self, column: str, when: dates.When, zone: ZoneInfo) -> None:
        if column == "deadline" and when.is_midnight and not self.is_ours:
            when = when.at_its_end()
            self._note(column, f"midnight was read as the end of {say_full_date(when.day)}, not as its beginning")
        day, at, instant = when.day, when.at, when.instant(zone)
        if when.at is not None and column not in ("deadline", "opens"):
            self._note(column, f"only the day is kept, not the time {say_hour(when.at)}")
        if instant is not None and column in ("deadline", "opens"):
            if not self.is_ours and (note := when.clock_note(zone)):
                self._note(column, note)
            local = instant.astimezone(zone)
            day, at = local.date(), local.time()
            self.instants["closes_at" if column == "deadline" else "opens_at"] = instant
        self._put(column, day.isoformat())
        if column == "deadline" and at is not None and at != time():
            self._put("closes_time", at.isoformat("minutes"))

    def _time_zone(self) -> ZoneInfo:
        named = self.cells.get("time_zone", "")
        text, _, note = named.partition(" (")
        by_label = {import_words.plain(label): name for name, label in ZONES.items() if name}
        word = import_words.plain(text).removesuffix(" time")
        name = text if text in ZONES else by_label.get(word) or dates.ZONE_OF.get(word) or text
        if name != text and word in dates.FIXED:
            self._note("time_zone", f"{text} was read as {name}, with summer time where it is kept")
        if named and name not in ZONES and name != self.zone.key:
            self._refuse("time_zone", f"{named!r} is none of: {', '.join(filter(None, ZONES))}")
            return self.zone
        is_schools = name == self.zone.key and (bool(note) or not self.is_ours)
        if name and not is_schools:
            self._put("time_zone", name)
            return ZoneInfo(name)
        return self.zone

    def _people_and_state(self) -> None:
        for column, part in PARTS.items():
            cell = self.cells.get(column, "")
            addresses, broken = values.emails(cell), values.broken_emails(cell)
            if broken:
                whole = re.sub(r"\s*@\s*", "@", broken[0])
                hint = f": is it {whole}?" if values.emails(whole) == [whole.lower()] else ""
                self._refuse(column, f"{broken[0]!r} is no email address{hint}")
            elif addresses:
                self.row.people[part] = addresses
            elif cell and not values.is_unstated(cell):
                self._refuse(column, f"{cell!r} holds no email address")
        state = self.cells.get("posting_state", "")
        if state and state not in list(PostingState):
            self._refuse("posting_state", f"{state!r} is none of: {', '.join(PostingState)}")
        elif state:
            self.row.stands = PostingState(state)
        self.row.moves = values.listed(self.cells.get("moves", ""))
        self.row.state_note = self.cells.get("state_note", "")
        if self.cells.get("published_at"):
            try:
                published_at = datetime.fromisoformat(self.cells["published_at"])
                if published_at.tzinfo is None:
                    raise ValueError("an instant needs its distance from UTC")
                self.row.published_at = published_at.astimezone(UTC)
            except (ValueError, OverflowError):
                self._refuse("published_at", "write an instant such as 2027-03-14T17:00+00:00")

    def _asked(self) -> None:
        for column, read in (
            ("application_documents", asked.read_papers),
            ("application_questions", asked.read_questions),
        ):
            cell = self.cells.get(column, "")
            for number, thing in enumerate(read(cell) if self.is_ours or not values.is_unstated(cell) else ()):
                for name, value in thing.items():
                    text = "\n".join(value) if isinstance(value, list) else "y" if value is True else value or ""
                    if text:
                        self.form[f"{NAMES[column]}-{number}-{name}"] = text

    def _judge(self, form: OpportunityForm) -> None:
        """Let the posting form judge, and take what it gives."""
        if self.kept_words and not self.row.errors:
            self.form["description"] = "\n\n".join(filter(None, [self.form.get("description", ""), *self.kept_words]))
        if "summary" not in self.matched.values():
            self.form["summary"] = first_sentences(self.form.get("description", ""))
        self.form["asks"] = "1"
        if not self.form.get("kind"):
            self.form["kind"] = Kind.SEMINAR.value  # it waits for an answer or is refused already; the rest is judged
        form.process(self.form)
        if not form.validate():
            for name, problems in form.errors.items():
                self._refuse(COLUMN_OF.get(name, str(name)), "; ".join(_sentences(problems)))
        if self.row.errors:
            return
        self.row.fields = form.fields(self.zone) | self.instants
        self._refuse_disorder()
        things = form.asked()
        self.row.papers, self.row.questions = (things.papers, things.questions) if things else ([], [])
        self.row.key = self.cells.get("posting_key", "")[:100] if self.is_ours else keys.of_content(self.row.fields)

    def _refuse_disorder(self) -> None:
        opens, closes = self.row.fields["opens_at"], self.row.fields["closes_at"]
        if opens is not None and closes is not None and opens >= closes:
            self._refuse("deadline", "it would close before it opens")

    def _put(self, column: str, text: str) -> None:
        self.form[NAMES.get(column, column)] = text

    def _put_list(self, column: str, chosen: list[str]) -> None:
        self.form.setlist(NAMES.get(column, column), chosen)

    def _refuse(self, column: str, sentence: str) -> None:
        name = self._name(column)
        if not any(error.startswith(f"{name}: ") for error in self.row.errors):
            self.row.errors.append(f"{name}: {sentence}")

    def _note(self, column: str, sentence: str) -> None:
        self.row.notes.append(f"{self._name(column)}: {sentence}")

    def _name(self, column: str) -> str:
        """What the file calls a column, or what the page does where the file has none."""
        cause = {"hours_from": "hours", "hours_to": "hours", "pay_amount": "pay"}.get(column, column)
        return self.headings.get(column) or self.headings.get(cause) or columns.COLUMNS.get(column, column)

    def _keep_words(self, column: str, text: str) -> None:
        """What has no field of its own stays in the description, so that nothing of a row is lost."""
        self._keep(column, KEPT_AS.get(column, columns.COLUMNS[column]), " ".join(text.split()))

    def _says_more(self, column: str) -> bool:
        """Whether its heading makes other amounts of its numbers than the posting has a field for."""
        return not self.is_ours and units.says_more(column, self.headings.get(column, ""))

    def _keep_under_heading(self, column: str, cell: str) -> None:
        """Keep an amount with the heading whose words belong to it: `Stipend (EUR): 1500`."""
        self._keep(column, self.headings[column], " ".join(cell.split()))

    def _keep(self, column: str, name: str, flat: str) -> None:
        self.kept_words.append(f"{name}: {flat}")
        self.row.in_words.add(column)
        self._note(column, f"{flat[:60]!r} stays as words at the end of the description")


def _leads_somewhere(address: str) -> bool:
    return address.lower().startswith(("http://", "https://", "mailto:"))


def _sentences(problems: object) -> Iterator[str]:
    """The words of errors, which for rows of documents lie inside one another."""
    if isinstance(problems, str):
        yield problems
    elif isinstance(problems, Mapping):
        for inner in problems.values():
            yield from _sentences(inner)
    elif isinstance(problems, list | tuple):
        for inner in problems:
            yield from _sentences(inner)


def first_sentences(text: str, most: int = 240) -> str:
    """What stands for a summary where nobody wrote one: the beginning of the description, in plain words."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    cut = flat[:most]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    if end > most // 3:
        return cut[: end + 1]
    last_space = cut.rfind(" ", 0, most - 1)
    return cut[: last_space if last_space > 0 else most - 2] + " …"
