"""Nothing slow is done while everybody else waits for the write lock."""

from collections.abc import Callable

import pytest
from flask import Flask, render_template

from board.accounts import passwords
from board.kernel import pdf
from board.kernel.db import SlowInsideUnitOfWork, unit_of_work
from board.web import printing
from tests.conftest import PASSWORD
from tests.files import pdf as a_pdf

SLOW: dict[str, Callable[[], object]] = {
    "hashing a password": lambda: passwords.hash_password(PASSWORD),
    "checking a password": lambda: passwords.is_right("", PASSWORD),
    "judging a password": lambda: passwords.complaint(PASSWORD),
    "rendering a page": lambda: render_template("errors/_line.html", status=404, message="", written=[]),
    "making a PDF": lambda: printing.to_pdf("<p>A page.</p>"),
    "judging a PDF": lambda: pdf.rewritten(a_pdf()),
}


@pytest.mark.parametrize("work", SLOW.values(), ids=SLOW)
def test_slow_work_is_refused_while_the_write_lock_is_held(app: Flask, work: Callable[[], object]) -> None:
    with app.test_request_context():
        with pytest.raises(SlowInsideUnitOfWork), unit_of_work():
            work()
        work()
