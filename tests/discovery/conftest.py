"""A board on which postings appear, and a worker whose clock is moved."""

from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from board import tasks
from board.accounts.models import User
from board.kernel import clock, events, outbox
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.events import PostingChanged
from board.opportunities.models import Involvement, Opportunity, Pay, PlaceMode, PostingRole, PostingState
from board.vocabulary.words import Kind

PLAIN: dict[str, Any] = {
    "kind": Kind.QI_PROJECT,
    "host": "County Hospital",
    "summary": "Lead it.",
    "description": "Do it.",
    "place_mode": PlaceMode.ON_SITE,
    "pay": Pay.NONE,
    "seats": 1,
}


@pytest.fixture
def posted(app: Flask) -> Callable[..., Opportunity]:
    """Puts a posting on the board: `posted("Handover", by=ada, closes_at=…)`."""
    app.test_cli_runner().invoke(args=["reindex"])

    def post(title: str, *, by: User, **fields: Any) -> Opportunity:
        now = clock.now()
        with unit_of_work():
            opportunity = Opportunity(
                **(PLAIN | {"state": PostingState.PUBLISHED, "published_at": now} | fields), title=title, created_at=now
            )
            opportunity.people = [Involvement(user_id=by.id, part=PostingRole.OWNER)]
            db.session.add(opportunity)
            db.session.flush()
            events.publish(PostingChanged(opportunity.id))
        return opportunity

    return post


@pytest.fixture
def work(app: Flask) -> Callable[[datetime], None]:
    """One round of the worker at an instant."""

    def run(at: datetime) -> None:
        with clock.frozen(at):
            tasks.do_all(clock.now())
            outbox.deliver_pending()
        db.session.rollback()

    return run


@pytest.fixture
def post_box(tmp_path: Path) -> Callable[[], list[EmailMessage]]:
    """The emails that were sent, whole and in order."""

    def read() -> list[EmailMessage]:
        paths = sorted((tmp_path / "mail").glob("*.eml"), key=lambda path: int(path.stem.rpartition("-")[2]))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]  # type: ignore[misc]

    return read
