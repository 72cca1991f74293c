"""A running server, and a real browser to visit it with."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright

from board.kernel import clock
from tests.demo_school import DemoSchools
from tests.servers import Server

CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Under these names it is installed; the first draws for nobody's screen, and takes a seventh less of the processor."""
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


@pytest.fixture
def server(app: Flask, database: str, tmp_path: Path) -> Iterator[str]:
    """The real server on the test's own database; answers its address."""
    running = Server(tmp_path, database, ROUNDS_DEMO="1")
    running.start()
    yield running.address
    running.kill()  # it would wait for the connections that the browser keeps


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
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        pytest.skip("no Chromium here: install the package chromium to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET.split())
        yield browser
        browser.close()
