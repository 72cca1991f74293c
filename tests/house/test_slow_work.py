"""Nothing slow is done while everybody else waits for the write lock."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from flask import Flask, render_template

from board.accounts import passwords as account_passwords
from board.kernel import pdf
from board.kernel.s3_store import S3Account, S3Store
from board.kernel.storage import FilesUnavailable
from board.kernel.unit_of_work import SlowInsideUnitOfWork, unit_of_work
from board.web import pdf_pages
from tests.buckets import NOBODY
from tests.conftest import PASSWORD
from tests.files import pdf as a_pdf


def ask_nobody(question: Callable[[S3Store], object]) -> None:
    """Ask a server of files that is not there."""
    with suppress(FilesUnavailable):
        question(S3Store("school", "", S3Account(NOBODY, "us-east-1", "key", "secret")))


SLOW: dict[str, Callable[[], object]] = {
    "hashing a password": lambda: account_passwords.hash_password(PASSWORD),
    "checking a password": lambda: account_passwords.is_right("", PASSWORD),
    "judging a password": lambda: account_passwords.complaint(PASSWORD),
    "rendering a page": lambda: render_template("error_pages/_line.html", status=404, message="", written=[]),
    "making a PDF": lambda: pdf_pages.to_pdf("<p>A page.</p>"),
    "judging a PDF": lambda: pdf.rewritten(a_pdf()),
    "speaking to the server of files": lambda: ask_nobody(lambda store: store.has("0" * 32)),
    "asking how large files of a bucket are": lambda: ask_nobody(lambda store: store.total_size(["0" * 32])),
    "listing the files of a bucket": lambda: ask_nobody(lambda store: list(store.all_names())),
}


@pytest.mark.parametrize("work", SLOW.values(), ids=SLOW)
def test_slow_work_is_refused_while_the_write_lock_is_held(app: Flask, work: Callable[[], object]) -> None:
    with app.test_request_context():
        with pytest.raises(SlowInsideUnitOfWork), unit_of_work():
            work()
        work()
