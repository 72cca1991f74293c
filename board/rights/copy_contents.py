"""What is in a copy: a JSON file for each table that says something of the person, their files, and a README.

The registry of personal data says which tables there are, whose a row is and what is withheld; nothing here names a
table but for the few whose rows mean nothing as they are stored.
"""

import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, BinaryIO

from board.accounts.models import User
from board.applications.labels import FOR_STUDENTS
from board.applications.queries import application as application_queries
from board.kernel import clock, mail
from board.kernel.storage import FileGone, FileStore
from board.kernel.text import on_one_line
from board.personal_data import IMPERSONAL, PERSONAL, ImpersonalTable, PersonalTable
from board.personal_data import queries as personal_data_queries
from board.personal_data.queries import ACCOUNTS, Row
from board.rights import copy_readme
from board.rights.copied_table import CopiedTable

YOU, SOMEBODY = "you", "another person"
_TITLED: dict[str, PersonalTable | ImpersonalTable] = {
    **{table.name: table for table in PERSONAL if table.title},
    **{table.name: table for table in IMPERSONAL if table.title},
}


def write(user: User, out: BinaryIO, *, store: FileStore, count: Callable[[int], None]) -> None:
    """Write the ZIP; `count` is told how many of the tables are in it."""
    now, copied, names = clock.now(), [], KnownNames()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, declared in enumerate(PERSONAL, 1):
            table = CopiedTable(declared)
            for row in personal_data_queries.rows_for(declared, user.id):
                _add_files(table, row, archive, store, now)
                table.rows.append(_shown(declared, row, user.id, names))
            if table.rows:
                _put(archive, f"{declared.name}.json", _json(table), now)
            copied.append(table)
            count(number)
        _put(archive, "README.txt", copy_readme.text(user, copied, now), now)


class KnownNames:
    """What people and things are called that rows name by number: the database is asked once for each."""

    def __init__(self) -> None:
        self.title_of = cache(personal_data_queries.title_of)
        self._person_at = cache(self._ask_for_person)

    def person_at(self, declared: PersonalTable, path: str, row: Row) -> tuple[int, str] | None:
        """The number and the name of whom a path leads to from a row; None where it leads to nobody."""
        return self._person_at(declared, path, row.get(path.split(".")[0]))

    def _ask_for_person(self, declared: PersonalTable, path: str, start: int | None) -> tuple[int, str] | None:
        return personal_data_queries.person_at(declared, path, {path.split(".")[0]: start})


def _shown(declared: PersonalTable, row: Row, user_id: int, names: KnownNames) -> Row:
    """The row as its person can read it: people and things by name instead of number, as far as they know them."""
    shown: Row = {}
    partners = dict(pair.split(":") for pair in declared.partners.split())
    hidden = {pair.split(":")[0] for pair in declared.files.split()}
    leads = dict(personal_data_queries.references(declared))
    for column, value in row.items():
        if column in hidden:
            continue
        if leads.get(column) == ACCOUNTS or column == "by_id":
            shown[column.removesuffix("_id")] = _person(value, user_id)
            continue
        shown[column] = value
        if value is not None and (titled := _TITLED.get(leads.get(column, ""))):
            shown[column.removesuffix("_id")] = names.title_of(titled, value)
    for path, role in partners.items():
        person = names.person_at(declared, path, row)
        shown[role] = None if person is None else YOU if person[0] == user_id else person[1]
    return RETOLD[declared.name](shown) if declared.name in RETOLD else shown


def _person(value: int | None, user_id: int) -> str | None:
    if value is None:
        return None
    return YOU if value == user_id else SOMEBODY


def _application(shown: Row) -> Row:
    """An application says what its page says: steps that the student is not told apart are one step."""
    application = application_queries.by_id(shown["id"])
    if application is None:
        return shown
    questions = {str(question.id): question.text for question in application.opportunity.questions}
    steps = application_queries.steps(application, FOR_STUDENTS)
    return shown | {
        "state": FOR_STUDENTS[application.state][0],
        "steps": [{"at": step.at, "step": step.words} for step in steps],
        "answers": [
            {"question": questions.get(key, "a question that is no longer asked"), "answer": answer}
            for key, answer in application.answers.items()
        ],
    }


def _email(shown: Row) -> Row:
    """The kind of an email in words; its text is not stored."""
    names = {kind.key: kind.name for kind in mail.kinds()}
    return shown | {"kind": names.get(shown["kind"], shown["kind"])}


RETOLD: dict[str, Callable[[Row], Row]] = {"applications": _application, "emails": _email}
"""Tables whose rows are told otherwise than they are stored."""


def _add_files(table: CopiedTable, row: Row, archive: zipfile.ZipFile, store: FileStore, now: datetime) -> None:
    """Put the files of a row beside it, and say in the row where each is."""
    for pair in table.declared.files.split():
        name_column, called = pair.split(":")
        name, filename = row[name_column], on_one_line(row[called] or "")
        if not name:
            continue
        inside = f"files/{table.declared.name}-{row['id']}-{_plain(filename)}"
        try:
            with store.open(name) as source:
                content = source.read()  # before anything of it stands in the archive: it may go meanwhile
        except FileGone:
            table.lost.append(filename)
            row[f"{called}_in_this_copy"] = None
            continue
        archive.writestr(zipfile.ZipInfo(inside, _stamp(now)), content)
        table.files.append(inside)
        row[f"{called}_in_this_copy"] = inside


def _plain(filename: str) -> str:
    """A name that every file system takes, whatever its owner called it."""
    stem = "".join(letter if letter.isalnum() or letter in "-_ " else "-" for letter in filename.removesuffix(".pdf"))
    return f"{stem.strip()[:80] or 'file'}.pdf"


def _json(table: CopiedTable) -> str:
    declared = table.declared
    left_out = declared.withheld.split()
    about: dict[str, Any] = {"what": declared.what, "seen_by": declared.seen_by}
    if left_out:
        about |= {"left_out": left_out, "because": declared.because}
    return json.dumps(about | {"rows": table.rows}, indent=2, ensure_ascii=False, default=_plainly) + "\n"


def _plainly(value: object) -> object:
    """What JSON has no form of its own for."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in a copy")


def _put(archive: zipfile.ZipFile, inside: str, text: str, now: datetime) -> None:
    archive.writestr(zipfile.ZipInfo(inside, _stamp(now)), text.encode(), compress_type=zipfile.ZIP_DEFLATED)


def _stamp(now: datetime) -> tuple[int, int, int, int, int, int]:
    """When it was made, by the clocks of the school: a ZIP knows no zones."""
    year, month, day, hour, minute, second, *_ = clock.shown(now).timetuple()
    return year, month, day, hour, minute, second
