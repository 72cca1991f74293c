"""Every page of the demo school, as somebody whom it opens to: fit for axe in both themes, and for a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser

from board.kernel import clock
from tests.browser.test_journeys import sign_in
from tests.walk import opened

PEOPLE = ("stranger", "student", "faculty", "mentor", "coordinator")
FRAMED = ("/office/email-previews/sheet",)
"""Shown inside another page only."""

OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that a theme can break; for the others both themes are one page."""
OPTIONS = {"resultTypes": ["violations"]}
AXE = Axe().axe_script
RUN = "options => axe.run(document, options).then(result => result.violations)"

pytestmark = pytest.mark.browser


def test_axe_finds_nothing_on_any_page_in_either_theme_and_each_fits_a_phone(
    app: Flask, demo_server: str, chromium: Browser
) -> None:
    with clock.running():
        pages = [(who, address) for who, address in opened(app, PEOPLE) if address not in FRAMED]
    assert len(pages) > 100
    found = []
    for person in PEOPLE:
        page = chromium.new_context(reduced_motion="reduce").new_page()
        if person != "stranger":
            sign_in(page, demo_server, f"{person}@example.edu")
        for address in (address for who, address in pages if who == person):
            answer = page.goto(f"{demo_server}{address}")
            assert answer is not None and answer.status == 200, address
            page.evaluate(AXE)
            for theme, rules in (("light", {}), ("dark", {"runOnly": OF_COLOURS})):
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of its literals
                violations = page.evaluate(RUN, OPTIONS | rules)
                found += [(address, theme, broken["id"], broken["nodes"][0]["html"]) for broken in violations]
            page.set_viewport_size({"width": 390, "height": 844})
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [(address, "phone", f"{wide} pixels wide", "")] if wide > 390 else []
            page.set_viewport_size({"width": 1440, "height": 900})
        page.context.close()
    assert not found, "\n".join(map(str, found))
