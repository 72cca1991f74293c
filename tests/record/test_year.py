"""One student's year with a moved clock, every step through the door: what happened is what leaves the house."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from openbadgeslib.ob3 import OB3Verifier
from pypdf import PdfReader

from board import tasks
from board.accounts.models import Role, User
from board.kernel import clock
from board.learning import queries as learning_queries
from tests.confirming import press
from tests.files import pdf
from tests.record.conftest import WITNESS
from tests.record.test_exports import SCHEMA, pem

RUN = [61, 64, 58, 63, 60, 66, 78, 83, 81, 85, 84, 90]
"""Twelve measurements: the last seven above the median of the first six, which is 62."""
POSTING = {
    "title": "Student seat, Safety Committee",
    "kind": "committee-seat",
    "host": "Hospital Safety Committee",
    "summary": "Read event reports with the people who act on them.",
    "description": "Four meetings.",
    "areas": ["clinical-care"],
    "competencies": ["professionalism"],
    "place_mode": "on-site",
    "pay": "none",
    "seats": "1",
    "closes": "2026-03-20",
    "supervisor": "Helen Abernathy",
}
MENTOR = {"kind": "faculty", "capacity": "1", "areas": "research", "offers": "career", "languages": "en"}
MEETING = {
    "time": "12:00",
    "minutes": "60",
    "channel": "in-person",
    "outcome": "hold",
    "topics": "influence-and-communication",
}
WORKSHOP = {
    "title": "Leadership day",
    "provider": "State society",
    "format": "workshop",
    "minutes": "360",
    "completed_on": "2026-06-06",
    "competencies": ["self-management"],
}
PROJECT = {
    "kind": "qi-project",
    "title": "Fall scores",
    "organisation": "Ward 4",
    "starts": "2026-03-09",
    "ends": "2026-08-30",
    "hours": "40",
    "competencies": ["team-management"],
    "description": "I led four nurses and two students.",
    "aim": "Nine of ten patients scored within a day",
    "measure": "Patients scored within a day, percent",
    "before": "62",
    "after": "86",
}


@dataclass
class School:
    """Everybody whom the year needs. Who comes on another day signs in anew: no session lasts that long."""

    sam: User
    grace: User
    mira: User
    cora: User
    door: Callable[[User], FlaskClient]

    @contextmanager
    def on(self, month: int, day: int, *users: User) -> Iterator[list[FlaskClient]]:
        """Noon of a day of that year, and the browsers of those who come."""
        with clock.frozen(datetime(2026, month, day, 16, tzinfo=UTC)):
            yield [self.door(user) for user in users]


@pytest.fixture
def school(
    sam: User,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    app: Flask,
    client: FlaskClient,
    emails: Callable[[], list[str]],
) -> School:
    """The year has been."""
    grace, mira, cora = person("grace", Role.FACULTY), person("mira", Role.FACULTY), person("cora", Role.COORDINATOR)
    year = School(sam, grace, mira, cora, browser_of)
    _win_the_seat(year)
    pair = _find_a_mentor(year)
    _work_the_seat(year)
    _learn(year)
    _part(year, pair)
    _run_the_project(year, client, emails)
    with year.on(9, 10):
        for _ in range(2):
            tasks.do_all(clock.now())
    return year


def _win_the_seat(year: School) -> None:
    with year.on(3, 2, year.grace, year.cora, year.sam) as (host, office, student):
        posting = _go(host, "/opportunities/new", POSTING)
        _go(host, f"{posting}/submit")
        _go(office, f"{posting}/publish")
        mine = _go(student, f"{posting}/apply", {"statement": "I read event reports for a year."})
        _go(student, f"{posting}/apply/submit")
        _go(host, f"{mine}/move", {"verb": "offer"})
        _go(student, f"{mine}/accept-offer")


def _find_a_mentor(year: School) -> str:
    with year.on(3, 3, year.mira, year.sam) as (mentor, student):
        _go(mentor, "/mentorship/profile", MENTOR)
        asked = _go(student, "/mentors/1/request", {"goal": "Lead one project well."})
        pair = _go(mentor, f"{asked}/accept")
        for browser in (mentor, student):
            _go(browser, f"{pair}/sign", {"version": "1"})
    for month in (4, 5, 6):
        with year.on(month, 8, year.sam) as (student,):
            _go(student, f"{pair}/meetings/log", MEETING | {"day": f"2026-0{month}-07"})
            tasks.do_all(clock.now())
    return pair


def _work_the_seat(year: School) -> None:
    with year.on(3, 4, year.sam) as (student,):
        _go(student, "/placements/1/start", {"day": "2026-03-04"})
    with year.on(5, 4, year.sam, year.grace) as (student, host):
        for day in ("2026-03-10", "2026-04-07"):
            _go(student, "/placements/1/hours", {"day": day, "hours": "2", "what": "Read event reports"})
        page = JustHTML(host.get("/placements/1").text, sanitize=False)
        ticked = [node.attrs["value"] for node in page.query('input[name="entry"]')]
        _go(host, "/placements/1/hours/judge", {"verb": "approve", "entry": ticked})
        _go(student, "/placements/1/confirm")
        assert "It fills itself" in student.get("/record").text, "one side's word is not yet both"
        _go(host, "/placements/1/confirm")
        assert "1 experience" in student.get("/record").text, "told at once"


def _learn(year: School) -> None:
    with year.on(6, 10, year.sam, year.cora) as (student, office):
        starter = _go(office, "/learning/starter").removesuffix("/write")
        _go(office, f"{starter}/publish")
        where = _go(student, f"{starter}/begin")
        while "/pages/" in where:
            where = _go(student, f"{where}/read")
        _go(student, f"{where}/begin")
        quiz = JustHTML(student.get(where).text, sanitize=False)
        attempt = learning_queries.taking_of(year.sam.id, 1).attempts[0]
        answers = {f"question-{question.id}": question.right for question in attempt.questions}
        assert len(quiz.query("fieldset.c-question")) == len(answers) == 12
        _go(student, where, answers | {"attempt": attempt.id})
        log = _go(student, "/learning/outside/new", WORKSHOP | {"proof": (io.BytesIO(pdf()), "proof.pdf")})
        _go(office, f"{log}/verify")


def _part(year: School, pair: str) -> None:
    with year.on(8, 31, year.mira) as (mentor,):
        _go(mentor, f"{pair}/end", {"reason": "goals-met"})


def _run_the_project(year: School, client: FlaskClient, emails: Callable[[], list[str]]) -> None:
    with year.on(9, 1, year.sam, year.cora) as (student, office):
        _go(office, "/office/supervisors", {"name": "Dr. Ruth Bell", "address": "ruth@clinic.example"})
        project = _go(student, "/record/entries/new", PROJECT)
        days = [date(2026, 3, 9) + timedelta(days=14 * place) for place in range(len(RUN))]
        lines = "\n".join(f"{day}, {value}" for day, value in zip(days, RUN, strict=True))
        _go(student, f"{project}/chart", {"points": lines, "baseline": "6", "better": "higher"})
        _go(student, f"{project}/self", {"t1": "2"})
        asked = {"name": "Dr. Ruth Bell", "email": "ruth@clinic.example", "relation": "supervisor"}
        _go(student, f"{project}/ask", asked)
        link = re.findall(r"http://[^/\s]+(/record/seen/\S+)", emails()[-1])[0]
        version = JustHTML(client.get(link).text, sanitize=False).query('input[name="version"]')[0].attrs["value"]
        ticks = {"facts": "y", "version": version, "t1": "3", "t1_evidence": "Roles on the board, each Monday"}
        assert client.post(link, data=WITNESS | ticks).status_code == 200


def _go(browser: FlaskClient, address: str, data: dict[str, object] | None = None) -> str:
    """Press a button; answers where it leads."""
    answer = press(browser, address, data)
    assert answer.status_code == 303, (address, answer.text)
    return answer.location.partition("#")[0]


STARTER = "Six competencies you can see: a first hour in leadership"
THE_FIVE = {
    "Fall scores": ["Mar 2026 – Aug 2026", "40", "Dr. Ruth Bell"],
    "Student seat, Safety Committee": ["Mar 2026 – May 2026", "4", "Grace"],
    "Mentee of Mira": ["Mar 2026 – Aug 2026", "3", "nobody yet"],
    STARTER: ["Jun 2026", "1", "Rounds"],
    "Leadership day": ["Jun 2026", "6", "Cora"],
}
"""Everything of that year: when, how many hours, who verified it."""


def test_every_page_export_and_link_tells_the_year_as_it_was(school: School, client: FlaskClient) -> None:
    _pages_tell_it(school)
    _exports_tell_it(school, client)
    _a_link_shows_what_was_chosen_of_it(school, client)


def _pages_tell_it(school: School) -> None:
    with school.on(9, 10, school.sam) as (student,):
        record, transcript, entry = (
            JustHTML(student.get(address).text, sanitize=False)
            for address in ("/record", "/transcript", _project(student))
        )
    times, hours = _tables(record)
    assert times == THE_FIVE
    assert "5 experiences, 54 hours, 3 confirmed by an approved supervisor, 1 shown by a certificate" in _text(record)
    assert "Team management Observed: level 3 of 4 (1 of 5 behaviors) Self-assessed: level 2 of 4 (1 of 5)" in _text(
        record
    ), "one competency is told and not drawn"
    assert [hours[name] for name in ("Professionalism", "Self-management", "Team management")] == [["4"], ["6"], ["40"]]
    assert (
        "Role, dates and hours confirmed by an approved supervisor: Grace, Hospital Safety Committee, May 4, 2026"
        in _text(record)
    )

    chart, side_by_side = _tables(entry)
    assert [cells[0] for cells in chart.values()] == [str(value) for value in RUN]
    assert [cells[1] for cells in chart.values()] == [""] * 5 + ["Shift"] * 7
    assert "median 62 of the first 6" in _text(entry)
    assert "Shift: 7 points in a row above the median" in _said(entry, "Run chart")
    assert side_by_side == {"Clarifies roles Roles on the board, each Monday": ["2", "3"]}

    passed, elsewhere, minutes = _tables(transcript)
    assert passed[STARTER][:3] == ["Rounds", "45 minutes", "Jun 10, 2026"]
    assert elsewhere == {
        "Leadership day": ["State society", "6 hours", "Jun 6, 2026", "Confirmed by an approved supervisor : Cora"]
    }
    assert minutes["Self-management"] == ["6 hours 45 minutes"]
    assert minutes["Professionalism"] == ["45 minutes"]


def _exports_tell_it(school: School, client: FlaskClient) -> None:
    with school.on(9, 10, school.sam) as (student,):
        entries = _csv(student, "/record/entries.csv")
        found = [(entry["title"], entry["hours"], entry["confirmed_by"] or "nobody yet") for entry in entries]
        assert found == [(title, hours, by) for title, (_, hours, by) in THE_FIVE.items()]
        learned = _csv(student, "/transcript.csv")
        assert [(item["title"], item["minutes"], item["credits claimed"]) for item in learned] == [
            (STARTER, "45", ""),
            ("Leadership day", "360", ""),
        ]

        resume = json.loads(student.get("/record/resume.json").data)
        jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(resume)
        told = [*resume["projects"], *resume["certificates"], *resume["volunteer"], *resume["work"]]
        assert {fact.get("name") or fact["position"] for fact in told} == set(THE_FIVE)
        assert "Changed: 62 to 86" in resume["projects"][0]["highlights"]

        _go(student, "/record/residency/fill")
        sheet = _csv(student, "/record/residency.csv")
        assert [(item["Position title"], item["Start"], item["End"], item["Experience type"]) for item in sheet] == [
            ("Fall scores", "03/2026", "08/2026", "Volunteer/service/advocacy"),
            ("Student seat, Safety Committee", "03/2026", "05/2026", "Professional organization"),
            ("Mentee of Mira", "03/2026", "08/2026", "Teaching/mentoring"),
            (STARTER, "06/2026", "06/2026", "Education/training"),
            ("Leadership day", "06/2026", "06/2026", "Education/training"),
        ]
        badge = student.get(f"{_project(student)}/badge").text
        (key,) = client.get("/badges/keys").json["keys"]
    assert "Changed: 62 to 86." in OB3Verifier(pem(key)).verify(badge).achievement.description


def _a_link_shows_what_was_chosen_of_it(school: School, client: FlaskClient) -> None:
    with school.on(9, 10, school.sam) as (student,):
        chosen = [int(_project(student).rpartition("/")[2])]
        _go(student, "/record/shares", {"label": "An email", "entries": chosen, "days": "7"})
        (link,) = re.findall(r"http://[^/\s]+(/record/shared/[\w-]+)<", student.get("/record/shares").text)
        page = JustHTML(client.get(link).text, sanitize=False)
    assert [node.to_text() for node in page.query(".c-entry h3")] == ["Fall scores"]
    assert "1 experience, 40 hours, 1 confirmed by an approved supervisor" in _text(page)
    assert "Shift: 7 points in a row above the median" in _text(page)
    assert "Holds no grading or promotion role over the student" in _text(page)
    assert not [title for title in THE_FIVE if title != "Fall scores" and title in _text(page)]
    with school.on(9, 17):
        assert client.get(link).status_code == 410


def test_its_papers_tell_the_same(school: School, client: FlaskClient) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError, reason="no Pango here, so no PDF is made")
    with school.on(9, 10, school.sam) as (student,):
        (certificate,) = re.findall(r"/certificates/[-\w]+", student.get("/transcript").text)
        cv, transcript, paper = (
            _paper(student, address)
            for address in ("/record/cv.pdf", "/transcript.pdf", f"{certificate}/certificate.pdf")
        )
        assert "genuine and in force" in client.get(certificate).text
        changed = certificate[:-1] + ("0" if certificate[-1] != "0" else "1")
        assert client.get(changed).status_code == 404
        assert "No certificate has this code" in client.get(changed).text
    for title, (period, hours, by) in THE_FIVE.items():
        assert title in cv
        assert f"{period} · {hours} hour" in cv
        assert f"approved supervisor: {by}" in cv or f"certificate: {by}" in cv or by == "nobody yet"
    code = certificate.rpartition("/")[2]
    for words in (
        STARTER,
        "45 minutes",
        "Jun 10, 2026",
        code,
        "Leadership day",
        "Confirmed by an approved supervisor: Cora",
        "6 hours 45 minutes",
    ):
        assert words in transcript, words
    for words in ("Certificate of participation", "Sam", STARTER, "Jun 10, 2026", code, f"{certificate}"):
        assert words in paper, words
    assert "credit" not in paper.lower()


def _project(student: FlaskClient) -> str:
    """The address of the project's entry."""
    page = JustHTML(student.get("/record").text, sanitize=False)
    return next(str(node.attrs["href"]) for node in page.query(".c-entry h3 a") if node.to_text() == "Fall scores")


def _tables(page: JustHTML) -> list[dict[str, list[str]]]:
    """Every table of a page: the head of each row, and its cells."""
    return [
        {row.query("th")[0].to_text(): [cell.to_text() for cell in row.query("td")] for row in table.query("tbody tr")}
        for table in page.query("main table")
    ]


def _said(page: JustHTML, title: str) -> str:
    """What a picture says to somebody who does not see it."""
    pictures = {
        node.query("title")[0].to_text(): node.query("desc")[0].to_text() for node in page.query("main svg.c-picture")
    }
    return next(text for name, text in pictures.items() if name.startswith(title))


def _text(page: JustHTML) -> str:
    return " ".join(page.query("main")[0].to_text().split())


def _csv(browser: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(browser.get(address).data.decode("utf-8-sig"))))


def _paper(browser: FlaskClient, address: str) -> str:
    """The text of a PDF."""
    pages = PdfReader(io.BytesIO(browser.get(address).data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
