"""Learning in a real browser, with JavaScript and without: written, offered, taken, shown, checked by anybody."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from board.accounts.models import Role, User
from tests.browser.test_journeys import sign_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

TITLE = "Huddles that help"
QUESTIONS = (("How long is a huddle?", "* Ten minutes\nAn hour"), ("Who speaks?", "* The nurse\n* The student\nNobody"))


@pytest.mark.parametrize("with_javascript", [True, False], ids=["javascript", "no-javascript"])
def test_from_writing_to_a_certificate_that_anybody_checks(
    server: str, chromium: Browser, person: Callable[..., User], with_javascript: bool
) -> None:
    def open_as(name: str, *roles: Role) -> Page:
        person(name, *roles)
        context = chromium.new_context(java_script_enabled=with_javascript, viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        sign_in(page, server, f"{name}@example.edu", PASSWORD)
        return page

    def submit(given: int) -> None:
        words = f"Submit {given} of 2 answers" if with_javascript else "Submit my answers"
        page.get_by_role("button", name=words).click()

    complaints: list[str] = []
    address = _write(open_as("cora", Role.COORDINATOR), server, with_javascript)
    page = open_as("sam", Role.STUDENT)
    page.goto(address)
    expect(page.get_by_text("You pass with 75 percent; try as often as you like.")).to_be_visible()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Next: Then do it").click()
    page.goto(address)
    page.get_by_role("button", name="Continue where you left").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Then do it")
    page.get_by_role("button", name="On to the quiz").click()

    page.get_by_role("button", name=re.compile("Begin")).click()
    page.get_by_role("radio", name="An hour").check()
    submit(1)
    expect(page.get_by_role("alert")).to_contain_text("Who speaks?: this question needs an answer.")
    expect(page.get_by_role("radio", name="An hour")).to_be_checked()
    page.get_by_role("checkbox", name="The nurse").check()
    page.get_by_role("checkbox", name="The student").check()
    submit(2)
    expect(page.get_by_role("heading", level=1)).to_have_text("Try 1: 50 percent")
    expect(page.get_by_text("Long enough to see the day.").first).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("radio", name="Ten minutes").check()
    for choice in ("The nurse", "The student"):
        page.get_by_role("checkbox", name=choice).check()
    submit(2)
    expect(page.get_by_role("heading", level=1)).to_have_text("Try 2: 100 percent")

    page.get_by_role("link", name="your transcript").click()
    expect(
        page.get_by_text("20 minutes of learning, passed here or confirmed by an approved supervisor.")
    ).to_be_visible()
    page.get_by_role("link", name=re.compile(r"(\w{4}-){3}\w{4}")).click()
    expect(page.get_by_role("link", name="Certificate as PDF")).to_be_visible()
    checker = chromium.new_context().new_page()
    checker.goto(page.url)
    expect(checker.get_by_text("This certificate is genuine and in force.")).to_be_visible()
    changed = checker.goto(page.url[:-1] + ("0" if page.url[-1] != "0" else "1"))
    assert changed is not None and changed.status == 404
    page.goto(f"{server}/record")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    assert [complaint for complaint in complaints if "422" not in complaint] == []


def _write(page: Page, server: str, with_javascript: bool) -> str:
    """A coordinator writes two pages and two questions and offers them; answers the address."""
    page.goto(f"{server}/learning/new")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Summary").fill("Ten minutes that save an hour.")
    page.get_by_label("Minutes it takes").fill("20")
    page.get_by_role("button", name="Continue to the pages").click()
    for title in ("Then do it", "Why huddle"):
        page.get_by_role("link", name="Write a page").click()
        page.get_by_label("Title of the page").fill(title)
        page.get_by_label("Text", exact=True).fill("Stand **together**.")
        if with_javascript:
            expect(page.locator("#page-preview strong")).to_have_text("together")
        else:
            with page.expect_popup() as opened:
                page.get_by_role("button", name="Preview the page in a new tab").click()
            expect(opened.value.locator("#page-preview strong")).to_have_text("together")
        page.get_by_role("button", name="Save page").click()
    page.get_by_role("button", name="Move page 2 up").click()
    for text, choices in QUESTIONS:
        page.get_by_role("link", name="Write a question").click()
        page.get_by_label("Question").fill(text)
        page.get_by_label("Choices").fill(choices)
        page.get_by_label("Explanation").fill("Long enough to see the day.")
        page.get_by_role("button", name="Save question").click()
    page.get_by_role("button", name="Offer it to everybody").click()
    page.get_by_role("link", name="As others see it").click()
    return page.url
