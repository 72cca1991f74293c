"""A process that starts has made the first pages before anybody asks."""

import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, request, request_started

from board.accounts.models import User
from board.opportunities.models import Opportunity
from board.web.warm_up import warm_up
from tests.applications.builders import posting_of

CONFIGURATION = Path(__file__).resolve().parents[2] / "board" / "gunicorn_conf.py"


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """The endpoints that are asked for, in order."""
    endpoints: list[str] = []

    def note(_app: Flask) -> None:
        endpoints.append(str(request.endpoint))

    with request_started.connected_to(note, app):
        yield endpoints


@pytest.fixture
def posting(app: Flask, grace: User) -> Opportunity:
    posting = posting_of(grace, "Safety committee")
    app.test_cli_runner().invoke(args=["reindex"])
    return posting


@pytest.mark.usefixtures("posting")
def test_gunicorn_makes_the_pages_that_most_ask_for(app: Flask, asked: list[str]) -> None:
    runpy.run_path(str(CONFIGURATION))["post_worker_init"](SimpleNamespace(wsgi=app))
    assert {"opportunities.index", "opportunities.show", "accounts.sign_in"} <= set(asked)


def test_a_page_that_fails_keeps_no_process_from_starting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "wsgi_app", lambda *_: 1 / 0)
    warm_up(app)
