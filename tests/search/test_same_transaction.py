"""On PostgreSQL the index changes with the school, in one unit of work or not at all, for all machines at once."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from board import create_app, indexing
from board.accounts.models import Role, User
from board.kernel import clock, outbox
from board.kernel.db import db
from board.kernel.unit_of_work import before_commit, dry_run, unit_of_work
from board.opportunities import queries as opportunity_queries
from board.opportunities.events import PostingChanged, PostingsImported
from board.opportunities.models import Opportunity, PostingState
from board.opportunities.search_params import open_now
from board.search.documents import Document
from board.search.engine import IndexOvertaken, IndexUnavailable, Scope, SearchRequest
from board.search.postgresql.schema import SCHEMA
from board.search.query import parse
from tests.conftest import NOW, Browser
from tests.databases import settings_for
from tests.discovery.conftest import posted as posted  # the fixture
from tests.search.one_database import OneDatabase

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)

Post = Callable[..., Opportunity]


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    """A school that searches by PostgreSQL, none of whose events is handled after a commit."""
    chosen = replace(settings_for(tmp_path, database), search_engine="postgresql")
    app = create_app(chosen, TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    with clock.frozen(NOW), app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.FACULTY)


@pytest.fixture
def elsewhere(database: str) -> Iterator[OneDatabase]:
    """Another machine, with a connection and an engine of its own."""
    with OneDatabase.opened(database) as other:
        yield other


def found(engine: object, typed: str) -> list[int]:
    request = SearchRequest(parse(f"{typed} "), open_now(NOW))
    return [key for _, key in engine.search(request).keys]  # type: ignore[attr-defined]


def test_another_machine_finds_a_posting_from_its_commit_on(
    app: Flask, posted: Post, ada: User, elsewhere: OneDatabase
) -> None:
    opportunity = posted("Zebra lead", by=ada)
    engine = elsewhere.engine()
    assert found(engine, "zebra") == [opportunity.id]
    assert outbox.deliver_pending() == 0, "nothing is left to do after the commit"
    with unit_of_work():
        opportunity.title = "Lollipop lead"
        indexing.AT_ONCE[PostingChanged](PostingChanged(opportunity.id))
    assert (found(engine, "zebra"), found(engine, "lollipop")) == ([], [opportunity.id])
    with unit_of_work():
        opportunity.state = PostingState.CANCELLED
        indexing.AT_ONCE[PostingChanged](PostingChanged(opportunity.id))
    assert found(engine, "lollipop") == []


def test_nothing_of_a_unit_that_fails_or_of_a_dry_run_is_found(app: Flask, posted: Post, ada: User) -> None:
    opportunity, engine = posted("Zebra lead", by=ada), app.extensions["engine"]

    class Failing:
        """What goes wrong after the index was written."""

        def __call__(self) -> None:
            assert found(engine, "lollipop"), "the unit itself finds what it wrote"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), unit_of_work():
        opportunity.title = "Lollipop lead"
        indexing.AT_ONCE[PostingChanged](PostingChanged(opportunity.id))
        before_commit(Failing)
    with dry_run():
        db.session.get_one(Opportunity, opportunity.id).title = "Lollipop lead"
        indexing.AT_ONCE[PostingChanged](PostingChanged(opportunity.id))
    assert (found(engine, "zebra"), found(engine, "lollipop")) == ([opportunity.id], [])


def test_a_posting_is_saved_though_the_index_cannot_be_written_and_the_worker_mends_it(
    app: Flask, posted: Post, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    posted("Zebra lead", by=ada)
    with unit_of_work():
        db.session.execute(text(f"ALTER TABLE {SCHEMA}.documents ADD CHECK (title <> 'Giraffe lead')"))
    giraffe = posted("Giraffe lead", by=ada)
    assert opportunity_queries.by_id(giraffe.id) is not None
    engine = app.extensions["engine"]
    assert not engine.is_ready(), "an index that misses something does not answer"
    with pytest.raises(IndexUnavailable):
        found(engine, "giraffe")
    with unit_of_work():
        db.session.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
    assert indexing.heal(NOW) == 2
    assert found(engine, "giraffe") == [giraffe.id]
    assert indexing.heal(NOW) == 0


def test_a_search_that_fails_leaves_the_transaction_as_it_was(app: Flask, posted: Post, ada: User) -> None:
    opportunity = posted("Zebra lead", by=ada)
    with unit_of_work():
        db.session.execute(text(f"ALTER TABLE {SCHEMA}.documents RENAME COLUMN length TO gone"))
        opportunity.title = "Lollipop lead"
        with pytest.raises(IndexUnavailable):
            found(app.extensions["engine"], "zebra")
    assert db.session.scalar(select(Opportunity.title)) == "Lollipop lead"
    assert db.session.scalar(text("SHOW enable_seqscan")) == "on", "what a search sets, it puts back"


def test_what_people_change_while_the_index_is_built_anew_is_not_lost(
    app: Flask, posted: Post, ada: User, elsewhere: OneDatabase
) -> None:
    """The rebuild reads a posting, somebody changes it and its row, and then the rebuild writes what it read."""
    engine = app.extensions["engine"]
    engine.rebuild([Document("opportunity", 1, "Zebra", "")])

    def documents(title: str) -> Iterator[Document]:
        yield Document("opportunity", 1, "Giraffe", "")
        with elsewhere.unit_of_work():
            elsewhere.engine().put([Document("opportunity", 1, title, "")])

    with pytest.raises(IndexOvertaken):
        engine.rebuild(documents("Lollipop"))
    assert found(engine, "lollipop") == [1]
    with elsewhere.unit_of_work():
        elsewhere.engine().remove(["opportunity:1"])
    with pytest.raises(IndexOvertaken):
        engine.rebuild(documents("Yak"))
    assert found(engine, "yak") == [1]


def test_a_rebuild_that_is_overtaken_is_tried_again(
    app: Flask, posted: Post, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    opportunity, tries = posted("Zebra lead", by=ada), []
    engine = app.extensions["engine"]
    rebuild = engine.rebuild

    def overtaken_twice(documents: Iterator[Document]) -> int:
        tries.append(1)
        if len(tries) < 3:
            raise IndexOvertaken
        return int(rebuild(documents))

    monkeypatch.setattr(engine, "rebuild", overtaken_twice)
    assert indexing.rebuild(engine=engine) == 1
    assert found(engine, "zebra") == [opportunity.id]


def test_a_rebuild_leaves_alone_what_is_as_it_should_be(app: Flask, posted: Post, ada: User) -> None:
    posted("Zebra lead", by=ada)
    rows = text(f"SELECT xmin::text, id, changed_at FROM {SCHEMA}.documents")
    before = db.session.execute(rows).all()
    indexing.rebuild(engine=app.extensions["engine"])
    assert db.session.execute(rows).all() == before
    with unit_of_work():
        db.session.execute(text(f"UPDATE {SCHEMA}.documents SET words = '', facts = ''"))
        db.session.execute(text(f"DELETE FROM {SCHEMA}.vocabulary"))
    assert found(app.extensions["engine"], "zebra") == []
    indexing.rebuild(engine=app.extensions["engine"])
    assert found(app.extensions["engine"], "zebra") != [], "a row that somebody spoiled is mended"
    assert app.extensions["engine"].search(SearchRequest(parse("zerba "), open_now(NOW))).corrected == "zebra"


@pytest.mark.parametrize("facet", ["", "tag"], ids=["words", "labels"])
def test_two_who_write_the_same_new_words_do_not_wait_crosswise(
    app: Flask, database: str, elsewhere: OneDatabase, facet: str
) -> None:
    """A third holds one of the words, so that both have written some of theirs when they go on to the other's."""
    app.extensions["engine"].rebuild([Document("opportunity", 4, "Oak", "", labels={"tag": ("oak",)})])
    problems: list[BaseException] = []

    def tree(key: int, text: str) -> Document:
        return Document(
            "opportunity", key, "Oak" if facet else text, "", labels={facet: tuple(text.split())} if facet else {}
        )

    def write(key: int, text: str) -> None:
        with OneDatabase.opened(database) as other:
            try:
                other.engine().put([tree(key, text)])
            except BaseException as problem:  # noqa: BLE001 (whatever it is, the test must hear of it)
                problems.append(problem)

    writers = [
        threading.Thread(target=write, args=pair) for pair in ((1, "beech maple alder"), (2, "alder maple beech"))
    ]
    with elsewhere.unit_of_work():
        elsewhere.engine().put([tree(3, "maple")])
        for writer in writers:
            writer.start()
        until(lambda: waiting() == len(writers))
    for writer in writers:
        writer.join()
    assert problems == []
    assert app.extensions["engine"].count() == 4


def waiting() -> int:
    """How many wait for somebody else's row."""
    db.session.rollback()
    seen = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return int(db.session.scalar(text(seen)) or 0)


def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so, for ten seconds at most."""
    ends = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_an_import_is_found_from_its_commit_on(app: Flask, posted: Post, ada: User) -> None:
    first, second = (posted(title, by=ada) for title in ("Zebra lead", "Giraffe lead"))
    engine = app.extensions["engine"]
    engine.rebuild([])
    with unit_of_work():
        indexing.AT_ONCE[PostingsImported](PostingsImported(first.id, second.id))
    assert {*found(engine, "zebra"), *found(engine, "giraffe")} == {first.id, second.id}


def document(key: int, host: str) -> Document:
    return Document("opportunities", key, f"Zebra {key}", f"Stripes {key}", labels={"host": (host,)})


def hosts(engine: object) -> list[str]:
    request = SearchRequest(parse("zebra "), Scope(("opportunities",)), facets=("host",))
    return sorted(engine.search(request).facets["host"])  # type: ignore[attr-defined]


def test_a_label_that_is_committed_late_is_known_to_who_searched_meanwhile(
    app: Flask, posted: Post, ada: User, database: str
) -> None:
    app.extensions["engine"].rebuild([document(9, "Old")])
    with OneDatabase.opened(database) as late, OneDatabase.opened(database) as early:
        writer = threading.Thread(target=lambda: early.engine().put([document(2, "Early")]))
        reader = OneDatabase(database)
        engine = reader.engine()
        with late.unit_of_work():
            late.engine().put([document(1, "Late")])
            writer.start()
            time.sleep(0.5)
            hosts(engine)
        writer.join()
        assert hosts(engine) == ["Early", "Late", "Old"]
        reader.session.close()
        reader.base.dispose()


def test_a_label_that_nothing_has_any_more_is_gone_after_a_rebuild(app: Flask, elsewhere: OneDatabase) -> None:
    here, there = app.extensions["engine"], elsewhere.engine()
    here.rebuild([document(1, "Dr Ada Lovelace"), document(2, "Clinic")])
    assert hosts(there) == ["Clinic", "Dr Ada Lovelace"]
    here.rebuild([document(2, "Clinic")])
    with unit_of_work():
        labels = set(db.session.scalars(text(f"SELECT value FROM {SCHEMA}.labels")))
    assert "Dr Ada Lovelace" not in labels
    assert hosts(there) == ["Clinic"]
    assert there._names.ids("host", ["Dr Ada Lovelace"]) == [], "nor in the memory of another machine"


def test_a_rebuild_keeps_nobody_from_searching_or_writing(app: Flask, elsewhere: OneDatabase, database: str) -> None:
    engine = app.extensions["engine"]
    engine.rebuild([document(1, "Clinic")])
    asked: list[list[str]] = []

    def stop_and_look(_count: int) -> None:
        asked.append(hosts(elsewhere.engine()))

    locks = text(
        "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL "
        f"AND relation IN (SELECT indexrelid FROM pg_index WHERE indrelid = '{SCHEMA}.documents'::regclass)"
    )
    held: list[int] = []

    class Look:
        """Right before the commit of the rebuild."""

        def __call__(self) -> None:
            held.append(db.session.scalar(locks) or 0)

    def documents() -> Iterator[Document]:
        before_commit(Look)
        yield document(1, "Clinic")
        yield document(2, "Ward")

    engine.rebuild(documents(), stop_and_look)
    assert asked == [["Clinic"], ["Clinic"]]
    assert held[0] == 0
