"""What coordinators do with activities, and what was learned elsewhere."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.unit_of_work import unit_of_work
from board.learning import queries as learning_queries
from board.learning.tasks import remind_of_assignments
from tests.conftest import NOW
from tests.counting import count_statements
from tests.files import pdf

Signed = Callable[[User], FlaskClient]
TALK = {
    "title": "Negotiation evening",
    "provider": "Law School Clinic",
    "format": "workshop",
    "minutes": "90",
    "completed_on": "2026-02-20",
    "competencies": ["influence-and-communication"],
    "supervisor": "",
}


def in_year(user: User, year: str) -> User:
    with unit_of_work():
        user.class_year = year
    return user


def test_an_activity_is_written_published_and_found(
    coordinator: User, client: FlaskClient, browser_of: Signed, app: Flask
) -> None:
    browser = browser_of(coordinator)
    facts = {"title": "Huddles that help", "summary": "Ten minutes.", "minutes": "20", "pass_mark": "50"}
    write = browser.post("/learning/new", data=facts | {"format": "module"}).location
    number = write.split("/")[2]
    assert client.get(f"/learning/{number}").status_code == 404, "a draft is the coordinators' own"
    browser.post(f"/learning/{number}/publish")
    assert "at least one page" in browser.get(write).text
    browser.post(f"/learning/{number}/pages/new", data={"title": "One", "text": "# Read me"})
    browser.post(f"/learning/{number}/publish")
    assert "at least one question" in browser.get(write).text
    for choices, words in (("only one", "at least two"), ("a\nb", "Mark each right choice"), ("*a\na", "are the same")):
        answer = browser.post(f"/learning/{number}/questions/new", data={"text": "Which?", "choices": choices})
        assert answer.status_code == 422
        assert words in answer.text
    browser.post(f"/learning/{number}/questions/new", data={"text": "Which?", "choices": "* this\nthat\n* those"})
    assert learning_queries.activity(int(number)).questions[0].takes_several
    browser.post(f"/learning/{number}/publish")
    app.test_cli_runner().invoke(args=["reindex"])
    assert "Huddles that help" in client.get("/learning?q=huddle").text
    slip = client.get("/learning?q=hudddle").text
    assert "Huddles that help" in slip and 'href="/learning?q=hudddle&amp;typed=1"' in slip
    assert "Huddles that help" not in client.get("/learning?q=hudddle&typed=1").text
    assert "Huddles that help" not in client.get("/learning?q=huddle&length=long").text
    browser.post(f"/learning/{number}/retire")
    assert "Huddles that help" not in client.get("/learning?q=huddle").text


def test_pages_move_up_and_close_the_gap_when_one_is_removed(
    coordinator: User, browser_of: Signed, activity: int
) -> None:
    browser, before = browser_of(coordinator), [page.id for page in learning_queries.activity(activity).pages]
    browser.post(f"/learning/{activity}/pages/{before[2]}/up")
    assert [page.id for page in learning_queries.activity(activity).pages][:3] == [before[0], before[2], before[1]]
    browser.post(f"/learning/{activity}/pages/{before[0]}/remove")
    after = learning_queries.activity(activity).pages
    assert [item.position for item in after] == list(range(len(before) - 1))


def test_questions_move_up_too(coordinator: User, browser_of: Signed, activity: int) -> None:
    browser, before = (
        browser_of(coordinator),
        [question.id for question in learning_queries.activity(activity).questions],
    )
    browser.post(f"/learning/{activity}/questions/{before[1]}/up")
    browser.post(f"/learning/{activity}/questions/{before[1]}/up")
    assert [question.id for question in learning_queries.activity(activity).questions][:3] == [
        before[1],
        before[0],
        before[2],
    ]


def test_a_page_is_previewed_as_it_will_look(coordinator: User, browser_of: Signed) -> None:
    asked = {"HX-Request": "true", "HX-Target": "div#page-preview"}
    typed = {"text": "# Huddles\n\n**Ten** minutes <script>alert(1)</script>"}
    browser = browser_of(coordinator)
    shown = browser.post("/learning/preview", data=typed, headers=asked).text
    assert shown.startswith('<div id="page-preview"')
    assert "<h2>Huddles</h2>" in shown
    assert "<strong>Ten</strong>" in shown
    assert "<script>" not in shown
    assert "<h1>Preview</h1>" in browser.post("/learning/preview", data=typed).text, "and in its own page without htmx"


def test_a_student_finds_nothing_of_the_office(person: Callable[..., User], browser_of: Signed, activity: int) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    for address in (
        "/learning/new",
        "/learning/report",
        f"/learning/{activity}/write",
        f"/learning/{activity}/edit",
    ):
        assert browser.get(address).status_code == 404
    for address in (
        f"/learning/{activity}/publish",
        f"/learning/{activity}/assign",
        "/learning/starter",
        "/learning/preview",
    ):
        assert browser.post(address).status_code == 404


def test_an_assignment_is_told_once_reminded_on_its_days_and_not_to_those_who_passed(
    coordinator: User,
    person: Callable[..., User],
    browser_of: Signed,
    activity: int,
    read_all: Callable,
    answer_quiz: Callable,
    emails: Callable[[], list[str]],
) -> None:
    slow = browser_of(in_year(person("slow", Role.STUDENT), "M1"))
    quick = in_year(person("quick", Role.STUDENT), "M1")
    in_year(person("other", Role.STUDENT), "M2")
    quick_browser = browser_of(quick)
    read_all(quick_browser, activity)
    answer_quiz(quick_browser, quick, activity, right=12)
    due = NOW.date() + timedelta(days=20)
    for _ in range(2):
        form = {"class_year": "M1", "due_on": due.isoformat()}
        assert browser_of(coordinator).post(f"/learning/{activity}/assign", data=form).status_code == 303
    for minute, day in enumerate((21, 20)):
        with clock.frozen(NOW + timedelta(minutes=1 + minute)):
            form = {"class_year": "M1", "due_on": (NOW.date() + timedelta(days=day)).isoformat()}
            browser_of(coordinator).post(f"/learning/{activity}/assign", data=form)
    told = [email for email in emails() if "is assigned to M1" in email]
    assert len(told) == 3, "asked twice it is told once; moved, and moved back, each is told"
    assert '<time datetime="2026-03-22"' in slow.get("/").text.partition("Due</h2>")[2]
    assert '<time datetime="2026-03-22"' not in quick_browser.get("/").text, "passed is done"
    assert "Dear Slow" in told[0]
    reminded = []
    for day in range(22):
        with clock.frozen(NOW + timedelta(days=day)):
            reminded += [day] * remind_of_assignments(clock.now())
            assert remind_of_assignments(clock.now()) == 0, "done twice it changes nothing"
            if day > 20:
                assert re.search(r'<time datetime="2026-03-22"[^<]*ago</time>', slow.get("/").text)
    assert reminded == [6, 17, 20]


def test_what_is_assigned_in_the_place_of_another_is_told_too(
    coordinator: User,
    person: Callable[..., User],
    browser_of: Signed,
    activity: int,
    emails: Callable[[], list[str]],
) -> None:
    in_year(person("ada", Role.STUDENT), "M1")
    office, due = browser_of(coordinator), {"class_year": "M1", "due_on": "2026-04-01"}
    first = office.post(f"/learning/{activity}/assign", data=due).location
    office.post(f"{first}/remove")
    facts = {"title": "Huddles", "summary": "S", "minutes": "5", "pass_mark": "75", "format": "module"}
    write = office.post("/learning/new", data=facts | {"link": "https://ed.example/2"}).location
    other = write.removesuffix("/write")
    office.post(f"{other}/publish")
    office.post(f"{other}/assign", data=due)  # SQLite gives it the number of the first
    assert "Huddles" in emails()[-1].splitlines()[0]


def test_the_reports_count_what_happened_in_a_constant_number_of_statements(
    app: Flask,
    coordinator: User,
    person: Callable[..., User],
    browser_of: Signed,
    activity: int,
    read_all: Callable,
    answer_quiz: Callable,
) -> None:
    students = [in_year(person(f"s-{number}", Role.STUDENT), "M1") for number in range(4)]
    for student, right in ((students[0], 12), (students[1], 2)):
        browser = browser_of(student)
        read_all(browser, activity)
        answer_quiz(browser, student, activity, right=right)
    office = browser_of(coordinator)
    due = {"class_year": "M1", "due_on": "2026-04-01"}
    page = office.post(f"/learning/{activity}/assign", data=due).location
    assert "1 of 4 students passed" in office.get(page).text
    assert "8 of 8 pages read" in office.get(page).text
    report = office.get("/learning/report").text
    assert page in report
    assert not re.search(r"\d+ of \d+|\d+ %|under way", report), "figures are in the reports, which are rounded"
    table = list(csv.DictReader(io.StringIO(office.get(f"{page}/progress.csv").data.decode("utf-8-sig"))))
    assert [row["progress"] for row in table] == ["Passed", "Under way", "Not begun", "Not begun"]
    few = count_statements(app, lambda: office.get(page))
    for number in range(30):
        in_year(person(f"more-{number}", Role.STUDENT), "M1")
    assert count_statements(app, lambda: office.get(page)) == few
    with unit_of_work():
        students[0].suspended_at = NOW
    assert "0 of 33 students passed" in office.get(page).text, "only who is here counts"
    assert count_statements(app, lambda: office.get("/learning/report")) < 20


def test_what_was_learned_elsewhere_counts_once_it_is_verified(
    person: Callable[..., User], browser_of: Signed, emails: Callable[[], list[str]]
) -> None:
    student, supervisor = person("ada", Role.STUDENT), person("hana", Role.FACULTY)
    browser, theirs = browser_of(student), browser_of(supervisor)
    form = TALK | {"supervisor": supervisor.email, "proof": (io.BytesIO(pdf()), "proof.pdf")}
    page = browser.post("/learning/outside/new", data=form).location
    assert "1 hour 30 minutes of learning" not in browser.get("/transcript").text
    assert any(email.startswith("Please confirm: Negotiation evening") for email in emails())
    assert "Ada asks you to confirm Negotiation evening" in theirs.get("/").text
    assert theirs.get(f"{page}/proof").mimetype == "application/pdf"
    assert browser.post(f"{page}/verify").status_code == 403, "not by oneself"
    assert browser_of(person("eve", Role.FACULTY)).get(page).status_code == 404
    assert theirs.post(f"{page}/verify").status_code == 303
    assert "asks you to confirm" not in theirs.get("/").text
    assert "1 hour 30 minutes of learning" in browser.get("/transcript").text
    assert f'value="{supervisor.email}"' in browser.get(f"{page}/edit").text
    rows = list(csv.DictReader(io.StringIO(browser.get("/transcript.csv").data.decode("utf-8-sig"))))
    assert rows[0]["status"] == "Confirmed by an approved supervisor"
    browser.post(f"{page}/edit", data=TALK | {"minutes": "900"})
    assert "of learning, passed here" not in browser.get("/transcript").text, "a change drops the mark"


def test_what_was_changed_while_it_was_read_is_neither_confirmed_nor_sent_back(
    person: Callable[..., User], browser_of: Signed
) -> None:
    student, supervisor = person("ada", Role.STUDENT), person("hana", Role.FACULTY)
    browser, theirs = browser_of(student), browser_of(supervisor)
    talk = TALK | {"supervisor": supervisor.email}
    page = browser.post("/learning/outside/new", data=talk).location
    read = dict(re.findall(r'name="(version)" value="(\d+)"', theirs.get(page).text))
    browser.post(f"{page}/edit", data=talk | {"proof": (io.BytesIO(pdf()), "proof.pdf")})
    for verb, more in (("verify", {}), ("send-back", {"note": "The date differs."})):
        answer = theirs.post(f"{page}/{verb}", data=read | more)
        assert answer.status_code == 409
        assert "Ada changed this while you were reading" in answer.text
    assert "Waits to be confirmed" in browser.get(page).text
    again = dict(re.findall(r'name="(version)" value="(\d+)"', theirs.get(page).text))
    assert theirs.post(f"{page}/verify", data=again).status_code == 303


def test_what_the_catalogue_has_elsewhere_can_be_assigned_and_counts_once_it_is_verified(
    coordinator: User, person: Callable[..., User], browser_of: Signed
) -> None:
    student, office = browser_of(in_year(person("ada", Role.STUDENT), "M1")), browser_of(coordinator)
    facts = {"title": "What a system is", "provider": "Ed Hub", "minutes": "30", "pass_mark": "75", "format": "module"}
    page = office.post("/learning/new", data=facts | {"summary": "S", "link": "https://ed.example/1"}).location
    number = page.split("/")[2]
    office.post(f"/learning/{number}/publish")
    due = office.post(f"/learning/{number}/assign", data={"class_year": "M1", "due_on": "2026-04-01"}).location
    assert "Not begun" in office.get(due).text

    address = f"/learning/outside/new?activity={number}"
    assert address in student.get(f"/learning/{number}").text.replace("&amp;", "&")
    form = student.get(address).text
    assert 'value="What a system is"' in form and 'value="Ed Hub"' in form, "nobody types what the catalogue knows"
    logged = student.post(address, data=TALK | {"title": "What a system is"}).location
    assert "Under way" in office.get(due).text
    assert student.get(address).location == logged, "it is logged once"
    office.post(f"{logged}/verify")
    assert "1 of 1 student passed" in office.get(due).text
    assert "Feb 20" in office.get(due).text, "the day it was finished"
    student.post(f"{logged}/edit", data=TALK)
    assert "0 of 1 student passed" in office.get(due).text, "a change waits to be verified anew"


def test_what_is_taken_here_is_not_logged_as_learned_elsewhere(
    person: Callable[..., User], browser_of: Signed, activity: int
) -> None:
    """It would count as passed without its quiz, and undo that somebody passed it."""
    ada, address = person("ada", Role.STUDENT), f"/learning/outside/new?activity={activity}"
    student = browser_of(ada)
    assert student.get(address).status_code == 403
    refused = student.post(address, data=TALK)
    assert refused.status_code == 403 and "taken here" in refused.text
    assert learning_queries.taking_of(ada.id, activity) is None


def test_sending_back_needs_a_word_and_leads_back_to_the_student(
    coordinator: User, person: Callable[..., User], browser_of: Signed
) -> None:
    student = browser_of(person("ada", Role.STUDENT))
    page = student.post("/learning/outside/new", data=TALK).location
    office = browser_of(coordinator)
    assert page in office.get("/learning/report").text
    assert "1 activity from elsewhere waits to be confirmed" in office.get("/").text
    office.post(f"{page}/send-back", data={"note": " "})
    assert "Say what is missing" in office.get(page).text
    office.post(f"{page}/send-back", data={"note": "The date differs."})
    assert "Sent back: The date differs." in student.get(page).text
    student.post(f"{page}/edit", data=TALK)
    assert office.post(f"{page}/verify").status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("completed_on", "2027-01-01", "has not come yet"),
        ("completed_on", "yesterday", ""),
        ("minutes", "0", "Write a whole number"),
        ("minutes", "9" * 30, "Write a whole number"),
        ("title", "", "Write what it is called"),
        ("title", "x" * 100_000, "Use at most"),
        ("supervisor", "nobody@example.edu", "Nobody on the faculty"),
        ("format", "dance", ""),
    ],
)
def test_bad_input_is_told_beside_its_field_and_the_rest_is_kept(
    person: Callable[..., User], browser_of: Signed, field: str, value: str, words: str
) -> None:
    answer = browser_of(person("ada", Role.STUDENT)).post("/learning/outside/new", data=TALK | {field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Law School Clinic" in answer.text


@pytest.mark.parametrize("number", ["9" * 21, "-1", "٣", "\t", "2147483648", "1.5"])
def test_an_activity_that_cannot_be_is_an_empty_form(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient], number: str
) -> None:
    answer = browser_of(person("stu", Role.STUDENT)).get("/learning/outside/new", query_string={"activity": number})
    assert answer.status_code == 200
