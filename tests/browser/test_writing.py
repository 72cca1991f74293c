"""A text typed into a form survives whatever happens: each form of the product, each way to lose it, in a browser."""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy import delete, select

from board.accounts.models import Role, Session, UnsentForm, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning import starter_activity as learning_starter_activity
from board.learning.actions import activity as activity_actions
from board.learning.actions import attempt as attempt_actions
from board.opportunities import beginnings as opportunity_beginnings
from board.opportunities.models import Opportunity, Paper, Question
from tests.applications.builders import application_of, posting_of
from tests.conftest import NOW, PASSWORD
from tests.servers import Server

pytestmark = pytest.mark.browser
KEPT = re.compile(r"(Kept|Saved) \d")
QUESTION = ".c-question:has(input[type=radio]) >> nth=0"


@dataclass(frozen=True)
class Place:
    """A form that somebody writes into."""

    writer: str
    page: str
    write: Callable[[Page, str], None]
    read: Callable[[Page], object]
    """What stands in it: the text, or what is ticked."""
    press: str
    """The button that sends it."""
    spoil: Callable[[Page], None]
    """Makes the form one that is refused."""
    texts: tuple[str, ...] = tuple(f"Words of way {number}, with “quotes” & <signs>." for number in range(9))


def into(label: str) -> tuple[Callable[[Page, str], None], Callable[[Page], object]]:
    """How a field with this label is written into and read."""

    def field(page: Page) -> object:
        return page.get_by_label(label, exact=True)

    return lambda page, text: field(page).fill(text), lambda page: field(page).input_value()


def scored(page: Page, text: str) -> None:
    page.locator("details:has(form[action*='/review'])").evaluate_all(
        "all => all.forEach((one) => { one.open = true; })"
    )
    for group in page.locator("form[action*='/review'] .c-scale").all():
        group.get_by_role("radio").nth(2).check()
    page.locator("#comment").fill(text)


def ticked(page: Page, text: str) -> None:
    if not page.locator("#text").is_visible():
        page.locator("input[name=application]").first.check()
        page.get_by_role("button", name="Message…").click()
    page.locator("#text").fill(text)


def answered(page: Page, choice: str) -> None:
    page.locator(f"{QUESTION} >> input[value='{choice}']").check()


def put(selector: str, text: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).fill(text)


PLACES = {
    "apply": Place(
        "ada",
        "/opportunities/1/apply",
        *into("Personal statement"),
        press="Save and review",
        spoil=lambda page: page.locator("#statement").fill(page.locator("#statement").input_value() + "x" * 6000),
    ),
    "posting": Place(
        "grace",
        "/opportunities/2/edit",
        *into("Description (required to publish)"),
        press="Save draft",
        spoil=put("#hours_from", "99"),
    ),
    "rubric": Place(
        "grace",
        "/applications/1",
        scored,
        lambda page: page.locator("#comment").input_value(),
        press="Save my scores",
        spoil=lambda page: page.locator("#comment").fill(page.locator("#comment").input_value() + "x" * 6000),
    ),
    "entry": Place(
        "ada",
        "/record/entries/new",
        lambda page, text: page.locator("#description").fill(text),
        lambda page: page.locator("#description").input_value(),
        press="Add to my record",
        spoil=put("#hours", "9999999"),
    ),
    "quiz": Place(
        "ada",
        "/learning/1/quiz",
        answered,
        lambda page: page.locator(f"{QUESTION} >> input:checked").get_attribute("value"),
        press="Submit",
        spoil=lambda _page: None,
        texts=("0", "1", "2", "0", "1", "2", "0", "1", "2"),
    ),
    "message": Place(
        "grace",
        "/opportunities/1/applicants",
        ticked,
        lambda page: page.locator("#text").input_value(),
        press="See what",
        spoil=lambda page: page.locator("#text").fill(page.locator("#text").input_value() + " {nobody}"),
    ),
}


@pytest.fixture
def school(person: Callable[..., User]) -> dict[str, User]:
    """A posting with an application, a draft of a posting, and a quiz that is under way."""
    people = {"grace": person("grace", Role.FACULTY), "ada": person("ada", Role.STUDENT)}
    cora = person("cora", Role.COORDINATOR)
    posting = posting_of(people["grace"], closes_at=None)
    posting_of(people["grace"], "Another", state="DRAFT", published_at=None, closes_at=None)
    application_of(person("ben", Role.STUDENT), posting, statement="I read event reports.")
    with unit_of_work():
        activity = learning_starter_activity.bring_in(by=cora, now=NOW)
        activity_actions.publish(activity, by=cora, now=NOW)
        begun = attempt_actions.begin(activity, by=people["ada"], now=NOW)
        begun.pages_read = len(activity.pages)
        db.session.flush()
        attempt_actions.begin_attempt(begun, by=people["ada"], now=NOW)
    return people


@pytest.fixture
def mortal(school: dict[str, User], database: str, tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path, database)
    db.session.rollback()
    server.start()
    yield server
    server.kill()


def come_in(context: BrowserContext, server: str, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{server}/sign-in")
    sign_in_here(page, name)
    return page


def sign_in_here(page: Page, name: str) -> None:
    page.locator("#email").fill(f"{name}@example.edu")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")


def status(page: Page) -> str:
    found = page.locator("main [data-autosave-status], main [data-unsent-status]").all_text_contents()
    return " ".join(found)


def wait_for(page: Page, words: re.Pattern[str] | str) -> None:
    """Until the form says so."""
    shown = page.locator("main").get_by_text(words).filter(visible=True).first
    expect(shown).to_be_visible(timeout=20_000)


def holds(page: Page, place: Place, text: str, way: str) -> None:
    for _ in range(40):
        if place.read(page) == text:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{way}: {place.read(page)!r} in place of {text!r}")


@pytest.mark.parametrize("name", PLACES)
def test_a_text_survives_every_way_to_lose_it(name: str, mortal: Server, chromium: Browser) -> None:
    place, server = PLACES[name], mortal.address
    texts = iter(place.texts)
    context = chromium.new_context(viewport={"width": 1200, "height": 1400})
    page = come_in(context, server, place.writer)

    def write(way: str, *, wait: bool = True) -> str:
        text = next(texts)
        page.goto(server + place.page)
        place.write(page, text)
        if wait:
            wait_for(page, KEPT)
        return text

    def again(way: str, text: str, visitor: Page) -> None:
        visitor.goto(server + place.page)
        holds(visitor, place, text, way)

    again("leaving", write("leaving", wait=False), page)

    text = write("back", wait=False)
    page.goto(f"{server}/help")
    page.go_back()
    holds(page, place, text, "back")

    text = write("a second tab")
    again("a second tab", text, context.new_page())

    text = write("another device")
    elsewhere = chromium.new_context(viewport={"width": 1200, "height": 1400})
    again("another device", text, come_in(elsewhere, server, place.writer))
    elsewhere.close()

    text = write("a refused post")
    place.spoil(page)
    page.get_by_role("button", name=re.compile(f"^{place.press}")).first.click()
    expect(page.locator(".c-summary[role=alert]")).to_be_visible()
    assert str(place.read(page)).startswith(text), "a refused post"

    with page.expect_response("**/account/unsent/here?*") as told:
        page.goto(server + place.page)
    told.value.finished()
    page.wait_for_timeout(500)  # what was refused is put back once the server has told of it
    for thrown_away in page.get_by_role("button", name="Throw it away").all():
        thrown_away.click()
        expect(thrown_away).to_be_hidden()
    context.set_offline(True)
    text = next(texts)
    place.write(page, text)
    wait_for(page, "offline. Trying again")
    context.set_offline(False)
    wait_for(page, KEPT)
    again("offline", text, page)

    text = write("a crash of the server", wait=False)
    mortal.kill()
    with contextlib.suppress(PlaywrightError):
        page.get_by_role("button", name=re.compile(f"^{place.press}")).first.click()
        page.wait_for_timeout(500)
    mortal.start()
    again("a crash of the server", text, page)

    text = write("an ended session")
    with unit_of_work():
        db.session.execute(delete(Session))
    page.get_by_role("button", name=re.compile(f"^{place.press}")).first.click()
    expect(page.get_by_text("What you wrote is kept for you")).to_be_visible()
    sign_in_here(page, place.writer)
    expect(page.get_by_role("heading", level=1)).to_have_text("Unsent forms")
    page.get_by_role("link", name="Open the page it was written on").click()
    holds(page, place, text, "an ended session")
    context.close()


def test_nothing_that_was_written_stays_in_the_browser_after_signing_out(mortal: Server, chromium: Browser) -> None:
    place, server = PLACES["entry"], mortal.address
    context = chromium.new_context()
    page = come_in(context, server, place.writer)
    page.goto(server + place.page)
    place.write(page, place.texts[0])
    wait_for(page, KEPT)
    assert page.evaluate("Object.keys(sessionStorage).length") > 0
    page.locator("details.c-me summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).length + Object.keys(localStorage).length") == 0
    page.goto(f"{server}/sign-in")
    sign_in_here(page, "cora")
    page.goto(f"{server}/account/unsent")
    expect(page.get_by_text("Everything is sent")).to_be_visible()
    context.close()


APPLY = PLACES["apply"]


def test_a_second_tab_is_told_whose_save_came_first_and_loses_nothing_when_it_closes(
    mortal: Server, chromium: Browser
) -> None:
    context = chromium.new_context()
    first = come_in(context, mortal.address, "ada")
    second = context.new_page()
    for page in (first, second):
        page.goto(mortal.address + APPLY.page)
    APPLY.write(first, "Written in the first tab.")
    wait_for(first, KEPT)
    APPLY.write(second, "Written in the second tab.")
    wait_for(second, "Not saved. You saved this in another window. Press the button to see both.")
    APPLY.write(second, "Written in the second tab, to its end.")
    second.wait_for_timeout(300)
    second.goto("about:blank")
    second.close()
    third = context.new_page()
    third.goto(mortal.address + APPLY.page)
    other = third.get_by_text("You wrote something that is not sent yet").get_by_role("link")
    expect(other).to_be_visible()
    holds(third, APPLY, "Written in the first tab.", "what is saved")
    APPLY.write(third, "Written on where nothing else is open.")
    third.get_by_role("link", name="Back to the posting").click()
    third.goto(mortal.address + APPLY.page)
    expect(other).to_be_visible()
    holds(third, APPLY, "Written on where nothing else is open.", "the way back")
    assert "Not saved" not in status(third)
    other.click()
    expect(third.get_by_text("Written in the second tab, to its end.")).to_be_visible()
    third.get_by_role("main").get_by_role("button", name="Send it").first.click()
    expect(third.get_by_role("heading", level=1)).to_have_text("Two versions")
    expect(third.get_by_text("Written on where nothing else is open.").first).to_be_visible()
    assert Axe().run(third).response["violations"] == []
    context.close()


@pytest.mark.parametrize("closes", [True, False], ids=["its tab closes", "it signs in from there"])
def test_what_is_typed_after_the_session_has_ended_waits_for_whoever_signs_in(
    mortal: Server, chromium: Browser, closes: bool
) -> None:
    context = chromium.new_context()
    page = come_in(context, mortal.address, "ada")
    page.goto(mortal.address + APPLY.page)
    with unit_of_work():
        db.session.execute(delete(Session))
    APPLY.write(page, "Typed after the end.")
    wait_for(page, "Not saved: you are signed out.")
    page.wait_for_timeout(500)
    if closes:
        page.close()
        page = come_in(context, mortal.address, "ada")
        page.goto(mortal.address + APPLY.page)
    else:
        page.get_by_role("link", name="Sign in to keep it").click()
        sign_in_here(page, "ada")
    holds(page, APPLY, "Typed after the end.", "after signing in")
    context.close()


def test_a_form_from_before_signing_in_anew_is_taken_at_the_first_press(mortal: Server, chromium: Browser) -> None:
    context = chromium.new_context()
    page = come_in(context, mortal.address, "ada")
    page.goto(f"{mortal.address}/opportunities/1")
    page.get_by_label("Ask the people who post it").fill("Is there a meeting in the summer?")
    other = context.new_page()
    other.goto(mortal.address)
    other.locator("details.c-me summary").click()
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("link", name="Sign in").first).to_be_visible()
    page.get_by_role("button", name="Ask a question").click()
    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    sign_in_here(opened.value, "ada")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("This form is from before")
    expect(page.get_by_text("Is there a meeting in the summer?").first).to_be_visible()
    context.close()


def test_after_the_session_all_that_was_answered_is_given_back_in_words_and_sent_once(
    mortal: Server, chromium: Browser
) -> None:
    context = chromium.new_context()
    page = come_in(context, mortal.address, "ada")
    page.goto(f"{mortal.address}/record/entries/new")
    page.locator("#title").fill("chair")
    page.locator("#description").fill("short")
    page.locator("#starts").fill("2025-09-01")
    page.locator("#organisation").fill("Ethics")
    kind = page.locator("select, input[type=radio]:not(:checked)").first
    if kind.evaluate("control => control.tagName") == "SELECT":
        kind.select_option(index=1)
        chosen = kind.evaluate("control => control.selectedOptions[0].textContent.trim()")
    else:
        kind.check()
        chosen = kind.evaluate("control => control.labels[0].textContent.trim()")
    question = page.evaluate("() => document.querySelector('label[for=description]').firstChild.textContent.trim()")
    wait_for(page, "not sent yet")
    context.clear_cookies(name="rounds")
    page.get_by_role("button", name="Add to my record").click()
    button = page.get_by_role("button", name="Send it again")
    expect(button).to_be_visible()
    expect(page.get_by_label(question)).to_have_value("short")
    expect(page.locator("main form").get_by_text(chosen)).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    sign_in_here(opened.value, "ada")
    button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("chair")
    opened.value.goto(f"{mortal.address}/account/unsent")
    expect(opened.value.get_by_role("heading", name="Everything is sent")).to_be_visible()
    context.close()


def test_scores_and_recipients_are_given_back_as_they_were_chosen(mortal: Server, chromium: Browser) -> None:
    context = chromium.new_context()
    page = come_in(context, mortal.address, "grace")
    page.goto(f"{mortal.address}/applications/1")
    scored(page, "Good.")
    name = page.locator("form[action*='/review'] .c-scale legend").first.evaluate(
        "legend => legend.firstChild.textContent.trim()"
    )
    context.clear_cookies(name="rounds")
    page.get_by_role("button", name="Save my scores", exact=True).click()
    expect(page.locator("main form").get_by_text(re.compile(f"{re.escape(name)}: *3"))).to_be_visible()
    expect(page.get_by_label("Comment")).to_have_value("Good.")

    page = come_in(context, mortal.address, "grace")
    page.goto(f"{mortal.address}/opportunities/1/applicants")
    ticked(page, "Come.")
    page.get_by_role("button", name="See what").click()
    to = page.get_by_role("region", name="What each reads").get_by_role("heading").first.text_content()
    context.clear_cookies(name="rounds")
    page.get_by_role("button", name="Send it to").click()
    expect(page.locator("main form").get_by_text(f"To: {to}")).to_be_visible()
    expect(page.get_by_label("Message")).to_have_value("Come.")
    context.close()


def test_words_are_counted_while_one_writes_where_a_posting_limits_them(mortal: Server, chromium: Browser) -> None:
    with unit_of_work():
        db.session.add(Paper(opportunity_id=1, position=0, label="Statement", kind="statement", limit_words=20))
    context = chromium.new_context()
    page = come_in(context, mortal.address, "ada")
    page.goto(mortal.address + APPLY.page)
    for words, item in ((0, "20 words left"), (19, "1 word left"), (22, "2 words too many")):
        APPLY.write(page, "word " * words)
        expect(page.locator("#statement ~ .c-counter")).to_have_text(item)
    context.close()


def test_a_file_that_takes_a_while_to_read_says_so(mortal: Server, chromium: Browser) -> None:
    context = chromium.new_context()
    page = come_in(context, mortal.address, "cora")
    page.goto(f"{mortal.address}/office/import")
    stay = "form => form.addEventListener('submit', (event) => event.preventDefault())"  # as while no answer is there
    page.locator("form[data-wait]").evaluate(stay)
    page.get_by_role("button", name="Preview import").click()
    expect(page.get_by_text("Reading the file.")).to_be_visible()
    context.close()


def test_a_row_that_was_added_while_writing_is_there_again(mortal: Server, chromium: Browser) -> None:
    context = chromium.new_context()
    page = come_in(context, mortal.address, "grace")
    address = f"{mortal.address}/opportunities/1/edit"
    page.goto(address)
    page.get_by_role("button", name="Ask a question").click()
    page.locator("#questions-0-text").fill("Which night did you learn most from?")
    wait_for(page, KEPT)
    page.goto(f"{mortal.address}/help")
    page.goto(address)
    expect(page.locator("#questions-0-text")).to_have_value("Which night did you learn most from?")
    page.get_by_role("button", name="Ask a question").click()
    expect(page.locator("#questions-1-text")).to_be_visible()
    context.close()


def test_what_another_tab_wrote_and_could_not_save_never_takes_back_what_this_tab_saved(
    mortal: Server, chromium: Browser
) -> None:
    place = PLACES["posting"]
    context = chromium.new_context(viewport={"width": 1200, "height": 1400})
    first = come_in(context, mortal.address, "grace")
    second = context.new_page()
    for page in (first, second):
        page.goto(mortal.address + place.page)
    first.locator("#hours_from").fill("2")
    wait_for(first, KEPT)
    second.locator("#hours_from").fill("3")
    wait_for(second, "Not saved. You saved this in another window")
    first.goto(f"{mortal.address}/help")
    first.goto(mortal.address + place.page)
    wait_for(first, "You wrote something that is not sent yet")
    expect(first.locator("#hours_from")).to_have_value("2")
    db.session.rollback()
    assert db.session.get_one(Opportunity, 2).hours_from == 2
    context.close()


def test_two_tabs_that_write_in_different_fields_save_both(mortal: Server, chromium: Browser) -> None:
    place = PLACES["posting"]
    context = chromium.new_context(viewport={"width": 1200, "height": 1400})
    first = come_in(context, mortal.address, "grace")
    second = context.new_page()
    for page in (first, second):
        page.goto(mortal.address + place.page)
    first.locator("#hours_from").fill("2")
    wait_for(first, KEPT)
    place.write(second, "Written in the second tab.")
    wait_for(second, re.compile(r"Saved \d.*\. Also new since you opened this page: Hours a week, from\."))
    expect(second.locator("#hours_from")).to_have_value("2")
    place.write(second, "Written in the second tab, to its end.")
    wait_for(second, re.compile(r"Saved [\d:]+( [AP]M)?$"))
    db.session.rollback()
    posting = db.session.get_one(Opportunity, 2)
    assert (posting.hours_from, posting.description) == (2, "Written in the second tab, to its end.")
    context.close()


@pytest.mark.parametrize("press", ["Save draft", "Save and submit for approval"])
def test_a_posting_that_was_saved_while_more_was_typed_never_comes_back_as_a_new_one(
    press: str, mortal: Server, chromium: Browser
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = come_in(context, mortal.address, "grace")
    page.goto(f"{mortal.address}/opportunities/new")
    page.locator("#title").fill("Night float study")
    page.locator("#kind").select_option("seminar")
    for field in ("host", "summary"):
        page.locator(f"#{field}").fill("What one does at night.")
    page.locator("input[name=areas]").first.check()
    page.locator("input[name=competencies]").first.check()
    page.locator("#is_rolling").check()
    page.locator("#description").fill("Read the reports.")
    page.get_by_role("button", name=press).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Night float study")
    page.wait_for_function("!Object.keys(sessionStorage).some((key) => key.startsWith('unsent:'))")
    for address in ("new", "3/edit"):
        page.goto("about:blank")
        with page.expect_response("**/account/unsent/here?*"):
            page.goto(f"{mortal.address}/opportunities/{address}")
        expect(page.get_by_text("did not send is back")).to_have_count(0)
        expect(page.locator("#title")).to_have_value("" if address == "new" else "Night float study")
    context.close()


def test_a_message_that_was_sent_does_not_come_back(mortal: Server, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1200, "height": 1400})
    page = come_in(context, mortal.address, "grace")
    message_page = mortal.address + PLACES["message"].page
    page.goto(message_page)
    PLACES["message"].write(page, "Please come on Monday.")
    wait_for(page, KEPT)
    page.get_by_role("button", name=re.compile("^See what")).click()
    expect(page.get_by_role("heading", name="Message to 1 applicant")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("did not send is back")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Send it to")).click()
    expect(page.get_by_text("Your message is on its way")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("My day")
    page.goto("about:blank")  # no answer to the page before is waited for below
    with page.expect_response("**/account/unsent/here?*") as told:
        page.goto(message_page)
    assert told.value.json() == []
    expect(page.get_by_text("did not send is back")).to_have_count(0)
    assert page.locator("input[name=application]:checked").count() == 0
    context.close()


def test_an_older_copy_that_is_told_of_late_takes_no_newer_ones_place(mortal: Server, chromium: Browser) -> None:
    context = chromium.new_context()
    page = come_in(context, mortal.address, "ada")
    page.goto(mortal.address + APPLY.page)
    save = f"**{APPLY.page}"
    page.route(save, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    APPLY.write(page, "Written afterwards.")
    wait_for(page, "Trying again")
    told: list[Route] = []
    page.route("**/account/unsent/here?*", lambda route: told.append(route))
    page.reload()
    page.unroute(save)
    wait_for(page, KEPT)
    older = {
        "address": APPLY.page,
        "fields": [["statement", "Written before."]],
        "at": (datetime.now(UTC) - timedelta(minutes=5)).isoformat(),
    }
    told[0].fulfill(json=[older])
    page.wait_for_timeout(500)
    assert APPLY.read(page) == "Written afterwards."
    context.close()


def test_a_copy_that_arrives_after_the_save_is_not_kept(mortal: Server, chromium: Browser) -> None:
    context = chromium.new_context()
    page = come_in(context, mortal.address, "ada")
    page.goto(mortal.address + APPLY.page)
    waiting: list[Route] = []
    page.route("**/account/unsent", lambda route: waiting.append(route))
    context.set_offline(True)
    APPLY.write(page, "Written offline.")
    wait_for(page, "offline. Trying again")
    context.set_offline(False)
    wait_for(page, KEPT)
    with page.expect_response("**/account/unsent"):
        for late in waiting:
            late.continue_()
    page.wait_for_timeout(500)
    assert db.session.scalars(select(UnsentForm.address)).all() == []
    context.close()


def test_apply_saves_on_leaving_a_field_and_every_five_seconds_in_the_time_of_the_school(
    mortal: Server, chromium: Browser
) -> None:
    with unit_of_work():
        db.session.add(Question(opportunity_id=1, position=0, text="Which night?", kind="paragraph"))
    context = chromium.new_context(timezone_id="Asia/Tokyo")
    page = come_in(context, mortal.address, "ada")
    page.clock.install(time=datetime(2026, 3, 3, 0, 16, tzinfo=UTC))
    page.goto(mortal.address + APPLY.page)
    page.clock.pause_at(datetime(2026, 3, 3, 0, 16, 30, tzinfo=UTC))
    page.locator("#statement").fill("Written, and the field left at once.")
    assert "Saving" in status(page)
    page.get_by_label("Which night?").focus()
    wait_for(page, "Saved 7:16 PM")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith("/apply")):
        for letter in "unrested":
            page.locator("#statement").press_sequentially(letter)
            page.clock.run_for(900)
    context.close()


def test_apply_takes_a_dropped_pdf_refuses_another_type_in_words_and_chooses_one_cv(
    mortal: Server, chromium: Browser
) -> None:
    with unit_of_work():
        db.session.add(Paper(opportunity_id=1, position=0, label="CV", kind="cv"))
        ada = db.session.scalars(select(User).where(User.email == "ada@example.edu")).one()
        ada.cv_name, ada.cv_filename = "a" * 32, "kept.pdf"
    context = chromium.new_context()
    page = come_in(context, mortal.address, "ada")
    page.goto(mortal.address + APPLY.page)
    drop = """(zone, names) => {
      const data = new DataTransfer();
      for (const name of names) data.items.add(new File(["%PDF-1.7"], name, { type: "" }));
      zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    zone, input_, told = page.locator(".c-drop"), page.locator("input[type=file]"), page.locator("[data-chosen]")
    on_file = page.get_by_label("Use my CV on file: kept.pdf")
    zone.evaluate(drop, ["cv.docx"])
    expect(told).to_have_text("cv.docx is not a PDF. Save it as a PDF, and choose that.")
    expect(input_).to_have_value("")
    zone.evaluate(drop, ["one.pdf", "two.pdf"])
    expect(told).to_contain_text("These are 2 files.")
    expect(on_file).to_be_checked()
    zone.evaluate(drop, ["cv.pdf"])
    expect(told).to_contain_text("Chosen: cv.pdf, 1 kB.")
    expect(page.get_by_label("Upload another")).to_be_checked()
    expect(page.locator("[data-autosave-status]")).to_be_empty()
    zone.evaluate(drop, ["one.pdf", "two.pdf"])
    expect(told).to_contain_text("cv.pdf stays chosen.")
    assert input_.evaluate("(input) => input.files[0].name") == "cv.pdf"
    zone.evaluate("(zone) => { zone.querySelector('input').dataset.most = '2097152'; }")
    zone.evaluate(drop.replace('["%PDF-1.7"]', "[new Uint8Array(3145728)]"), ["big.pdf"])
    expect(told).to_have_text("big.pdf has 3 MB; a PDF may have up to 2 MB.")
    zone.evaluate(drop, ["cv.pdf"])
    on_file.check()
    expect(input_).to_have_value("")
    expect(told).to_be_empty()
    context.close()


def test_who_leaves_while_a_posting_is_saved_for_the_first_time_goes_on_with_that_draft(
    mortal: Server, chromium: Browser
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = come_in(context, mortal.address, "grace")
    form = f"{mortal.address}/opportunities/new"
    saves: list[int] = []

    def answer_too_late(route: Route) -> None:
        if route.request.method == "POST":
            saves.append(route.fetch().status)
        else:
            route.continue_()

    page.route(form, answer_too_late)
    page.goto(form)
    page.locator("#kind").select_option("seminar")
    page.locator("#title").fill("Night float")
    for _ in range(400):
        if saves:
            break
        page.wait_for_timeout(50)
    assert saves == [204]
    page.locator("#title").fill("Night float study")
    page.goto(f"{mortal.address}/help")
    page.unroute(form)
    page.goto(form)
    expect(page.locator("#title")).to_have_value("Night float study")
    wait_for(page, KEPT)
    assert re.search(r"/opportunities/[0-9]+/edit$", page.url)
    db.session.rollback()
    begun = select(Opportunity.title).where(Opportunity.title.startswith("Night float"))
    assert db.session.scalars(begun).all() == ["Night float study"]
    context.close()


def test_posting_shows_its_card_and_its_steps_as_they_are_typed(mortal: Server, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    page = come_in(context, mortal.address, "grace")
    page.goto(f"{mortal.address}/opportunities/new")
    first = page.locator("[data-step]").first
    expect(first.locator("[data-count]")).to_have_text("0 of 7")
    page.locator("#title").fill("Night float study")
    page.locator("#host").fill("Surgery")
    card = page.locator("#card-preview .c-card")
    expect(card).to_contain_text("Night float study")
    expect(card).to_contain_text("Surgery")
    expect(first.locator("[data-count]")).to_have_text("2 of 7")
    expect(first.locator("li[data-done]")).to_have_count(2)
    page.locator("#description").fill(opportunity_beginnings.template_lines()[0])
    expect(first.locator("[data-count]")).to_have_text("2 of 7")
    page.locator("#description").fill("Read the reports.")
    expect(first.locator("[data-count]")).to_have_text("3 of 7")
    page.locator("#kind").select_option("seminar")
    expect(first.locator("[data-count]")).to_have_text("4 of 7")
    closes = page.locator("li[data-needs=closes]")
    expect(closes).to_contain_text("Incomplete")
    page.locator("#is_rolling").check()
    expect(closes).to_contain_text("Complete")
    page.locator("#pay").select_option("stipend")
    pay = page.locator("li[data-needs=pay]")
    expect(pay).to_contain_text("Incomplete")
    page.locator("#pay_amount").fill("900")
    expect(pay).to_contain_text("Complete")
    expect(page.locator("section[data-step]", has_text="A statement is always asked for")).not_to_have_attribute(
        "data-done", ""
    )
    context.close()
