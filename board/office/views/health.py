"""Whether Rounds itself is well: its worker, what it sends, its index, and what can never be so."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask.typing import ResponseReturnValue

from board.kernel import clock, events, heartbeat, outbox
from board.kernel.mail import EmailWritten
from board.office import queries
from board.office.models import InvariantCheck
from board.office.views import bp
from board.search.engine import Engine, IndexUnavailable
from board.web.access import for_roles
from board.web.pages import render_page


@dataclass(frozen=True)
class Health:
    """How Rounds itself is, in one look."""

    has_worker: bool
    worker_at: datetime | None
    emails_waiting: int
    index_at: datetime | None
    """When the index was changed last; None when it cannot be read."""
    check: InvariantCheck | None


@bp.get("/office/health")
@for_roles("coordinator")
def health() -> ResponseReturnValue:
    """The worker, the emails, the index, and what the last nightly check found."""
    return render_page("office/health.html", health=of_rounds(clock.now()), documents=_documents())


def of_rounds(now: datetime) -> Health:
    """How Rounds is now. What can never be so is looked for at night and read here."""
    return Health(
        has_worker=heartbeat.is_about(heartbeat.WORKER, now=now),
        worker_at=heartbeat.last(heartbeat.WORKER),
        emails_waiting=outbox.waiting_count(events.name_of(EmailWritten)),
        index_at=_engine().changed_at(),
        check=queries.last_check(),
    )


def _documents() -> int | None:
    """How much can be found; None when the index cannot be read."""
    try:
        return _engine().count()
    except IndexUnavailable:
        return None


def _engine() -> Engine:
    engine: Engine = current_app.extensions["engine"]
    return engine
