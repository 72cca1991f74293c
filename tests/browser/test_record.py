"""A record in a real browser, with JavaScript and without: write, be seen, fill the residency form, show it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from board.accounts.models import Role, User
from tests.browser.test_journeys import link_in_email, sign_in
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

LONG = "Read event reports every week and brought one to the unit council. " * 12
"""803 characters once it is stripped: more than the form takes."""


@pytest.mark.parametrize("with_javascript", [True, False], ids=["javascript", "no-javascript"])
def test_from_an_empty_record_to_the_residency_form(
    server: str, chromium: Browser, person: Callable[..., User], tmp_path: Path, with_javascript: bool
) -> None:
    person("sam", Role.STUDENT)
    person("ruth", Role.FACULTY)
    context = chromium.new_context(java_script_enabled=with_javascript, viewport={"width": 390, "height": 844})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(page, server, "sam@example.edu", PASSWORD)

    page.goto(f"{server}/record")
    page.get_by_role("link", name="Add an experience").click()
    page.get_by_label("What it was").select_option("Committee or council seat")
    page.get_by_label("Your role").fill("Student member")
    page.get_by_label("Organization").fill("Patient Safety Committee")
    page.get_by_label("From", exact=True).fill("2025-09-01")
    page.get_by_label("What you did").fill(LONG)
    page.get_by_role("checkbox", name="Professionalism").check()
    page.get_by_role("button", name="Add to my record").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Student member")

    page.get_by_label("Their name").fill("Ruth Bell")
    page.get_by_label("Their email").fill("ruth@example.edu")
    page.get_by_role("button", name="Send the email").click()
    expect(page.get_by_text("An email is on its way to Ruth Bell.")).to_be_visible()
    _tick(chromium, link_in_email(tmp_path / "mail", "ruth@example.edu"), with_javascript)

    page.goto(f"{server}/record")
    expect(page.get_by_text("Confirmed by an approved supervisor: Ruth Bell, Chair").first).to_be_visible()
    expect(page.get_by_text("Observed: level 3 of 4 (1 of 5 behaviors)")).to_be_visible()

    page.get_by_role("link", name="Residency form").click()
    page.get_by_role("button", name="Put the newest 1 on the form").click()
    expect(page.get_by_text("needs a look")).to_be_visible()
    page.get_by_role("link", name="Edit text").click()
    if with_javascript:
        expect(page.get_by_text("53 characters too many")).to_be_visible()
    page.get_by_label("Description").fill("a" * 751)
    page.get_by_role("button", name="Save this text").click()
    expect(page.get_by_role("alert")).to_contain_text("This has 751 characters; the form takes 750. Cut 1.")
    page.get_by_label("Description").fill("I read event reports.")
    page.get_by_role("button", name="Save this text").click()
    expect(page.get_by_text("ready", exact=True)).to_be_visible()
    if with_javascript:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copy description").click()
        expect(page.get_by_role("button", name="Copied description")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == "I read event reports."
        page.get_by_role("button", name="Copy all").click()
        expect(page.get_by_role("button", name="Copied")).to_have_count(2)
        copied = page.evaluate("navigator.clipboard.readText()").split("\n")
        assert "Description: I read event reports." in copied and "Position title: Student member" in copied
        expect(page.get_by_role("button", name=re.compile("^(Copy|Copied)"))).to_have_count(2)
    else:
        expect(page.get_by_role("button", name="Copy")).to_have_count(0)

    page.goto(f"{server}/record/shares")
    page.get_by_label("For whom").fill("A letter writer")
    page.get_by_role("checkbox", name="Student member").check()
    page.get_by_role("button", name="Create link").click()
    shown = page.get_by_text(re.compile("/record/shared/")).inner_text()
    reader = chromium.new_context().new_page()
    reader.goto(shown)
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Leadership record of")
    expect(reader.get_by_text("Confirmed by an approved supervisor: Ruth Bell, Chair").first).to_be_visible()
    page.get_by_role("button", name="Revoke the link for A letter writer").click()
    answer = reader.goto(shown)
    assert answer is not None
    assert answer.status == 410
    assert [complaint for complaint in complaints if "422" not in complaint] == []
    context.close()


def _tick(chromium: Browser, address: str, with_javascript: bool) -> None:
    """Somebody without an account ticks what they saw."""
    page = chromium.new_context(java_script_enabled=with_javascript).new_page()
    page.goto(address)
    page.get_by_role("checkbox", name="The facts above are right").check()
    page.get_by_label("Your role", exact=True).fill("Chair")
    page.get_by_role("radio", name="I hold no grading or promotion role").check()
    row = page.get_by_role("group", name="Keeps commitments")
    expect(row.get_by_label("What, and when")).to_be_hidden()
    row.get_by_role("radio", name=re.compile("3 Dependable")).check()
    row.get_by_label("What, and when").fill("Every minute in on time")
    page.get_by_role("button", name=re.compile("Send what I saw")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def test_axe_finds_nothing_in_a_record(demo_server: str, chromium: Browser) -> None:
    page = chromium.new_context(reduced_motion="reduce").new_page()
    sign_in(page, demo_server, "student@example.edu")
    found = []
    for address in _addresses(page, demo_server):
        answer = page.goto(f"{demo_server}{address}")
        assert answer is not None and answer.status == 200, address
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            violations = Axe().run(page).response["violations"]
            found += [(address, scheme, violation["id"], violation["nodes"][0]["html"]) for violation in violations]
    assert found == []


def _addresses(page: Page, server: str) -> list[str]:
    page.goto(f"{server}/record")
    first = page.get_by_role("link", name="Fall scores within a day: project lead").first.get_attribute("href")
    own = [f"{first}{verb}" for verb in ("", "/edit", "/chart", "/self")]
    pages = [
        "/record",
        "/record/entries/new",
        "/record/residency",
        "/record/noteworthy",
        "/record/shares",
        "/record/cv",
    ]
    return [*pages, *own]
