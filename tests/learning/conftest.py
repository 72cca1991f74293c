"""An activity that is offered, and somebody's way through it."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.kernel.unit_of_work import unit_of_work
from board.learning import queries as learning_queries
from board.learning import starter_activity as learning_starter_activity
from board.learning.actions import activity as activity_actions
from tests.conftest import NOW


@pytest.fixture
def coordinator(person: Callable[..., User]) -> User:
    return person("cora", Role.COORDINATOR)


@pytest.fixture
def activity(coordinator: User) -> int:
    """The starter activity, offered; its number."""
    with unit_of_work():
        made = learning_starter_activity.bring_in(by=coordinator, now=NOW)
        activity_actions.publish(made, by=coordinator, now=NOW)
        return made.id


@pytest.fixture
def read_all() -> Callable[[FlaskClient, int], None]:
    """Reads every page to the end, as a browser would: by the buttons."""

    def read(browser: FlaskClient, number: int) -> None:
        answer = browser.post(f"/learning/{number}/begin")
        while "/pages/" in answer.location:
            answer = browser.post(f"{answer.location}/read")
        assert answer.location == f"/learning/{number}/quiz"

    return read


@pytest.fixture
def answer_quiz() -> Callable[..., str]:
    """Takes the quiz with this many right answers; answers where that led."""

    def answer(browser: FlaskClient, user: User, number: int, *, right: int) -> str:
        assert browser.post(f"/learning/{number}/quiz/begin").status_code == 303
        taking = learning_queries.taking_of(user.id, number)
        assert taking is not None
        attempt = taking.attempts[-1]
        form: dict[str, object] = {"attempt": attempt.id}
        for place, question in enumerate(attempt.questions):
            wrong = [(question.right[0] + 1) % len(question.choices)]
            form[f"question-{question.id}"] = question.right if place < right else wrong
        handed_in = browser.post(f"/learning/{number}/quiz", data=form)
        assert handed_in.status_code == 303, handed_in.text
        return handed_in.location

    return answer
