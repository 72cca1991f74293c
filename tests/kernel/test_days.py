"""One table of what is a day, and it holds at every door where one is written."""

import ast
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from board.accounts.models import Role, User
from board.kernel.days import read_day
from board.kernel.db import db
from board.office.views.dependencies import day as day_asked
from board.opportunities.exchange import dates
from board.record.models import Point
from board.web.forms import Day, Form
from tests.record.conftest import ENTRY

BOARD = Path(__file__).resolve().parents[2] / "board"
MARCH_9 = date(2027, 3, 9)
TABLE: list[tuple[str, date | None]] = [
    ("2027-03-09", MARCH_9),
    ("2027-3-9", MARCH_9),
    ("2028-02-29", date(2028, 2, 29)),
    ("2027-02-29", None),
    ("2027-13-01", None),
    ("2027-00-10", None),
    ("2027-03-00", None),
    ("20270309", None),
    ("2027-W10-2", None),
    ("27-03-09", None),
    ("2027/03/09", None),
    ("03/09/2027", None),
    ("2027-03-09T00:00", None),
    ("2027-03-09Z", None),
    ("٢٠٢٧-٠٣-٠٩", None),
    ("2027-03-009", None),
    ("+2027-03-09", None),
    ("2027–03–09", None),
    ("soon", None),
]
ELSEWHERE = {
    "operations/restore.py": "an instant that a backup of ours has written",
    "accounts/actions/merge.py": "what the database holds of an account before it was merged",
    "opportunities/models/revision.py": "what the database holds of a revision",
    "opportunities/exchange/understanding.py": "an instant that an export of ours has written",
}
"""Files that read an instant or a day by the library, and whose text it is."""


class DayForm(Form):
    day = Day()


@pytest.mark.parametrize(("text", "day"), TABLE)
def test_a_day_is_the_same_for_the_reader_the_forms_and_the_addresses(app: Flask, text: str, day: date | None) -> None:
    assert read_day(text) == read_day(f" {text} ") == day
    with app.test_request_context("/", query_string={"since": text}):
        form = DayForm(MultiDict({"day": text}), meta={"csrf": False})
        assert form.validate() is (day is not None)
        assert form.day.data == day
        assert day_asked("since") == day


@pytest.mark.parametrize(("text", "day"), [(text, day) for text, day in TABLE if day is not None])
def test_a_file_reads_every_day_that_a_form_reads(text: str, day: date) -> None:
    """It reads more: what people write in words, and in the orders of their countries."""
    when = dates.read(text)
    assert isinstance(when, dates.When)
    assert when.day == day


@pytest.mark.parametrize(("text", "day"), TABLE)
def test_a_measurement_of_the_record_reads_the_same_days(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient], text: str, day: date | None
) -> None:
    browser = browser_of(person("stu", Role.STUDENT))
    browser.post("/record/entries/new", data=ENTRY)
    answer = browser.post("/record/entries/1/chart", data={"points": f"{text}, 64", "better": "higher"})
    assert answer.status_code == (422 if day is None else 303)
    assert list(db.session.scalars(select(Point.day))) == ([] if day is None else [day])


def test_no_other_file_reads_days_by_itself() -> None:
    reading = set()
    for path in sorted(BOARD.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.attr if isinstance(node, ast.Attribute) else ""
            if name in ("fromisoformat", "strptime"):
                reading.add(path.relative_to(BOARD).as_posix())
    assert reading == set(ELSEWHERE)
