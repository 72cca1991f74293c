"""Pages of others that list the same 66 postings, and the floor under all of them.

Each is asked in this process through its own front door, with no network. Whoever is not installed is left out: they
are pinned in requirements-bench.lock.
"""

import asyncio
import io
import sqlite3
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask

ROWS = 66
Ask = Callable[[], Any]
TEXT = (
    "A project on the wards: count what happens, change one thing, count again, and tell the others what it brought. "
    "Two to four hours a week with a mentor, in one of the school’s own hospitals, for a term and perhaps for another."
)
COLUMNS = "id INTEGER PRIMARY KEY, title TEXT, host TEXT, kind TEXT, place TEXT, hours TEXT, summary TEXT"
FLAT = """{% autoescape true %}
<!doctype html><html lang="en"><head><title>Postings</title></head><body><h1>Postings</h1>
{% for row in rows %}<article class="c-card"><h3><a href="/opportunities/{{ row[0] }}">{{ row[1] }}</a></h3>
<p class="c-card-host">{{ row[2] }} · {{ row[3] }}</p><p>{{ row[4] }}, {{ row[5] }}</p><p>{{ row[6] }}</p></article>
{% endfor %}</body></html>{% endautoescape %}"""


def rows() -> list[tuple[Any, ...]]:
    """The postings."""
    kinds, hosts = ("qi-project", "committee-seat", "research"), [f"Department {number}" for number in range(12)]
    return [
        (
            number,
            f"Posting {number}: safer handover",
            hosts[number % 12],
            kinds[number % 3],
            "On site",
            "2–4 hours",
            TEXT,
        )
        for number in range(1, ROWS + 1)
    ]


def peers(folder: Path) -> Iterator[tuple[str, Ask]]:
    """Name → how to ask for its page. What is not here is passed over."""
    database = folder / "peers.db"
    with sqlite3.connect(database) as connection:
        connection.execute(f"CREATE TABLE postings ({COLUMNS})")
        connection.executemany("INSERT INTO postings VALUES (?, ?, ?, ?, ?, ?, ?)", rows())
    connection.close()
    yield "floor: one query, one flat template", _floor(database)
    for name, module, make in (
        ("Flask-Admin list", "flask_admin", lambda: _flask_admin(database)),
        ("Trac ticket list", "trac", lambda: _trac(folder / "trac")),
        ("datasette table with facets", "datasette", lambda: _datasette(database)),
    ):
        if find_spec(module) is not None:
            yield name, make()


def _floor(database: Path) -> Ask:
    app = Flask("floor")
    connection = sqlite3.connect(database, check_same_thread=False)

    template = app.jinja_env.from_string(FLAT)

    @app.get("/")
    def postings() -> str:
        return template.render(rows=connection.execute("SELECT * FROM postings").fetchall())

    client = app.test_client()
    return lambda: client.get("/")


def _flask_admin(database: Path) -> Ask:
    from flask_admin import Admin
    from flask_admin.contrib.sqla import ModelView
    from sqlalchemy import Integer, String, create_engine
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

    class Base(DeclarativeBase):
        pass

    class AdminPosting(Base):
        __tablename__ = "postings"

        id: Mapped[int] = mapped_column(Integer, primary_key=True)
        title: Mapped[str] = mapped_column(String)
        host: Mapped[str] = mapped_column(String)
        kind: Mapped[str] = mapped_column(String)
        place: Mapped[str] = mapped_column(String)
        hours: Mapped[str] = mapped_column(String)
        summary: Mapped[str] = mapped_column(String)

    class Postings(ModelView):
        page_size = ROWS

    app = Flask("admin")
    app.config["SECRET_KEY"] = "a key for measuring"
    Admin(app).add_view(Postings(AdminPosting, Session(create_engine(f"sqlite:///{database}")), endpoint="postings"))
    client = app.test_client()
    return lambda: client.get("/admin/postings/")


def _trac(folder: Path) -> Ask:
    from trac.env import Environment
    from trac.ticket.model import Ticket
    from trac.web.main import dispatch_request
    from werkzeug.test import EnvironBuilder, run_wsgi_app

    environment = Environment(str(folder), create=True)
    for _, title, host, kind, _, _, text in rows():
        ticket = Ticket(environment)
        ticket.populate({"summary": title, "component": host, "type": kind, "description": text, "status": "new"})
        ticket.insert()

    def ask() -> Any:
        environ = EnvironBuilder(path="/query", query_string={"status": "new", "max": str(ROWS)}).get_environ()
        environ |= {"trac.env_path": str(folder), "wsgi.errors": io.StringIO()}
        body, status, _ = run_wsgi_app(dispatch_request, environ)
        return SimpleNamespace(status_code=int(status.split()[0]), status=status, data=b"".join(body))

    return ask


def _datasette(database: Path) -> Ask:
    from datasette.app import Datasette

    loop, served = asyncio.new_event_loop(), Datasette([str(database)])
    address = f"/peers/postings?_size={ROWS}&_facet=kind&_facet=host&_facet=place"
    return lambda: loop.run_until_complete(served.client.get(address))
