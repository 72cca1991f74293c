"""The README of a copy: what lies in it and what does not, for people who are no engineers."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime

from board.accounts.models import User
from board.kernel import clock
from board.kernel.dates import say_full_date, say_moment
from board.kernel.wording import listed, plural
from board.personal_data import AREAS
from board.rights.copied_table import CopiedTable
from board.school import settings as school_settings

WIDTH = 88
INTRODUCTION = """
This is a copy of what {school} keeps of you in Rounds. It was made on {moment}, for you alone. It holds your name, your
address and what you wrote: keep it where nobody else can read it.

Each file that ends in .json holds one kind of record. It is plain text: open it with any text editor (Notepad,
TextEdit) or drag it into a browser window. In each, “what” says what it is, “seen_by” who sees it besides you, and
“rows” has the records one after the other, each with the name of a field and what is in it. “null” means that nothing
is stored there. Days read year-month-day. Hours are in universal time (UTC), which is the “+00:00” at their end. “you”
stands for you; where a record names somebody else whom you do not know by name through Rounds, it says “another
person”. The folder “files” has the files that you handed in, as we store them.
"""
ENDING = """
Something is wrong? On your account page, “Ask for a correction” goes to the office of your school, which answers within
45 days. What is left out here because others wrote it in confidence is still part of the school’s records: you may ask
the office to read it.
"""


def text(user: User, copied: Sequence[CopiedTable], now: datetime) -> str:
    """The whole of it; lines end as every system reads them."""
    moment = say_moment(now, clock.zone())
    by_name = {table.declared.name: table for table in copied}
    parts = [
        f"Your data in Rounds: {user.name}, {say_full_date(clock.day(now))}",
        *_paragraphs(INTRODUCTION.format(school=school_settings.school_name, moment=moment)),
    ]
    for heading, tables in AREAS:
        lines = [line for declared in tables for line in _lines(by_name[declared.name])]
        parts += [f"{heading}\n{'-' * len(heading)}", *lines] if lines else []
    parts += ["Not in this copy\n----------------", *_left_out(copied)]
    parts += _paragraphs(ENDING)
    return "\r\n\r\n".join(part.replace("\n", "\r\n") for part in parts) + "\r\n"


def _lines(table: CopiedTable) -> Iterator[str]:
    """What a file holds; nothing of a table in which there is nothing."""
    declared = table.declared
    if not table.rows:
        return
    sentence = f"{declared.name}.json ({plural(len(table.rows), 'record')}): {declared.what}."
    if declared.withheld:
        sentence += f" Left out: {listed([name.replace('_', ' ') for name in declared.withheld.split()])}."
        sentence += f" Why: {declared.because}."
    if table.files:
        sentence += f" With {plural(len(table.files), 'file')}: {listed(table.files)}."
    if table.lost:
        sentence += f" We could not find {listed(table.lost)} any more: tell the office."
    yield _filled(sentence)


def _left_out(copied: Sequence[CopiedTable]) -> Iterator[str]:
    """What is kept of people here that no copy holds, and what has no record of this person."""
    for table in copied:
        declared = table.declared
        if declared.withheld == "*" or not (declared.owners or declared.address):
            yield _filled(f"{declared.what}{': ' + declared.because if declared.because else ''}.")
    empty = [table.declared.what for table in copied if _may_hold(table) and not table.rows]
    if empty:
        yield _filled("Nothing is stored of you under these: " + "; ".join(empty) + ".")


def _may_hold(table: CopiedTable) -> bool:
    declared = table.declared
    return bool(declared.owners or declared.address) and declared.withheld != "*"


def _paragraphs(words: str) -> list[str]:
    return [_filled(paragraph) for paragraph in words.strip().split("\n\n")]


def _filled(words: str) -> str:
    return textwrap.fill(" ".join(words.split()), WIDTH, break_on_hyphens=False, break_long_words=False)
