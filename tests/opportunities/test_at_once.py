"""Two who change one posting at the same moment, through other pages: the second reads what the first wrote."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.kernel.db import db
from board.opportunities.models import Opportunity, Revision
from tests.at_once import overtake
from tests.confirming import agree
from tests.opportunities.test_revisions import EDIT, office, poster, posting, version_on
from tests.web.test_editing import form_of

__all__ = ["office", "poster", "posting"]
POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
"""SQLite has one writer at a time, who begins before reading."""


@POSTGRESQL
def test_a_form_writes_over_no_deadline_that_was_moved_meanwhile(
    app: Flask, posting: Opportunity, office: FlaskClient, poster: FlaskClient
) -> None:
    page = f"/opportunities/{posting.id}"
    form = form_of(office.get(f"{page}/edit").text, f"{page}/edit") | {"closes": "2026-03-25"}
    saved = overtake(
        app,
        "FOR UPDATE",
        late=lambda: office.post(f"{page}/edit", data=form),
        quick=lambda: poster.post(f"{page}/extend", data={"closes": "2026-03-28", "reason": "A holiday."}),
    )
    assert (saved.quick.status_code, saved.late.status_code, saved.overtook) == (303, 409, True)
    db.session.refresh(posting)
    assert posting.closes_at is not None
    assert posting.closes_at > datetime(2026, 3, 28, tzinfo=UTC)


@POSTGRESQL
def test_an_edit_that_is_approved_in_that_moment_is_not_discarded(
    app: Flask, posting: Opportunity, office: FlaskClient, poster: FlaskClient
) -> None:
    page = f"/opportunities/{posting.id}"
    poster.post(f"{page}/edit", data=EDIT)
    read = {"version": version_on(poster.get(f"{page}/changes").text)}
    settled = overtake(
        app,
        "FOR UPDATE",
        late=lambda: agree(poster, f"{page}/changes/withdraw", read),
        quick=lambda: office.post(f"{page}/changes/approve", data=read),
    )
    assert (settled.quick.status_code, settled.late.status_code) == (303, 409)
    assert db.session.scalar(select(Revision)) is None
    db.session.refresh(posting)
    assert posting.title == EDIT["title"]
