"""A coordinator's first day, from an empty database to the first report, with what each station takes of their hands.

A press is a click, a typed field, a tick or a chosen file. `docs/first-day.md` has the most that each station may take,
and what it took before the day was shortened; this test holds the table to it.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook
from PIL import Image
from playwright.sync_api import Browser, Download, Page, expect

from board.office.roster.classes import NEW_YEAR_BEGINS
from tests import school_provider
from tests.browser.test_journeys import link_in_email
from tests.browser.test_sign_on import is_fit
from tests.conftest import PASSWORD
from tests.school_provider import CLIENT_ID, CLIENT_SECRET, SchoolProvider
from tests.servers import ROOT, Server, working

pytestmark = pytest.mark.browser

PEOPLE = 600
COORDINATOR, FAY, SAM, BO = "office@alder.edu", "fay@alder.edu", "sam@alder.edu", "bo@alder.edu"
SEMINAR, DRIVE = "Leading a ward round", "Winter clothing drive"
ROW = re.compile(r"^\| (?P<station>[^|]+?) \| (?P<before>\d+) \| (?P<most>\d+) \|", re.M)


@dataclass
class FirstDay:
    """A running Rounds with nothing in it, its worker, and the school's sign-on."""

    address: str
    app: Flask
    school: SchoolProvider
    folder: Path
    browser: Browser
    presses: Counter[str] = field(default_factory=Counter)


class Hand:
    """Somebody at a browser of their own, whose presses are counted at the station where they are."""

    def __init__(self, day: FirstDay) -> None:
        context = day.browser.new_context(reduced_motion="reduce", ignore_https_errors=True)
        self.page: Page = context.new_page()
        self.day, self.station = day, ""

    def at(self, station: str) -> None:
        """Begin with a station."""
        self.station = station

    def open(self, address: str) -> None:
        """Follow a link in an email, or write the address of Rounds: no press."""
        self.page.goto(address if address.startswith("http") else f"{self.day.address}{address}")

    def click(self, name: str | re.Pattern[str], *, role: str = "button") -> None:
        self._press()
        self.page.get_by_role(role, name=name, exact=isinstance(name, str)).first.click()  # type: ignore[arg-type]

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.click(name, role="link")

    def type(self, label: str, text: str) -> None:
        self._press()
        self.page.get_by_role("main").get_by_label(label).first.fill(text)

    def tick(self, label: str) -> None:
        self._press()
        self.page.get_by_role("main").get_by_label(label, exact=True).check()

    def choose_file(self, label: str, name: str, content: bytes) -> None:
        self._press()
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.get_by_label(label).set_input_files(file)  # type: ignore[arg-type]

    def download(self, name: str) -> Download:
        with self.page.expect_download() as download:
            self.follow(name)
        return download.value

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("main").get_by_text(words).first).to_be_visible()

    def _press(self) -> None:
        self.day.presses[self.station] += 1


@pytest.fixture
def day(app: Flask, database: str, tmp_path: Path, chromium: Browser) -> Iterator[FirstDay]:
    running = Server(tmp_path, database)
    with school_provider.running(f"{running.address}/sign-on/back") as school:
        school.knows("sam", name="Sam Student", email=SAM, affiliation="student", student_id="1001")
        school.knows("fay", name="Fay Faculty", email=FAY, affiliation="faculty")
        school.knows("bo", name="Bo Both", email=BO, email_verified=True, affiliation=["student", "faculty"])
        running.environment |= school.environment | {
            "ROUNDS_OIDC_ISSUER": school.issuer,
            "ROUNDS_OIDC_CLIENT_ID": CLIENT_ID,
            "ROUNDS_OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "ROUNDS_OIDC_ROLES": "affiliation=student -> student; affiliation=faculty -> faculty",
            "ROUNDS_OIDC_ROSTER_CLAIM": "student_id",
        }
        running.start()
        with working(running.environment, tmp_path / "worker.log"):
            yield FirstDay(running.address, app, school, tmp_path, chromium)
        running.kill()


def registrars_list() -> bytes:
    """Six hundred people as a registrar exports them: a title above the headings, names turned round."""
    book, content = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Alder Medical College: enrollment, Fall 2026"])
    sheet.append([])
    sheet.append(["Student ID", "Student Name", "E-mail", "Type", "Level", "Class of"])
    today = datetime.now(UTC).date()
    last_year = today.year + (today.month >= NEW_YEAR_BEGINS) + 3
    sheet.append([1001, "Student, Sam", SAM, "Student", "M2", last_year - 1])
    sheet.append([1002, "Faculty, Fay", FAY, "Faculty", None, None])
    for number in range(3, PEOPLE + 1):
        row = [1000 + number, f"Last{number}, First{number}", f"s{number}@alder.edu", "Student", f"M{1 + number % 4}"]
        sheet.append([*row, last_year - number % 4])
    book.save(content)
    return content.getvalue()


def logo() -> bytes:
    content = io.BytesIO()
    Image.new("RGBA", (96, 32), "teal").save(content, "PNG")
    return content.getvalue()


def comes_in(day: FirstDay) -> Hand:
    """The operator's one command, and its link."""
    command = day.app.test_cli_runner().invoke(args=["create-coordinator", COORDINATOR])
    cora = Hand(day)
    cora.at("Come in")
    cora.open(re.sub(r"^http://[^/]+", day.address, command.output.strip()))
    cora.type("Your name", "Cora Office")
    cora.type("New password", PASSWORD)
    cora.type("Confirm password", PASSWORD)
    cora.click("Set the password")
    cora.sees("Set up your school")
    is_fit(cora.page)
    return cora


def describes_the_school(cora: Hand) -> None:
    cora.at("Settings and logo")
    cora.follow(re.compile("^Describe your school"))
    cora.type("Name of the school", "Alder Medical College")
    cora.type("Email domains", "alder.edu")
    cora.choose_file("Logo", "logo.png", logo())
    cora.click("Save and go on")
    cora.sees("Saved. It counts from now on.")


def brings_the_roster(cora: Hand) -> None:
    cora.at("Roster of 600")
    cora.choose_file("CSV or Excel", "registrar.xlsx", registrars_list())
    cora.click("Preview roster")
    cora.sees(f"{PEOPLE} join, 0 change")
    cora.click(f"Import {PEOPLE} people")
    cora.sees("registrar.xlsx is imported")


def invites(cora: Hand) -> None:
    cora.at("Invitations")
    cora.click(f"Invite {PEOPLE} people")
    cora.click(f"Send an invitation: {PEOPLE} people")
    cora.sees(re.compile(f"of {PEOPLE} invitations are sent"))  # the worker sends them, and nobody waits for it


def tries_sign_on(cora: Hand) -> None:
    cora.at("Try sign-on")
    cora.open("/office")
    cora.follow(re.compile("^Try sign-on"))
    cora.click("sam")
    cora.sees("You would come in to the account of Sam Student")
    is_fit(cora.page)


def sign_on(day: FirstDay) -> tuple[Hand, Hand, Hand]:
    """A student whom the roster knows, a teacher who was invited, and somebody who is both and new."""
    sam, fay, bo = Hand(day), Hand(day), Hand(day)
    for hand in (sam, fay, bo):
        hand.at("Sign on as student, faculty, both")
    sam.open("/sign-in")
    sam.follow("Continue with school sign-on")
    sam.click("sam")
    expect(sam.page.get_by_role("heading", level=1)).to_have_text("My day")
    fay.open(link_in_email(day.folder / "mail", FAY, seconds=120))
    fay.follow("Continue with school sign-on")
    fay.click("fay")
    expect(fay.page.get_by_role("heading", level=1)).to_have_text("My day")
    bo.open("/sign-in")
    bo.follow("Continue with school sign-on")
    bo.click("bo")
    bo.click("Open my account")
    bo.sees("A coordinator has yet to approve you as faculty")
    return sam, fay, bo


def approves(cora: Hand, bo: Hand) -> None:
    cora.at("Sign on as student, faculty, both")
    cora.open("/")
    cora.follow(re.compile("^1 person waits for approval"))
    cora.click(re.compile("^Approve"))
    bo.page.reload()
    expect(bo.page.get_by_text("A coordinator has yet to approve you")).to_be_hidden()


def writes(hand: Hand, title: str, *, host: str = "") -> None:
    """The form of a posting: a template, and what it cannot know."""
    hand.follow("Leadership seminar")
    hand.type("Title", title)
    hand.type("Description", "Four evenings about leading a team, with a case of your own.")
    if host:
        hand.type("Host", host)
    hand.type("Summary", "An hour a week, with a case of your own.")
    hand.tick("Education")
    hand.tick("Team management")
    hand.tick("Rolling: no deadline")
    hand.click("Save and submit for approval")
    hand.sees(re.compile("It waits for"))


def faculty_post(cora: Hand, fay: Hand) -> None:
    fay.at("Faculty post")
    fay.follow("New posting")
    writes(fay, SEMINAR, host="Department of Medicine")
    cora.at("Faculty post")
    cora.open("/")
    cora.follow(re.compile("^1 posting waits for approval"))
    cora.click(re.compile("^Approve and publish"))
    fay.open("/opportunities")
    fay.sees(SEMINAR)


def an_organisation_posts(cora: Hand, sam: Hand, fay: Hand) -> None:
    cora.at("An organization posts")
    cora.open("/office")
    cora.follow(re.compile("^Enter an organization"))
    cora.type("Name", "Students for Winter")
    cora.type("Email of its faculty adviser", FAY)
    cora.type("Email of its first officer", SAM)
    cora.click("Add organization")
    cora.sees("Sam Student")
    sam.at("An organization posts")
    sam.open("/notices")
    sam.follow(re.compile("President of Students for Winter"))
    sam.follow("New posting in its name")
    writes(sam, DRIVE)
    fay.at("An organization posts")
    fay.open("/")
    fay.follow(re.compile(f"^Approve or return: {DRIVE}"))
    fay.click("Approve and publish")
    sam.open("/opportunities")
    sam.sees(DRIVE)


def reports(cora: Hand) -> None:
    cora.at("First report and export")
    cora.open("/office")
    cora.follow("Reports")
    cora.sees("Nothing is counted here yet")
    table = cora.download("Students, their work and who has none as CSV")
    assert table.suggested_filename.startswith("students-")
    assert Path(table.path()).read_text("utf-8-sig").startswith("Figure,By,Group")
    cora.follow("People")
    with cora.page.expect_download() as download:
        cora.click(re.compile(r"^Export 60\d people as CSV"))
    assert len(Path(download.value.path()).read_text("utf-8-sig").splitlines()) == PEOPLE + 3  # headings, cora and bo


def test_a_school_opens_in_a_day_with_no_more_presses_than_it_takes(day: FirstDay) -> None:
    cora = comes_in(day)
    describes_the_school(cora)
    brings_the_roster(cora)
    invites(cora)
    tries_sign_on(cora)
    sam, fay, bo = sign_on(day)
    approves(cora, bo)
    faculty_post(cora, fay)
    an_organisation_posts(cora, sam, fay)
    reports(cora)
    cora.open("/office")
    expect(cora.page.locator(".c-set-up li:not([data-done]) h3")).to_contain_text(
        ["Emails", "A second coordinator", "Who handles reports about people"]
    )
    paper = (ROOT / "docs" / "first-day.md").read_text("utf-8")
    most = {row["station"]: int(row["most"]) for row in ROW.finditer(paper)}
    assert dict(day.presses) == most, "docs/first-day.md says what each station takes"
