"""A move that the table does not know: what has to come first is said, or that it is too late."""

from collections.abc import Callable

import pytest

from board.accounts.models import Role, User
from board.kernel import lifecycle
from board.kernel.errors import WrongState
from board.opportunities.models import PostingState
from tests.applications.builders import posting_of
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("state", "verb", "sentence"),
    [
        (PostingState.DRAFT, "ask-changes", "It has to be “in review” first."),
        (PostingState.DRAFT, "archive", "It has to be “cancelled” first."),
        (PostingState.PUBLISHED, "archive", "It has to be “filled” or “not filled” or “cancelled” first."),
        (PostingState.CANCELLED, "publish", "Its page shows what can be done with it."),
        (PostingState.ARCHIVED, "cancel", "Its page shows what can be done with it."),
    ],
)
def test_a_refused_move_says_what_has_to_come_first(
    person: Callable[..., User], state: PostingState, verb: str, sentence: str
) -> None:
    posting = posting_of(person("grace", Role.FACULTY), state=state)
    words = verb.replace("-", " ").capitalize()
    for refused in (
        lambda: lifecycle.move(posting, verb, by=None, now=NOW),
        lambda: lifecycle.move_all([posting], verb, by=None, now=NOW),
    ):
        with pytest.raises(WrongState) as problem:
            refused()
        text = f"“{words}” is not possible, because the state is “{state.value.replace('-', ' ')}” now."
        assert problem.value.message == f"{text} {sentence}"
