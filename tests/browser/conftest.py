"""A running server, and a real browser to visit it with."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright

from board.kernel import clock
from tests.demo_school import DemoSchools

ROOT = Path(__file__).resolve().parents[2]
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


@pytest.fixture
def server(app: Flask, database: str, tmp_path: Path) -> Iterator[str]:
    """The real server on the test's own database; answers its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "ROUNDS_SECRET_KEY": "a key for tests that is long enough",
        "ROUNDS_DEMO": "1",
        "ROUNDS_DATABASE_URL": database,
        "ROUNDS_INDEX_DIR": str(tmp_path / "index"),
        "ROUNDS_UPLOAD_DIR": str(tmp_path / "uploads"),
        "ROUNDS_MAIL_DIR": str(tmp_path / "mail"),
        "ROUNDS_BASE_URL": f"http://127.0.0.1:{port}",
    }
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "8", "--no-control-socket"]
    running = subprocess.Popen([*command, "-b", f"127.0.0.1:{port}", "app:app"], cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}"
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=2)
            break
        except OSError:
            time.sleep(0.1)
    yield address
    running.terminate()
    running.wait(10)


@pytest.fixture
def demo_today(app: Flask, tmp_path: Path, demo_schools: DemoSchools) -> None:
    """The app with the demo school of this very day in it."""
    demo_schools.bring_into(app, tmp_path, clock.running, "running")


@pytest.fixture
def demo_server(demo_today: None, server: str) -> str:
    """A server whose database had the demo school in it when it started."""
    return server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, where the machine has one."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium here: install the package chromium to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET.split())
        yield browser
        browser.close()
