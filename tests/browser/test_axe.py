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

pytestmark = pytest.mark.browser


def test_axe_finds_nothing_on_any_page_in_either_theme_and_each_fits_a_phone(
    app: Flask, demo_server: str, chromium: Browser
) -> None:
    with clock.running():
        pages = [(who, one) for who, one in opened(app, PEOPLE) if one not in FRAMED]
    assert len(pages) > 100
    found = []
    for person in PEOPLE:
        page = chromium.new_context(reduced_motion="reduce").new_page()
        if person != "stranger":
            sign_in(page, demo_server, f"{person}@example.edu")
        for address in (one for who, one in pages if who == person):
            answer = page.goto(f"{demo_server}{address}")
            assert answer is not None and answer.status == 200, address
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of its literals
                violations = Axe().run(page).response["violations"]
                found += [(address, theme, one["id"], one["nodes"][0]["html"]) for one in violations]
            page.set_viewport_size({"width": 390, "height": 844})
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [(address, "phone", f"{wide} pixels wide", "")] if wide > 390 else []
            page.set_viewport_size({"width": 1440, "height": 900})
        page.context.close()
    assert not found, "\n".join(map(str, found))
