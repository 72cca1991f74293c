"""The main journey in a real browser, with JavaScript and without: find, apply, choose, take the place."""

import re
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from board.demo.school import PASSWORD as DEMO_PASSWORD
from tests.files import pdf

PASSWORD = "four unrelated words here"
COMMITTEE = "Student seat on the Hospital Patient Safety Committee"

pytestmark = pytest.mark.browser


def link_in_email(folder: Path, address: str, *, seconds: float = 5) -> str:
    """The link in the newest email to an address, which may take some seconds to come."""
    for _ in range(int(seconds * 10)):
        for path in sorted(folder.glob("*.eml"), key=lambda item: item.stat().st_mtime, reverse=True):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = message.get_body(("plain",))
            found = re.search(r"http://\S+", body.get_content() if body else "")
            if message["To"] == address and found:
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no email to {address}")


def sign_in(page: Page, server: str, email: str, password: str = DEMO_PASSWORD) -> None:
    page.goto(f"{server}/sign-in")
    page.get_by_label("Email", exact=True).fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My day")


@pytest.mark.parametrize("with_javascript", [True, False], ids=["javascript", "no-javascript"])
def test_from_signing_up_to_the_place(
    demo_server: str, chromium: Browser, tmp_path: Path, with_javascript: bool
) -> None:
    context = chromium.new_context(java_script_enabled=with_javascript, viewport={"width": 390, "height": 844})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    page.goto(f"{demo_server}/sign-up")
    page.get_by_label("Your name").fill("Ada Lin")
    page.get_by_label("School email").fill("ada@example.edu")
    page.get_by_role("button", name="Email me the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")
    expect(page.get_by_role("main")).to_contain_text(f"is a file in the folder {tmp_path / 'mail'}")
    page.goto(link_in_email(tmp_path / "mail", "ada@example.edu"))
    page.get_by_label("A student").check()
    password = page.get_by_label("New password")
    password.fill(PASSWORD)
    expect(password).to_have_attribute("type", "password")
    if with_javascript:
        page.get_by_role("button", name="Show password").click()
        expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Open my account").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("My day")

    page.goto(f"{demo_server}/account/profile")
    cv = {"name": "ada.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    page.get_by_label("CV as PDF, up to 5 MB").set_input_files(cv)
    page.get_by_role("button", name="Save my profile").click()
    expect(page.get_by_role("link", name="ada.pdf")).to_be_visible()

    page.get_by_label("Search opportunities").fill("voluntee")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("for “voluntee”")
    page.get_by_label("Search opportunities").fill("patient safety")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("checkbox", name="Committee or council seat").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile("kind=committee-seat"))
    expect(page.get_by_role("heading", level=2).first).to_contain_text("seat")
    page.get_by_role("button", name=f"Save {COMMITTEE}").click()
    page.get_by_role("button", name=f"Saved {COMMITTEE}, remove").click()
    expect(page.get_by_role("button", name=f"Save {COMMITTEE}")).to_be_visible()
    page.get_by_role("link", name=COMMITTEE).click()
    page.get_by_role("button", name=f"Save {COMMITTEE}").click()
    expect(page.get_by_role("button", name=f"Saved {COMMITTEE}, remove")).to_be_visible()

    page.get_by_role("link", name="Apply", exact=True).click()
    page.get_by_label("Personal statement").fill("I read event reports for a year.")
    page.get_by_label("Which event on a ward").fill("A torn label.")
    page.get_by_label("Can you come").select_option("Yes")
    box = page.locator(".c-drop").first
    expect(box).to_be_hidden()
    page.get_by_label("Upload another").first.check()
    expect(box).to_be_visible()
    page.get_by_label("Use my CV on file").first.check()
    page.get_by_role("button", name="Save and review").click()
    expect(page.get_by_role("heading", name="Activity")).to_have_count(0)
    page.get_by_role("button", name="Submit application").click()
    expect(page.get_by_text("Your application is sent. Its reference is R-")).to_be_visible()
    mine = page.url

    faculty = chromium.new_context(java_script_enabled=with_javascript).new_page()
    sign_in(faculty, demo_server, "faculty@example.edu")
    faculty.get_by_role("link", name=re.compile(f"new applications for {COMMITTEE}")).click()
    faculty.get_by_role("link", name="Ada Lin").click()
    expect(faculty.get_by_text("I read event reports for a year.")).to_be_visible()
    faculty.get_by_role("button", name="Shortlist").click()
    expect(faculty.get_by_text("Shortlisted").first).to_be_visible()
    faculty.get_by_role("button", name="Offer the position").click()

    page.goto(mine)
    page.get_by_role("button", name="Accept offer").click()
    expect(page.get_by_text("Accepted. The position is yours.")).to_be_visible()
    assert complaints == []
    context.close()
