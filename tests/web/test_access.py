"""Who may open a page is said in words that mean something."""

import pytest

from board.accounts.models import Role
from board.web.access import ROLES, for_roles


def test_the_words_for_roles_are_those_of_the_accounts() -> None:
    assert {role.value for role in Role} == ROLES


@pytest.mark.parametrize("roles", [("cordinator",), ("coordinator", "Faculty"), ("",)])
def test_a_word_that_is_no_role_is_refused_when_the_page_is_declared(roles: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="is no role"):
        for_roles(*roles)
