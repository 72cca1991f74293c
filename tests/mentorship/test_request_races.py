"""Two answers to one request in the same moment: one of them stands, and nobody is paired with whom they block."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import User
from board.kernel.db import db
from board.mentorship.models import Block, Enrolment, MentorRequest, Mentorship, MentorshipState
from tests.at_once import at_once
from tests.mentorship.conftest import ask

Browsers = Callable[[User], FlaskClient]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
DECLINE = {"reason": "no-time", "words": "Not this term."}


@BOTH
@pytest.mark.parametrize(
    ("asker", "verb", "fields"), [(False, "decline", DECLINE), (True, "withdraw", {}), (False, "block", {})]
)
def test_of_two_answers_to_a_request_one_stands(
    app: Flask,
    mentor: Callable[..., Enrolment],
    student: Callable[[str], User],
    browser_of: Browsers,
    asker: bool,
    verb: str,
    fields: dict[str, str],
) -> None:
    mia, stu = mentor("mia"), student("stu")
    of_stu, of_mia = browser_of(stu), [browser_of(mia.user), browser_of(mia.user)]
    ask(of_stu, mia)
    address = "/mentorship/requests/1"
    other = of_stu if asker else of_mia[1]
    answers = at_once(
        app,
        "mentor_request_moves",
        [lambda: of_mia[0].post(f"{address}/accept"), lambda: other.post(f"{address}/{verb}", data=fields)],
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    request = db.session.scalars(select(MentorRequest)).one()
    assert len(request.moves) == 1
    pairs, blocks = db.session.scalars(select(Mentorship)).all(), db.session.scalars(select(Block)).all()
    assert len(pairs) + len(blocks) <= 1
    assert (request.state.value == "accepted") == (len(pairs) == 1)
    db.session.refresh(mia)
    assert mia.places_taken == len(pairs)


@BOTH
def test_who_excludes_a_mentor_while_the_mentor_accepts_is_not_paired_with_them(
    app: Flask, mentor: Callable[..., Enrolment], student: Callable[[str], User], browser_of: Browsers
) -> None:
    mia, stu = mentor("mia"), student("stu")
    of_stu, of_mia = browser_of(stu), browser_of(mia.user)
    ask(of_stu, mia)
    exclude = {"person": mia.user.name}
    answers = at_once(
        app,
        "blocks",
        [
            lambda: of_mia.post("/mentorship/requests/1/accept"),
            lambda: of_stu.post("/mentorship/wishes/exclude", data=exclude),
        ],
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(db.session.scalars(select(Mentorship)).all()) + len(db.session.scalars(select(Block)).all()) == 1


def test_who_accepted_cannot_block_from_the_request_of_before(
    mentor: Callable[..., Enrolment], student: Callable[[str], User], browser_of: Browsers
) -> None:
    mia, stu = mentor("mia"), student("stu")
    ask(browser_of(stu), mia)
    of_mia = browser_of(mia.user)
    assert of_mia.post("/mentorship/requests/1/accept").status_code == 303
    late = of_mia.post("/mentorship/requests/1/block")
    assert late.status_code == 409
    assert "You two are a pair" in late.text
    assert of_mia.post("/mentorships/1/block").status_code == 303
    pair = db.session.scalars(select(Mentorship)).one()
    assert pair.state is MentorshipState.ENDED_EARLY
    assert len(db.session.scalars(select(Block)).all()) == 1
