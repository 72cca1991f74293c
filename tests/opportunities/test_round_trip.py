"""What goes out as a file comes back the same: also after a spreadsheet has rewritten it, also in another school."""

import csv
import io
import random
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from board import create_app
from board.accounts.models import Role, RoleGrant, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import (
    Involvement,
    Opportunity,
    Paper,
    Pay,
    PlaceMode,
    PostingRole,
    PostingState,
    Question,
)
from board.organisations.models import Organisation
from tests.conftest import NOW
from tests.databases import Sqlite, settings_for

BOOKKEEPING = {
    "id",
    "version",
    "created_at",
    "seats_taken",
    "seats_offered",
    "source_key",
    "organisation_id",  # a number of its own school's; `described` has the name
    "chased_at",
    "opening_told_at",
    "sequence",
    "changed_at",
}
"""What a school knows of a posting because of what happened in it. It is no part of what the posting says."""
ISO_DAY, ISO_MINUTE = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
File = tuple[str, bytes]


def described(posting: Opportunity) -> dict[str, Any]:
    """Everything that a posting says."""
    columns = (column.key for column in Opportunity.__mapper__.column_attrs if column.key not in BOOKKEEPING)
    told = {name: getattr(posting, name) for name in columns}
    told["papers"] = [(paper.label, paper.kind, paper.required, paper.limit_words) for paper in posting.papers]
    told["questions"] = [(q.text, q.kind, q.required, q.limit_words, list(q.choices or ())) for q in posting.questions]
    told["in_name_of"] = posting.organisation.name if posting.organisation else ""
    told["note"] = posting.moves[-1].note if posting.moves else ""
    return told


def all_described() -> dict[str, dict[str, Any]]:
    return {posting.title: described(posting) for posting in db.session.scalars(select(Opportunity))}


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def reformatted(cell: str) -> str:
    """A day as American Excel shows it."""
    if ISO_DAY.fullmatch(cell):
        day = date.fromisoformat(cell)
        return f"{day.month}/{day.day}/{day.year}"
    if ISO_MINUTE.fullmatch(cell):
        at = datetime.fromisoformat(cell)
        return f"{at.month}/{at.day}/{at.year} {at.hour}:{at.minute:02}"
    return cell


def shuffled(rows: list[list[str]]) -> list[list[str]]:
    order = list(range(len(rows[0])))
    random.Random(7).shuffle(order)
    return [[row[at] for at in order] for row in rows]


def delimited(rows: list[list[str]], delimiter: str, encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def as_it_is(text: str) -> File:
    return "postings.csv", text.encode("utf-8-sig")


def semicolons_of_windows(text: str) -> File:
    rows = [[reformatted(cell) for cell in row] for row in shuffled(cells(text))]
    return "postings.csv", delimited(rows, ";", "cp1252")


def tabs_in_utf16(text: str) -> File:
    rows = [["Our postings", *[""] * (len(cells(text)[0]) - 1)], [], *shuffled(cells(text))]
    return "postings.txt", delimited([[reformatted(cell) for cell in row] for row in rows], "\t", "utf-16")


def workbook(text: str) -> File:
    book = openpyxl.Workbook()
    book.active.append(["Read me first"])
    sheet = book.create_sheet("Postings")
    for row in shuffled(cells(text)):
        sheet.append([_typed(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return "postings.xlsx", out.getvalue()


def _typed(cell: str) -> object:
    if ISO_DAY.fullmatch(cell) or ISO_MINUTE.fullmatch(cell):
        return datetime.fromisoformat(cell)
    return int(cell) if cell.isdigit() and len(cell) < 9 else cell or None


REWRITINGS = [as_it_is, semicolons_of_windows, tabs_in_utf16, workbook]


@contextmanager
def another_school(folder: Path, blank: Sqlite, *emails: str, organisations: Iterable[str] = ()) -> Iterator[Flask]:
    """An empty school with a coordinator, accounts for these people, and these organisations."""
    folder.mkdir()
    with blank.fresh(folder) as address:
        app = create_app(settings_for(folder, address), TESTING=True)
        with app.app_context():
            with unit_of_work():
                grant = RoleGrant(role=Role.COORDINATOR, asked_at=NOW, granted_at=NOW)
                db.session.add(
                    User(name="Cy", confirmed_at=NOW, email="cy@other.example", created_at=NOW, grants=[grant])
                )
                db.session.add_all(User(name=email, confirmed_at=NOW, email=email, created_at=NOW) for email in emails)
                db.session.add_all(Organisation(name=name, created_at=NOW) for name in organisations)
            yield app
            db.session.remove()
            db.engine.dispose()


def bring_in(app: Flask, folder: Path, file: File, *options: str) -> str:
    path = folder / file[0]
    path.write_bytes(file[1])
    result = app.test_cli_runner().invoke(args=["import-opportunities", str(path), "--dates", "mdy", *options])
    db.session.rollback()
    assert result.exit_code == 0, result.output
    return result.output


def export(app: Flask, folder: Path) -> str:
    path = folder / "out.csv"
    assert app.test_cli_runner().invoke(args=["export-opportunities", str(path)]).exit_code == 0
    db.session.rollback()
    return path.read_text(encoding="utf-8-sig")


def test_every_field_of_every_demo_posting_comes_back_in_an_empty_school(
    demo: Flask, tmp_path: Path, sqlite: Sqlite
) -> None:
    before, text = all_described(), export(demo, tmp_path)
    names = {posting["in_name_of"] for posting in before.values()} - {""}
    assert names, "some are posted in the name of an organization"
    db.session.remove()
    for rewrite in REWRITINGS:
        folder = tmp_path / rewrite.__name__
        with another_school(folder, sqlite, organisations=names) as other:
            bring_in(other, tmp_path, rewrite(text))
            after = all_described()
            assert after.keys() == before.keys(), rewrite
            for title, item in before.items():
                assert after[title] == item, rewrite
            assert export(other, folder).count("rounds-") == len(before), "the keys stay too"


def test_the_same_school_takes_nothing_of_its_own_twice(demo: Flask, tmp_path: Path) -> None:
    before, text = all_described(), export(demo, tmp_path)
    for rewrite in REWRITINGS:
        said = bring_in(demo, tmp_path, rewrite(text), "--publish")
        assert f"0 rows to bring in, 0 bad, {len(before)} left out." in said
        assert said.count("left out, it is here already") == len(before)
        assert "something else" not in said
    assert all_described() == before


AWKWARD = {
    "title": "Ünïts & “Quotes”; =SUM(A1), 3/4",
    "host": "- Harbor, Free | Clinic",
    "summary": "@home, +1 for all",
    "description": '# A heading\n\n- one\n- two, with <b>no</b> markup & a `<tag>`\n\nN/A\n\n\tEnd; "quoted"',
    "areas": ["advocacy", "public-health"],
    "competencies": ["self-management", "professionalism"],
    "aims": ["cost", "culture"],
    "tags": ["n/a", "third; and last", "none"],
    "place": "Remote corner, 3rd floor",
    "place_mode": PlaceMode.ON_SITE,
    "hours_from": 0,
    "hours_to": 12,
    "days_away": 3,
    "term_starts": date(2027, 3, 4),
    "term_ends": date(2027, 5, 4),
    "seats": 12,
    "alternates": 2,
    "pay": Pay.STIPEND,
    "pay_amount": 4000,
    "class_years": ["M1", "M4"],
    "programmes": ["MD/PhD", "MD"],
    "good_standing": True,
    "membership": "TBD society",
    "approval_needed": True,
    "eligibility_note": "none",
    "opens_at": datetime.fromisoformat("2027-02-03T00:00:00-06:00"),
    "closes_at": datetime.fromisoformat("2027-03-04T17:00:00-06:00"),
    "time_zone": "America/Chicago",
    "answer_by": date(2027, 4, 5),
    "supervisor": "rolling",
    "contact": "Ann <ann@example.edu>",
    "link": "https://harbor.example/a?b=c,d;e",
    "source": "'=1+1",
    "last_checked": date(2026, 2, 1),
}
PAPERS = [
    {"label": "CV, two pages", "kind": "cv", "required": True, "limit_words": None},
    {"label": "[cv, required] of all things", "kind": "statement", "required": False, "limit_words": 250},
]
QUESTIONS = [
    {"text": "- Which nights?", "kind": "choice", "required": True, "choices": ["Mon - Tue", "[choice, required] x"]},
    {"text": "Why; what, and | how?", "kind": "long", "required": False, "limit_words": 120, "choices": []},
]


def posted(owner: User, state: PostingState, **changes: Any) -> None:
    with unit_of_work():
        posting = Opportunity(kind="fellowship", state=state, created_at=NOW, **(AWKWARD | changes))
        posting.people = [Involvement(user_id=owner.id, part=PostingRole.OWNER)]
        posting.papers = [Paper(position=at, **paper) for at, paper in enumerate(PAPERS)]
        posting.questions = [Question(position=at, **question) for at, question in enumerate(QUESTIONS)]
        db.session.add(posting)


@pytest.mark.parametrize("rewrite", REWRITINGS)
def test_what_is_awkward_to_write_comes_back_too(
    app: Flask, person: Callable[..., User], tmp_path: Path, sqlite: Sqlite, rewrite: Callable[[str], File]
) -> None:
    grace, ada = person("grace", Role.FACULTY), person("ada", Role.FACULTY)
    posted(grace, PostingState.DRAFT)
    early = {"opens_at": None, "closes_at": NOW + timedelta(days=2, seconds=7, microseconds=8)}
    posted(ada, PostingState.PUBLISHED, title="Close early", published_at=NOW, **early)
    posted(ada, PostingState.PUBLISHED, title="In the night that is longer", published_at=NOW, time_zone="")
    posted(
        grace, PostingState.DRAFT, title="Only a title", **dict.fromkeys(("host", "summary", "description", "link"), "")
    )
    with unit_of_work():
        night = datetime.fromisoformat("2026-11-01T06:30:00+00:00")  # half past one for the second time
        longer = db.session.scalars(select(Opportunity).where(Opportunity.title.contains("longer"))).one()
        longer.closes_at, longer.opens_at = night, None
    before, text = all_described(), export(app, tmp_path)
    db.session.remove()
    with another_school(tmp_path / "other", sqlite, "grace@example.edu") as other:
        bring_in(other, tmp_path, rewrite(text), "--publish")
        after = all_described()
        for title, item in before.items():
            assert after[title] == item
        owners = {p.title: p.people[0].user.email for p in db.session.scalars(select(Opportunity))}
        assert owners[AWKWARD["title"]] == "grace@example.edu"
        assert owners["Close early"] == "cy@other.example", "whoever brings in what nobody here owns"


def test_every_column_of_a_posting_is_in_the_file_or_is_bookkeeping(
    app: Flask, person: Callable[..., User], tmp_path: Path
) -> None:
    posted(person("grace", Role.FACULTY), PostingState.DRAFT)
    (heading, row) = cells(export(app, tmp_path))
    assert len(heading) == len(set(heading)) == len(row)
    told = [cell for cell in row if cell]
    assert len(heading) - len(told) <= 6, "all but the organization, moves, note, publication and other people"


def test_a_row_that_was_changed_in_the_file_says_what_differs_and_changes_nothing(
    app: Flask, person: Callable[..., User], tmp_path: Path
) -> None:
    person("cora", Role.COORDINATOR)
    posted(person("grace", Role.FACULTY), PostingState.DRAFT)
    text = export(app, tmp_path).replace("Remote corner", "Another corner")
    said = bring_in(app, tmp_path, as_it_is(text))
    assert "the file says something else of location, which stays as it is here" in said
    assert db.session.scalars(select(Opportunity.place)).all() == [AWKWARD["place"]]


def test_two_schools_do_not_know_each_other_by_their_keys(
    app: Flask, person: Callable[..., User], tmp_path: Path, sqlite: Sqlite
) -> None:
    posted(person("grace", Role.FACULTY), PostingState.DRAFT)
    text = export(app, tmp_path)
    db.session.remove()
    with another_school(tmp_path / "other", sqlite) as other, clock.frozen(NOW + timedelta(hours=1)):
        cy = db.session.scalars(select(User)).one()
        with unit_of_work():
            mine = Opportunity(kind="seminar", title="Mine", created_at=clock.now())
            mine.people = [Involvement(user_id=cy.id, part=PostingRole.OWNER)]
            db.session.add(mine)
        bring_in(other, tmp_path, as_it_is(text))
        assert sorted(all_described()) == sorted(["Mine", AWKWARD["title"]])
