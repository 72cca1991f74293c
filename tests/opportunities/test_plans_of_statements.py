"""What is asked of a board of a hundred thousand postings is not looked for among all of them."""

from collections.abc import Callable

import pytest
from flask import Flask

from board.kernel import clock
from board.kernel.db import db
from board.opportunities import queries
from tests.counting import statements_of

ASKED: dict[str, Callable[[], object]] = {
    "the newest of all": lambda: queries.listing(clock.now()),
    "edits that were sent back": lambda: queries.revisions_returned(1),
    "edits that wait": queries.revisions_to_read,
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_sqlite_reads_neither_every_posting_nor_every_public_one(app: Flask, asked: Callable[[], object]) -> None:
    reads = [statement for statement in statements_of(app, asked) if "ORDER BY" in statement]
    connection = db.session.connection()
    for statement in reads:
        values = (None,) * statement.count("?")
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
        assert not [step for step in plan if "ix_opportunities_state" in step or step == "SCAN opportunities"], plan
    assert len(reads) == 1
