"""A student asks a mentor, who accepts; both sign and log a meeting: in a browser, with JavaScript and without."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from board.kernel import clock
from tests.browser.test_journeys import sign_in

pytestmark = pytest.mark.browser

MENTOR = "Ines Calloway"


def log_meeting(page: Page, days_ago: int) -> None:
    with clock.running():
        day = clock.day(clock.now()) - timedelta(days=days_ago)
    page.get_by_role("link", name="Log a meeting").click()
    page.get_by_label("Day").fill(day.isoformat())
    page.get_by_label("Time").fill("12:30")
    page.get_by_label("What we said and agreed").fill(f"We spoke {days_ago} days ago.")
    page.get_by_label("Leadership").check()
    page.get_by_role("button", name="Log the meeting").click()
    expect(page.get_by_text("The meeting is logged.")).to_be_visible()


@pytest.mark.parametrize("with_javascript", [True, False], ids=["javascript", "no-javascript"])
def test_from_asking_to_meeting(demo_server: str, chromium: Browser, with_javascript: bool) -> None:
    def open_as(email: str) -> Page:
        context = chromium.new_context(java_script_enabled=with_javascript, viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        sign_in(page, demo_server, email)
        return page

    complaints: list[str] = []
    student, mentor = open_as("student@example.edu"), open_as("mentor@example.edu")

    student.goto(f"{demo_server}/mentors")
    student.get_by_label("Search mentors").fill("calloway")
    if with_javascript:
        student.get_by_label("Search mentors").press("Enter")
    else:
        student.get_by_text("Filters", exact=False).first.click()
        student.get_by_role("button", name="Apply filters").click()
    expect(student).to_have_url(re.compile("q=calloway"))
    student.get_by_role("link", name=MENTOR).click()
    student.get_by_label("What I want to reach").fill("Run one small project well.")
    student.get_by_role("button", name="Send the request").click()
    expect(student.get_by_text("Your request is sent.")).to_be_visible()

    mentor.goto(demo_server)
    mentor.get_by_role("link", name="Noor Castellanos requests mentorship").click()
    mentor.get_by_role("button", name="Accept Noor Castellanos").click()
    expect(mentor.get_by_role("heading", level=1)).to_have_text("With Noor Castellanos")
    pair = mentor.url
    mentor.get_by_role("button", name="Sign version 1").click()
    student.goto(pair)
    expect(student.get_by_text("Meetings open when you have both signed version 1")).to_be_visible()
    student.get_by_role("button", name="Sign version 1").click()
    log_meeting(student, 2)
    mentor.goto(pair)
    log_meeting(mentor, 1)
    mentor.get_by_role("link", name=re.compile("12:30")).first.click()
    expect(mentor.get_by_label("What we said and agreed")).to_have_value("We spoke 1 days ago.")

    assert complaints == []
