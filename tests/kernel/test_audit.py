"""The audit log can be added to and nothing else; a row that was changed all the same is found."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from board.kernel import audit
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import dry_run, unit_of_work

on_both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
CHANGES = (
    "UPDATE audit_entries SET verb = 'account.grant'",
    "UPDATE audit_entries SET hash = ''",
    "DELETE FROM audit_entries",
)


def write(*verbs: str) -> None:
    """One unit of work with an act for each verb."""
    with unit_of_work():
        for verb in verbs:
            audit.record(verb, by=None, thing="user:7", role=(None, "faculty"))


def execute(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))


def take_the_triggers_away() -> None:
    """What somebody does who owns the database."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER ALL"))
    else:
        for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))


@pytest.fixture(params=["migrated", "created"])
def log(app: Flask, request: pytest.FixtureRequest) -> None:
    """A log with four acts, in tables that the migrations made, and in tables that the models made."""
    if request.param == "created":
        db.drop_all()
        db.create_all()
    fill()


def fill() -> None:
    """Four acts in three units of work."""
    write("account.confirm", "account.grant")
    write("account.trust")
    write("account.suspend")


@on_both
def test_the_database_refuses_to_change_or_delete_an_act(log: None) -> None:
    for statement in CHANGES:
        with pytest.raises(DatabaseError, match="only added to"):
            execute(statement)
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 4
    assert list(audit.breaks()) == []


@on_both
def test_nor_may_an_act_be_replaced_or_all_be_emptied(log: None) -> None:
    postgresql = db.engine.dialect.name == "postgresql"
    columns = "(id, at, by_id, verb, thing, changes, salt, digest, hash)"
    columns += " VALUES (1, '2026-01-01', 1, 'x', 'y', '{}', '', '', '')"
    with pytest.raises(DatabaseError, match="only added to"):
        execute("TRUNCATE audit_entries" if postgresql else f"REPLACE INTO audit_entries {columns}")
    assert list(audit.breaks()) == []


TAMPERING = (
    "UPDATE audit_entries SET verb = 'account.restore' WHERE id = 2",
    "UPDATE audit_entries SET by_id = 3 WHERE id = 4",
    "UPDATE audit_entries SET changes = '{}' WHERE id = 1",
    "UPDATE audit_entries SET changes = '{}', salt = '' WHERE id = 1",
    "UPDATE audit_entries SET changes = '{\"role\": [null, \"x\"]}', salt = '' WHERE id = 1",
    "UPDATE audit_entries SET digest = '' WHERE id = 1",
    "UPDATE audit_entries SET at = '2026-01-01 00:00:00' WHERE id = 1",
    "DELETE FROM audit_entries WHERE id = 2",
    "DELETE FROM audit_entries WHERE id = 4",
    "DELETE FROM audit_entries",
    "INSERT INTO audit_entries (id, at, verb, thing, changes, salt, digest, hash) "
    "SELECT 99, at, verb, thing, changes, salt, digest, hash FROM audit_entries WHERE id = 4",
    "DELETE FROM audit_head",
)


@on_both
def test_an_act_that_was_changed_all_the_same_is_found(app: Flask) -> None:
    fill()
    for statement in TAMPERING:
        with dry_run():
            assert list(audit.breaks()) == []
            take_the_triggers_away()
            db.session.connection().exec_driver_sql(statement)
            assert list(audit.breaks()) != [], statement


def test_the_check_command_says_what_is_broken_and_fails(app: Flask) -> None:
    fill()
    whole = app.test_cli_runner().invoke(args=["check"])
    assert (whole.exit_code, whole.output.strip().endswith("hold.")) == (0, True)
    with unit_of_work():
        take_the_triggers_away()
        db.session.execute(text(TAMPERING[0]))
    broken = app.test_cli_runner().invoke(args=["check"])
    assert broken.exit_code == 1
    assert "The audit log is whole: Row 2 does not follow" in broken.output


@on_both
def test_writers_at_once_never_follow_the_same_row(app: Flask) -> None:
    together, failed = threading.Barrier(4), list[DatabaseError]()

    def work() -> None:
        with app.app_context():
            together.wait()
            try:
                for _ in range(8):
                    write("account.confirm", "account.grant")
            except DatabaseError as failure:
                failed.append(failure)
            finally:
                db.session.remove()

    writers = [threading.Thread(target=work) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 64
    assert list(audit.breaks()) == []


def test_what_was_rolled_back_or_tried_is_not_in_the_log(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        audit.record("account.grant", by=None, thing="user:7")
        raise ZeroDivisionError
    with dry_run():
        audit.record("account.grant", by=None, thing="user:7")
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 0
    write("account.trust")
    assert list(audit.breaks()) == []


def test_the_hash_holds_for_every_value_that_an_act_may_carry(app: Flask) -> None:
    with unit_of_work():
        audit.record("x", by=1, thing="y", a=("é\u2028😀", None), b=(10, 2.5), c=({10: 1, 9: 2}, [True, ("a",)]))
    assert list(audit.breaks()) == []


def stored() -> list[str]:
    """What the rows say, as text."""
    return list(db.session.scalars(text("SELECT CAST(changes AS VARCHAR) FROM audit_entries ORDER BY id")))


@on_both
def test_a_row_forgets_what_it_said_and_the_log_still_holds(log: None) -> None:
    with unit_of_work():
        assert audit.forget(AuditEntry.id.in_([2, 3]), thing="user:7") == 2
    assert list(audit.breaks()) == []
    assert stored() == [stored()[0], "{}", "{}", stored()[0], '{"lines": [null, [2, 3]]}']
    write("account.trust")
    assert list(audit.breaks()) == []


@on_both
def test_nothing_but_all_that_a_row_says_may_go(log: None) -> None:
    for values in (
        "changes = '{}'",
        "salt = ''",
        "changes = '{}', salt = '', verb = 'x'",
        "changes = '{}', salt = '', hash = ''",
    ):
        with pytest.raises(DatabaseError, match="only added to"):
            execute(f"UPDATE audit_entries SET {values} WHERE id = 2")
    assert list(audit.breaks()) == []


@on_both
def test_what_was_forgotten_without_a_word_of_it_is_found(log: None) -> None:
    execute("UPDATE audit_entries SET changes = '{}', salt = '' WHERE id = 3")
    assert list(audit.breaks()) == ["Row 3 has lost what it said, and no later row says that it was to."]


def test_who_forgets_is_never_forgotten(app: Flask) -> None:
    fill()
    with unit_of_work():
        audit.forget(AuditEntry.id == 1, thing="user:7")
    with unit_of_work():
        assert audit.forget(AuditEntry.id > 0, thing="user:7") == 3
    assert list(audit.breaks()) == []
    assert [entry for entry in stored() if entry != "{}"] == [
        '{"lines": [null, [1]]}',
        '{"lines": [null, [2, 3, 4]]}',
    ]


def test_nobody_can_tell_by_what_stays_whether_a_guess_is_right(app: Flask) -> None:
    """Two rows that say the same are sealed by different digests."""
    write("account.grant")
    write("account.grant")
    assert len(set(db.session.scalars(select(AuditEntry.digest)))) == 2
