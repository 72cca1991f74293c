"""What the rows of a table mean as postings. Every row obeys the rules of the posting form itself."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from board.kernel.spreadsheet import Table
from board.kernel.spreadsheet.table import ERROR_VALUE, NO_VALUE
from board.opportunities.exchange import asked, class_years, columns, keys, markup, values
from board.opportunities.exchange.answers import ImportAnswers
from board.opportunities.exchange.draft import NAMES, RowDraft
from board.opportunities.exchange.row import KIND_QUESTION, WORD_QUESTION, ImportRow
from board.opportunities.exchange.row_days import read_days
from board.opportunities.exchange.row_work import read_work
from board.opportunities.forms import OpportunityForm
from board.opportunities.models import PostingRole, PostingState
from board.school import settings as school_settings
from board.vocabulary import import_words
from board.vocabulary.words import Aim, Competency, Kind
from board.web.filters import listed

COLUMN_OF = {form: column for column, form in NAMES.items()} | {"closes_time": "deadline"}
LINES = ("title", "organisation", "summary", "location", "membership", "supervisor", "contact", "source", "eligibility")
PARTS = {"owners": PostingRole.OWNER, "co_owners": PostingRole.CO_OWNER, "reviewers": PostingRole.REVIEWER}
COUNTED = ("hours", "hours_from", "hours_to", "days_away", "openings", "alternates", "class_years")
"""Columns where a date is what Excel made of numbers such as 5-10."""
LONGEST_NOTE = 400
LONGEST_WORD = 80


def understand(table: Table, matched: Mapping[int, str], answers: ImportAnswers, zone: ZoneInfo) -> Iterator[ImportRow]:
    """Every row of a table, good or bad; `matched` is the outcome of `columns.match`."""
    form = OpportunityForm(MultiDict(), meta={"csrf": False})  # of 40 fields: it is made once and filled for each row
    for line in table.rows:
        yield _Reader(line, table.heading, matched, answers, zone).read(form)


class _Reader(RowDraft):
    """Reads one row: each column by its own method, then all of it by the posting form."""

    def read(self, form: OpportunityForm) -> ImportRow:
        """The row, with whatever is wrong with it."""
        for column, cell in self.cells.items():
            in_words = column in LINES  # a title may begin like an error, and is none unless it is nothing else
            is_error = ERROR_VALUE.match(cell) if not in_words else ERROR_VALUE.fullmatch(cell) and not self.is_ours
            if is_error or cell == NO_VALUE:
                self.refuse(column, f"{cell} is an error of the spreadsheet: fix the formula, or write the value")
                self.cells[column] = ""
        for column in COUNTED if not self.is_ours else ():
            if turned := values.turned_into_date(self.cells.get(column, "")):
                self.refuse(column, f"Excel turned {turned}: type it as text")
                self.cells[column] = ""
        self._texts()
        self._kind()
        self._lists()
        read_work(self)
        read_days(self)
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
                self.keep_under_heading(column, line)
                line = ""
            elif values.is_tick(line) and not self.is_ours:
                self.note(column, f"{line!r} was taken for its text")
            if column == "eligibility" and len(line) > LONGEST_NOTE and not self.is_ours:
                self.keep_words(column, line)
                line = ""
            self.put(column, line)
        self._contact()
        description = self.cells.get("description", "")
        if not self.is_ours:
            if markup.is_html(description):
                self.note("description", "it was written as a web page, and became Markdown")
            description, dropped = markup.as_markdown(description)
            self._note_dropped("description", dropped)
        self.put("description", description)
        for column in () if self.is_ours else columns.NEEDED:
            if not self.form.get(NAMES.get(column, column)):
                self.refuse(column, "it is needed")
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
            self.note(column, f"left out of its web page: {listed(dropped)}")

    def _contact(self) -> None:
        """Whom to ask, and the address of a column of its own."""
        contact = self.form.get("contact", "")
        email = self._on_one_line("contact_email", self.cells.get("contact_email", ""))
        if email and not values.is_unstated(email) and email.lower() not in contact.lower():
            self.put("contact", ", ".join(filter(None, [contact, email])))
            if not values.emails(email):
                self.note("contact_email", f"{email[:60]!r} is no email address, and was kept as it is")

    def _link(self) -> None:
        cell = self._address_behind(self.cells.get("url", ""))
        if not cell or (not self.is_ours and values.is_unstated(cell)):
            return
        if values.emails(cell) == [cell.lower().removeprefix("mailto:")] and not self.form.get("contact"):
            self.put("contact", cell.removeprefix("mailto:"))
            self.note("url", f"{cell} is an email address, and became the contact")
            return
        address, is_completed = values.link_of(cell)
        if re.search(r"\s", address):
            self.refuse("url", f"{address[:80]!r} has a space in it: write one address, without spaces")
            return
        if is_completed:
            self.note("url", f"{cell} was completed to {address}")
        self.put("url", address)

    def _address_behind(self, cell: str) -> str:
        """The address in the cell; else the one that its text leads to, else the one of the title."""
        places = {ours: at for at, ours in self.matched.items()}
        behind = {at: address for at, address in self.links.items() if not address.lower().startswith("mailto:")}
        address = behind.get(places.get("url", -1)) or ("" if cell else behind.get(places.get("title", -1), ""))
        if self.is_ours or "@" in cell or values.link_of(cell)[0].lower().startswith("http"):
            address = ""
        if address:
            self.note("url", f"{address} was taken from behind the text of a cell")
        others = [other for other in behind.values() if other not in (address, cell)]
        if others and not self.is_ours:
            self.note("url", f"not used: {listed(others)} behind other cells")
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
            self.row.waits[KIND_QUESTION] = f"{self.name('kind')}: it names none"
        else:
            self.put("kind", kind.value)

    def _word_for_kind(self, cell: str, error: str) -> None:
        """Take a word that is none of ours as somebody has said, for the whole file; ask where nobody has."""
        if self.is_ours:
            self.refuse("kind", error)
            return
        self.row.kind_word = " ".join(cell.split())[:LONGEST_WORD]
        kind = self.answers.kinds.get(import_words.key(cell))
        if kind is None:
            self.row.waits[f"{WORD_QUESTION}{import_words.key(cell)}"] = f"{self.name('kind')}: {error}"
        else:
            self.put("kind", kind.value)

    def _lists(self) -> None:
        areas, others = values.areas_of(self.cells.get("area", ""))
        others = [name for name in others if not values.is_unstated(name)]
        self.put_list("area", areas)
        if others:
            self.note("area", f"{', '.join(others)} is no area of ours, and became a tag")
        tags = [*values.listed(self.cells.get("tags", "")), *others]
        self.put("tags", self.cells.get("tags", "") if self.is_ours else ", ".join(tags))
        programmes = self.cells.get("programmes", "")
        self.put("programmes", programmes if self.is_ours else ", ".join(values.listed(programmes)))
        for column, choices in (("competencies", Competency), ("aims", Aim)):
            named, unknown = values.chosen(self.cells.get(column, ""), choices)
            self.put_list(column, named)
            if unknown:
                self.refuse(column, f"{', '.join(unknown)} is none of: {', '.join(c.label for c in choices)}")
        self._class_years()

    def _class_years(self) -> None:
        cell = self.cells.get("class_years", "")
        if not cell or values.is_empty(cell):
            return
        years = class_years.read(cell, school_settings.class_years)
        if years is None:
            self.keep_words("class_years", cell)
        else:
            self.put_list("class_years", years)

    def _people_and_state(self) -> None:
        for column, part in PARTS.items():
            cell = self.cells.get(column, "")
            addresses, broken = values.emails(cell), values.broken_emails(cell)
            if broken:
                whole = re.sub(r"\s*@\s*", "@", broken[0])
                hint = f": is it {whole}?" if values.emails(whole) == [whole.lower()] else ""
                self.refuse(column, f"{broken[0]!r} is no email address{hint}")
            elif addresses:
                self.row.people[part] = addresses
            elif cell and not values.is_unstated(cell):
                self.refuse(column, f"{cell!r} holds no email address")
        name = " ".join(self.cells.get("in_name_of", "").split())
        self.row.in_name_of = name if self.is_ours or not values.is_empty(name) else ""
        state = self.cells.get("posting_state", "")
        if state and state not in list(PostingState):
            self.refuse("posting_state", f"{state!r} is none of: {', '.join(PostingState)}")
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
                self.refuse("published_at", "write an instant such as 2027-03-14T17:00+00:00")

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
                self.refuse(COLUMN_OF.get(name, str(name)), "; ".join(_sentences(problems)))
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
            self.refuse("deadline", "it would close before it opens")


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
