"""A match round in the browser: ranking by drag and without JavaScript, tiers, preview, publication, proof."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from board.demo.school import PASSWORD

pytestmark = pytest.mark.browser
ROUND = "/match-rounds/2"


@pytest.fixture
def enter(chromium: Browser, demo_server: str) -> Iterator[object]:
    """Opens a signed-in page: `enter("student", javascript=False)`."""
    opened, complaints = [], []

    def come_in(who: str, *, javascript: bool = True) -> Page:
        context = chromium.new_context(base_url=demo_server, java_script_enabled=javascript)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/sign-in")
        page.get_by_label("Email", exact=True).fill(f"{who}@example.edu")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url("/")
        return page

    yield come_in
    for context in opened:
        context.close()
    assert complaints == [], "the browser complained"


def names(page: Page) -> list[str]:
    return page.locator("[data-rank-row] strong").all_inner_texts()


def test_from_ranking_to_proof(enter) -> None:  # type: ignore[no-untyped-def]
    student = enter("student")
    student.goto(f"{ROUND}/ranking")
    before = names(student)
    grips = student.locator("[data-rank-grip]")
    below = grips.nth(2).bounding_box()
    grips.first.hover()
    student.mouse.down()
    student.mouse.move(below["x"] + 4, below["y"] + below["height"] + 24, steps=6)
    with student.expect_response(lambda answer: answer.request.method == "POST"):
        student.mouse.up()
    student.reload()
    assert names(student) == [before[1], before[2], before[0], *before[3:]]
    student.get_by_role("button", name=f"Up {before[0]}").click()
    expect(student.locator("[data-rank-row] strong").nth(1)).to_have_text(before[0])

    student.set_viewport_size({"width": 390, "height": 844})
    heights = student.locator("[data-rank-row]").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert max(heights) < 64
    parts = (student.locator(part).bounding_box()["height"] for part in ("[data-rank-list]", ".c-phone"))
    assert sum(parts) < 844, "the whole list is in view"
    student.get_by_role("button", name="Yes, move up").click()
    expect(student.locator("[data-rank-row] strong").first).to_have_text(before[0])
    student.get_by_role("button", name=f"Down {before[0]}").click()
    expect(student.locator("[data-rank-row] strong").nth(1)).to_have_text(before[0])

    plain = enter("student", javascript=False)
    plain.goto(f"{ROUND}/ranking")
    assert names(plain)[:3] == [before[1], before[0], before[2]]
    plain.get_by_label(f"Place of {before[0]}").fill("0")
    plain.get_by_role("button", name="Save this order").last.click()
    expect(plain.get_by_text("Your list is saved")).to_be_visible()
    assert names(plain) == before, "a number written by hand puts it first again"

    mentor = enter("mentor")
    mentor.goto(f"{ROUND}/applicants")
    refused = int(mentor.locator("[data-tier-count=refuse]").inner_text())
    mentor.locator("fieldset").first.get_by_label("Not for me").check()
    expect(mentor.locator("[data-tier-count=refuse]")).to_have_text(str(refused + 1))
    mentor.locator("fieldset").first.get_by_label("Prefer").check()
    expect(mentor.locator("[data-tier-count=refuse]")).to_have_text(str(refused))
    mentor.get_by_role("button", name="Save, the rest is fine").click()
    expect(mentor.locator("fieldset").first.get_by_label("Prefer")).to_be_checked()

    coordinator = enter("coordinator")
    coordinator.goto(ROUND)
    coordinator.get_by_role("button", name="Lock all lists now").click()
    expect(coordinator.get_by_text("Nobody can change a list after this")).to_be_visible()
    coordinator.get_by_role("button", name="Lock all lists").click()
    expect(coordinator.locator("h1")).to_contain_text("Looking ahead")
    coordinator.get_by_role("button", name="Finalize this run").click()
    expect(coordinator.locator("h1")).to_contain_text("The result")
    student.goto(ROUND)
    expect(student.get_by_text("Being matched")).to_be_visible()
    coordinator.get_by_role("button", name="Publish and tell everybody").click()
    expect(coordinator.get_by_text("It cannot be taken back")).to_be_visible()
    coordinator.get_by_role("button", name="Publish and tell everybody").click()
    expect(coordinator.get_by_text("Everybody has been told")).to_be_visible()
    student.goto(ROUND)
    student.get_by_role("link", name="See what you got, and why").click()
    expect(student.locator("h1")).to_have_text("Your match")
