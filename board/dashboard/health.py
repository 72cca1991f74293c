"""What machines ask of Rounds: is it alive, can it serve, and is a worker about?"""

import hmac
from datetime import timedelta

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from board.accounts.queries import session as session_queries
from board.kernel import clock
from board.kernel.db import db
from board.kernel.errors import NotFound
from board.kernel.storage import FileStore
from board.operations import disk, doctor, metrics
from board.operations.check import Check, CheckLevel
from board.settings import Settings
from board.web.access import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers. Nothing else is asked, so that nobody restarts it for another's fault."""
    return {"ok": True}


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Can it serve? 503 where pages would fail: without the database, its tables, or the folder of files.

    A missing index is answered around, a missing worker keeps nobody from reading, and a bucket of files that does not
    answer is as far from every machine: they are told with 200, or a load balancer would take all away for them. So is
    a full disk, on which people can read all there is.
    """
    extensions, now = current_app.extensions, clock.now()
    settings: Settings = extensions["settings"]
    files: FileStore = extensions["files"]
    checks = {"index": doctor.index(settings, extensions["engine"]), "files": doctor.files_are_there(files)}
    checks |= {"disk": doctor.room(settings)}
    try:
        db.session.execute(text("SELECT 1"))
        checks |= {"schema": doctor.tables()}
        checks |= {"worker": doctor.worker(settings, now), "emails": doctor.emails(settings, now)}
        database = "ok"
    except SQLAlchemyError:
        db.session.rollback()
        no_tables = "has no tables: rounds db upgrade makes them"
        database = no_tables if "schema" in checks else _line(doctor.no_database())
    needed = ("schema",) if files.is_shared else ("files", "schema")
    is_able = database == "ok" and not any(checks[name].level is CheckLevel.BROKEN for name in needed)
    answer = {"ok": is_able, "database": database, **{name: _line(check) for name, check in checks.items()}}
    return answer, 200 if is_able else 503


def _line(check: Check) -> str:
    """What a machine’s log shows of a check. The path of a folder is nobody’s business out here."""
    return "ok" if check.is_ok else check.sentence.partition(disk.AT)[0]


@bp.get("/metrics")
@public
def figures() -> ResponseReturnValue:
    """Figures for Prometheus, for whoever brings ROUNDS_METRICS_TOKEN; for others there is nothing here."""
    extensions = current_app.extensions
    token: str = extensions["settings"].metrics_token
    brought = request.headers.get("Authorization", "").encode()
    if not token or not hmac.compare_digest(brought, f"Bearer {token}".encode()):
        raise NotFound
    sign_ins = session_queries.events_since(clock.now() - timedelta(hours=1))
    return Response(metrics.tell(extensions["engine"], sign_ins), content_type="text/plain; version=0.0.4")
