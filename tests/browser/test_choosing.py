"""A short selection in a real browser: the list by keyboard, draft decisions, the preview, the release, an answer."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from board import tasks
from board.kernel import clock
from tests.browser.test_journeys import sign_in

pytestmark = pytest.mark.browser

PAGES = ("applicants", "reviewers", "rubric", "decisions", "applicants/beside")


def test_from_the_applicants_to_the_answers(demo_server: str, chromium: Browser) -> None:
    faculty = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    complaints: list[str] = []
    faculty.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(faculty, demo_server, "faculty@example.edu")
    faculty.goto(f"{demo_server}/opportunities/1/applicants")
    _walk_by_keyboard(faculty)
    faculty.goto(f"{demo_server}/opportunities/1/applicants")
    faculty.get_by_label("Search", exact=True).fill("notebook")
    expect(faculty.get_by_role("link", name="Rania Munro")).to_have_count(0)
    expect(faculty).to_have_url(re.compile("q=notebook"))
    faculty.goto(f"{demo_server}/opportunities/1/applicants")
    for name in ("Oscar Pacheco", "Isaac Ambrose"):
        faculty.get_by_role("checkbox", name=f"Select {name}").check()
    faculty.get_by_role("button", name="Decline…").click()
    dialog = faculty.get_by_role("dialog", name="Decline: 2 selected")
    dialog.get_by_label("Reason for declining").select_option("More good applications than places")
    dialog.get_by_role("button", name="Draft decline for 2 (not sent)").click()
    expect(faculty.get_by_text("Nobody has been told.")).to_be_visible()

    student = _application_of(chromium, demo_server, "oscar.pacheco")
    expect(student.get_by_role("heading", level=1)).to_be_visible()
    expect(student.get_by_text("Not this time")).to_have_count(0)

    faculty.get_by_role("link", name="Review 5 draft decisions").click()
    expect(faculty.get_by_role("heading", level=1)).to_contain_text("Preview")
    faculty.get_by_role("button", name="Send 5 decisions").click()
    expect(faculty.get_by_text("5 decisions sent, each with an email.")).to_be_visible()
    student.reload()
    expect(student.get_by_role("heading", name="Not this time")).to_be_visible()
    expect(student.get_by_role("heading", name="What you can try next")).to_be_visible()

    offered, waiting = (_application_of(chromium, demo_server, name) for name in ("emeka.uzoma", "yara.garland"))
    expect(offered.get_by_role("heading", name="Offer received")).to_be_visible()
    expect(waiting.get_by_text("You are number 1 on the waiting list")).to_be_visible()
    with clock.running():
        week = clock.now() + timedelta(days=8)
    with clock.frozen(week):
        tasks.do_all(week)  # a week ends every session too
    offered, waiting = (_application_of(chromium, demo_server, name) for name in ("emeka.uzoma", "yara.garland"))
    expect(offered.get_by_text("The offer ran out").first).to_be_visible()
    waiting.get_by_role("button", name="Accept offer").click()
    expect(waiting.get_by_role("complementary").get_by_text("Accepted")).to_be_visible()
    assert complaints == []


def _application_of(chromium: Browser, server: str, name: str) -> Page:
    """Somebody's own page of what they sent for the first posting of the demo school."""
    page = chromium.new_context().new_page()
    sign_in(page, server, f"{name}@example.edu")
    page.goto(f"{server}/applications")
    page.get_by_role("link", name="Student seat on the Hospital Patient Safety Committee").click()
    return page


def _walk_by_keyboard(page: Page) -> None:
    """? lists the keys, j goes down, x selects, enter opens, in the reader j goes on; none in a dialog or a field."""
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Keyboard")).to_be_visible()
    page.get_by_label("Search", exact=True).press("?")
    expect(keys).to_be_hidden()
    page.get_by_label("Search", exact=True).fill("")
    page.goto(page.url)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("1 selected", exact=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 of 12")).to_be_visible()
    page.wait_for_load_state()  # what hears the keys has come
    page.keyboard.press("j")
    expect(page.get_by_text("3 of 12")).to_be_visible()
