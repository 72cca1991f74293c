"""People who come in through the door."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from board.accounts.models import User


@pytest.fixture
def browser_of(at_the_door: Callable[[User], FlaskClient]) -> Callable[[User], FlaskClient]:
    """The browser of somebody who came in through the sign-in page."""
    return at_the_door
