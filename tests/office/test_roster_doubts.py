"""What of a roster is asked and never guessed: whose account it is, what a class year means, whether it is the file."""

import csv
import html
import io
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board import retention
from board.accounts.models import Role, RosterLine, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.confirming import agree
from tests.conftest import NOW
from tests.office.rosters import ADA, BO, import_roster, preview, roster, upload, workbook
from tests.office.test_roster import at, cora, number_of_people, office

__all__ = ["cora", "office"]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
ZORA = "100256,Zora Delacroix,zora@example.edu,M1"
CLASS = "id,name,email,Class"


def table(*cells: str, head: str = CLASS) -> str:
    return roster(*(f"{n},Ada Lin{n},a{n}@example.edu,{cell}" for n, cell in enumerate(cells, 1)), head=head)


def many(level: str, *, count: int = 30, first: int = 0) -> str:
    return roster(*(f"{1000 + n},Ada Lin{n},a{n}@example.edu,{level}" for n in range(first, first + count)))


def class_years() -> list[str]:
    return list(db.session.scalars(select(User.class_year).where(User.roster_id != "").order_by(User.roster_id)))


@BOTH
def test_a_roster_id_alone_hands_no_account_to_a_person_of_another_name_and_address(office: FlaskClient) -> None:
    import_roster(office, roster(ZORA), invite="y")
    kim = '100256,"Nguyen, Kim",kim.nguyen@example.edu,M1'
    shown = preview(office, roster(kim, BO))
    assert "0 change" in shown
    assert "look closely" in shown
    import_roster(office, roster(kim, BO), same_names="y")
    zora = at("zora@example.edu")
    assert (zora.name, zora.roster_id, zora.absent_since) == ("Zora Delacroix", "100256", None)
    import_roster(office, roster(kim, BO), same=str(zora.id))
    db.session.refresh(zora)
    assert (zora.name, zora.email) == ("Kim Nguyen", "kim.nguyen@example.edu")


@pytest.mark.parametrize(
    "row",
    [
        "100256,Zora Delacroix-Vega,zora@example.edu,M1",
        "100256,Zora Delacroix,zora.new@example.edu,M1",
        "100256,Zora M. Delacroix,zora.new@example.edu,M1",
    ],
)
def test_who_keeps_name_or_address_changes_without_a_question(office: FlaskClient, row: str) -> None:
    import_roster(office, roster(ZORA))
    assert "1 change" in preview(office, roster(row))


@BOTH
def test_a_changed_address_ends_the_invitation_and_the_person_counts_as_not_invited(
    office: FlaskClient, app: Flask, emails: Callable[[], list[str]]
) -> None:
    import_roster(office, roster(ZORA), invite="y")
    old = next(word for word in emails()[-1].split() if word.startswith("http"))
    moved = roster("100256,Zora Delacroix,zora.new@example.edu,M1")
    assert "the invitation to zora@example.edu ends" in preview(office, moved)
    import_roster(office, moved)
    assert app.test_client().get(old).status_code == 410
    assert "Choose Zora" in office.get("/office/people?status=uninvited").text
    agree(office, "/office/people/act", {"act": "invite", "everybody": "1", "status": "uninvited"})
    assert len(emails()) == 2
    new = next(word for word in emails()[-1].split() if word.startswith("http"))
    assert app.test_client().get(new).status_code == 200


def test_a_column_called_class_is_what_its_cells_are(office: FlaskClient) -> None:
    rows = [[n, f"Ada Lin{n}", f"a{n}@example.edu", cell] for n, cell in enumerate(["MS1", "M1", "1st year", "4"], 1)]
    import_roster(office, workbook([CLASS.split(","), *rows]), "roster.xlsx")
    assert class_years() == ["M1", "M1", "M1", "M4"]
    assert db.session.scalars(select(User.cohort).where(User.cohort != "")).all() == []
    shown = preview(office, table("Class of 2029", "2030", head=CLASS.replace("Class", "Class Yr")))
    assert "Which class year is each of these?" in shown


@pytest.mark.parametrize("cell", ["Whatever", "31", "1931", "2099", "Entering 2026"])
def test_class_of_is_a_year_in_which_a_class_can_graduate(office: FlaskClient, cell: str) -> None:
    shown = preview(
        office, table("M1", head="id,name,email,Level").replace("Level", "Level,Class of").replace("M1", f"M1,{cell}")
    )
    assert f"'{cell}' is no class of" in shown
    assert "0 join" in shown


def test_a_remembered_column_whose_cells_are_something_else_is_asked_again(office: FlaskClient) -> None:
    import_roster(office, table("M1", "M2"))
    assert class_years() == ["M1", "M2"]
    address = upload(office, table("Class of 2029", "Class of 2030"))
    shown = html.unescape(office.get(address).text)
    assert "“Class” was class year in the last file" in shown
    assert "This looks like Class of." in shown
    assert office.post(f"{address}/write").status_code == 422
    assert class_years() == ["M1", "M2"]
    chosen = {"column-0": "roster_id", "column-1": "name", "column-2": "email", "column-3": "cohort"}
    assert "Which class year is each of these?" in html.unescape(office.get(f"{address}?{urlencode(chosen)}").text)


def test_a_chosen_column_whose_cells_are_something_else_says_so(office: FlaskClient) -> None:
    address = upload(office, table("Class of 2029", "Class of 2030"))
    chosen = {"column-0": "roster_id", "column-1": "name", "column-2": "email", "column-3": "class_year"}
    assert "This looks like Class of." in html.unescape(office.get(f"{address}?{urlencode(chosen)}").text)


@pytest.mark.parametrize("cell", ["G3", "PGY2", "LOA-M3", "Year 3 (PhD)", "Graduated 4", "M9", "12"])
def test_a_class_year_that_is_no_known_spelling_is_asked(office: FlaskClient, cell: str) -> None:
    content = table("M1", "M2", cell)
    address = upload(office, content)
    shown = html.unescape(office.get(address).text)
    assert "2 join" in shown
    assert "1 refused" in shown
    assert f"'{cell}' is no class year here" in shown
    field = re.search(r'name="(class-year-of-[^"]+)"', shown)
    assert field is not None
    answered = html.unescape(office.get(f"{address}?{urlencode({field[1]: 'M3'})}").text)
    assert "3 join" in answered
    assert office.post(f"{address}/write", data={field[1]: "none"}).status_code == 303
    assert class_years() == ["M1", "M2", ""]


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        (cell, "M3")
        for cell in ("MS3", "MS-3", "m 3", "Year 3", "3rd year", "Third Year", "3", "MS III", "Y3", "03", "Third")
    ],
)
def test_the_known_spellings_of_a_class_year_are_understood(office: FlaskClient, cell: str, year: str) -> None:
    import_roster(office, table(cell, head="id,name,email,Level"))
    assert class_years() == [year]


def test_every_value_and_what_it_became_is_on_the_page_and_a_joining_row_says_all(office: FlaskClient) -> None:
    head = "id,name,email,Level,Program,Class of,Status,Grad date,FERPA"
    rows = [
        f"{n},Ada Lin{n},a{n}@example.edu,{level},MD,2030,{status},May 2030,{hold}"
        for n, (level, status, hold) in enumerate([("MS1", "Active", "N"), ("M1", "", "Y"), ("1st year", "LOA", "")], 1)
    ]
    shown = " ".join(re.sub(r"<[^>]*>", " ", preview(office, roster(*rows, head=head))).split())
    for words in ("MS1 1 M1", "1st year 1 M1", "(empty) 1 enrolled", "LOA 1 on leave", "May 2030 3 May 31, 2030"):
        assert words in shown
    assert "class year M1; program MD; class of 2030; expected graduation May 31, 2030" in shown
    assert "the file gives no first day of the leave: it counts from today" in shown


def test_a_graduation_before_the_class_years_that_are_left_is_said(office: FlaskClient) -> None:
    shown = preview(office, roster("1,Ada Lin,ada@example.edu,M1,2027", head="id,name,email,Level,Class of"))
    assert "M1 and graduation 2027 do not fit together" in shown


@BOTH
def test_a_roster_with_graduating_classes_alone_asks_which_class_year_each_is(office: FlaskClient) -> None:
    content = table("2029", "2030", "2030", head="id,name,email,Class of")
    address = upload(office, content)
    shown = html.unescape(office.get(address).text)
    assert "Class of 2030" in shown
    assert "0 join" in shown
    assert office.post(f"{address}/write").status_code == 422
    answers = {"class-year-of-class of 2029": "M2", "class-year-of-class of 2030": "M1"}
    assert office.post(f"{address}/write", data=answers).status_code == 303
    assert class_years() == ["M2", "M1", "M1"]


def test_students_without_a_class_year_are_counted_before_and_found_after(office: FlaskClient) -> None:
    content = roster("1,Ada Lin,ada@example.edu", head="id,name,email")
    assert "1 student of 1 in this file has no class year" in preview(office, content)
    import_roster(office, content)
    assert "Choose Ada" in office.get("/office/people?class-year=-").text


@BOTH
def test_half_a_roster_is_said_at_the_top_and_waits_for_a_tick(office: FlaskClient) -> None:
    import_roster(office, many("M1"))
    address = upload(office, many("M1", count=15))
    shown = html.unescape(office.get(address).text)
    assert "15 people of 30 on the roster (students of M1, and those without a class year) stand in no row" in shown
    assert all(f"a{number}@example.edu" in shown for number in range(15, 30)), "every name can be read"
    refused = office.post(f"{address}/write")
    assert refused.status_code == 422
    assert "Say that this is the right file" in refused.text
    assert db.session.scalars(select(User).where(User.absent_since.is_not(None))).all() == []
    assert office.post(f"{address}/write", data={"looked_at": "y"}).status_code == 303
    assert len(db.session.scalars(select(User).where(User.absent_since.is_not(None))).all()) == 15


def test_last_years_file_is_said_at_the_top_and_waits_for_a_tick(office: FlaskClient) -> None:
    import_roster(office, many("M2"))
    address = upload(office, many("M1"))
    assert "30 people go back to an earlier class year, such as M2 → M1" in html.unescape(office.get(address).text)
    assert office.post(f"{address}/write").status_code == 422
    assert set(class_years()) == {"M2"}


def test_the_daily_coming_and_going_needs_no_tick(office: FlaskClient) -> None:
    import_roster(office, many("M1"))
    import_roster(office, many("M1", count=29))


@BOTH
def test_an_id_that_lost_its_zeros_opens_no_second_account(office: FlaskClient) -> None:
    import_roster(office, roster("0012399,Ada Lin,ada@example.edu,M1"))
    shown = preview(office, roster("12399,Ada Lin,ada.new@example.edu,M1"))
    assert "0 join" in shown
    assert "differ by zeros at the front alone" in shown
    import_roster(office, roster("12399,Ada Lin,ada.new@example.edu,M1"), same_names="y")
    assert number_of_people() == 2
    assert at("ada.new@example.edu").roster_id == "0012399"


def test_two_rows_whose_ids_differ_by_zeros_are_both_refused(office: FlaskClient) -> None:
    shown = preview(office, roster("0042,Ada Lin,ada@example.edu,M1", "42,Bo Ray,bo@example.edu,M1"))
    assert "stands in rows 2 and 3" in shown
    assert "2 refused" in shown


def test_a_row_that_stands_there_twice_word_for_word_is_one_person(office: FlaskClient) -> None:
    shown = preview(office, roster(ADA, BO, ADA))
    assert "2 join" in shown and "0 refused" in shown
    assert "the same once more: row 4" in html.unescape(shown)
    import_roster(office, roster(ADA, BO, ADA))
    assert number_of_people() == 3


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#VALUE? (a formula that was never computed)"])
def test_an_error_of_the_spreadsheet_is_nobodys_name_and_no_id(office: FlaskClient, cell: str) -> None:
    rows = (f"1001,{cell},err@example.edu,M1", f"{cell},Bo Ray,bo@example.edu,M1")
    shown = html.unescape(preview(office, roster(*rows)))
    assert "0 join" in shown and "2 refused" in shown
    assert f"{cell} is an error of the spreadsheet" in shown


@pytest.mark.parametrize("cell", ['"2,00E+05"', "5.00E+05", "1E+12"])
def test_a_number_that_a_spreadsheet_shortened_is_no_roster_id(office: FlaskClient, cell: str) -> None:
    shown = preview(office, roster(f"{cell},Ada Lin,ada@example.edu,M1"))
    assert "its digits are lost" in shown
    assert "0 join" in shown


@BOTH
def test_rows_that_were_left_out_are_listed_with_reasons_and_leave_as_they_stood(office: FlaskClient) -> None:
    bad = "1003,Cy Ng,cy at example,M1"
    import_roster(office, roster(ADA, BO))
    import_roster(office, roster(ADA.replace("M1", "M2"), BO, bad), skip="y")
    done = html.unescape(office.get("/office/roster/2").text)
    assert "is no email address" in done
    assert "Cy Ng" in done
    heading, row = csv.reader(io.StringIO(office.get("/office/roster/2/left-out.csv").text.lstrip("\ufeff")))
    assert heading == ["SIS ID", "Student Name", "E-mail", "Level", "Why it was left out"]
    assert row[:4] == bad.split(",")
    changes = office.get("/office/roster/2/changes.csv").text
    assert "Changed,Ada Lin,ada@example.edu,1001,class year M1 → M2" in changes


@BOTH
def test_what_a_roster_changed_is_erased_after_the_days_that_the_school_says(office: FlaskClient) -> None:
    import_roster(office, roster(ADA, BO, "1003,Cy Ng,cy at example,M1"), skip="y")
    for days, lines in ((13, 3), (15, 0)):
        assert list(retention.erase(NOW + timedelta(days=days)))
        assert len(db.session.scalars(select(RosterLine.id)).all()) == lines
    assert "Which rows were left out is no longer kept." in office.get("/office/roster/1").text
    assert number_of_people() == 3


def test_refused_rows_come_first_and_can_be_shown_alone(office: FlaskClient) -> None:
    address = upload(office, roster(ADA, BO, "1003,Cy Ng,cy at example,M1"))
    shown = html.unescape(office.get(address).text)
    assert shown.index("refused: ") < shown.index("joins: ")
    alone = html.unescape(office.get(f"{address}?only=refused").text)
    assert "joins: " not in alone
    assert "cy at example" in alone
    whole = office.get(f"{address}/preview.csv").text
    assert "Refused" in whole
    assert "Ada Lin" in whole


@pytest.mark.parametrize(
    "head",
    [
        "EMPLID,Last Name,First Name,Pref First,Campus Email,Acad Level,Exp Grad Date",
        "SPRIDEN_ID,Last Nm,First Nm,Pref_First_Nm,Email Addr,Class Lvl,EXP_GRAD_DT",
        "Student ID,Legal Last Name,Legal First Name,Preferred First,School Email,Year in Program,Expected Grad Term",
        "Colleague ID,Surname,Given Name,Chosen Name,Primary Email,Class Level,Anticipated Completion Date",
        "UIN,Primary Last Name,Primary First Name,Pref Name,Student Email,Yr Level,Est Grad Date",
    ],
)
def test_headings_of_registrars_are_understood(office: FlaskClient, head: str) -> None:
    shown = preview(office, roster("1001,Lin,Adelaide,Ada,ada@example.edu,MS1,05/31/2030", head=head))
    assert "These columns are not used" not in shown
    assert "joins: Ada Lin, ada@example.edu" in shown
    assert "class year M1" in shown
    assert "expected graduation" in shown


ROLES = "SIS ID,Student Name,E-mail,Level,Role"
CORA = "900,Cora,cora@example.edu,M1,student/faculty"


@pytest.mark.parametrize(
    "row",
    [CORA, "900,Cora,cora.new@example.edu,M1,faculty", ",Cora,cora@example.edu,,mentor"],
    ids=["both", "by id alone", "by address alone"],
)
def test_nobody_brings_themself_in(office: FlaskClient, cora: User, row: str) -> None:
    with unit_of_work():
        cora.roster_id = "900"
    file = roster(row, f"{ADA},", head=ROLES)
    assert "own account: another coordinator brings it in" in preview(office, file)
    import_roster(office, file, same=str(cora.id), same_names="y", skip="y")
    db.session.refresh(cora)
    assert (cora.roles_held, cora.class_year, cora.email) == ({"coordinator"}, "", "cora@example.edu")
    assert at("ada@example.edu").roles_held == {"student"}


def test_nobody_opens_themself_a_second_account_at_their_own_mailbox(office: FlaskClient) -> None:
    file = roster("901,Cora Two,cora+two@example.edu,,faculty", f"{ADA},", head=ROLES)
    assert "own account: another coordinator brings it in" in preview(office, file)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.FACULTY, Role.MENTOR])
def test_staff_become_students_by_a_clear_yes_alone(
    office: FlaskClient, person: Callable[..., User], role: Role
) -> None:
    dora = person("dora", role)
    with unit_of_work():
        dora.roster_id = "902"
    file = roster("902,Dora,dora@example.edu,M1,on leave", head="SIS ID,Student Name,E-mail,Level,Status")
    shown = preview(office, file)
    assert f"Dora is {role.value} here and no student: the row makes them one" in shown
    assert "look closely" in shown
    import_roster(office, roster("902,Dora,dora@example.edu,M1", ADA), same_names="y")
    db.session.refresh(dora)
    assert (dora.roles_held, dora.class_year) == ({role.value}, "")
    import_roster(office, file, same=str(dora.id))
    db.session.refresh(dora)
    assert dora.roles_held == {role.value, "student"}
    assert dora.class_year == "M1"


def test_a_role_that_a_row_gives_is_called_so(office: FlaskClient) -> None:
    import_roster(office, roster(ADA, BO))
    shown = preview(office, roster(f"{ADA},student/faculty", f"{BO},", head=ROLES))
    assert "changes Ada Lin: gets the role faculty" in shown
    joining = preview(office, roster("904,Eve Fay,eve@example.edu,,faculty", head=ROLES))
    assert "roles faculty" in joining


def test_each_row_with_a_note_beside_it_is_told_and_nobody_in_it_is_absent(office: FlaskClient) -> None:
    import_roster(office, many("M1", count=6))
    rows = [[1000 + n, f"Ada Lin{n}", f"a{n}@example.edu", "M1", "on call" if n % 2 else None] for n in range(6)]
    nobody = [[None, "Ask the dean", None, None, note] for note in ("today", "tomorrow")]
    content = workbook([["id", "name", "email", "level"], *rows, *nobody])
    shown = preview(office, content, "roster.xlsx")
    assert "5 refused" in shown and "0 are absent" in shown
    for row in (3, 5, 7, 8, 9):
        assert re.search(
            rf"(?<!\d){row}(?!\d)[^A-Z]*refused: the cell in column E", re.sub(r"<[^>]+>|\s+", " ", shown)
        ), row


def test_rows_whose_cells_have_moved_by_a_comma_are_told_each_and_nobody_in_them_is_absent(office: FlaskClient) -> None:
    """Neither school ID nor address stands where its heading is; the address is found all the same."""
    import_roster(office, many("M1", count=6))
    head = "Student Name,SIS ID,E-mail,Level"
    moved = roster(
        *(f"{'Lin, Ada' if n < 2 else 'Ada Lin'}{n},{1000 + n},a{n}@example.edu,M1" for n in range(6)), head=head
    )
    shown = preview(office, moved)
    assert "2 refused" in shown and "0 are absent" in shown


def test_an_address_may_stand_with_its_name_as_mail_programs_write_it(office: FlaskClient) -> None:
    import_roster(office, roster("1001,Ann Zed,Ann Zed <ann.zed@example.edu>,M1"))
    assert at("ann.zed@example.edu").roster_id == "1001"


def test_a_column_that_is_nearly_empty_takes_nothing_from_anybody_unasked(office: FlaskClient) -> None:
    head = "id,name,email,level,class of"
    import_roster(office, roster(*(f"{n},Ada Lin{n},a{n}@example.edu,M1,2029" for n in range(1, 11)), head=head))
    emptied = roster(*(f"{n},Ada Lin{n},a{n}@example.edu,M1," for n in range(1, 11)), head=head)
    address = upload(office, emptied)
    shown = html.unescape(office.get(address).text)
    assert "10 people lose what the roster says of them as class of, such as 2029. Is that column whole?" in shown
    assert office.post(f"{address}/write").status_code == 422
    assert at("a1@example.edu").cohort == "2029"
