"""Choosing under real concurrency: two owners release at once, one review form is saved from many tabs at once."""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from board.accounts.models import Role, User
from board.applications.models import Application, ApplicationMove, ApplicationState, Decision, Recusal, Review
from board.kernel.db import db
from board.kernel.mail import Email
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Involvement, PostingRole
from tests.applications.builders import application_of, posting_of
from tests.applications.conftest import scores
from tests.browser.test_races import Visitor
from tests.conftest import NOW, PASSWORD

pytestmark = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
APPLICANTS, HANDS = 8, 6


@pytest.fixture
def posting(app: Flask, person: Callable[..., User]) -> int:
    """A posting with two owners and applicants of whom each has a draft decision; answers its number."""
    grace, cleo = person("grace", Role.FACULTY), person("cleo", Role.FACULTY)
    posting = posting_of(grace, seats=3, closes_at=None)
    students = [person(f"student-{number}", Role.STUDENT) for number in range(APPLICANTS)]
    sent = [application_of(student, posting) for student in students]
    with unit_of_work():
        db.session.add(Involvement(opportunity_id=posting.id, user_id=cleo.id, part=PostingRole.CO_OWNER))
        for place, email in enumerate(sent):
            verb = ("offer", "waitlist", "reject")[place % 3]
            db.session.add(Decision(application_id=email.id, verb=verb, reason="time", by_id=grace.id, at=NOW))
    number = posting.id
    db.session.rollback()
    return number


def signed_in(server: str, name: str) -> Visitor:
    visitor = Visitor(server)
    assert visitor.send("/sign-in", "/sign-in", email=f"{name}@example.edu", password=PASSWORD) == 200
    return visitor


def version_of_form(visitor: Visitor, address: str, action: str) -> str:
    """The version that the form with this action carries on a page."""
    page = visitor.opener.open(visitor.server + address, timeout=30).read().decode()
    return re.findall(r'name="saved_version"\s+value="([^"]+)"', page.partition(f'{action}"')[2])[0]


def at_once(visitors: list[Visitor], address: str, token_from: str, forms: list[dict[str, str]]) -> list[int]:
    """Everybody presses at the same moment; answers the statuses."""
    with ThreadPoolExecutor(len(visitors)) as crowd:
        pairs = zip(visitors, forms, strict=True)
        return list(crowd.map(lambda pair: pair[0].send(address, token_from, **pair[1]), pairs))


def test_two_owners_who_release_at_once_send_once(posting: int, server: str) -> None:
    visitors = [signed_in(server, name) for name in ("grace", "cleo") * (HANDS // 2)]
    page = f"/opportunities/{posting}/decisions"
    answers = at_once(visitors, f"{page}/release", "/account", [{}] * HANDS)
    assert Counter(answers) == {200: 1, 409: HANDS - 1}
    db.session.rollback()
    states = Counter(db.session.scalars(select(Application.state)))
    assert states == {ApplicationState.OFFERED: 3, ApplicationState.WAITLISTED: 3, ApplicationState.NOT_SELECTED: 2}
    assert db.session.scalar(select(func.count(ApplicationMove.id))) == APPLICANTS
    assert db.session.scalar(select(func.count(Email.id))) == APPLICANTS, "one letter each"
    assert sorted(filter(None, db.session.scalars(select(Application.rank)))) == [1, 2, 3]


def test_one_review_saved_from_many_tabs_has_one_outcome_and_loses_no_text(posting: int, server: str) -> None:
    visitors = [signed_in(server, "cleo") for _ in range(HANDS)]
    version = version_of_form(visitors[0], "/applications/1", "/review")
    forms = [scores(number % 5 + 1, comment=f"Text {number}", saved_version=version) for number in range(HANDS)]
    answers = at_once(visitors, "/applications/1/review", "/applications/1", forms)
    assert Counter(answers) == {200: 1, 409: HANDS - 1}
    db.session.rollback()
    [kept] = db.session.scalars(select(Review))
    winner = answers.index(200)
    assert (kept.comment, kept.total) == (f"Text {winner}", winner % 5 + 1)


def test_two_reviewers_who_save_at_once_keep_both_their_scores(
    posting: int, person: Callable[..., User], server: str
) -> None:
    names = [f"reader-{number}" for number in range(HANDS)]
    readers = [person(name, Role.FACULTY).id for name in names]
    with unit_of_work():
        for reader in readers:
            db.session.add(Involvement(opportunity_id=posting, user_id=reader, part=PostingRole.REVIEWER))
    db.session.rollback()
    visitors = [signed_in(server, name) for name in names]
    forms = [scores(number % 5 + 1, version="0", comment=f"Text {number}") for number in range(HANDS)]
    assert at_once(visitors, "/applications/1/review", "/applications/1", forms) == [200] * HANDS
    db.session.rollback()
    kept = {review.reviewer_id: (review.total, review.comment) for review in db.session.scalars(select(Review))}
    assert kept == {reader: (number % 5 + 1, f"Text {number}") for number, reader in enumerate(readers)}


def test_one_note_saved_by_two_people_at_once_has_one_outcome_and_loses_no_text(posting: int, server: str) -> None:
    visitors = [signed_in(server, name) for name in ("grace", "cleo") * (HANDS // 2)]
    version = version_of_form(visitors[0], "/applications/1", "/note")
    forms = [{"note": f"Text {number}", "saved_version": version} for number in range(HANDS)]
    answers = at_once(visitors, "/applications/1/note", "/applications/1", forms)
    assert Counter(answers) == {200: 1, 409: HANDS - 1}
    db.session.rollback()
    assert db.session.get_one(Application, 1).note == f"Text {answers.index(200)}"


def test_stepping_aside_while_scoring_leaves_no_score(posting: int, server: str) -> None:
    visitors = [signed_in(server, "cleo") for _ in range(HANDS)]
    with ThreadPoolExecutor(HANDS) as crowd:
        pressed = [
            crowd.submit(visitor.send, f"/applications/2/{verb}", "/account", **form)
            for visitor, (verb, form) in zip(
                visitors, [("review", scores(5)), ("step-aside", {"reason": "family"})] * (HANDS // 2), strict=True
            )
        ]
    assert {item.result() for item in pressed} <= {200, 403, 409}
    db.session.rollback()
    assert db.session.scalar(select(func.count(Recusal.id))) == 1
    assert db.session.scalar(select(func.count(Review.id))) == 0
