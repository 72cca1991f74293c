"""What a phone shows, and what a download leaves behind, in a real browser."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_axe import CHECKS
from tests.browser.test_journeys import sign_in

pytestmark = pytest.mark.browser

LARGE = {
    "student": ("/opportunities", "/opportunities/1", "/mentors", "/mentors/26", "/applications", "/record"),
    "faculty": ("/", "/opportunities/new", "/opportunities/1/applicants", "/applications/4"),
}
"""Pages that are read with text of twice the size, by who reads them."""


def test_unread_notices_are_counted_at_the_foot_of_a_phone(demo_server: str, chromium: Browser) -> None:
    phone = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
    sign_in(phone, demo_server, "student@example.edu")
    phone.goto(f"{demo_server}/opportunities")
    notices = phone.get_by_role("navigation", name="Phone").get_by_role("link", name="Notices")
    expect(notices).to_be_visible()
    expect(notices).to_contain_text("waiting")
    assert int(notices.locator(".c-waiting").inner_text().split()[0]) > 0
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    notices.click()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("with_javascript", [True, False], ids=["javascript", "no-javascript"])
def test_whoever_ticks_people_sees_what_can_be_done_with_them(
    demo_server: str, chromium: Browser, with_javascript: bool
) -> None:
    context = chromium.new_context(java_script_enabled=with_javascript, viewport={"width": 390, "height": 844})
    phone = context.new_page()
    sign_in(phone, demo_server, "coordinator@example.edu")
    phone.goto(f"{demo_server}/office/people")
    act = phone.locator("#people-act button")
    expect(act).not_to_be_in_viewport()
    phone.locator("input[name=people]").first.check()
    expect(act).to_be_in_viewport()
    expect(phone.get_by_label("Why", exact=False)).to_be_hidden()
    phone.get_by_label("What to do").select_option("suspend")
    phone.get_by_label("Why", exact=False).fill("They left.")
    act.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Suspend: 1 person?")


def test_back_and_escape_shut_the_sheet_of_filters_and_keep_what_was_chosen(
    demo_server: str, chromium: Browser
) -> None:
    phone = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
    phone.goto(f"{demo_server}/sign-in")
    phone.goto(f"{demo_server}/opportunities")
    sheet, opener = phone.locator("#filter-sheet"), phone.locator("#filter-sheet > summary")

    def expect_it_shut() -> None:
        expect(sheet).not_to_have_attribute("open", "")
        expect(opener).to_be_focused()

    opener.click()
    phone.keyboard.press("Escape")
    expect_it_shut()
    opener.click()
    box = sheet.locator("input[type=checkbox]").first
    with phone.expect_response(lambda answer: "opportunities?" in answer.url):
        box.check()
    expect(sheet.get_by_role("link", name="Clear filters")).to_be_visible()
    chosen = phone.url
    assert chosen.partition("?")[2]
    phone.go_back()
    expect_it_shut()
    expect(box).to_be_checked()
    assert phone.url == chosen
    phone.go_back()
    expect(box).not_to_be_checked()
    expect(phone).to_have_url(f"{demo_server}/opportunities")
    phone.go_back()
    expect(phone).to_have_url(f"{demo_server}/sign-in")


def test_after_a_download_every_button_still_works(demo_server: str, chromium: Browser) -> None:
    faculty = chromium.new_page()
    sign_in(faculty, demo_server, "faculty@example.edu")
    faculty.goto(f"{demo_server}/opportunities/1/applicants")
    form = faculty.locator("form:has([data-download])")
    for name in ("CSV", "ZIP"):
        button = form.locator("[data-download]").filter(has_text=name)
        if not button.is_visible():
            form.locator("details:has([data-download]) > summary").click()
        with faculty.expect_download():
            button.click()
        expect(button).to_be_enabled(timeout=1000)
        assert form.locator("[data-resting]").count() == 0


def test_the_preview_of_an_import_is_no_wider_than_a_phone(demo_server: str, chromium: Browser) -> None:
    phone = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
    sign_in(phone, demo_server, "coordinator@example.edu")
    phone.goto(f"{demo_server}/office/import")
    heading = "Opportunity title,Sponsoring organization,Opportunity category,Application deadline,Stipend amount\n"
    row = "Ward cart,Elm,Quality improvement project,2027-03-14,4500\n"
    phone.locator("#file").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": f"{heading}{row}".encode()}
    )
    phone.get_by_role("button", name="Preview import").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Preview import")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    expect(phone.get_by_role("region", name="Columns of the file")).to_be_visible()


def test_a_phone_shows_text_of_twice_the_size(demo_server: str, chromium: Browser) -> None:
    found: list[tuple[str, str]] = []
    for person, addresses in LARGE.items():
        phone = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce").new_page()
        phone.context.new_cdp_session(phone).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        sign_in(phone, demo_server, f"{person}@example.edu")
        for address in addresses:
            phone.goto(f"{demo_server}{address}")
            assert phone.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 33
            phone.evaluate(CHECKS)
            found += [(address, problem) for problem in phone.evaluate("[...checks.reflow(), ...checks.words()]")]
            tabs = phone.get_by_role("navigation", name="Phone")
            box = tabs.bounding_box() or {}
            assert box["y"] + box["height"] == 844
            assert box["height"] < 110
            assert not tabs.evaluate("bar => [...bar.children].some((tab) => tab.scrollWidth > tab.clientWidth)")
            bars = "bars => bars.filter((bar) => bar.checkVisibility()).map((bar) => getComputedStyle(bar).position)"
            covering = phone.locator(".c-applybar, .c-reader-bar").evaluate_all(bars)
            assert set(covering) <= {"static"}, "nothing else stays over what is read"
        phone.context.close()
    assert found == []


def test_a_new_posting_begins_with_its_title_also_when_it_is_refused(demo_server: str, chromium: Browser) -> None:
    phone = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce").new_page()
    sign_in(phone, demo_server, "faculty@example.edu")
    phone.goto(f"{demo_server}/opportunities/new")
    title, card = phone.locator("#title"), phone.locator("#card-preview")
    expect(title).to_be_in_viewport()
    expect(card).to_be_hidden()
    phone.get_by_text("The card on the list").filter(visible=True).click()
    expect(card).to_be_visible()
    phone.locator("#hours_from").fill("99")
    phone.locator("#hours_from").press("Enter")  # saves the draft, as every line does
    summary = phone.get_by_role("alert")
    expect(summary).to_be_focused()
    above, below = summary.bounding_box() or {}, title.bounding_box() or {}
    assert 0 < below["y"] - above["y"] - above["height"] < 150, "nothing but a heading and a label between them"


def test_an_applicant_is_read_on_a_small_screen(demo_server: str, chromium: Browser) -> None:
    phone = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce").new_page()
    sign_in(phone, demo_server, "faculty@example.edu")
    phone.goto(f"{demo_server}/opportunities/1")
    expect(phone.get_by_role("link", name="View applicants")).to_be_in_viewport()
    phone.goto(f"{demo_server}/applications/4")
    bar = phone.get_by_role("group", name="Score and decision")
    assert (bar.bounding_box() or {})["height"] <= 60, "one line"
    for width, height in ((320, 640), (844, 390)):
        phone.set_viewport_size({"width": width, "height": height})
        expect(bar).to_be_hidden()
        expect(phone.get_by_role("button", name="Draft offer and next")).to_be_attached()
    phone.goto(f"{demo_server}/applications/7")
    phone.get_by_text("Score it yourself").click()
    sizes = phone.locator(".c-scale-step").evaluate_all("steps => steps.map((step) => step.offsetHeight)")
    assert len(sizes) > 4
    assert min(sizes) >= 44
