"""Every page of the demo school, and of the office of an empty one: what axe finds in both themes, and does not see.

docs/accessibility.md says criterion by criterion what this walk shows.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

from board.accounts.models import Role, User
from board.kernel import clock
from tests.browser.test_journeys import sign_in
from tests.conftest import PASSWORD
from tests.walk import opened, rules

PEOPLE = ("stranger", "student", "faculty", "mentor", "coordinator")
FRAMED = ("/office/email-previews/sheet",)
"""Shown inside another page only."""

OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that a theme can break; for the others both themes are one page."""
OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}, "label-content-name-mismatch": {"enabled": True}},
}
AXE = Axe().axe_script
CHECKS = (Path(__file__).parent / "checks.js").read_text("utf-8")
RUN = "options => axe.run(document, options).then(result => result.violations)"
OF_ONE_EMAIL = "/office/email-previews/"
OF_OFFICE = ("/office", "/organisations", "/announcements", "/committees", "/mentorship/reports", "/learning/report")

pytestmark = pytest.mark.browser


def test_axe_finds_nothing_on_any_page_in_either_theme_and_each_fits_a_phone(
    app: Flask, demo_server: str, chromium: Browser
) -> None:
    with clock.running():
        pages = [(who, address) for who, address in opened(app, PEOPLE) if address not in FRAMED]
    assert len(pages) > 100
    found, frames = [], {}
    for person in PEOPLE:
        page = chromium.new_context(reduced_motion="reduce").new_page()
        if person != "stranger":
            sign_in(page, demo_server, f"{person}@example.edu")
        for address in (address for who, address in pages if who == person):
            look_at(page, demo_server, address)
            frame = page.evaluate("checks.frameOfPage()")
            found += [(address, *frame.items())] if frames.setdefault(person, frame) != frame else []
            page.evaluate("checks.unfold()")
            found += [(address, *problem) for problem in problems(page)]
            assert page.url.startswith(f"{demo_server}{address}"), "something that was focused led away"
        page.context.close()
    assert not found, "\n".join(map(str, found))
    assert {frame["first"] for frame in frames.values()} == {"c-skip"}
    assert {frame["foot"] for frame in frames.values()} == {"Help, Privacy, Accessibility, For IT and counsel"}


def test_axe_finds_nothing_in_the_office_of_a_school_that_has_nothing_yet(
    app: Flask, server: str, chromium: Browser, person: Callable[..., User]
) -> None:
    cora, addresses = person("cora", Role.COORDINATOR), [rule.rule for rule in rules(app)]
    pages = [
        address
        for address in addresses
        if address.startswith(OF_OFFICE) and not {"<", "."} & set(address) and not address.startswith(OF_ONE_EMAIL)
    ]
    assert len(pages) > 30
    page = chromium.new_context(reduced_motion="reduce").new_page()
    sign_in(page, server, cora.email, PASSWORD)
    found = []
    for address in pages:
        look_at(page, server, address)
        page.evaluate("checks.unfold()")
        found += [(address, *problem) for problem in problems(page)]
    page.context.close()
    assert not found, "\n".join(map(str, found))


def look_at(page: Page, server: str, address: str) -> None:
    """Open a page with all that looks at it."""
    answer = page.goto(f"{server}{address}")
    assert answer is not None and answer.status == 200, address
    page.evaluate(AXE)
    page.evaluate(CHECKS)


def problems(page: Page) -> Iterator[tuple[Any, ...]]:
    """What is wrong with a page, in both themes and in three widths."""
    for theme, options in (("light", {}), ("dark", {"runOnly": OF_COLOURS})):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of its literals
        for broken in page.evaluate(RUN, OPTIONS | options):
            yield theme, broken["id"], broken["nodes"][0]["html"]
    for width, height in ((1440, 900), (390, 844), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        if width == 390:
            yield from (
                ("phone", broken["id"], broken["nodes"][0]["html"])
                for broken in page.evaluate(RUN, OPTIONS | {"runOnly": ["target-size"]})
            )
        asked = ["reflow", *(["tables"] if width < 640 else []), *(["focus", "spacing"] if width > 320 else [])]
        yield from ((width, words) for check in asked for words in page.evaluate(f"checks.{check}()"))
    page.set_viewport_size({"width": 1440, "height": 900})
