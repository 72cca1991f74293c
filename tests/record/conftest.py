"""A student with a record, and the link that a supervisor gets."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from board.accounts import queries as account_queries
from board.accounts.models import Role, SupervisorAddress, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.email_address import mailbox
from board.kernel.unit_of_work import unit_of_work

ENTRY = {
    "kind": "committee-seat",
    "title": "Student member",
    "organisation": "Safety Committee",
    "place": "Alder Grove",
    "starts": "2025-09-01",
    "ends": "2026-02-01",
    "hours": "40",
    "competencies": ["professionalism", "team-management"],
    "areas": ["advocacy"],
    "description": "Read every fall report of the year.",
    "aim": "Fewer falls",
    "measure": "Falls a month",
    "before": "9",
    "after": "4",
}
"""What a student types for one experience."""

WITNESS = {
    "name": "Dr. Ruth Bell",
    "role": "Chair",
    "relation": "chair",
    "observed": "5 to 20 hours",
    "attest": "none",
    "version": "1",
}
"""What a supervisor types of themself."""


@pytest.fixture
def sam(person: Callable[..., User]) -> User:
    return person("sam", Role.STUDENT)


@pytest.fixture
def browser(sam: User, browser_of: Callable[[User], FlaskClient]) -> FlaskClient:
    """Sam's browser."""
    return browser_of(sam)


@pytest.fixture
def add(browser: FlaskClient) -> Callable[..., int]:
    """Sam puts an experience into the record; answers its number."""

    def write(**changes: Any) -> int:
        answer = browser.post("/record/entries/new", data=ENTRY | changes)
        assert answer.status_code == 303, answer.text
        return int(answer.location.rpartition("/")[2])

    return write


@pytest.fixture
def link_for(browser: FlaskClient, emails: Callable[[], list[str]]) -> Callable[..., str]:
    """Sam asks somebody, whom the office approved unless said otherwise; answers the address in the email."""

    def ask(
        entry_id: int, email: str = "ruth@clinic.example", name: str = "Dr. Ruth Bell", approved: bool = True
    ) -> str:
        if approved and account_queries.supervisor_address(email) is None:
            with unit_of_work():
                db.session.add(
                    SupervisorAddress(address=email, mailbox=mailbox(email), name=name, approved_at=clock.now())
                )
        asked = {"name": name, "email": email, "relation": "chair", "note": "Thank you for the year."}
        answer = browser.post(f"/record/entries/{entry_id}/ask", data=asked)
        assert answer.status_code == 303, answer.text
        return re.findall(r"http://[^/\s]+(/record/seen/\S+)", emails()[-1])[0]

    return ask
