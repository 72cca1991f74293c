"""Files as coordinators have them: each kind of quirk, with contents that the reader has never seen."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel import spreadsheet
from board.kernel.db import db
from board.kernel.spreadsheet.encoding import decode
from board.opportunities.exchange import class_years, columns, dates, hours, markup, values
from board.opportunities.models import Opportunity, PostingState

FAULTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "faults"
ZONE = ZoneInfo("America/New_York")
ROW = "Ward library cart,Elm Hospital,volunteer role"
Run = Callable[..., tuple[int, str]]

YEARS = ("M1", "M2", "M3", "M4")


@pytest.fixture
def run(app: Flask, tmp_path: Path, person: Callable[..., User]) -> Run:
    """Imports the bytes of a file; answers the exit code and what was said."""
    person("cora", Role.COORDINATOR)

    def bring_in(content: bytes | str, *options: str, name: str = "postings.csv") -> tuple[int, str]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        result = app.test_cli_runner().invoke(args=["import-opportunities", str(path), *options])
        db.session.rollback()
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result.exit_code, result.output

    return bring_in


def postings() -> list[Opportunity]:
    return list(db.session.scalars(select(Opportunity).order_by(Opportunity.id)))


def one() -> Opportunity:
    (posting,) = postings()
    return posting


def workbook(*sheets: tuple[str, list[list[Any]]], merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEAD = "title,organisation,kind"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{HEAD}\n{ROW}\n,,\n,,\n\n", "1 rows to bring in, 0 bad"),
        (f"\n\n{HEAD}\n\n{ROW}\n", "The heading was found in row 3"),
        (f"Spring list,,\nmade by the office,,\n{HEAD}\n{ROW}\n", "The heading was found in row 3"),
        (f"{HEAD}\n{ROW}\n".replace(",", ";"), "divided by semicolons"),
        (f"{HEAD}\n{ROW}\n".replace(",", "|"), "divided by bars"),
        (f"sep=;\n{HEAD}\n{ROW}\n".replace(",", ";"), "divided by semicolons"),
        (f"{HEAD}\n{ROW}\n".replace("\n", "\r"), "1 rows to bring in, 0 bad"),
        (f"{HEAD},,\n{ROW},,\n", "1 rows to bring in, 0 bad"),
        ('title,organisation,kind\n"Ward\n library cart",Elm,volunteer\n', "ready: Ward library cart"),
    ],
)
def test_the_shape_of_a_text_is_found(run: Run, content: str, said: str) -> None:
    code, output = run(content)
    assert code == 0, output
    assert said in output
    assert one().title == "Ward library cart"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{HEAD}\nCart, books, and tea,Elm,volunteer role\n", "row 2: 5 cells, the heading has 3"),
        (f"{HEAD}\n{ROW}\nCart,Elm\n", "row 3: 2 cells, the heading has 3: some are missing"),
        (f'{HEAD}\n{ROW}\n"Cart,Elm,volunteer\nB,Elm,volunteer\n', "row 3: a quotation mark opens"),
        (
            f'{HEAD}\n"Two\nlines",Elm,volunteer\n\nBad,Elm,nonsense\n',
            "row 4: waits for an answer: kind: 'nonsense'",
        ),
        (f"{HEAD}\n{'x' * 121},Elm,volunteer\n", "row 2: title: Use at most 120 characters. This has 121."),
        (f"{HEAD}\n,Elm,volunteer\n", "row 2: title: it is needed"),
        (f"{HEAD},deadline\n{ROW},#REF!\n", "row 2: deadline: #REF! is an error of the spreadsheet"),
        (f"{HEAD},contact\n{ROW},#N/A\n", "row 2: contact: #N/A is an error of the spreadsheet"),
        (f"{HEAD},url\n{ROW},ask Ann\n", "row 2: url: 'ask Ann' has a space in it"),
        (f"{HEAD},url\n{ROW},javascript:alert(1)\n", "row 2: url: Write a full address"),
        (f"{HEAD},good standing\n{ROW},perhaps\n", "row 2: good standing: 'perhaps' is neither yes nor no"),
        (f"{HEAD},hours_to\n{ROW},99\n", "row 2: hours_to: Write a whole number from 0 to 60"),
        (f"{HEAD},hours_from,hours_to\n{ROW},9,3\n", "row 2: hours_to: The second number is smaller"),
        (f"{HEAD},opens,deadline\n{ROW},2027-05-01,2027-04-01\n", "row 2: deadline: It would close before it opens"),
        (f"{HEAD},start date,end date\n{ROW},2027-05-01,2027-04-01\n", "row 2: end date: The term ends before"),
    ],
)
def test_what_is_wrong_is_told_with_the_row_that_a_spreadsheet_shows(run: Run, content: str, said: str) -> None:
    code, output = run(content)
    assert (code, said in output) == (1, True), output
    assert postings() == []


@pytest.mark.parametrize(
    ("encoding", "text", "said"),
    [
        ("utf-8", "Größe für José – “ja”", "Read as UTF-8."),
        ("utf-8-sig", "Größe für José", "Read as UTF-8."),
        ("cp1252", "Größe für José – “ja” … €5", "Read as Windows-1252, as Windows writes it."),
        ("latin-1", "Crème brûlée à Zürich", "Read as Windows-1252"),
        ("utf-16", "Größe 委員会", "Read as UTF-16."),
        ("utf-16-le", "Größe für alle", "Read as UTF-16."),
        ("utf-16-be", "Größe für alle", "Read as UTF-16."),
        ("utf-32", "Größe", "Read as UTF-32."),
        ("mac_roman", "Café über São José", "Read as Mac Roman."),
        ("cp1251", "Комитет по этике и безопасности больницы", "Read as"),
    ],
)
def test_the_encoding_is_found_and_told(run: Run, encoding: str, text: str, said: str) -> None:
    code, output = run(f"{HEAD},description\nCart,Elm,volunteer,{text}\n".encode(encoding))
    assert code == 0, output
    assert said in output
    assert one().description == text


def test_an_encoding_can_be_named_where_it_was_found_wrong(run: Run) -> None:
    content = f"{HEAD}\nŁódź cart,Elm,volunteer\n".encode("cp1250")
    assert run(content, "--encoding", "cp1250")[0] == 0
    assert one().title == "Łódź cart"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", f"{HEAD}\nHalf ".encode() + "😀".encode()[:2] + b",Elm,volunteer\n"),
        ("a.csv", f"{HEAD},area\nHalf \ud83d cart,Elm,volunteer,é\n".encode("utf-16", "surrogatepass")),
        ("a.json", b'[{"title": "Half \\ud83d", "organisation": "Elm", "kind": "volunteer"}]'),
    ],
)
def test_half_a_character_is_a_line_for_its_row(run: Run, name: str, content: bytes) -> None:
    code, output = run(content, name=name)
    assert code == 1
    assert "title: It holds a character that cannot be shown" in output


OTHER_HEADINGS = [
    ("Position Title*", "Host Institution", "Type of opportunity", "Apply By", "Website", "City"),
    ("ROLE", "Agency", "category", "Application Deadline:", "link_to_apply", "Where"),
    ("jobTitle", "companyName", "jobType", "closingDate", "applyUrl", "workLocation"),
    ("Opportunity Name", "Department", "Kind", "Due Date (ET)", "More info", "Venue"),
    ("What is the title of the opportunity?", "Organization Name", "Type", "Deadline to apply", "URL", "Location"),
    ("Program", "Sponsor", "Classification", "Closes On", "Web page", "Address"),
    ("Project title", "Hosted by", "Opportunity type", "Applications due", "External link", "Campus"),
    ("Vacancy", "Employer", "Position type", "Expiry date", "Homepage", "Work location"),
    ("Listing", "Partner organization", "Role type", "Registration deadline", "Apply link", "Building"),
    ("Event name", "Organizer", "Event type", "RSVP by", "Registration link", "Room"),
    ("Titles", "Organisations", "Kinds", "Deadlines", "Links", "Locations"),
]


@pytest.mark.parametrize("heading", OTHER_HEADINGS, ids=lambda heading: heading[0])
def test_columns_are_known_by_the_names_people_give_them(run: Run, heading: tuple[str, ...]) -> None:
    row = "Falls rounds,Elm,QI project,2027-04-02,elm.example/falls,4 West"
    code, output = run(f"{','.join(heading)}\n{row}\n")
    assert code == 0, output
    posting = one()
    assert (posting.title, posting.host, posting.kind.value) == ("Falls rounds", "Elm", "qi-project")
    assert (posting.link, posting.place) == ("https://elm.example/falls", "4 West")
    assert posting.closes_at == datetime(2027, 4, 3, tzinfo=ZONE)
    assert "column " + heading[4] + ": url (elm.example/falls → https://elm.example/falls)" in output


def test_the_words_for_columns_are_those_of_the_columns() -> None:
    assert set(columns.understood_words()["headings"]) == set(columns.COLUMNS)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Committee", "committee-seat"),
        ("committee/council membership", "committee-seat"),
        ("Board of trustees", "committee-seat"),
        ("Student Representative", "committee-seat"),
        ("Task Force", "committee-seat"),
        ("Volunteer committee member", "committee-seat"),
        ("Fellowships", "fellowship"),
        ("fellowship/scholarship", "fellowship"),
        ("Research Grant", "fellowship"),
        ("Summer Internship", "internship"),
        ("Policy Intern", "internship"),
        ("Externship", "internship"),
        ("Volunteering", "volunteer-role"),
        ("Community Service", "volunteer-role"),
        ("mentoring (peer)", "volunteer-role"),
        ("Quality Improvement Project", "qi-project"),
        ("QI", "qi-project"),
        ("Patient Safety", "qi-project"),
        ("Workshops", "seminar"),
        ("Lecture series", "seminar"),
        ("leadership seminar", "seminar"),
        ("seminar/workshop", "seminar"),
        ("Training", "seminar"),
    ],
)
def test_kinds_are_known_by_the_words_people_use(words: str, kind: str) -> None:
    found = values.kind_of(words)
    assert found is not None
    assert found.value == kind


def test_the_kind_is_asked_for_once_for_the_whole_file(run: Run) -> None:
    content = "title,organisation\nCart,Elm\nReading hour,Elm\n"
    code, output = run(content)
    assert code == 1
    assert output.count("Which kind are the 2 rows that name none? Say --kind KIND.") == 1
    assert "It is one of: Committee or council seat" in run(content, "--kind", "party")[1]
    assert run(content, "--kind", "workshop")[0] == 0
    assert {posting.kind.value for posting in postings()} == {"seminar"}


MARCH_14 = [
    *(
        "2027-03-14",
        "3/14/2027",
        "14.03.2027",
        "14/03/2027",
        "2027/03/14",
        "March 14, 2027",
        "14 March 2027",
        "14-Mar-27",
    ),
    *(
        "Mar 14 2027",
        "14th of March, 2027",
        "Sunday, March 14, 2027",
        "Sun 14 Mar 2027",
        "46460",
        "20270314",
        "3/14/27",
    ),
    *("Mar. 14th, 2027", "due by March 14, 2027", "2027-3-14", "14 MARCH 2027", "2027-03-14 00:00:00"),
]
AT_FIVE = [
    *("2027-03-14T17:00", "2027-03-14 17:00", "3/14/2027 5:00 PM", "March 14, 2027 at 5pm", "14 March 2027, 17:00"),
    *(
        "46460.7083333333",
        "2027-03-14T21:00:00Z",
        "2027-03-14T17:00:00-04:00",
        "March 14, 2027 (5 PM ET)",
        "14/3/2027 17:00",
    ),
    "March 14 2027 2 p.m. Pacific time",
]
NO_DAY = [
    *("", "N/A", "n/a", "NA", "TBD", "tba", "To be determined", "Rolling", "rolling basis", "until filled"),
    *("Open until filled", "ongoing", "none", "No deadline", "-", "—", "continuous", "unknown", "Not applicable"),
]
EITHER_WAY = ["03/04/2027", "3-4-2027", "3.4.2027", "1/2/27", "03/04/2027 17:00", "12/11/2027"]
NO_DATE = [
    *("32.03.2027", "2027-02-30", "9999-12-31", "12/31/9999", "0026-03-01", "1900-01-01", "soon", "Spring 2027"),
    *(
        "March 14",
        "14/3",
        "99999",
        "-5",
        "1e5",
        "2027",
        "13/13/2027",
        "25:00",
        "March 2027",
        "Infinity",
        "2027-03-14 25:99",
    ),
]


@pytest.mark.parametrize("text", MARCH_14)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    when = dates.read(text)
    assert isinstance(when, dates.When)
    assert (when.day.isoformat(), when.at) == ("2027-03-14", None)


@pytest.mark.parametrize("text", AT_FIVE)
def test_a_time_is_the_schools_unless_it_says_otherwise(text: str) -> None:
    when = dates.read(text)
    assert isinstance(when, dates.When)
    assert when.instant(ZONE) == datetime(2027, 3, 14, 17, tzinfo=ZONE)


@pytest.mark.parametrize("text", NO_DAY)
def test_words_for_no_day_are_rolling(text: str) -> None:
    assert dates.read(text) is None


@pytest.mark.parametrize("text", EITHER_WAY)
def test_what_can_be_read_both_ways_is_never_guessed(text: str) -> None:
    assert isinstance(dates.read(text), dates.Unclear)
    by_day, by_month = dates.read(text, dates.DMY), dates.read(text, dates.MDY)
    assert isinstance(by_day, dates.When)
    assert isinstance(by_month, dates.When)
    assert by_day.day != by_month.day


@pytest.mark.parametrize("text", NO_DATE)
def test_what_is_no_day_is_a_sentence(text: str) -> None:
    with pytest.raises(dates.NoDateError, match=r"\w+ .*\w"):
        dates.read(text)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[0-9A-Za-z:/. ,()-]{1,24}", fullmatch=True))
def test_no_text_makes_a_date_fail_otherwise(text: str) -> None:
    try:
        found = dates.read(text)
    except dates.NoDateError:
        return
    assert found is None or isinstance(found, dates.When | dates.Unclear)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_no_text_makes_a_cell_fail(text: str) -> None:
    values.kind_of(text), values.areas_of(text), values.pay_of(text), hours.read(text), values.mode_of_place(text)
    class_years.read(text, YEARS), values.turned_into_date(text)
    values.link_of(text), values.count_of(text), markup.one_line(text), markup.as_markdown(text)


def test_the_kind_that_a_word_means_is_said_once_for_the_file(run: Run) -> None:
    content = "title,organisation,kind\nA,Elm,party\nB,Elm,Party!\nC,Elm,gala\n"
    code, output = run(content)
    assert code == 1
    assert output.count("Which kind is “party” (2 rows)? Say --kind-of 'party=KIND'.") == 1
    assert run(content, "--kind-of", "party=nothing")[0] == 2
    assert run(content, "--kind-of", "party=volunteer", "--kind-of", "gala=seminar")[0] == 0
    assert [posting.kind for posting in postings()] == ["volunteer-role", "volunteer-role", "seminar"]


def test_the_order_of_day_and_month_is_asked_for_once_a_column(run: Run) -> None:
    content = f"{HEAD},deadline,start date\n{ROW},03/04/2027,5/6/2027\nB,Elm,seminar,04/05/2027,\n"
    code, output = run(content)
    assert code == 1
    assert output.count("In the column deadline, is the day or the month first? 2 rows") == 1
    assert output.count("In the column term starts, is the day or the month first? 1 row") == 1
    assert "row 2: waits for an answer: deadline: 03/04/2027 is Apr 3, 2027 or Mar 4, 2027" in output
    assert run(content, "--dates", "dmy")[0] == 0
    assert [p.closes_at for p in postings()] == [datetime(2027, 4, 4, tzinfo=ZONE), datetime(2027, 5, 5, tzinfo=ZONE)]


HTML = "<p>Take <b>notes</b> &amp; tea.</p><ul><li>A pen</li><li>See <a href='https://elm.example'>how</a></li></ul>"
BAD_HTML = (
    "<script>alert(1)</script><style>p{x}</style><!-- c --><a href='javascript:x()'>here</a><img src=x onerror=y>"
)


def test_a_web_page_becomes_markdown(run: Run) -> None:
    content = json.dumps(
        [{"title": "<b>Cart</b> &amp; tea", "organisation": "Elm", "kind": "QI", "details": HTML + BAD_HTML}]
    )
    code, output = run(content, name="a.json")
    assert code == 0, output
    posting = one()
    assert posting.title == "Cart & tea"
    assert "Take **notes** & tea." in posting.description
    assert "- A pen" in posting.description
    assert "[how](https://elm.example)" in posting.description
    for bad in ("alert", "p{x}", "onerror", "javascript", "<"):
        assert bad not in posting.description


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Unpaid", ("none", None)),
        ("none", (None, None)),
        ("$4,000", ("stipend", 4000)),
        ("Stipend of $1,500", ("stipend", 1500)),
        ("2500 USD", ("stipend", 2500)),
        ("stipend", (None, None)),
        ("Course credit", ("course-credit", None)),
        ("Travel expenses", ("expenses", None)),
        ("N/A", (None, None)),
        ("", (None, None)),
        ("$15/hour", (None, None)),
        ("competitive", (None, None)),
    ],
)
def test_pay_is_what_is_stated(run: Run, cell: str, expected: tuple[str | None, int | None]) -> None:
    code, output = run(f'{HEAD},compensation\n{ROW},"{cell}"\n')
    assert code == 0, output
    posting = one()
    assert (posting.pay, posting.pay_amount) == expected
    if cell in ("stipend", "$15/hour", "competitive"):
        assert posting.description == f"Pay: {cell}", "nothing of a row is lost"
        assert "stays as words at the end of the description" in output


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("4", (4, 4)),
        ("2-4 hours/week", (2, 4)),
        ("2 – 4 hrs per week", (2, 4)),
        ("up to 6", (None, 6)),
        ("10+", (10, None)),
        ("about 3 hours weekly", (3, 3)),
        ("at least 2 h a week", (2, None)),
        ("40 hours a month", (None, None)),
        ("one meeting", (None, None)),
        ("varies", (None, None)),
    ],
)
def test_hours_are_what_is_stated(run: Run, cell: str, expected: tuple[int | None, int | None]) -> None:
    assert run(f'{HEAD},Time commitment\n{ROW},"{cell}"\n')[0] == 0
    posting = one()
    assert (posting.hours_from, posting.hours_to) == expected


def test_nobody_states_what_the_file_does_not(run: Run) -> None:
    code, output = run(f'{HEAD},description\n{ROW},"Ten weeks downtown, with a $4,000 stipend for two scholars."\n')
    assert code == 0
    posting = one()
    assert (posting.pay, posting.pay_amount, posting.seats, posting.place_mode) == (None,) * 4
    assert (posting.place, posting.hours_from, posting.hours_to) == ("", None, None)
    assert "Not stated: hours, location, pay and openings" in output


def test_a_workbook_is_read_with_its_days_numbers_and_merged_cells(run: Run) -> None:
    rows: list[list[Any]] = [
        ["Opportunities of spring", None, None, None, None, None],
        [],
        ["Position", "Company", "Category", "Closing date", "Openings", "Starts"],
        ["Cart", "Elm Hospital", "Volunteer", date(2027, 3, 14), 2, date(2027, 4, 1)],
        ["Reading hour", None, "Volunteer", datetime.fromisoformat("2027-03-14 17:00"), 3.0, "TBD"],
        ["Last", "Oak", "Workshop", 46460, None, None],
    ]
    content = workbook(("Read me", [["Ask Ann"]]), ("List", rows), merge="B4:B5")
    code, output = run(content, name="list.xlsx")
    assert code == 0, output
    for words in ("The sheet “List” is read; the file also holds “Read me”", "heading was found in row 3", "merged"):
        assert words in output
    found = [(p.title, p.host, p.seats, p.closes_at) for p in postings()]
    whole_day = datetime(2027, 3, 15, tzinfo=ZONE)
    assert found == [
        ("Cart", "Elm Hospital", 2, whole_day),
        ("Reading hour", "Elm Hospital", 3, datetime(2027, 3, 14, 17, tzinfo=ZONE)),
        ("Last", "Oak", None, whole_day),
    ]


def test_a_workbook_tells_what_it_could_not_compute(run: Run) -> None:
    rows = [[*HEAD.split(","), "deadline"], [*ROW.split(","), "=B1+1"], ["B", "Elm", "seminar", "=NA()"]]
    code, output = run(workbook(("List", rows)), name="list.xlsx")
    assert code == 1
    assert "row 2: deadline: #VALUE? (a formula that was never computed) is an error of the spreadsheet" in output


def test_another_sheet_can_be_named(run: Run) -> None:
    book = workbook(("Old", [HEAD.split(","), ROW.split(",")]), ("New", [HEAD.split(","), ["New", "Elm", "seminar"]]))
    assert run(book, "--sheet", "New", name="a.xlsx")[0] == 0
    assert one().title == "New"


def test_a_workbook_under_a_text_files_name_is_read(run: Run) -> None:
    assert run(workbook(("List", [HEAD.split(","), ROW.split(",")])), name="list.csv")[0] == 0


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"<x>" + b" " * 200_000_000)
    return out.getvalue()


def _far_cell() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "title", "stray"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK\x03\x04 nonsense", "damaged"),
        ("a.xlsx", b"not a workbook at all", "damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "damaged"),
        ("a.xlsx", workbook(("Empty", [])), "damaged, too large, or empty"),
        ("a.csv", b"\n\n \n", "This file is empty"),
        ("a.csv", ("a,b\n" + "1,2\n" * 5_001).encode(), "more than 5,000 rows"),
        ("a.json", b'[{"title": "A"\n "kind": "QI"}]', 'in line 2 (“"kind": "QI"}]”) a comma or a closing bracket is'),
        ("a.json", b'[{"title": A}]', 'in line 1 (“[{"title": A}]”) a value is missing, or a text stands without'),
        ("a.json", b"[1, 2]", "must be a list of objects"),
        ("a.json", b'{"a": {"b": 1}}', "must be a list of objects"),
        ("a.json", b"[" * 9000, "cannot be read as JSON"),
        ("a.json", b'[{"title": ' + b"1" * 5000 + b"}]", "cannot be read as JSON"),
    ],
    ids=range(12),
)
def test_what_cannot_be_read_is_a_sentence(run: Run, name: str, content: bytes, said: str) -> None:
    code, output = run(content, name=name)
    assert code == 1
    assert said in output


def linked_workbook(*, links: dict[str, str], rows: list[list[Any]], hidden: tuple[int, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, address in links.items():
        book.active[place].hyperlink = address
    for number in hidden:
        book.active.row_dimensions[number].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("cell", "place", "address"),
    [
        ("Apply here", "D2", "https://elm.example/apply"),
        ("", "A2", "https://elm.example/apply"),
        ('=HYPERLINK("https://elm.example/apply","Apply here")', "", "https://elm.example/apply"),
        ("https://elm.example/own", "A2", "https://elm.example/own"),
    ],
    ids=["in its column", "behind the title", "a formula", "a cell with its own"],
)
def test_the_address_behind_a_text_is_read(run: Run, cell: str, place: str, address: str) -> None:
    rows = [["title", "organisation", "kind", "link"], ["Ward cart", "Elm", "volunteer", cell]]
    content = linked_workbook(links={place: "https://elm.example/apply"} if place else {}, rows=rows)
    if cell.startswith("="):
        content = computed(content, "Apply here")
    code, output = run(content, name="a.xlsx")
    assert code == 0, output
    assert one().link == address
    assert ("was taken from behind the text of a cell" in output) is (address.endswith("apply"))


def computed(content: bytes, shown: str) -> bytes:
    """The workbook as Excel saves it: the formula beside what it shows."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name.endswith("sheet1.xml"):
                text = re.sub(rb'<c r="D2"([^>]*)>', rb'<c r="D2" t="str">', text)
                text = re.sub(rb"</f><v ?/>|</f><v></v>", f"</f><v>{shown}</v>".encode(), text)
            after.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "second", [["Title", "Host", "Kind", "Stipend"], ["Title", "Host", "Kind", "Closes", "Pay", "Hours"]]
)
def test_the_rows_of_a_second_table_are_told_and_not_read_by_the_names_of_the_first(
    run: Run, second: list[str]
) -> None:
    """Of the same width its cells would stand under wrong names; a wider one would hide the first."""
    first = [
        ["Title", "Host", "Kind", "Openings"],
        ["Minutes", "Dean", "committee seat", 2],
        ["Ethics", "Dean", "seat", 1],
    ]
    rows = [*first, [], ["Internships"], second, ["Policy", "State", "internship", *[450] * (len(second) - 3)]]
    said = run(workbook(("Sheet", rows)), name="two.xlsx")[1]
    assert "Minutes" in said and "Ethics" in said and "450 openings" not in said
    assert said.count("another table begins in row 6") == 2, said


def test_rows_that_a_sheet_hides_are_told(run: Run) -> None:
    rows = [["title", "organisation", "kind"], *([f"Cart {n}", "Elm", "volunteer"] for n in range(3))]
    output = run(linked_workbook(links={}, rows=rows, hidden=(3,)), name="a.xlsx")[1]
    assert "1 row is hidden in the sheet and read too: 3." in output


def test_a_link_with_a_space_in_it_is_refused_with_a_sentence(run: Run) -> None:
    code, output = run(f"{HEAD},link\n{ROW},https://elm.example/a b\n")
    assert code == 1
    assert "row 2: link: 'https://elm.example/a b' has a space in it: write one address, without spaces" in output


@pytest.mark.parametrize(("make", "said"), [(_bomb, "too large once it is unpacked"), (_far_cell, "XFD1048576")])
def test_a_workbook_that_would_unfold_without_end_is_refused_before(
    run: Run, make: Callable[[], bytes], said: str
) -> None:
    code, output = run(make(), name="a.xlsx")
    assert (code, said in output) == (1, True), output


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        ({"title": ["a", "b"]}, "row 1: title: it is a list here"),
        ({"organisation": {"name": "Elm"}}, "row 1: organisation: it is an object here"),
        ({"kind": [["x"]]}, "row 1: kind: it is a list here"),
        ({"deadline": {"day": 1}}, "row 1: deadline: it is an object here"),
        ({"title": True, "deadline": 1e400}, "row 1: deadline: 'inf' is no date"),
    ],
)
def test_a_wrong_value_in_json_is_a_line_for_its_row(run: Run, thing: dict[str, Any], said: str) -> None:
    good = {"title": "Cart", "organisation": "Elm", "kind": "volunteer", "tags": ["books", "tea"]}
    code, output = run(json.dumps({"postings": [good | thing, good]}), name="a.json")
    assert (code, said in output) == (1, True), output
    assert run(json.dumps([good | thing, good]), "--skip-bad", name="a.json")[0] == 0
    assert one().tags == ["books", "tea"], "a list of tags is a list of tags"


def test_a_line_of_json_each_is_read(run: Run) -> None:
    lines = [{"title": name, "organisation": "Elm", "kind": "seminar"} for name in ("A", "B")]
    assert run("\n".join(map(json.dumps, lines)), name="a.jsonl")[0] == 0
    assert [posting.title for posting in postings()] == ["A", "B"]


def test_past_deadlines_are_told_and_published_only_when_asked_for(
    app: Flask, run: Run, emails: Callable[[], list[str]]
) -> None:
    content = f"{HEAD},deadline\n{ROW},2024-01-05\nFresh,Elm,seminar,2027-01-05\n"
    assert (
        "row 2: ready: Ward library cart (volunteer role); its deadline, Jan 5, 2024, has passed"
        in run(content, "--dry-run")[1]
    )
    assert run(content, "--publish")[0] == 0
    assert [posting.state for posting in postings()] == [PostingState.DRAFT, PostingState.PUBLISHED]
    again = content.replace("Ward", "Wing")
    assert run(again, "--publish", "--publish-past")[0] == 0
    assert [posting.state for posting in postings()][2] is PostingState.PUBLISHED
    assert "done" in app.test_cli_runner().invoke(args=["worker", "--once"]).output
    assert not [email for email in emails() if "became" in email], "nobody is asked what became of it"


def test_columns_are_chosen_and_remembered(run: Run) -> None:
    content = "what,who,sort,note\nCart,Elm,volunteer,x\n"
    code, output = run(content)
    assert code == 1
    assert "is the title and which the organisation. The heading in row 1 has: what, who, sort, note." in output
    assert "is none of our columns" in run(content, "--map", "what=nothing")[1]
    assert "The file has no column 'were'" in run(content, "--map", "were=title")[1]
    mapped = ("--map", "what=title", "--map", "who=organisation", "--map", "sort=kind", "--map", "note=-")
    assert run(content, *mapped)[0] == 0
    code, output = run(content.replace("Cart", "Reading hour"))
    assert code == 0, output
    assert "column note: not used" in output
    assert len(postings()) == 2


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_odd_characters_are_kept_or_told_on_both_databases(run: Run) -> None:
    content = f"{HEAD},description\nNUL \x00 cart,Elm,volunteer,a\x00b 😀\nBell \x07,Elm,seminar,\n"
    code, output = run(content, "--skip-bad")
    assert code == 0, output
    assert "row 3: title: It holds a character that cannot be shown" in output
    assert (one().title, one().description) == ("NUL cart", "ab 😀")


CELL = st.text(alphabet=st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELL, min_size=1, max_size=6), max_size=8), st.sampled_from([",", ";", "\t", "|"]))
def test_no_text_makes_the_reader_fail(rows: list[list[str]], delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in rows)
    for name in ("a.csv", "a.json", "a.xlsx" if text.startswith("PK") else "a.txt"):
        try:
            table = spreadsheet.read(text.encode(), name, columns.is_heading)
        except spreadsheet.UnreadableFile:
            continue
        assert all(len(row.cells) == len(table.heading) for row in table.rows)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    try:
        decode(content)
    except spreadsheet.UnreadableFile:
        return


def fault(name: str) -> bytes:
    if not FAULTS.is_dir():
        pytest.skip("the shared data folder does not stand beside the project")
    return (FAULTS / name).read_bytes()


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("01_trailing_blank_rows.csv", 0, ["1 rows to bring in, 0 bad, 0 left out."]),
        ("02_unquoted_comma.csv", 1, ["row 2: 6 cells, the heading has 4"]),
        ("03_semicolons.csv", 0, ["divided by semicolons", "column title: title", "1 rows to bring in"]),
        ("04_excel_dates.csv", 1, ["3/1/2027 is Jan 3, 2027 or Mar 1, 2027", "--dates dmy or --dates mdy"]),
        ("05_sentinel_date.csv", 1, ["row 2: deadline: 9999-12-31 is no deadline: leave it empty for a rolling one"]),
        ("06_line_break_in_title.csv", 0, ["ready: Night clinic greeter (Tuesdays)"]),
        ("08_blank_line_row_number.csv", 1, ["row 4: waits for an answer: kind: 'nonsense'"]),
        ("09_title_row_above.csv", 0, ["The heading was found in row 2", "row 3: ready"]),
        ("13_past_deadline.csv", 0, ["its deadline, Jan 5, 2024, has passed"]),
        ("16_json_list_title.json", 1, ["row 1: title: it is a list", "row 1: organisation: it is an object"]),
        (
            "30_headings.csv",
            0,
            ["5 rows to bring in, 0 bad", "Category: kind (Quality Improvement Project → QI project"],
        ),
        ("31_cp1252.csv", 0, ["Read as Windows-1252, as Windows writes it.", "Voice of the café corner"]),
        ("32_utf16_tabs.txt", 0, ["Read as UTF-16.", "divided by tabs", "1 rows to bring in"]),
        ("33_dates.csv", 1, ["13 rows to bring in, 1 bad, 0 left out, 1 waiting", "row 16: deadline: '32.03.2027'"]),
        ("34_no_kind.csv", 1, ["Which kind are the 2 rows that name none? Say --kind KIND."]),
        ("35_html.csv", 0, ["it was written as a web page, and became Markdown"]),
        ("36_unknown_pay.csv", 0, ["Not stated: hours, location, pay and openings"]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_each_known_fault_gives_what_it_must(run: Run, name: str, code: int, said: list[str]) -> None:
    given_code, output = run(fault(name), "--dry-run", name=name)
    assert given_code == code, output
    for words in said:
        assert words in output
    assert postings() == []


@pytest.mark.shared_data
def test_the_dates_of_the_known_file_are_the_days_they_mean(run: Run) -> None:
    assert run(fault("33_dates.csv"), "--dates", "mdy", "--skip-bad")[0] == 0
    closes = [posting.closes_at for posting in postings()]
    day, five = datetime(2027, 3, 15, tzinfo=ZONE), datetime(2027, 3, 14, 17, tzinfo=ZONE)
    assert closes == [day] * 7 + [five] * 2 + [None] * 4 + [datetime(2027, 3, 5, tzinfo=ZONE)]


@pytest.mark.shared_data
def test_the_text_of_the_known_files_is_right(run: Run) -> None:
    assert run(fault("31_cp1252.csv"))[0] == 0
    assert (one().host, one().description) == ("Clínica del Sol", "“Listens” – and writes it down…")
    assert run(fault("35_html.csv"))[0] == 0
    assert postings()[1].description == (
        "Take **notes** on rounds.\n\n- Bring a pen\n- See [how](https://hillside.example/notes)"
    )
