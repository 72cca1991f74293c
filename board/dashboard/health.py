"""What machines ask of Rounds: is it alive, can it serve, and is a worker about?"""

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from board.kernel import clock, heartbeat
from board.kernel.db import db
from board.search.engine import Engine
from board.web.access import public
from board.web.filters import plural

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers. Nothing else is asked, so that nobody restarts it for another's fault."""
    return {"ok": True}


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Can it serve? 503 without a database; a missing index is answered around, a missing worker told."""
    engine: Engine = current_app.extensions["engine"]
    index = "ok" if engine.is_ready() else "missing or damaged: flask reindex builds it"
    try:
        worker = _worker()
    except SQLAlchemyError:
        db.session.rollback()
        notified = "does not answer, or has no tables: flask db upgrade makes them"
        return {"ok": False, "database": notified, "index": index, "worker": "unknown"}, 503
    return {"ok": True, "database": "ok", "index": index, "worker": worker}


def _worker() -> str:
    """When the database last heard of a worker."""
    at, now = heartbeat.last("worker"), clock.now()
    if at is None:
        return "none was ever about: start flask worker"
    ago = f"about {plural(max(0, int((now - at).total_seconds())), 'second')} ago"
    return ago if heartbeat.is_about("worker", now=now) else f"{ago}: start flask worker"
