"""By the keyboard alone: through a page and out of it, past what lies over a list, and without keys of one letter."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_axe import CHECKS
from tests.browser.test_journeys import sign_in

MOST = 250
"""Presses after which a page would be a trap; the longest of these has about 120 things to focus."""
FOCUSED = """() => {
  const all = [...document.querySelectorAll("*")];
  return document.activeElement === document.body ? -1 : all.indexOf(document.activeElement);
}"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["/opportunities", "/account/profile", "/trust/security"])
def test_the_keyboard_goes_through_a_page_and_out_of_it(demo_server: str, chromium: Browser, address: str) -> None:
    page = chromium.new_context(reduced_motion="reduce").new_page()
    sign_in(page, demo_server, "student@example.edu")
    page.goto(f"{demo_server}{address}")
    places = []
    while len(places) < MOST and (not places or places[-1] != -1):
        page.keyboard.press("Tab")
        places.append(page.evaluate(FOCUSED))
        if len(places) == 1:
            expect(page.locator(":focus")).to_have_text("Go to the content")
    assert places.pop() == -1, "it never came out"
    assert places == sorted(places), "the order of the page"
    assert len(places) == len(set(places))


def test_the_keyboard_passes_over_the_filters(demo_server: str, chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    sign_in(page, demo_server, "student@example.edu")
    for address in ("/opportunities", "/mentors", "/learning"):
        page.goto(f"{demo_server}{address}")
        skip = page.get_by_role("link", name="Skip to the results")
        skip.focus()
        expect(skip).to_be_in_viewport()
        skip.press("Enter")
        expect(page.locator("section h2[id]:focus")).to_have_count(1)


def applicants(demo_server: str, chromium: Browser) -> Page:
    page = chromium.new_context(reduced_motion="reduce", viewport={"width": 1440, "height": 800}).new_page()
    sign_in(page, demo_server, "faculty@example.edu")
    page.goto(f"{demo_server}/opportunities/1/applicants")
    return page


def test_the_bar_of_actions_covers_nothing_that_is_focused(demo_server: str, chromium: Browser) -> None:
    page = applicants(demo_server, chromium)
    page.locator("input[name=application]").first.check()
    expect(page.locator("[data-ticks-bar]")).to_have_css("position", "sticky")
    page.evaluate(CHECKS)
    assert page.evaluate("checks.focus()") == []
    page.locator("[data-ticks-bar] summary").first.click()
    assert page.evaluate("checks.focus()") == []


def test_keys_of_one_letter_can_be_turned_off(demo_server: str, chromium: Browser) -> None:
    page = applicants(demo_server, chromium)
    page.keyboard.press("j")
    expect(page.locator("[data-keyboard-link]").first).to_be_focused()
    page.get_by_role("button", name="Keyboard").click()
    page.get_by_role("button", name="Turn these keys off").click()
    page.reload()
    page.keyboard.press("j")
    expect(page.locator("[data-keyboard-link]:focus")).to_have_count(0)
    page.locator("[data-keyboard-link]").first.click()
    page.get_by_role("button", name="Keyboard").click()
    page.get_by_role("button", name="Turn these keys on").wait_for()
    page.keyboard.press("Escape")
    here = page.url
    page.keyboard.press("j")
    page.wait_for_timeout(300)
    assert page.url == here
    page.get_by_role("button", name="Keyboard").click()
    page.get_by_role("button", name="Turn these keys on").click()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_url(lambda address: address != here)
