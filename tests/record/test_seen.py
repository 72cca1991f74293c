"""A supervisor's link: it works signed out, once, for a while, for one experience, and says who sees what."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from sqlalchemy import func, select

from board import tasks
from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.errors import WrongState
from board.kernel.unit_of_work import unit_of_work
from board.record.actions import assessment as assessment_actions
from board.record.actions.assessment import Ticks, Witness
from board.record.models import Ask, Assessment, Entry, Relation
from tests.at_once import overtake
from tests.confirming import agree
from tests.conftest import NOW
from tests.record.conftest import ENTRY, WITNESS

Add = Callable[..., int]
LinkFor = Callable[..., str]
TICKED = WITNESS | {"facts": "y", "p1": "3", "p1_evidence": "Every minute in on time", "t2": "2", "p2": "0"}


def test_the_link_works_signed_out_and_says_who_sees_what(client: FlaskClient, add: Add, link_for: LinkFor) -> None:
    page = client.get(link_for(add())).text
    for words in (
        "Who sees what you write",
        "The student sees all of it, with your name.",
        "never becomes a grade",
        "no grading or promotion role over this student",
        "Safety Committee",
        "Not seen",
    ):
        assert words in page
    assert JustHTML(page, collect_errors=True, sanitize=False).errors == []
    assert 'name="robots" content="noindex"' in page


def test_what_is_ticked_stands_beside_the_students_own_view(
    client: FlaskClient, browser: FlaskClient, add: Add, link_for: LinkFor, emails: Callable[[], list[str]]
) -> None:
    number = add()
    browser.post(f"/record/entries/{number}/self", data={"p1": "2", "p3": "1"})
    assert "Thank you" in client.post(link_for(number), data=TICKED).text
    (seen,) = db.session.scalars(select(Assessment).where(Assessment.rater_name == "Dr. Ruth Bell"))
    assert seen.levels == {"p1": 3, "t2": 2}, "not seen is left out"
    assert seen.declared == ""
    page = JustHTML(browser.get(f"/record/entries/{number}").text, sanitize=False)
    rows = {
        row.query("th")[0].to_text(): [cell.to_text() for cell in row.query("td")]
        for row in page.query(".c-sides tbody tr")
    }
    assert rows["Keeps commitments Every minute in on time"] == ["2", "3"]
    assert rows["Guards confidences"] == ["1", "not seen"]
    assert "They are not averaged" in browser.get(f"/record/entries/{number}").text
    assert "told what they saw" in emails()[-1]


def test_it_works_once(client: FlaskClient, add: Add, link_for: LinkFor) -> None:
    link = link_for(add())
    assert client.post(link, data=TICKED).status_code == 200
    for answer in (client.get(link), client.post(link, data=TICKED)):
        assert answer.status_code == 410
        assert "You told what you saw" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Assessment)) == 1


def test_it_ends_after_thirty_days(client: FlaskClient, add: Add, link_for: LinkFor) -> None:
    link = link_for(add())
    with clock.frozen(NOW + timedelta(days=30) - timedelta(seconds=1)):
        assert client.get(link).status_code == 200
    with clock.frozen(NOW + timedelta(days=30)):
        assert client.post(link, data=TICKED).status_code == 410
        assert "ask the student to send you a new one" in client.get(link).text
    assert db.session.scalars(select(Assessment)).all() == []


def test_it_ends_when_the_student_withdraws_it(
    client: FlaskClient, browser: FlaskClient, add: Add, link_for: LinkFor
) -> None:
    link = link_for(add())
    number = db.session.scalar(select(Ask.id))
    browser.post(f"/record/asks/{number}/withdraw")
    assert client.post(link, data=TICKED).status_code == 410


def test_it_is_worth_nothing_for_another_entry_or_another_student(
    client: FlaskClient, add: Add, link_for: LinkFor, person: Callable[..., User]
) -> None:
    first, second = link_for(add()), link_for(add(title="Another role"))
    head, _, tail = first.rpartition("/")
    payload, _, signature = tail.rpartition(".")
    other_payload = second.rpartition("/")[2].rpartition(".")[0]
    for forged in (f"{head}/{other_payload}.{signature}", f"{first}x", f"{head}/{payload}", f"{head}/x"):
        assert client.get(forged).status_code == 404
        assert client.post(forged, data=TICKED).status_code == 404
    assert client.post(first, data=TICKED | {"entry_id": "2", "ask_id": "2"}).status_code == 200
    (seen,) = db.session.scalars(select(Assessment))
    assert seen.entry_id == 1, "what the form says besides is not read"


def test_a_link_of_a_deleted_entry_leads_nowhere(
    client: FlaskClient, browser: FlaskClient, add: Add, link_for: LinkFor
) -> None:
    number = add()
    link = link_for(number)
    agree(browser, f"/record/entries/{number}/delete")
    assert client.get(link).status_code == 404
    later = link_for(add(title="Another role"))  # SQLite gives this ask the number of the first
    assert client.get(link).status_code == 404
    assert client.get(later).status_code == 200


def test_the_student_cannot_answer_for_somebody_else(browser: FlaskClient, add: Add, link_for: LinkFor) -> None:
    link = link_for(add())
    assert browser.get(link).status_code == 403
    assert browser.post(link, data=TICKED).status_code == 403
    own = {"name": "Me", "email": "SAM@example.edu", "relation": "peer"}
    answer = browser.post("/record/entries/1/ask", data=own)
    assert answer.status_code == 422
    assert "your own address" in answer.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"attest": ""}, "Choose one"),
        ({"attest": "declared"}, "Say which role"),
        ({"p1_evidence": " "}, "A tick above 2 asks for one line"),
        ({"p1": "5"}, "Not a valid choice"),
        ({"role": ""}, "Say what you are there"),
        ({"facts": "", "p1": "0", "t2": "0"}, "at least one thing that you saw"),
    ],
)
def test_what_is_missing_is_said_and_what_was_ticked_stays(
    client: FlaskClient, add: Add, link_for: LinkFor, changes: dict[str, str], words: str
) -> None:
    data = {key: value for key, value in (TICKED | changes).items() if value}
    answer = client.post(link_for(add()), data=data | {"comment": "A word that must stay"})
    assert answer.status_code == 422
    assert words in answer.text
    assert "A word that must stay" in answer.text
    assert db.session.scalars(select(Assessment)).all() == []


def test_a_grading_role_is_declared_and_shown(
    client: FlaskClient, browser: FlaskClient, add: Add, link_for: LinkFor
) -> None:
    number = add()
    client.post(link_for(number), data=TICKED | {"attest": "declared", "declared": "Clerkship grader this spring"})
    assert "Declares: Clerkship grader this spring" in browser.get(f"/record/entries/{number}").text


def test_nobody_confirms_what_they_did_not_read(
    client: FlaskClient, browser: FlaskClient, add: Add, link_for: LinkFor
) -> None:
    number = add()
    link = link_for(number)
    browser.post(f"/record/entries/{number}/edit", data=ENTRY | {"hours": "4000"})
    answer = client.post(link, data=TICKED)
    assert answer.status_code == 409
    assert "changed this experience while you were reading" in answer.text
    assert client.post(link, data=TICKED | {"version": "2"}).status_code == 200
    assert db.session.scalar(select(Entry.verified_by)) == "Dr. Ruth Bell"


def test_ticks_alone_do_not_verify(client: FlaskClient, browser: FlaskClient, add: Add, link_for: LinkFor) -> None:
    client.post(link_for(add()), data={key: value for key, value in TICKED.items() if key != "facts"})
    assert "Confirmed by an approved supervisor: Dr" not in browser.get("/record").text


def test_a_student_cannot_flood_people_with_emails(browser: FlaskClient, add: Add, link_for: LinkFor) -> None:
    number = add()
    for place in range(5):
        link_for(number, f"one{place}@clinic.example")
    again = {"name": "X", "email": "one0@clinic.example", "relation": "peer"}
    assert browser.post(f"/record/entries/{number}/ask", data=again).status_code == 403
    numbers = [add() for _ in range(3)]
    for entry_id in numbers:
        for place in range(5):
            link_for(entry_id, f"one{place}@clinic.example")
    answer = browser.post(f"/record/entries/{add()}/ask", data=again | {"email": "last@clinic.example"})
    assert answer.status_code == 429


def test_another_student_cannot_withdraw_or_answer(
    client: FlaskClient,
    add: Add,
    link_for: LinkFor,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
) -> None:
    number = add()
    client.post(link_for(number), data=TICKED)
    link_for(number, "two@clinic.example")
    eve = browser_of(person("eve", Role.STUDENT))
    assert eve.post("/record/asks/2/withdraw").status_code == 404
    assert eve.post(f"/record/entries/{number}/assessments/1/reply", data={"reply": "x"}).status_code == 404


def test_whoever_is_silent_for_a_week_is_reminded_once(
    client: FlaskClient, add: Add, link_for: LinkFor, emails: Callable[[], list[str]]
) -> None:
    silent, quick = link_for(add()), link_for(add(), "quick@clinic.example")
    client.post(quick, data=TICKED)
    before = len(emails())
    for days in (6, 7, 8, 20, 31):
        with clock.frozen(NOW + timedelta(days=days)):
            tasks.do_all(clock.now())
        assert len(emails()) - before == (days > 6), days
    assert "The first email went out on Mon, Mar 2" in emails()[-1]
    assert silent in emails()[-1], "the same link"


def test_of_two_answers_at_once_the_second_is_refused(add: Add, link_for: LinkFor) -> None:
    link_for(add())
    ask = db.session.scalars(select(Ask)).one()
    witness = Witness(name="Ruth", role="Chair", relation=Relation.CHAIR, facts_are_right=True)
    ticks = Ticks(rubric="2026", levels={"p1": 2})
    with unit_of_work():
        assessment_actions.answer(ask, ticks, witness, user=None, now=NOW, version=1)
    with pytest.raises(WrongState), unit_of_work():
        assessment_actions.answer(ask, ticks, witness, user=None, now=NOW, version=1)
    assert db.session.scalar(select(func.count()).select_from(Assessment)) == 1


def test_who_presses_twice_at_once_reads_that_it_arrived(
    app: Flask, add: Add, link_for: LinkFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, pressed = link_for(add()), app.test_client()
    answer_once = assessment_actions.answer

    def second_press(ask: Ask, *values: Any, **named: Any) -> None:
        """The first press arrives between the second one's look at the link and its write."""
        monkeypatch.setattr(assessment_actions, "answer", answer_once)
        answer_once(ask, *values, **named)
        answer_once(ask, *values, **named)

    monkeypatch.setattr(assessment_actions, "answer", second_press)
    assert pressed.post(link, data=TICKED).status_code == 410


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_no_mark_lands_on_words_that_were_written_in_the_same_moment(
    app: Flask, browser: FlaskClient, add: Add, link_for: LinkFor
) -> None:
    number = add()
    link, witness = link_for(number), app.test_client()
    both = overtake(
        app,
        "INSERT INTO assessments",
        late=lambda: witness.post(link, data=TICKED),
        quick=lambda: browser.post(f"/record/entries/{number}/edit", data=ENTRY | {"title": "Dean of all"}),
    )
    assert (both.late.status_code, both.quick.status_code) == (200, 303)
    entry = db.session.get_one(Entry, number)
    assert (entry.title, entry.is_verified) == ("Dean of all", False)
