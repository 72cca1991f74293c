"""A roster of 5,000 people is read and written while its reader waits.

ROUNDS_TESTS_FULL=1 takes all 5,000 and looks at the clock; otherwise it is a fifth of them. That nobody is asked
for one by one is counted in tests/house/test_many_at_once.py.
"""

import os
import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.accounts.models import Role, User
from board.kernel.db import db
from tests.office.rosters import import_roster, workbook

IS_WHOLE = bool(os.environ.get("ROUNDS_TESTS_FULL"))
PEOPLE = 5_000 if IS_WHOLE else 1_000
MOST_SECONDS = 30.0
"""Of the processor, for upload, preview and writing together."""


def rows(level: str) -> list[list[str]]:
    return [
        ["SIS ID", "Legal Name", "Preferred First", "E-mail", "Level", "Class of", "Campus", "Status", "FERPA"],
        *(
            f"{100_000 + n}|Fam{n}, Given{n}|{'' if n % 3 else 'Nick'}|person{n}@example.edu|{level}|2029|Main|Active|"
            f"{'' if n % 50 else 'Y'}".split("|")
            for n in range(PEOPLE)
        ),
    ]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_a_whole_school_is_brought_in_and_changed_while_its_reader_waits(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    office = browser_of(person("cora", Role.COORDINATOR))
    for level, known in (("MS1", 1), ("MS2", PEOPLE + 1)):
        assert db.session.scalar(select(func.count()).select_from(User)) == known
        content, before = workbook(rows(level)), time.process_time()
        import_roster(office, content, "roster.xlsx")
        spent = time.process_time() - before
        assert spent < MOST_SECONDS or not IS_WHOLE
    in_second = select(func.count()).select_from(User).where(User.class_year == "M2", User.directory_hold)
    assert db.session.scalar(in_second) == PEOPLE // 50
