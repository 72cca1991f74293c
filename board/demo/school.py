"""The demo school: the same people and postings each time, dated from today. Each slice fills its own part."""

from flask import current_app
from sqlalchemy import select

from board.accounts import passwords as account_passwords
from board.accounts.models import User
from board.demo import (
    announcements,
    applications,
    choosing,
    committees,
    decisions,
    discovery,
    learning,
    match_rounds,
    mentorship,
    notices,
    office,
    opportunities,
    organisations,
    people,
    placements,
    record,
    rights,
)
from board.demo.people import PASSWORD
from board.demo.scene import School
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.web.filters import listed

__all__ = ["PASSWORD", "NotEmpty", "is_empty", "load"]

PARTS = (
    decisions.fill,
    people.fill,
    opportunities.fill,
    applications.fill,
    discovery.fill,
    choosing.fill,
    placements.fill,
    committees.fill,
    mentorship.fill,
    match_rounds.fill,
    learning.fill,
    record.fill,
    organisations.fill,
    notices.fill,
    announcements.fill,
    office.fill,
    rights.fill,
)
"""In the order in which they need each other. Each answers what it made, in a few words."""


class NoFolder(Exception):
    """Files are kept by another machine, which is not spoken to while the school is written."""


class NotEmpty(Exception):
    """There are people in this database already."""


def load() -> str:
    """Fill an empty database; answers what was made, in a sentence. Raises `NotEmpty` or `NoFolder`."""
    if not is_empty():
        raise NotEmpty("This database has people in it. The demo school goes into an empty one only.")
    if current_app.extensions["files"].is_shared:
        raise NoFolder("The demo school keeps its files in a folder: take ROUNDS_FILES away.")
    school = School(now=clock.now(), password_hash=account_passwords.hash_password(PASSWORD))
    with unit_of_work():
        made = [fill(school) for fill in PARTS]
    return f"The demo school is ready: {listed(made)}."


def is_empty() -> bool:
    """Nobody lives here yet."""
    return db.session.scalar(select(User.id).limit(1)) is None
