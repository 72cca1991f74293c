"""A round of 120 students and 40 mentors in the browser, from the opening to the proofs that twenty of them read."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

from board.accounts.models import User
from board.kernel import clock
from board.kernel.db import db
from board.match_rounds.models import MatchMentee, MatchRun
from board.mentorship.models import Mentorship
from tests.match_rounds.conftest import School, found  # noqa: F401 (a fixture)
from tests.match_rounds.test_round_journey import make_lists, read_twenty_proofs

pytestmark = pytest.mark.browser
Enter = Callable[[User], FlaskClient]


@pytest.fixture
def visit(chromium: Browser, server: str, enter: Enter) -> Iterator[Callable[[User], Page]]:
    """Opens a page of the running server as somebody who is signed in already."""
    context: BrowserContext = chromium.new_context(base_url=server)

    def come_in(user: User) -> Page:
        with clock.running():  # the server's clock decides how long a session lives
            cookie = enter(user).get_cookie("rounds", domain="localhost")
        assert cookie is not None
        context.clear_cookies()
        context.add_cookies([{"name": "rounds", "value": cookie.value, "url": server}])
        return context.pages[0] if context.pages else context.new_page()

    yield come_in
    context.close()


def test_a_round_of_a_whole_class(
    found: Callable[..., School],  # noqa: F811
    enter: Enter,
    visit: Callable[[User], Page],
) -> None:
    school, dice = found(students=120, mentors=40, quiet=True), Random(3)
    with clock.running():
        today = clock.day(clock.now())
    page = visit(school.coordinator)
    page.goto("/match-rounds/new")
    page.get_by_label("Title").fill("Faculty mentors, spring")
    page.get_by_label("Mentors who take part").select_option("faculty")
    for label, days in (("People join until", 7), ("Lists are made until", 14), ("Results come on", 21)):
        page.get_by_label(label).fill(str(today + timedelta(days=days)))
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("button", name="Open the round and tell everybody").click()
    expect(page.get_by_text("The round is open.")).to_be_visible()
    address = page.url.removesuffix("/")[page.url.index("/match-rounds") :]

    first = school.students[0]
    for_first = visit(first)
    for_first.goto(address)
    for_first.get_by_role("button", name="Join this round").click()
    expect(for_first.get_by_role("heading", name="You take part")).to_be_visible()
    for student in school.students[1:]:
        assert enter(student).post(f"{address}/join").status_code == 303
    _press(visit(school.coordinator), address, "Start the ranking now")
    make_lists(school, enter, address, dice)
    for_first = visit(first)
    for_first.goto(f"{address}/ranking")
    last = for_first.locator("[data-rank-row] strong").last.inner_text()
    for_first.get_by_label(f"Place of {last}").fill("0")
    for_first.get_by_role("button", name="Save this order").last.click()
    expect(for_first.locator("[data-rank-row] strong").first).to_have_text(last)

    coordinator = visit(school.coordinator)
    _press(coordinator, address, "Lock all lists now")
    coordinator.get_by_role("button", name="Lock all lists").click()
    expect(coordinator.get_by_text("no student and mentor who would both rather have each other")).to_be_visible()
    coordinator.get_by_role("button", name="Finalize this run").click()
    coordinator.get_by_role("button", name="Publish and tell everybody").click()
    coordinator.get_by_text("It cannot be taken back").wait_for()
    coordinator.get_by_role("button", name="Publish and tell everybody").click()
    expect(coordinator.get_by_text("Everybody has been told")).to_be_visible()
    coordinator.goto(f"{address}/record")
    coordinator.get_by_role("link", name="Run it again and compare").click()
    expect(coordinator.get_by_text("each of the 120 proofs recomputed. 0 differences.")).to_be_visible()

    db.session.rollback()
    run = db.session.scalars(select(MatchRun)).one()
    assert db.session.scalar(select(func.count(MatchMentee.id))) == 120
    assert db.session.scalar(select(func.count(Mentorship.id))) == len(run.result) > 60

    def read(student: User) -> str:
        proof = visit(student)
        proof.goto(address)
        proof.get_by_role("link", name="See what you got, and why").click()
        expect(proof.locator("h1")).to_have_text("Your match")
        return proof.content()

    read_twenty_proofs(school, run, read)


def _press(page: Page, address: str, button: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()
