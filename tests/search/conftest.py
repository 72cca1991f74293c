"""Engines of both kinds: what is promised of search is promised of each."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from board.search.engine import Engine
from board.search.whoosh_engine import WhooshEngine
from tests.search.one_database import OneDatabase

Make = Callable[[], Engine]


@pytest.fixture(scope="module", params=["whoosh", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """What ROUNDS_SEARCH_ENGINE may say."""
    return str(request.param)


@pytest.fixture(scope="module")
def open_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], OneDatabase]]:
    """Opens databases that last as long as the module's tests."""
    with ExitStack() as stack:

        def opened() -> OneDatabase:
            databases = request.getfixturevalue("postgresql")
            address = stack.enter_context(databases.fresh(tmp_path_factory.mktemp("database")))
            return stack.enter_context(OneDatabase.opened(address))

        yield opened


@pytest.fixture(scope="module")
def make_engine(kind: str, open_database: Callable[[], OneDatabase], tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes engines of one kind, each with nothing in it and no index built."""
    if kind == "whoosh":
        return lambda: WhooshEngine(tmp_path_factory.mktemp("search") / "index")
    return lambda: open_database().engine()


@pytest.fixture(scope="module")
def shared_database(kind: str, open_database: Callable[[], OneDatabase]) -> OneDatabase | None:
    """A database whose index each test takes away: a new one for each would take a second."""
    return open_database() if kind == "postgresql" else None


@pytest.fixture
def engine(make_engine: Make, shared_database: OneDatabase | None) -> Engine:
    """An engine for one test, with nothing in it and no index built."""
    if shared_database is None:
        return make_engine()
    shared_database.drop_index()
    return shared_database.engine()


@pytest.fixture
def folder(tmp_path: Path) -> WhooshEngine:
    """An engine on a folder, for what only files have."""
    return WhooshEngine(tmp_path / "index")
