"""Who presses a button beside a text sends that text, and no other that was saved meanwhile in another tab."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, PostingState
from tests.applications.builders import posting_of
from tests.at_once import overtake
from tests.conftest import NOW
from tests.web.test_editing import form_of

WHOLE = {
    "host": "Alder Grove", "summary": "Sit on it.", "description": "Sit on it.", "hours_from": 1, "hours_to": 2,
    "areas": ["education"], "competencies": ["professionalism"], "aims": ["culture"],
}  # fmt: skip


def button(page: str, address: str) -> dict[str, str]:
    """What the form with this address sends."""
    form = re.search(rf'<form[^>]*action="{address}".*?</form>', page, re.S)
    assert form is not None
    return dict(re.findall(r'<input type="hidden" name="(version)" value="([^"]+)"', form[0]))


def test_a_draft_that_another_tab_saved_is_not_sent_unread(
    grace: User, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    posting, student = posting_of(grace), person("stu", Role.STUDENT)
    browser, form = browser_of(student), f"/opportunities/{posting.id}/apply"
    browser.post(form, data={"statement": "The text that was read."})
    read = browser.get("/applications/1").text
    with clock.frozen(NOW + timedelta(seconds=1)):
        browser.post(form, data={"statement": "Half of another sen"})
    answer = browser.post(f"{form}/submit", data=button(read, f"{form}/submit"))
    assert answer.status_code == 409 and "in another window" in answer.text
    now = browser.get("/applications/1").text
    assert 0 < now.find("Half of another sen") < now.find("Submit application"), "what they will read stands first"
    assert browser.post(f"{form}/submit", data=button(now, f"{form}/submit")).status_code == 303


def test_a_posting_that_another_tab_saved_is_not_sent_for_approval_unread(
    grace: User, browser_of: Callable[[User], FlaskClient]
) -> None:
    number = posting_of(grace, state=PostingState.DRAFT, published_at=None, **WHOLE).id
    browser, address = browser_of(grace), f"/opportunities/{number}"
    read = button(browser.get(address).text, f"{address}/submit")
    with unit_of_work():
        found = db.session.get(Opportunity, number)
        assert found is not None
        found.summary, found.version = "Another one.", found.version + 1
    assert browser.post(f"{address}/submit", data=read).status_code == 409
    again = button(browser.get(address).text, f"{address}/submit")
    assert browser.post(f"{address}/submit", data=again).status_code == 303


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_posting_that_is_saved_in_that_moment_is_not_sent_for_approval_unread(
    app: Flask, grace: User, browser_of: Callable[[User], FlaskClient]
) -> None:
    number = posting_of(grace, state=PostingState.DRAFT, published_at=None, **WHOLE).id
    browser, other, address = browser_of(grace), browser_of(grace), f"/opportunities/{number}"
    read = button(browser.get(address).text, f"{address}/submit")
    edit = form_of(browser.get(f"{address}/edit").text, f"{address}/edit") | {"summary": "Another one."}
    sent = overtake(
        app,
        "FOR UPDATE",
        late=lambda: browser.post(f"{address}/submit", data=read),
        quick=lambda: other.post(f"{address}/edit", data=edit),
    )
    assert (sent.quick.status_code, sent.late.status_code, sent.overtook) == (303, 409, True)
