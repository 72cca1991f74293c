"""Whoever wrote an application never sees the page that the posting's people have of it, whatever they send."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.applications.models import Application
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Involvement, PostingRole
from tests.applications.builders import application_of, posting_of

SECRET = "Between us: weak letter, strong on paper."
VERBS = ("move", "decide", "tag", "note", "review", "step-aside", "answer-by", "move-up")
SENT = ({}, {"version": "0", "saved_version": "0"}, {"tag": ""}, {"verb": "x", "decision": "x", "answer_by": "x"})


@pytest.fixture
def application(person: Callable[..., User]) -> Application:
    posting = posting_of(person("grace", Role.FACULTY), closes_at=None)
    application = application_of(person("ada", Role.STUDENT), posting)
    with unit_of_work():
        application.note = SECRET
        application.tags = []
    return application


@pytest.mark.parametrize("verb", VERBS)
def test_what_the_posting_does_with_an_application_is_not_there_for_its_student(
    application: Application, enter: Callable[[User], FlaskClient], verb: str
) -> None:
    ada = enter(application.student)
    for sent in SENT:
        answer = ada.post(f"/applications/{application.id}/{verb}", data=sent)
        assert answer.status_code == 404
        assert SECRET not in answer.text


@pytest.mark.parametrize("verb", ["withdraw", "accept-offer", "decline-offer"])
def test_what_the_student_does_with_an_application_is_not_there_for_the_posting(
    application: Application, enter: Callable[[User], FlaskClient], person: Callable[..., User], verb: str
) -> None:
    for user in (application.opportunity.people[0].user, person("cora", Role.COORDINATOR)):
        for sent in ({}, {"leave": "x"}, {"reason": "x" * 5000}):
            assert enter(user).post(f"/applications/{application.id}/{verb}", data=sent).status_code == 404


def test_a_reviewer_who_may_not_decide_is_told_so_whatever_they_send(
    application: Application, enter: Callable[[User], FlaskClient], person: Callable[..., User]
) -> None:
    ben = person("ben", Role.FACULTY)
    with unit_of_work():
        application.opportunity.people.append(Involvement(user_id=ben.id, part=PostingRole.REVIEWER))
    reviewer = enter(ben)
    for verb in ("move", "decide"):
        for sent in SENT:
            assert reviewer.post(f"/applications/{application.id}/{verb}", data=sent).status_code == 403
