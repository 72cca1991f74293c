"""The residency form: its limits, its lists, its counting; and another season without other code."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from justhtml import JustHTML
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel.db import db
from board.record.models import SeasonText
from board.record.residency_fields import sentences
from board.vocabulary import residency

Add = Callable[..., int]
SEASON = residency.on(date(2026, 3, 2))


def fields(browser: FlaskClient, number: int) -> dict[str, str]:
    """What the form's page offers to copy of one entry."""
    page = JustHTML(browser.get("/record/residency").text, sanitize=False)
    rows = page.query(f"#entry-{number} .c-copy-list > div")
    return {row.query("dt")[0].to_text(): row.query("dd span")[0].to_text() for row in rows}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a" * 750, 750),
        ("one\r\ntwo", 7),
        ("one\ntwo", 7),
        ("é", 1),
        ("e\u0301", 2),
        ("👍", 2),
        ("👩🏽‍⚕️", 7),
        ("שלום", 4),
    ],
)
def test_characters_are_counted_as_the_forms_browser_counts_them(text: str, count: int) -> None:
    assert SEASON.count(text) == count


def test_751_characters_are_refused_with_the_count_and_kept_on_the_page(browser: FlaskClient, add: Add) -> None:
    number = add()
    address = f"/record/residency/{number}"
    assert browser.post(address, data={"description": "a" * 750}).status_code == 303
    answer = browser.post(address, data={"description": "b" * 751})
    assert answer.status_code == 422
    assert "This has 751 characters; the form takes 750. Cut 1." in answer.text
    assert "b" * 751 in answer.text
    assert db.session.scalar(select(SeasonText)).typed["description"] == "a" * 750
    assert browser.post(address, data={"description": "👍" * 376}).status_code == 422
    assert browser.post(address, data={"description": "👍" * 375}).status_code == 303


def test_what_the_record_holds_fills_the_form_until_the_student_changes_it(browser: FlaskClient, add: Add) -> None:
    number = add()
    browser.post(f"/record/residency/{number}/choose")
    shown = fields(browser, number)
    assert shown["Position title"] == "Student member"
    assert shown["Experience type"] == "Professional organization"
    assert (shown["Start"], shown["End"]) == ("09/2025", "02/2026")
    assert shown["Primary focus area"] == "Social justice and advocacy"
    assert shown["Key characteristic"] == "Reliability and dependability"
    description = next(value for key, value in shown.items() if key.startswith("Description"))
    assert " ".join(description.split()) == "Read every fall report of the year. Aim: Fewer falls. Change: 9 to 4."

    typed = {"title": "Member", "type": "Work", "frequency": "Monthly", "setting": "Urban", "starts": "10/2025"}
    browser.post(f"/record/residency/{number}", data=typed)
    shown = fields(browser, number)
    assert (shown["Position title"], shown["Experience type"], shown["Start"]) == ("Member", "Work", "10/2025")
    assert (shown["Frequency"], shown["Setting"]) == ("Monthly", "Urban")
    assert "Student member" in browser.get("/record").text, "the record stays as it is"


def test_paid_work_and_projects_go_where_the_defaults_say(browser: FlaskClient, add: Add) -> None:
    paid, unpaid = add(kind="qi-project", paid="y"), add(kind="qi-project")
    for number in (paid, unpaid):
        browser.post(f"/record/residency/{number}/choose")
    assert fields(browser, paid)["Experience type"] == "Work"
    assert fields(browser, unpaid)["Experience type"] == "Volunteer/service/advocacy"
    assert fields(browser, unpaid)["Primary focus area"] == "Quality improvement"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"type": "Hobby"}, "not one of the form’s choices"),
        ({"starts": "2025-09"}, "such as 09/2025"),
        ({"starts": "13/2025"}, "such as 09/2025"),
    ],
)
def test_what_the_form_would_refuse_is_refused_here(
    browser: FlaskClient, add: Add, typed: dict[str, str], words: str
) -> None:
    answer = browser.post(f"/record/residency/{add()}", data=typed)
    assert answer.status_code == 422
    assert words in answer.text


def test_ten_entries_and_three_stars_and_not_one_more(browser: FlaskClient, add: Add) -> None:
    numbers = [add() for _ in range(11)]
    browser.post("/record/residency/fill")
    page = browser.get("/record/residency").text
    assert "10 of 10 experiences chosen, 0 of 3 starred" in page
    answer = browser.post(f"/record/residency/{numbers[0]}/choose")
    assert answer.status_code == 409
    assert "takes 10 experiences" in answer.text
    for number in numbers[1:4]:
        assert browser.post(f"/record/residency/{number}/star").status_code == 303
    assert browser.post(f"/record/residency/{numbers[4]}/star").status_code == 409
    assert browser.post(f"/record/residency/{numbers[0]}/star").status_code == 409, "a star puts it on the form"
    browser.post(f"/record/residency/{numbers[1]}/unstar")
    browser.post(f"/record/residency/{numbers[2]}/drop")
    assert "9 of 10 experiences chosen, 1 of 3 starred" in browser.get("/record/residency").text


def test_only_the_starred_say_why_and_within_their_own_limit(browser: FlaskClient, add: Add) -> None:
    number = add()
    address = f"/record/residency/{number}"
    browser.post(f"{address}/choose")
    assert 'name="meaning"' not in browser.get(address).text
    browser.post(f"{address}/star")
    assert 'name="meaning"' in browser.get(address).text
    assert "Why it is among the most meaningful: still empty" in browser.get("/record/residency").text
    assert browser.post(address, data={"meaning": "a" * 301}).status_code == 422
    assert browser.post(address, data={"meaning": "a" * 300}).status_code == 303


def test_a_description_that_came_in_too_long_is_marked(browser: FlaskClient, add: Add) -> None:
    number = add(description="a" * 800)
    browser.post(f"/record/residency/{number}/choose")
    page = browser.get("/record/residency").text
    assert "needs a look" in page
    assert "Cut 8" in page


def test_the_form_saves_itself(browser: FlaskClient, add: Add) -> None:
    address = f"/record/residency/{add()}"
    headers = {"X-Autosave": "1"}
    assert browser.post(address, data={"title": "Chair"}, headers=headers).status_code == 204
    assert browser.post(address, data={"description": "a" * 751}, headers=headers).status_code == 422
    assert 'value="Chair"' in browser.get(address).text


def test_nobody_else_reads_or_changes_the_form(
    browser: FlaskClient, add: Add, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    number = add()
    eve = browser_of(person("eve", Role.STUDENT))
    assert eve.get(f"/record/residency/{number}").status_code == 404
    for verb in ("", "/choose", "/drop", "/star", "/unstar"):
        assert eve.post(f"/record/residency/{number}{verb}").status_code == 404


def test_another_season_changes_form_and_export_without_code(
    browser: FlaskClient, add: Add, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "residency"
    folder.mkdir()
    first = (residency.FOLDER / "2026.toml").read_text()
    (folder / "2026.toml").write_text(first)
    other = first.replace('season = "2026"', 'season = "2027"').replace("2026 season", "2027 season")
    other = other.replace("starts = 2025-06-01", "starts = 2026-03-01").replace("most_entries = 10", "most_entries = 1")
    other = other.replace("most = 750", "most = 500").replace('counting = "utf-16"', 'counting = "code-points"')
    other = other.replace('"Work",', '"Employment",').replace(
        'paid]\ninternship = "Work"', 'paid]\ninternship = "Employment"'
    )
    other = other.replace("most_bullets = 3", "most_bullets = 1").replace("most_sentences = 2", "most_sentences = 1")
    other = other.replace(
        "[[fields]]",
        '[[fields]]\nkey = "hours_total"\nlabel = "Hours"\nkind = "line"\nholds = "hours"\n\n[[fields]]',
        1,
    )
    (folder / "2027.toml").write_text(other)
    monkeypatch.setattr(residency, "FOLDER", folder)

    first_entry, second_entry = add(kind="internship", paid="y"), add()
    browser.post(f"/record/residency/{first_entry}/choose")
    assert browser.post(f"/record/residency/{second_entry}/choose").status_code == 409
    page = browser.get("/record/residency").text
    assert "2027 season: 1 of 1 experiences chosen" in page
    shown = fields(browser, first_entry)
    assert (shown["Hours"], shown["Experience type"]) == ("40", "Employment")
    answer = browser.post(f"/record/residency/{first_entry}", data={"description": "a" * 501, "type": "Work"})
    assert "the form takes 500. Cut 1." in answer.text
    assert browser.post(f"/record/residency/{first_entry}", data={"description": "👍" * 500}).status_code == 303
    row = next(csv.DictReader(io.StringIO(browser.get("/record/residency.csv").data.decode("utf-8-sig"))))
    assert (row["Hours"], row["Description"]) == ("40", "👍" * 500)

    letter = browser.post("/record/noteworthy", data={"bullet_0": "One. Two."})
    assert "This has 2 sentences; the letter takes 1." in letter.text
    assert 'name="bullet_1"' not in letter.text

    assert "2026 season: 0 of 10 experiences chosen" in browser.get("/record/residency?season=2026").text
    assert browser.get("/record/residency?season=1999").status_code == 404


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("No mark at the end", 1),
        ("She leads. She listens!", 2),
        ("Dr. Osei saw it. So did J. K. Lind.", 2),
        ("It fell from 3.5 to 1.2 per cent, e.g. on 6 West.", 1),
        ("“Why wait?” he asked. Nobody did…", 3),
    ],
)
def test_sentences_are_counted_as_a_reader_would(text: str, count: int) -> None:
    assert sentences(text) == count


def test_the_deans_email_takes_three_points_of_two_sentences(browser: FlaskClient) -> None:
    good = {"bullet_0": "Steady. Dr. Osei saw it.", "bullet_1": "", "bullet_2": "Builds teams."}
    assert browser.post("/record/noteworthy", data=good).status_code == 303
    page = browser.get("/record/noteworthy").text
    assert "Builds teams." in page
    assert "2 sentences of 2" in page
    answer = browser.post("/record/noteworthy", data=good | {"bullet_1": "One. Two. Three."})
    assert answer.status_code == 422
    assert "This has 3 sentences; the letter takes 2." in answer.text
    assert "One. Two. Three." in answer.text
    assert 'name="bullet_3"' not in page


def test_an_entry_set_aside_can_be_chosen_again_once_it_is_back(browser: FlaskClient, add: Add) -> None:
    number = add()
    form, entry = f"/record/residency/{number}", f"/record/entries/{number}"
    assert browser.post(f"{form}/star").status_code == 303
    assert browser.post(form, data={"description": "My own words."}).status_code == 303
    browser.post(f"{entry}/set-aside")
    for address in (f"{form}/choose", f"{form}/star", f"{form}/drop", form):
        answer = browser.post(address, data={"title": "Mine"})
        assert answer.status_code == 409, address
        assert "Restore it first" in answer.text
    browser.post(f"{entry}/put-back")
    assert browser.post(f"{form}/choose").status_code == 303
    text = db.session.scalars(select(SeasonText)).one()
    assert (text.chosen, text.starred, text.typed["description"]) == (True, True, "My own words.")


def test_an_entry_that_comes_back_to_a_full_form_waits_beside_it(browser: FlaskClient, add: Add) -> None:
    first = add()
    browser.post(f"/record/residency/{first}/star")
    browser.post(f"/record/entries/{first}/set-aside")
    for _ in range(SEASON.most_entries):
        assert browser.post(f"/record/residency/{add()}/choose").status_code == 303
    browser.post(f"/record/entries/{first}/put-back")
    texts = {text.entry_id: text for text in db.session.scalars(select(SeasonText))}
    assert (texts[first].chosen, texts[first].starred) == (False, False)
    assert sum(text.chosen for text in texts.values()) == SEASON.most_entries


def test_a_point_of_the_letter_has_an_end(browser: FlaskClient) -> None:
    long = "w" * 300_000
    answer = browser.post("/record/noteworthy", data={"bullet_0": long})
    assert answer.status_code == 422
    assert "Use at most 1,000 characters. This has 300,000." in answer.text
    assert browser.post("/record/noteworthy", data={"bullet_0": "w" * 1000}).status_code == 303
