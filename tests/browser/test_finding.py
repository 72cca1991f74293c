"""Finding in a real browser: one address for all of the question, and a search box that the keyboard walks."""

import io
import re

import pytest
from playwright.sync_api import Browser, Route, expect
from pypdf import PdfReader

from tests.browser.test_axe import AXE, CHECKS, problems
from tests.browser.test_journeys import sign_in

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


def test_a_slash_goes_to_the_search_box_which_has_what_was_searched_lately(demo_server: str, chromium: Browser) -> None:
    page = chromium.new_context(reduced_motion="reduce", viewport={"width": 390, "height": 844}).new_page()
    sign_in(page, demo_server, "student@example.edu")
    box = page.locator("#search")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    for words in ("handover", "free <b>clinic", "handover"):
        box.fill(words)
        box.press("Enter")
        expect(page).to_have_url(re.compile("q="))
    page.goto(f"{demo_server}/record")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(options).to_have_text(["handover", "free <b>clinic", "Forget these searches"])
    form = page.get_by_role("search")
    assert form.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}, "the whole screen of a phone"
    page.evaluate(AXE)
    page.evaluate(CHECKS)
    assert list(problems(page)) == []
    page.set_viewport_size({"width": 390, "height": 844})
    box.blur()
    box.focus()
    box.fill("half a word")
    page.get_by_role("button", name="Cancel").click()
    expect(box).to_have_value("")
    box.focus()
    expect(form).to_have_attribute("data-whole", "")
    page.go_back()
    expect(form).not_to_have_attribute("data-whole", "")
    expect(page).to_have_url(f"{demo_server}/record")
    assert (form.bounding_box() or {})["height"] < 100
    expect(options).to_have_count(0)

    held: list[Route] = []
    page.route("**/search/suggest?*", lambda route: held.append(route))
    box.focus()
    with page.expect_request("**/search/suggest?*"):
        box.fill("half a word")
    page.get_by_role("button", name="Cancel").click()
    expect(form).not_to_have_attribute("data-whole", "")
    box.focus()
    box.press("ArrowDown")
    page.evaluate("""() => { window.answered = new Promise((done) =>
        document.addEventListener("htmx:finally:request", () => done(true), { once: true })); }""")
    for route in held:
        route.continue_()
    assert page.evaluate("() => window.answered")
    expect(options.first).to_have_attribute("aria-selected", "true")  # a late answer takes nothing away
    page.get_by_role("button", name="Cancel").click()
    expect(page).to_have_url(f"{demo_server}/record")
    page.unroute("**/search/suggest?*")

    box.focus()
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile(re.escape("q=free+%3Cb%3Eclinic")))
    expect(box).to_have_value("free <b>clinic")
    page.go_back()
    expect(page).to_have_url(f"{demo_server}/record")
    page.keyboard.press("/")
    box.fill("")
    options.filter(has_text="Forget").click()
    expect(options).to_have_count(0)
    box.fill("kept until one signs out")
    box.press("Enter")
    expect(page).to_have_url(re.compile("kept"))
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('searches:')).length") == 1
    page.evaluate("document.querySelector('.c-me').open = true")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_posting_is_previewed_beside_the_list(demo_server: str, chromium: Browser) -> None:
    page = chromium.new_context(reduced_motion="reduce", viewport={"width": 1440, "height": 900}).new_page()
    sign_in(page, demo_server, "student@example.edu")
    page.goto(f"{demo_server}/opportunities")
    pane, buttons = page.locator("#posting-preview"), page.locator(".c-preview-button")
    titles = page.locator("#opportunity-results .c-found h3 a")
    page.get_by_label("Sort by").select_option("Newest")
    expect(page).to_have_url(re.compile("sort=newest"))
    buttons.nth(1).click()
    expect(pane.get_by_role("heading").first).to_have_text(titles.nth(1).inner_text())
    expect(buttons.nth(1)).to_be_focused()
    expect(page.locator("#live")).to_have_text(f"Preview of {titles.nth(1).inner_text()}")
    page.evaluate(AXE)
    page.evaluate(CHECKS)
    assert list(problems(page)) == []

    page.keyboard.press("j")  # from nowhere, it goes on from what is chosen
    expect(titles.nth(2)).to_be_focused()
    expect(pane.get_by_role("heading").first).to_have_text(titles.nth(2).inner_text())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Opportunities")
    page.go_back()
    expect(titles.nth(2)).to_be_focused()
    expect(pane.get_by_role("heading").first).to_have_text(titles.nth(2).inner_text())
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    pane.get_by_role("button", name="Turn these keys off").click()
    page.keyboard.press("k")
    page.wait_for_timeout(300)
    expect(pane.get_by_role("heading").first).to_have_text(titles.nth(2).inner_text())
    saving = page.locator(".c-found .c-save").nth(2)
    saving.get_by_role("button", name=re.compile("^Save ")).click()
    expect(saving.get_by_role("button", name=re.compile("remove$"))).to_be_visible()
    buttons.nth(2).click()
    expect(pane).to_be_hidden()
    page.set_viewport_size({"width": 1100, "height": 800})
    expect(buttons.first).to_be_hidden()


def test_a_posting_is_printed_on_one_page(demo_server: str, chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    sign_in(page, demo_server, "student@example.edu")
    page.goto(f"{demo_server}/opportunities/1")
    printed = PdfReader(io.BytesIO(page.pdf(format="Letter"))).pages
    words = " ".join(printed[0].extract_text().split())
    assert len(printed) == 1
    for sentence in ("Alder Grove School of Medicine", f"{demo_server}/opportunities/1", "What you need to apply"):
        assert sentence in words
