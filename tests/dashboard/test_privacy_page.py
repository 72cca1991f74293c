"""The page on privacy says of everything that is stored who sees it, and how long it stays."""

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.personal_data import PERSONAL
from board.school import actions as school_actions
from board.school.models import SchoolSetting
from tests.conftest import NOW


def test_the_page_says_what_one_can_do_whom_to_ask_and_of_which_day_it_is(app: Flask, client: FlaskClient) -> None:
    page = " ".join(client.get("/privacy").text.split())
    for address in ("/account/data", "/account/corrections", "/account/data/seen", "/account/disclosures"):
        assert f'href="{address}"' in page, address
    assert "Student Privacy Policy Office" in page and "made today, Mar 2, 2026" in page
    assert "A coordinator may look at Rounds as you see it" in page
    assert "sends nothing about you to anybody outside" not in page
    assert not re.search(r"cohort|\brows\b|hashes|two windows", re.sub("<[^>]+>", " ", page))
    with unit_of_work():
        school_actions.save({"privacy_contact": "The registrar, privacy@school.edu"}, by=None, now=NOW)
    assert "The registrar, privacy@school.edu" in client.get("/privacy").text


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
