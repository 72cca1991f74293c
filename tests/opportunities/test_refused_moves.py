"""A posting that is sent back or called off without a word: what is missing is said beside its field."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.opportunities.models import PostingState
from tests.applications.builders import posting_of
from tests.house.test_house import check_page


@pytest.mark.parametrize(
    ("verb", "field", "state"),
    [("ask-changes", "comment", PostingState.IN_REVIEW), ("cancel", "reason", PostingState.PUBLISHED)],
)
@pytest.mark.parametrize("text", ["", "x" * 1001], ids=["empty", "too-long"])
def test_what_is_missing_is_said_beside_its_field(
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    verb: str,
    field: str,
    state: PostingState,
    text: str,
) -> None:
    posting = posting_of(person("grace", Role.FACULTY), state=state)
    answer = browser_of(person("cora", Role.COORDINATOR)).post(
        f"/opportunities/{posting.id}/{verb}", data={field: text}
    )
    assert answer.status_code == 422
    check_page(answer.text)
    page = answer.text
    assert f'name="{field}"' in page
    assert 'aria-invalid="true"' in page.partition(f'id="{field}"')[2].partition(">")[0]
    assert text in page
    assert posting.title in page
