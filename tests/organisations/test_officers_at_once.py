"""Nobody advises an organisation and holds office in it, also where two coordinators name them at the same moment."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from board.kernel.db import db
from board.organisations.models import Organisation
from tests.at_once import overtake
from tests.organisations.test_organisations import LAST, TODAY, Browsers, Club, club

__all__ = ["club"]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def parts(club: Club, who: str) -> tuple[bool, bool]:
    """Does this person advise it, and do they hold office in it?"""
    db.session.rollback()
    db.session.expire_all()
    organisation, user = db.session.get_one(Organisation, club.id), club.people[who]
    holds = any(officer.user_id == user.id for officer in organisation.in_office(TODAY))
    return organisation.adviser_id == user.id, holds


@BOTH
@pytest.mark.parametrize("first", ["adviser", "officer"])
def test_whoever_becomes_both_at_once_becomes_one(app: Flask, club: Club, enter: Browsers, first: str) -> None:
    page = club["cora"].get(f"{club.page}/edit").text
    version = re.search(r'name="saved_version"[^>]*value="([^"]*)"', page)
    form = {"name": "Surgery Club", "adviser": "gus@example.edu", "advised_until": LAST.isoformat()}
    if version is not None:
        form["saved_version"] = version[1]

    def advises() -> TestResponse:
        return club["cora"].post(f"{club.page}/edit", data=form)

    days = {"starts": TODAY.isoformat(), "ends": LAST.isoformat()}
    office, term = enter(club.people["cora"]), {"email": "gus@example.edu", "post": "Treasurer"} | days

    def holds_office() -> TestResponse:
        return office.post(f"{club.page}/officers", data=term)

    if first == "adviser":
        both = overtake(app, "UPDATE organisations", advises, holds_office)
    else:
        both = overtake(app, "INSERT INTO officers", holds_office, advises)
    assert parts(club, "gus") in ((True, False), (False, True))
    assert sorted(answer.status_code for answer in (both.late, both.quick))[0] == 303
    assert sorted(answer.status_code for answer in (both.late, both.quick))[1] in (403, 404, 409, 422)
