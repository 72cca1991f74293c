"""`/metrics` tells Prometheus, and nobody else, how Rounds is."""

import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board import create_app
from board.kernel import clock, events, mail, outbox
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.settings import BadSetting, from_environment
from tests.conftest import NOW, Browser
from tests.databases import settings_for

TOKEN = "a token for tests that is long enough"
BRINGS = {"Authorization": f"Bearer {TOKEN}"}
KEY = {"ROUNDS_SECRET_KEY": "a key for tests that is long enough"}
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
COUNTS = pytest.mark.skipif(
    find_spec("prometheus_client") is None, reason="prometheus-client is in the test group: nothing counts without it"
)


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    chosen = dataclasses.replace(settings_for(tmp_path, database), metrics_token=TOKEN)
    app = create_app(chosen, TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    with clock.frozen(NOW), app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@COUNTS
def test_without_the_token_there_is_nothing(app: Flask, client: FlaskClient, tmp_path: Path, database: str) -> None:
    assert client.get("/metrics", headers=BRINGS).status_code == 200
    for wrong in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": TOKEN}):
        assert client.get("/metrics", headers=wrong).status_code == 404
    with create_app(settings_for(tmp_path, database), TESTING=True).test_client() as other:
        assert other.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404, "no token is set"


@COUNTS
@BOTH
def test_figures_name_nobody_and_no_address(app: Flask, client: FlaskClient) -> None:
    outbox._delivery.by_worker = frozenset({events.name_of(mail.EmailWritten)})
    with unit_of_work():
        mail.write("sign-up", to="ada@example.edu", once="k", email="ada@example.edu", name="Ada")
    client.get("/opportunities?q=secret-words")
    client.get("/calendar/a-secret-token.ics")
    with clock.frozen(NOW.replace(hour=16)):
        text = client.get("/metrics", headers=BRINGS).text
    for figure in ("rounds_emails_waiting 1.0", "rounds_outbox_waiting 1.0", "rounds_email_oldest_seconds 3600.0"):
        assert figure in text
    assert re.search(r'rounds_request_seconds_count{endpoint="opportunities.index",method="GET",status="200"} \d', text)
    for secret in ("ada", "secret"):
        assert secret not in text.lower()


@COUNTS
def test_tasks_and_sign_ins_are_told(app: Flask, client: FlaskClient) -> None:
    text = client.get("/metrics", headers=BRINGS).text
    for never in ("rounds_worker_seen_seconds +Inf", "rounds_backup_age_seconds +Inf"):
        assert never in text, "an alert goes by it"
    assert "rounds_email_oldest_seconds" not in text
    app.test_cli_runner().invoke(args=["worker", "--once"])
    text = client.get("/metrics", headers=BRINGS).text
    assert 'rounds_task_failed{task="applications.lapse_offers"} 0.0' in text
    assert 'rounds_task_age_seconds{task="applications.lapse_offers"} 0.0' in text
    assert "rounds_worker_seen_seconds 0.0" in text


@COUNTS
def test_any_of_several_processes_tells_the_sum(tmp_path: Path) -> None:
    count = "from board.operations.metrics import _requests; _requests().labels('a.b', 'GET', '200').observe(0.2)"
    told = (
        "from prometheus_client import CollectorRegistry, generate_latest; "
        "from prometheus_client.multiprocess import MultiProcessCollector; "
        "registry = CollectorRegistry(); MultiProcessCollector(registry); print(generate_latest(registry).decode())"
    )
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", count], env=environment, check=True)
    answer = subprocess.run([sys.executable, "-c", told], env=environment, check=True, capture_output=True, text=True)
    assert 'rounds_request_seconds_count{endpoint="a.b",method="GET",status="200"} 2.0' in answer.stdout


def test_a_token_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(BadSetting, match="ROUNDS_METRICS_TOKEN must be at least 32"):
        from_environment(KEY | {"ROUNDS_METRICS_TOKEN": "short"})


@COUNTS
def test_no_stranger_makes_figures_of_their_own(app: Flask, client: FlaskClient) -> None:
    for number in range(3):
        client.open("/nothing", method=f"INVENTED{number}")
    text = client.get("/metrics", headers=BRINGS).text
    assert "INVENTED" not in text and 'method="other"' in text
