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


def test_sqlite_takes_the_open_postings_in_their_order_and_counts_them_by_an_index(app: Flask) -> None:
    [statement] = [each for each in statements_of(app, lambda: queries.open_now(clock.now())) if "ORDER BY" in each]
    values = (None,) * statement.count("?")
    plan = [row[3] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan
    assert "SEARCH opportunities USING COVERING INDEX ix_opportunities_soonest_first (state=?)" in plan
