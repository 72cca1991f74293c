"""Finding in a real browser: one address for all of the question, and a search box that the keyboard walks."""

import re

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser


def test_filters_change_only_the_list_and_back_brings_it_back(demo_server: str, chromium: Browser) -> None:
    page = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{demo_server}/opportunities")
    everything = page.locator("#results-title").inner_text()
    page.evaluate("window.mark = 'the same page'")

    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("checkbox", name=re.compile("QI project")).check()
    expect(page).to_have_url(re.compile(r"\?.*kind=qi-project"))
    expect(page.locator("#live")).to_have_text(re.compile("QI project"))
    expect(page.get_by_role("checkbox", name=re.compile("QI project"))).to_be_visible()
    expect(page.locator("#results-title")).to_have_text(re.compile("QI project"))
    expect(page.get_by_role("link", name=re.compile("^QI project"))).to_be_attached()

    page.keyboard.press("Escape")  # shuts the sheet, in which Back would do no more than that
    page.go_back()
    expect(page).to_have_url(f"{demo_server}/opportunities")
    expect(page.locator("#results-title")).to_have_text(everything)
    page.go_forward()
    expect(page.locator("#results-title")).to_have_text(re.compile("QI project"))
    assert complaints == []


def test_the_search_box_is_walked_by_the_keyboard(demo_server: str, chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    page.goto(demo_server)
    box = page.get_by_role("combobox", name=re.compile("^Search opportunities"))
    box.press_sequentially("infec", delay=30)
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#live")).to_have_text(re.compile(r"^\d+ suggestions?, arrow keys to choose$"))

    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    chosen = options.first
    expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    words = chosen.inner_text()
    box.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("infec")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
