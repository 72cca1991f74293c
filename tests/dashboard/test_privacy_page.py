"""The page on privacy says of everything that is stored who sees it, and how long it stays."""

from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from board.kernel.db import db, unit_of_work
from board.personal_data import PERSONAL
from board.school.models import SchoolSetting
from tests.conftest import NOW


def test_everything_that_is_stored_stands_on_the_page_with_who_sees_it(client: FlaskClient) -> None:
    page = unescape(client.get("/privacy").text)
    assert [table.name for table in PERSONAL if f"{table.what}." not in page] == []
    assert page.count("Seen by: ") == len(PERSONAL)


def test_the_page_says_the_days_that_the_school_decided(app: Flask, client: FlaskClient) -> None:
    assert "erased after 14 days." in client.get("/privacy").text
    with unit_of_work():
        for name in ("retention_unsent_forms_days", "retention_imports_days"):
            db.session.add(SchoolSetting(name=name, value=21, version=1, changed_at=NOW))
    page = client.get("/privacy").text
    assert "erased after 21 days." in page
    assert "erased after 14 days." not in page
