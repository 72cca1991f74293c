"""What changes or gives away something of a person asks by itself who may, whatever page or command leads to it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.errors import Forbidden, NotFound
from board.kernel.unit_of_work import unit_of_work
from board.rights.actions import amendment as amendment_actions
from board.rights.actions import data_copy as data_copy_actions
from board.rights.actions import release as release_actions
from board.rights.actions.amendment import Wish
from board.rights.actions.release import Release
from board.rights.models import Amendment, AmendmentPart
from board.rights.policy import disclosure as disclosure_policy
from tests.conftest import NOW

People = Callable[..., User]


@pytest.fixture
def ada(person: People) -> User:
    person("cora", Role.COORDINATOR)
    return person("ada", Role.STUDENT)


@pytest.fixture
def amendment(ada: User) -> Amendment:
    with unit_of_work():
        wish = Wish(AmendmentPart.PLACEMENT, "It says 18 hours.", "24 hours.", "The sheets have them.")
        return amendment_actions.ask(wish, by=ada, now=NOW)


def test_who_is_no_coordinator_answers_no_request(amendment: Amendment, person: People) -> None:
    bo = person("bo", Role.FACULTY)
    with pytest.raises(NotFound), unit_of_work():
        amendment_actions.answer(amendment, "correct", "So it is.", by=bo, now=NOW)


@pytest.mark.parametrize("verb", ["withdraw", "ask_hearing"])
def test_nobody_moves_the_request_of_another(verb: str, amendment: Amendment, person: People) -> None:
    bo = person("bo", Role.STUDENT)
    with pytest.raises(NotFound), unit_of_work():
        getattr(amendment_actions, verb)(amendment, by=bo, now=NOW)


def test_nobody_puts_a_statement_beside_the_record_of_another(amendment: Amendment, person: People) -> None:
    bo = person("bo", Role.STUDENT)
    with pytest.raises(NotFound), unit_of_work():
        amendment_actions.state(amendment, "It was otherwise.", by=bo, now=NOW)


def test_who_is_no_coordinator_writes_no_release_down_and_reads_no_record_of_another(ada: User, person: People) -> None:
    bo = person("bo", Role.FACULTY)
    given = Release("A hospital", "The transcript", "Ada asked for it", clock.day(NOW))
    with pytest.raises(NotFound), unit_of_work():
        release_actions.release(ada, given, by=bo, now=NOW)
    assert not disclosure_policy.may_read(bo, ada)
    assert disclosure_policy.may_read(ada, ada)


def test_while_a_copy_is_being_made_the_answer_says_so_and_not_when_to_ask_again(app: Flask, ada: User) -> None:
    with unit_of_work():
        data_copy_actions.ask(by=ada, now=NOW)
    with pytest.raises(Forbidden, match="is being made already"), unit_of_work():
        data_copy_actions.ask(by=ada, now=NOW + timedelta(minutes=5))
