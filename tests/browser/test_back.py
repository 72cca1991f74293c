"""Back, in a real browser: it shuts what lies over a page, and never shows the page that it leaves once more."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journeys import sign_in

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def test_back_closes_a_dialog_and_keeps_what_was_typed_in_it(demo_server: str, chromium: Browser) -> None:
    phone = _phone(chromium)
    sign_in(phone, demo_server, "faculty@example.edu")
    phone.goto(f"{demo_server}/my-postings")
    phone.get_by_role("link", name=re.compile("^Student seat on the Hospital")).first.click()
    expect(phone).to_have_url(f"{demo_server}/opportunities/1/applicants")
    for name in ("Oscar Pacheco", "Isaac Ambrose"):
        phone.get_by_role("checkbox", name=f"Select {name}").check()
    write, dialog = phone.get_by_role("button", name="Message…"), phone.get_by_role("dialog")
    cancel = dialog.get_by_role("button", name="Cancel")
    for close in (phone.go_back, lambda: phone.keyboard.press("Escape"), cancel.click):
        write.click()
        expect(dialog).to_be_visible()
        dialog.get_by_label("Message").fill("Please come on Monday.")
        close()
        expect(dialog).to_be_hidden()
        expect(phone).to_have_url(f"{demo_server}/opportunities/1/applicants")
    write.click()
    expect(dialog.get_by_label("Message")).to_have_value("Please come on Monday.")
    dialog.get_by_role("button", name="See what 2 would read").click()
    phone.get_by_role("button", name="Send it to 2 applicants").click()
    expect(phone.get_by_text("Your message is on its way")).to_be_visible()
    phone.go_back()
    expect(phone).to_have_url(f"{demo_server}/my-postings")


def test_back_from_what_was_sent_leads_to_the_page_before_the_form(demo_server: str, chromium: Browser) -> None:
    phone = _phone(chromium)
    sign_in(phone, demo_server, "student@example.edu")
    phone.goto(f"{demo_server}/opportunities/1")
    phone.get_by_role("link", name="Apply", exact=True).click()
    phone.get_by_label("Personal statement").fill("I read event reports for a year.")
    phone.get_by_label("Which event on a ward").fill("A torn label.")
    phone.get_by_label("Can you come").select_option("Yes")
    phone.get_by_role("button", name="Save and review").click()
    phone.get_by_role("button", name="Submit application").click()
    expect(phone.get_by_text("Your application is sent.")).to_be_visible()
    phone.go_back()
    expect(phone).to_have_url(f"{demo_server}/opportunities/1")


def test_back_from_a_narrowed_list_leads_to_the_list(demo_server: str, chromium: Browser) -> None:
    phone = _phone(chromium)
    sign_in(phone, demo_server, "student@example.edu")
    for address, box in (("/opportunities", "QI project"), ("/mentors", "Has an open spot")):
        phone.goto(f"{demo_server}/help")
        phone.goto(f"{demo_server}{address}")
        opener = phone.locator("details.c-sheet > summary")
        opener.click()
        phone.get_by_role("button", name="Apply filters").click()
        expect(opener).to_be_focused()
        opener.click()
        phone.get_by_role("checkbox", name=re.compile(box)).check()
        expect(phone).to_have_url(re.compile(r"\?"))
        phone.get_by_role("button", name="Apply filters").click()
        expect(opener).to_be_focused()
        phone.wait_for_load_state("networkidle")
        phone.go_back()
        expect(phone).to_have_url(f"{demo_server}{address}")
        phone.go_back()
        expect(phone).to_have_url(f"{demo_server}/help")


def _phone(chromium: Browser) -> Page:
    return chromium.new_context(viewport=PHONE, reduced_motion="reduce").new_page()  # type: ignore[arg-type]  # as ViewportSize
