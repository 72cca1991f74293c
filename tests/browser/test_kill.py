"""The server dies in the middle of its work, again and again: what it said was written is there afterwards."""

import contextlib
import http.client
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import select, text

from board.accounts.models import Role, User
from board.applications.models import Application
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, Paper, PostingState
from tests.browser.test_races import Visitor
from tests.conftest import NOW, PASSWORD
from tests.servers import Server

KILLS, WRITERS = 3, 4


def write_on(visitor: Visitor, number: int, kept: dict[int, str], over: threading.Event) -> None:
    """Save a draft again and again; remember the last one that the server said it kept."""
    count = 0
    while not over.is_set():
        count += 1
        words = f"writer {number} line {count}"
        with contextlib.suppress(OSError, ValueError, IndexError, http.client.HTTPException):
            if visitor.send("/opportunities/1/apply", "/opportunities/1/apply", statement=words) == 200:
                kept[number] = words


def test_what_was_acknowledged_survives_kill_nine(
    app: Flask, database: str, tmp_path: Path, person: Callable[..., User]
) -> None:
    students = [person(f"writer{number}", Role.STUDENT) for number in range(WRITERS)]
    with unit_of_work():
        posting = Opportunity(
            title="Open", kind="seminar", state=PostingState.PUBLISHED, created_at=NOW, published_at=NOW
        )
        posting.papers = [Paper(position=0, label="Statement", kind="statement")]
        db.session.add(posting)
    emails = [student.email for student in students]
    db.session.rollback()
    mortal, kept, over = Server(tmp_path, database), dict[int, str](), threading.Event()
    mortal.start()
    visitors = [Visitor(mortal.address) for _ in students]
    for visitor, email in zip(visitors, emails, strict=True):
        assert visitor.send("/sign-in", "/sign-in", email=email, password=PASSWORD) == 200
    writers = [
        threading.Thread(target=write_on, args=(visitor, number, kept, over)) for number, visitor in enumerate(visitors)
    ]
    for writer in writers:
        writer.start()
    try:
        for _ in range(KILLS):
            time.sleep(1.5)
            mortal.kill()
            promised = dict(kept)
            found = statements()
            for number, words in promised.items():
                assert line_of(found[number]) >= line_of(words), "an acknowledged write is gone"
            mortal.start()
    finally:
        over.set()
        for writer in writers:
            writer.join(60)
        mortal.kill()
    assert len(kept) == WRITERS, "everybody wrote something"
    if database.startswith("sqlite"):
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"


def statements() -> dict[int, str]:
    """What the database holds of each writer."""
    db.session.rollback()
    texts = db.session.scalars(select(Application.statement).execution_options(populate_existing=True)).all()
    found = {int(re.findall(r"writer (\d+)", text)[0]): text for text in texts}
    db.session.rollback()
    return found


def line_of(words: str) -> int:
    return int(words.rpartition(" ")[2])
