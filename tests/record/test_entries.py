"""Entries: the student's own, changed in the open, never anybody else's."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning.models import Activity, ActivityState
from board.mentorship.choices import MentorKind
from board.mentorship.models import Enrolment, EnrolmentState
from board.record import queries as record_queries
from board.record.models import Entry
from board.vocabulary.words import Competency
from tests.applications.builders import posting_of
from tests.confirming import agree, asked
from tests.conftest import NOW
from tests.counting import count_statements
from tests.record.conftest import ENTRY, WITNESS

Add = Callable[..., int]


def test_an_empty_record_says_what_it_will_be(browser: FlaskClient) -> None:
    page = browser.get("/record").text
    assert "It fills itself" in page
    assert "/record/entries/new" in page


def test_what_is_typed_is_what_the_record_shows(browser: FlaskClient, add: Add, sam: User) -> None:
    number = add()
    for address in ("/record", f"/record/entries/{number}"):
        page = browser.get(address).text
        for words in (
            "Student member",
            "Safety Committee",
            "Sep 2025 – Feb 2026",
            "40 hours",
            "Fewer falls",
            "Falls a month",
        ):
            assert words in page, (address, words)
    built = {Competency.PROFESSIONALISM.value, Competency.TEAM_MANAGEMENT.value}
    assert record_queries.lacking(sam.id) == {competency.value for competency in Competency} - built


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Say what you were"),
        ({"kind": ""}, "Choose what it was"),
        ({"title": "a" * 121}, "at most 120 characters"),
        ({"starts": ""}, "Choose the day it began"),
        ({"starts": "0001-01-01"}, "Choose a day from 1970"),
        ({"ends": "2025-08-31"}, "end before it began"),
        ({"hours": "-1"}, "from 0 to 20,000"),
        ({"hours": "many"}, "whole number"),
        ({"description": "a" * 100_000}, "at most 4,000 characters"),
        ({"kind": "king"}, "Not a valid choice"),
        ({"competencies": ["charm"]}, "valid choice"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(
    browser: FlaskClient, changes: dict[str, object], words: str
) -> None:
    answer = browser.post("/record/entries/new", data=ENTRY | changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Falls a month" in answer.text
    assert db.session.scalars(select(Entry)).all() == []


def test_odd_characters_are_kept_and_shown(browser: FlaskClient, add: Add) -> None:
    add(title="שלום <b> 👩🏽‍⚕️", description="é — ‮abc")
    assert "שלום &lt;b&gt; 👩🏽‍⚕️" in browser.get("/record").text


@pytest.mark.parametrize("field", ["title", "description"])
def test_a_control_character_is_refused_beside_its_field(browser: FlaskClient, field: str) -> None:
    answer = browser.post("/record/entries/new", data=ENTRY | {field: "fine\x1b"})
    assert answer.status_code == 422
    assert "cannot be shown, after “fine”" in answer.text


def test_a_record_is_nobody_elses(
    browser: FlaskClient, add: Add, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    number = add()
    for user in (person("eve", Role.STUDENT), person("fay", Role.FACULTY), person("cora", Role.COORDINATOR)):
        stranger = browser_of(user)
        for verb in ("", "/edit", "/chart", "/self"):
            assert stranger.get(f"/record/entries/{number}{verb}").status_code == 404
        for verb in ("edit", "chart", "self", "ask", "delete", "set-aside", "put-back"):
            assert stranger.post(f"/record/entries/{number}/{verb}", data=ENTRY).status_code == 404
    assert browser.get(f"/record/entries/{number}").status_code == 200


def test_set_aside_it_is_nowhere_and_can_come_back(browser: FlaskClient, add: Add, sam: User) -> None:
    number = add()
    browser.post(f"/record/entries/{number}/set-aside")
    assert "Fewer falls" not in browser.get("/record").text
    assert record_queries.lacking(sam.id) == {competency.value for competency in Competency}
    browser.post(f"/record/entries/{number}/put-back")
    assert "Fewer falls" in browser.get("/record").text


def test_what_was_written_by_hand_can_go_for_good(browser: FlaskClient, add: Add) -> None:
    number = add()
    assert agree(browser, f"/record/entries/{number}/delete").status_code == 303
    assert browser.get(f"/record/entries/{number}").status_code == 404


def test_a_forwarded_link_lends_nobody_the_word_of_a_supervisor(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: Callable[..., str]
) -> None:
    number = add()
    link = link_for(number)
    somebody = client.post(link, data=WITNESS | {"facts": "y", "name": "Colleague Bob"})
    assert somebody.status_code == 422 and "ask the student for a link of your own" in somebody.text
    assert 'value="Colleague Bob"' in somebody.text
    assert "Confirmed by an approved supervisor" not in browser.get("/record").text
    assert client.post(link, data=WITNESS | {"facts": "y"}).status_code == 200


def test_deleting_tells_first_what_goes_with_an_entry(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: Callable[..., str]
) -> None:
    number = add()
    client.post(link_for(number), data=WITNESS | {"facts": "y"})
    page = asked(browser, f"/record/entries/{number}/delete").text
    assert "What 1 person said of it goes with it." in page
    assert "Its mark goes with it" in page
    assert browser.get(f"/record/entries/{number}").status_code == 200


def test_an_entry_in_the_place_of_another_has_a_history_of_its_own(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: Callable[..., str]
) -> None:
    number = add()
    client.post(link_for(number), data=WITNESS | {"facts": "y"})
    agree(browser, f"/record/entries/{number}/delete")
    with clock.frozen(NOW + timedelta(days=1)):
        later = add()  # SQLite gives it the number of the first
        assert "Activity of the confirmation" not in browser.get(f"/record/entries/{later}").text


def test_changing_a_verified_entry_drops_the_mark_and_is_logged(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: Callable[..., str], sam: User
) -> None:
    number = add()
    client.post(link_for(number), data=WITNESS | {"facts": "y"})
    assert "Confirmed by an approved supervisor: Dr. Ruth Bell, Chair" in browser.get("/record").text

    browser.post(f"/record/entries/{number}/edit", data=ENTRY)
    assert "Confirmed by an approved supervisor: Dr" in browser.get("/record").text, (
        "keeping it as it is changes nothing"
    )
    assert "the mark goes" in browser.get(f"/record/entries/{number}/edit").text

    browser.post(f"/record/entries/{number}/edit", data=ENTRY | {"hours": "400"})
    assert "Confirmed by an approved supervisor: Dr" not in browser.get("/record").text
    assert "the mark by Dr. Ruth Bell is gone" in browser.get(f"/record/entries/{number}").text
    (act,) = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "record.edit"))
    assert (act.by_id, act.thing, act.changes["hours"]) == (sam.id, f"entry:{number}", [40, 400])


def test_measurements_are_drawn_and_changing_them_drops_the_mark(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: Callable[..., str]
) -> None:
    number = add(kind="qi-project")
    lines = "\n".join(f"2026-01-{day:02d}, {value}" for day, value in enumerate([6, 4, 6, 4, 6, 4], start=1))
    lines += "\n2026-01-08\t8\tHuddle <b>\n2026-01-09;9\n2026-01-10 8\n2026-01-11 9%\n2026-01-12 8\n2026-01-13 9"
    answer = browser.post(
        f"/record/entries/{number}/chart", data={"points": lines, "baseline": "6", "better": "higher"}
    )
    assert answer.status_code == 303
    page = browser.get(f"/record/entries/{number}").text
    assert "<strong>A shift of 6 points above the median: the change held.</strong>" in page
    assert "Shift: 6 points in a row above the median" in page
    assert "Huddle &lt;b&gt;" in page

    client.post(link_for(number), data=WITNESS | {"facts": "y", "version": "2"})
    assert "Confirmed by an approved supervisor: Dr" in browser.get("/record").text
    browser.post(f"/record/entries/{number}/chart", data={"points": lines, "baseline": "6", "better": "higher"})
    assert "Confirmed by an approved supervisor: Dr" in browser.get("/record").text, "the same points change nothing"
    browser.post(f"/record/entries/{number}/chart", data={"points": "2026-01-01 1"})
    assert "Confirmed by an approved supervisor: Dr" not in browser.get("/record").text


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ("2026-01-01 1\nnonsense", "Line 2 is not a day and a number"),
        ("2026-02-30 1", "in no calendar"),
        ("2026-01-01 " + "9" * 400, "too long"),
        ("\n".join(["2026-01-01 1"] * 121), "120 is the most"),
    ],
)
def test_a_measurement_that_cannot_be_read_is_named_by_its_line(
    browser: FlaskClient, add: Add, points: str, words: str
) -> None:
    answer = browser.post(f"/record/entries/{add()}/chart", data={"points": points})
    assert answer.status_code == 422
    assert words in answer.text
    assert points.splitlines()[-1][:20] in answer.text


def test_a_longer_record_asks_the_database_no_more_often(
    app: Flask, browser: FlaskClient, client: FlaskClient, add: Add
) -> None:
    """On every page and in every export, with charts, ticks, stars and links."""

    def fill(count: int) -> None:
        for _ in range(count):
            number = add()
            browser.post(f"/record/entries/{number}/chart", data={"points": "2026-01-01 1\n2026-02-01 2"})
            browser.post(f"/record/entries/{number}/self", data={"p1": "2"})
            browser.post(f"/record/residency/{number}/choose")
            browser.post("/record/shares", data={"label": "x", "entries": shown or [number], "days": "7"})
            shown.append(number)

    def counts() -> dict[str, int]:
        (*_, link) = re.findall(r"http://[^/\s]+(/record/shared/[\w-]+)<", browser.get("/record/shares").text)
        addresses = [f"/record{item}" for item in ("", "/residency", "/cv", "/shares", "/entries.csv", "/resume.json")]
        told = {address: count_statements(app, lambda address=address: browser.get(address)) for address in addresses}  # type: ignore[misc]
        return told | {"shared": count_statements(app, lambda: client.get(link))}

    shown: list[int] = []
    fill(2)
    few = counts()
    fill(6)
    assert counts() == few


def test_every_page_is_valid(browser: FlaskClient, add: Add) -> None:
    number = add(kind="qi-project")
    browser.post(f"/record/entries/{number}/chart", data={"points": "2026-01-01 1 Note\n2026-01-02 3"})
    browser.post(f"/record/entries/{number}/self", data={"p1": "2"})
    addresses = [
        "/record",
        "/record/entries/new",
        *(f"/record/entries/{number}{v}" for v in ("", "/edit", "/chart", "/self")),
    ]
    for address in addresses:
        answer = browser.get(address)
        assert answer.headers["Cache-Control"] == "no-store"
        page = JustHTML(answer.text, collect_errors=True, sanitize=False)
        assert page.errors == [], address
        (heading,) = page.query("h1")
        assert page.query("title")[0].to_text().startswith(heading.to_text())
        ids = [node.attrs["id"] for node in page.query("[id]")]
        assert len(ids) == len(set(ids)) > 5, address


def test_a_gap_names_what_would_fill_it(browser: FlaskClient, add: Add, person: Callable[..., User]) -> None:
    mentor, host = person("mira", Role.FACULTY, Role.MENTOR), person("grace", Role.FACULTY)
    posting = posting_of(host, "Huddle lead", competencies=["systems-based-practice"])
    posting_of(host, "Long over", competencies=["systems-based-practice"], closes_at=NOW - timedelta(days=1))
    with unit_of_work():
        lesson = Activity(
            state=ActivityState.PUBLISHED, created_at=NOW, title="Seeing the process", minutes=30,
            competencies=["systems-based-practice"],
        )  # fmt: skip
        enrolment = Enrolment(
            user_id=mentor.id, kind=MentorKind.FACULTY, state=EnrolmentState.APPROVED, created_at=NOW,
            competencies=["systems-based-practice"],
        )  # fmt: skip
        db.session.add_all([lesson, enrolment])
    add()
    page = browser.get("/record").text
    assert f'<a href="/opportunities/{posting.id}">Huddle lead</a>' in page
    assert f'<a href="/learning/{lesson.id}">Seeing the process</a>' in page
    assert "1 mentor helps with it" in page
    assert "Long over" not in page
    add(competencies=["systems-based-practice"])
    page = browser.get("/record").text
    assert "Huddle lead" not in page
    assert "No approved supervisor has told what they saw" in page
