"""What is only partly understood in a file is never stored as if it were understood."""

import html
import io
import json
import zipfile
from datetime import UTC

import pytest
from flask.testing import FlaskClient

from board.kernel import spreadsheet
from board.opportunities.exchange import class_years, columns, values
from board.opportunities.exchange.understanding import first_sentences
from tests.office.test_import import Upload, filled_in, upload
from tests.office.test_people import cora, office
from tests.opportunities.test_files_people_have import HEAD, ROW, Run, one, postings, run, workbook

__all__ = ["cora", "office", "run", "upload"]

YEARS = ("M1", "M2", "M3", "M4")


@pytest.mark.parametrize(
    ("cell", "years"),
    [
        ("M1-M3", ["M1", "M2", "M3"]),
        ("M1–M4", ["M1", "M2", "M3", "M4"]),
        ("M1 through M4", ["M1", "M2", "M3", "M4"]),
        ("MS1 to MS2", ["M1", "M2"]),
        ("M2+", ["M2", "M3", "M4"]),
        ("M3 and above", ["M3", "M4"]),
        ("1, 2", ["M1", "M2"]),
        ("1-3", ["M1", "M2", "M3"]),
        ("2nd year", ["M2"]),
        ("second-year students", ["M2"]),
        ("MS-III, MS4", ["M3", "M4"]),
        ("M1 & M3", ["M1", "M3"]),
        ("Years 1-2", ["M1", "M2"]),
        ("M1, M3+", ["M1", "M3", "M4"]),
        ("All years", []),
    ],
)
def test_class_years_are_read_whole(cell: str, years: list[str]) -> None:
    assert class_years.read(cell, YEARS) == years


@pytest.mark.parametrize(
    "cell",
    ["M3, Residents", "Not M1", "M1 or PGY2", "M3-M1", "M5", "rising M2", "M1-", "2027", "M12", "-"],
)
def test_class_years_with_anything_left_over_stay_as_words(cell: str) -> None:
    assert class_years.read(cell, YEARS) is None


def test_class_years_that_are_not_understood_stay_on_the_posting_as_words(run: Run) -> None:
    code, output = run(f'{HEAD},class years\n{ROW},"M3, Residents"\n')
    assert code == 0, output
    assert (one().class_years, one().description) == ([], "Class years: M3, Residents")
    assert "'M3, Residents' stays as words at the end of the description" in output


def test_class_years_may_be_numbers_in_a_list_of_json(run: Run) -> None:
    posting = {"title": "Cart", "organisation": "Elm", "kind": "volunteer", "class_years": [1, 2, "M3"]}
    assert run(json.dumps([posting]), name="a.json")[0] == 0
    assert one().class_years == ["M1", "M2", "M3"]


@pytest.mark.parametrize(
    ("cell", "hours", "shown", "note"),
    [
        ("<10", (None, 10), "up to 10 hours a week", ""),
        ("up to 8", (None, 8), "up to 8 hours a week", ""),
        ("8 max", (None, 8), "up to 8 hours a week", ""),
        ("10+", (10, None), "10 or more hours a week", ""),
        ("about 5", (5, 5), "5 hours a week", "'about 5' was read as 5 hours a week"),
        ("~6", (6, 6), "6 hours a week", "'~6' was read as 6 hours a week"),
        ("0", (None, None), "Hours</dt><dd>Not stated", "'0' was read as not stated"),
        ("between 2 and 4", (2, 4), "2–4 hours a week", ""),
        ("4 a day", (None, None), "4 a day", "'4 a day' stays as words"),
    ],
)
def test_hours_are_read_and_shown_as_they_are_meant(
    run: Run, client: FlaskClient, cell: str, hours: tuple[int | None, int | None], shown: str, note: str
) -> None:
    code, output = run(f"{HEAD},Hrs/wk\n{ROW},{cell}\n", "--publish")
    assert code == 0, output
    assert (one().hours_from, one().hours_to) == hours
    assert note in output
    assert shown in client.get(f"/opportunities/{one().id}").text


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("two", "2"),
        ("3 positions", "3"),
        ("2.0", "2"),
        ("two or three", "two or three"),
        ("-3", "-3"),
        ("2-3", "2-3"),
        ("10 per term", "10 per term"),
    ],
)
def test_a_count_is_read_whole(cell: str, count: str) -> None:
    assert values.count_of(cell) == count


@pytest.mark.parametrize("heading", ["hours", "openings", "class years"])
@pytest.mark.parametrize("cell", ["2026-05-10", "2026-05-10 00:00", "10-May", "May-10"])
def test_a_number_that_excel_turned_into_a_date_is_refused(run: Run, heading: str, cell: str) -> None:
    code, output = run(f"{HEAD},{heading}\n{ROW},{cell}\n")
    assert code == 1
    assert "Excel turned 5-10 into a date (10 May): type it as text" in output
    assert postings() == []


def test_columns_that_are_not_used_are_told_first(office: FlaskClient, upload: Upload) -> None:
    address = upload(f"{HEAD},Shoe size,Empty\n{ROW},9,\nReading hour,Elm,seminar,8,\n")
    page = office.get(address).text
    assert "These columns are not used: Shoe size (2 rows)." in page


def test_two_columns_for_one_field_that_differ_are_told(office: FlaskClient, upload: Upload) -> None:
    page = office.get(upload(f"{HEAD},Link,Website\n{ROW},elm.example/a,elm.example/b\n")).text
    assert "“Link” and “Website” could both be External link, and differ in 1 row: “Link” is used." in page
    same = office.get(upload(f"{HEAD},Link,Website\n{ROW},elm.example/a,elm.example/a\n")).text
    assert "could both be" not in same


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in names:
            parts.writestr(name, b"x")
    return out.getvalue()


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.xls", "list.json"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 x", "This is a PDF, not a table."),
        (b"\x89PNG\r\n\x1a\n", "This is a picture (PNG), not a table."),
        (b"\xff\xd8\xff\xe0 x", "This is a picture (JPEG), not a table."),
        (zipped("word/document.xml"), "This is a Word document, not a table."),
        (zipped("ppt/slides/slide1.xml"), "This is a PowerPoint presentation, not a table."),
        (zipped("list.csv"), "This is a ZIP archive, not a table."),
        (b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), "This is a Word document, not a table."),
        (b"<html><table><tr><td>title</td></tr></table></html>", "Open it in Excel and save it as .xlsx."),
    ],
    ids=range(8),
)
def test_a_file_that_is_no_table_is_named(name: str, content: bytes, said: str) -> None:
    with pytest.raises(spreadsheet.UnreadableFile) as refused:
        spreadsheet.read(content, name, columns.is_heading)
    assert said in str(refused.value)


def test_a_file_that_is_no_table_is_refused_when_it_is_handed_in(office: FlaskClient) -> None:
    answer = office.post("/office/import", data={"file": (io.BytesIO(b"%PDF-1.7"), "list.csv")})
    assert answer.status_code == 422
    assert "This is a PDF, not a table." in answer.text


def test_a_damaged_archive_of_any_sort_is_refused_and_breaks_nothing() -> None:
    """A statement of the sort that was packed, and then damaged, cannot even be unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.text" * 3)
    whole, said = bytearray(out.getvalue()), set()
    for at in range(len(whole)):
        damaged = bytes(whole[:at]) + bytes([whole[at] ^ 0xFF]) + bytes(whole[at + 1 :])
        said.add(spreadsheet.refusal(damaged))
    assert "This is a ZIP archive, not a table. Upload the table as .csv or .xlsx." in said


def test_a_workbook_is_no_other_file(run: Run) -> None:
    assert run(workbook(("List", [HEAD.split(","), ROW.split(",")])), name="a.xlsx")[0] == 0


@pytest.mark.parametrize(
    ("cell", "closes", "said"),
    [
        ("Monday, March 14, 2027", "2027-03-15T04:00", "Closing date: 'Monday, March 14, 2027' names another weekday"),
        ("Sunday, March 14, 2027", "2027-03-15T04:00", ""),
        (
            "March 20, 2027 5 PM EST",
            "2027-03-20T22:00",
            "5:00 PM on Mar 20, 2027 in the zone that is written is 6:00 PM",
        ),
        ("March 20, 2027 5 PM EDT", "2027-03-20T21:00", ""),
        ("March 20, 2027 5 PM ET", "2027-03-20T21:00", ""),
        ("March 20, 2027 5 PM PST", "2027-03-21T01:00", "is 9:00 PM on Mar 20, 2027 in America/New_York"),
        ("2027-03-14 02:30", "2027-03-14T07:30", "there is no 2:30 AM on Mar 14, 2027"),
        ("2027-11-07 01:30", "2027-11-07T05:30", "1:30 AM on Nov 7, 2027 comes twice"),
    ],
)
def test_a_day_that_contradicts_itself_is_told(run: Run, cell: str, closes: str, said: str) -> None:
    code, output = run(f'{HEAD},Closing date\n{ROW},"{cell}"\n')
    assert code == 0, output
    closes_at = one().closes_at
    assert closes_at is not None
    assert closes_at.astimezone(UTC).isoformat()[:16] == closes
    assert said in output
    assert bool(said) == ("; Closing date: " in output), output


@pytest.mark.parametrize(
    ("cell", "description", "note"),
    [
        ("rolling", "", ""),
        ("Open until filled", "", ""),
        ("no deadline", "", ""),
        ("-", "", "; deadline: - was read as rolling"),
        ("?", "", "; deadline: ? was read as rolling"),
        ("ASAP", "Deadline: ASAP", "it names no day"),
        ("open", "Deadline: open", "it names no day"),
        ("see website", "Deadline: see website", "it names no day"),
        ("TBD", "Deadline: TBD", "it names no day"),
        ("various", "Deadline: various", "it names no day"),
    ],
)
def test_only_words_for_rolling_are_rolling_without_a_note(run: Run, cell: str, description: str, note: str) -> None:
    code, output = run(f"{HEAD},deadline\n{ROW},{cell}\n")
    assert code == 0, output
    assert (one().closes_at, one().description) == (None, description)
    assert one().is_deadline_unstated is (cell in ("ASAP", "open", "see website", "various"))
    assert note in output
    assert bool(note) == ("; deadline: " in output), output


@pytest.mark.parametrize(
    ("heading", "cell", "pay", "said"),
    [
        ("Pay", "0", (None, None), "Pay: '0' was read as not stated"),
        ("Pay", "None", (None, None), "Pay: 'None' was read as not stated"),
        ("Pay", "volunteer", ("none", None), ""),
        ("Pay", "15", (None, None), "Pay: '15' stays as words"),
        ("Pay", "$50 stipend", ("stipend", 50), ""),
        ("Pay", "2500.50", (None, None), "Pay: '2500.50' stays as words"),
        ("Stipend amount", "2500.50", (None, None), "Stipend amount: '2500.50' stays as words"),
        ("Stipend amount", "0", (None, None), "Stipend amount: '0' was read as not stated"),
        ("Stipend amount", "$2500.00", ("stipend", 2500), ""),
    ],
)
def test_pay_that_is_not_plain_is_not_guessed(
    run: Run, heading: str, cell: str, pay: tuple[str | None, int | None], said: str
) -> None:
    code, output = run(f"{HEAD},{heading}\n{ROW},{cell}\n")
    assert code == 0, output
    assert (one().pay, one().pay_amount) == pay
    assert said in output


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Not a committee", "Type: 'Not a committee' speaks of Committee or council seat: say which it is"),
        ("Volunteer or internship", "'Volunteer or internship' speaks of Volunteer role and Nonclinical internship"),
    ],
)
def test_a_kind_that_contradicts_itself_is_asked_for(run: Run, cell: str, said: str) -> None:
    code, output = run(f"title,organisation,Type\nCart,Elm,{cell}\n")
    assert (code, said in output) == (1, True), output
    assert postings() == []


@pytest.mark.parametrize("cell", ["Committee or council seat", "Mentoring and tutoring", "Not-for-profit board"])
def test_a_kind_that_only_sounds_like_two_is_one(cell: str) -> None:
    assert values.contradicting_kinds(cell) == ()


@pytest.mark.parametrize(
    ("heading", "cell", "mode"),
    [
        ("Remote?", "Yes", "remote"),
        ("Remote", "No", "on-site"),
        ("Is it remote?", "y", "remote"),
        ("Mode", "Yes", None),
    ],
)
def test_yes_and_no_under_remote_are_understood(run: Run, heading: str, cell: str, mode: str | None) -> None:
    assert run(f"{HEAD},{heading}\n{ROW},{cell}\n")[0] == 0
    assert one().place_mode == mode


@pytest.mark.parametrize("text", ["x" * 300, "word " * 80, f"{'y' * 239} z {'a' * 80}", f"{'y' * 238} {'a' * 80}"])
def test_a_summary_that_is_made_fits(text: str) -> None:
    assert len(first_sentences(text)) <= 240


def test_what_is_wrong_is_told_under_the_files_own_heading(office: FlaskClient, upload: Upload) -> None:
    page = office.get(upload(f"{HEAD},Hrs per week\n{ROW},70\n")).text
    assert "Hrs per week: Write a whole number from 0 to 60" in page
    assert "1 row cannot be imported as it is." in page


def test_a_file_without_a_column_of_deadlines_states_none(office: FlaskClient, upload: Upload) -> None:
    address = upload("title,organisation,kind\nUsher,Elm,volunteer\n")
    page = html.unescape(office.get(address).text)
    assert "No column is the deadline, so the postings say that it is not stated." in page
    assert "deadline: not stated" in page
    office.post(f"{address}/write", data=filled_in(page))
    assert (one().closes_at, one().is_deadline_unstated) == (None, True)
    address = upload("title,organisation,kind,deadline\nPorter,Elm,volunteer,\n")
    emptied = office.get(address).text
    assert "No column is the deadline" not in emptied
    office.post(f"{address}/write", data=filled_in(emptied))
    assert not postings()[1].is_deadline_unstated, "a column of deadlines that is empty says that there is none"
