"""PostgreSQL falls and rises between two statements of a request."""

import pytest
import sqlalchemy
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import text

from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"


def end_all_connections(database: str) -> None:
    engine = sqlalchemy.create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        connection.execute(text(END_ALL), {"name": engine.url.database})
    engine.dispose()


def test_a_page_that_is_made_is_answered_and_leaves_no_session_behind(
    app: Flask, database: str, client: FlaskClient
) -> None:
    falls = iter([True, False])

    @app.after_request
    def fall(answer: Response) -> Response:
        if next(falls):
            end_all_connections(database)
        return answer

    assert client.get("/opportunities").status_code == 200
    assert not db.session.registry.has() or not db.session.registry().in_transaction()
    assert client.get("/opportunities").status_code == 200, "on a new connection"


def test_what_follows_a_lost_connection_is_written_on_a_new_one(app: Flask, database: str) -> None:
    db.session.execute(text("SELECT 1"))
    end_all_connections(database)
    with unit_of_work():
        assert db.session.scalar(text("SELECT 1")) == 1
