"""A file lives as long as a row names it: deleted with the last one, swept when none came, counted while it is here."""

import io
import os
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from board import file_owners, invariants, tasks
from board.accounts.models import Role, User
from board.applications.actions import application as application_actions
from board.applications.models import Application, Attachment
from board.kernel import clock
from board.kernel.db import db
from board.kernel.folder_store import FolderStore
from board.kernel.storage import FileStore
from board.kernel.unit_of_work import unit_of_work
from board.learning.models import OutsideActivity
from board.office.models import Import
from board.opportunities.models import Opportunity, Paper
from board.web import files
from tests.applications.builders import posting_of
from tests.buckets import PLACES
from tests.conftest import NOW
from tests.files import pdf
from tests.learning.test_office import TALK
from tests.opportunities.test_exchange import GOOD, HEAD

Browsers = Callable[[User], FlaskClient]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def student(person: Callable[..., User]) -> User:
    return person("stu", Role.STUDENT)


@pytest.fixture
def browser(student: User, browser_of: Browsers) -> FlaskClient:
    return browser_of(student)


@pytest.fixture
def posting(person: Callable[..., User]) -> Opportunity:
    posting = posting_of(person("grace", Role.FACULTY))
    with unit_of_work():
        posting.papers = [Paper(position=0, label="CV", kind="cv"), Paper(position=1, label="Letter", kind="letter")]
    return posting


@pytest.fixture
def on_disk(app: Flask) -> Callable[[], set[str]]:
    """The names of what is stored, read-me files of others included."""
    store: FileStore = app.extensions["files"]
    if isinstance(store, FolderStore):
        folder = store.folder
        return lambda: {path.name for path in folder.rglob("*") if path.is_file()}
    return lambda: set(store.all_names())


def upload(content: bytes | None = None, filename: str = "cv.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content if content is not None else pdf()), filename


def keep_cv(browser: FlaskClient) -> Any:
    return browser.post("/account/profile", data={"name": "Ada", "cv": upload()})


def hand_in(browser: FlaskClient, posting: Opportunity, **more: Any) -> Any:
    typed = {"statement": "I read event reports."} | {name.replace("_", "-"): value for name, value in more.items()}
    return browser.post(f"/opportunities/{posting.id}/apply", data=typed)


def make_old(app: Flask, name: str, age: timedelta = timedelta(days=2)) -> Path:
    """Plant a file that was written some time ago."""
    path: Path = app.extensions["files"].folder / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-")
    os.utime(path, ((NOW - age).timestamp(),) * 2)
    return path


@BOTH
def test_a_cv_that_is_replaced_or_removed_leaves_the_disk(
    browser: FlaskClient, student: User, on_disk: Callable[[], set[str]]
) -> None:
    keep_cv(browser)
    first = student.cv_name
    keep_cv(browser)
    assert student.cv_name != first
    assert on_disk() == {student.cv_name}
    browser.post("/account/cv/remove")
    assert on_disk() == set()


@BOTH
@PLACES
def test_a_cv_lives_until_the_last_row_that_names_it_is_gone(
    browser: FlaskClient, student: User, posting: Opportunity, on_disk: Callable[[], set[str]]
) -> None:
    keep_cv(browser)
    cv = student.cv_name
    assert hand_in(browser, posting, paper_1_file="cv").status_code == 303
    browser.post("/account/cv/remove")
    assert on_disk() == {cv}, "the application has it"
    hand_in(browser, posting, paper_1=upload())
    [attachment] = db.session.get_one(Application, 1).attachments
    assert on_disk() == {attachment.name}
    assert attachment.name != cv


def test_a_paper_that_is_replaced_leaves_the_disk(
    browser: FlaskClient, posting: Opportunity, on_disk: Callable[[], set[str]]
) -> None:
    hand_in(browser, posting, paper_1=upload(), paper_2=upload())
    assert len(on_disk()) == 2
    hand_in(browser, posting, paper_2=upload())
    assert on_disk() == {attachment.name for attachment in db.session.get_one(Application, 1).attachments}


def test_a_cv_that_another_tab_has_just_removed_is_not_handed_in(
    browser: FlaskClient, student: User, posting: Opportunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_cv(browser)
    ticked = import_module("board.applications.views.application")
    monkeypatch.setattr(ticked, "_on_file", lambda _opportunity, _form: {1})  # as it was a moment before
    browser.post("/account/cv/remove")
    answer = hand_in(browser, posting, paper_1_file="cv")
    assert answer.status_code == 409
    assert "Your CV is no longer on file" in answer.text
    assert db.session.query(Attachment).count() == 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_cv_that_is_removed_at_the_same_moment_is_not_handed_in(
    browser: FlaskClient, student: User, posting: Opportunity, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_cv(browser)
    taking = application_actions.lock_without_reading

    def after_another_tab(row: Any) -> None:
        if isinstance(row, User):
            with db.engine.begin() as other_tab:
                other_tab.execute(update(User).values(cv_name=""))
        taking(row)

    monkeypatch.setattr(application_actions, "lock_without_reading", after_another_tab)
    assert hand_in(browser, posting, paper_1_file="cv").status_code == 409
    assert db.session.query(Attachment).count() == 0


@PLACES
def test_a_proof_that_is_replaced_leaves_the_disk(browser: FlaskClient, on_disk: Callable[[], set[str]]) -> None:
    page = browser.post("/learning/outside/new", data=TALK | {"proof": upload()}).location
    first = on_disk()
    browser.post(f"{page}/edit", data=TALK)
    assert on_disk() == first, "it stays when no other is chosen"
    browser.post(f"{page}/edit", data=TALK | {"proof": upload()})
    assert on_disk() == {db.session.get_one(OutsideActivity, 1).proof_name} != first


def test_a_proof_is_taken_out_by_its_owner(browser: FlaskClient, on_disk: Callable[[], set[str]]) -> None:
    page = browser.post("/learning/outside/new", data=TALK | {"proof": upload()}).location
    assert "Take out the proof" in browser.get(f"{page}/edit").text
    assert browser.post(f"{page}/edit", data=TALK | {"proof_out": "y"}).status_code == 303
    assert on_disk() == set()
    assert "None handed in" in browser.get(page).text
    assert browser.get(f"{page}/proof").status_code == 404


def test_a_paper_of_a_draft_is_taken_out_by_its_owner(
    browser: FlaskClient, posting: Opportunity, on_disk: Callable[[], set[str]]
) -> None:
    cv, email = (paper.id for paper in posting.papers)
    hand_in(browser, posting, **{f"paper_{cv}": upload(), f"paper_{email}": upload()})
    assert len(on_disk()) == 2
    assert f"paper-{email}-file" in browser.get(f"/opportunities/{posting.id}/apply").text
    ticked = {"statement": "I read event reports.", f"paper-{email}-file": "out"}
    browser.post(f"/opportunities/{posting.id}/apply", data=ticked, headers={"X-Autosave": "1"})
    assert len(on_disk()) == 2, "a form that saves itself takes nothing out"
    hand_in(browser, posting, **{f"paper_{email}_file": "out"})
    (kept,) = db.session.query(Attachment).all()
    assert (kept.paper_id, on_disk()) == (cv, {kept.name})
    hand_in(browser, posting, **{f"paper_{cv}_file": "out", f"paper_{cv}": upload()})
    (kept,) = db.session.query(Attachment).all()
    assert on_disk() == {kept.name}, "a new file takes the place of what was ticked"


@pytest.mark.parametrize("end", ["write", "discard"])
@PLACES
def test_a_file_of_postings_goes_when_it_is_imported_or_discarded(
    end: str, person: Callable[..., User], browser_of: Browsers, on_disk: Callable[[], set[str]]
) -> None:
    office = browser_of(person("cora", Role.COORDINATOR))
    content = (HEAD + GOOD).encode()
    address = office.post("/office/import", data={"file": upload(content, "postings.csv")}).location
    assert len(on_disk()) == 1
    assert f"{address}/discard" in office.get("/office/import").text
    assert office.post(f"{address}/{end}").status_code == 303
    assert on_disk() == set()
    assert "postings.csv" in office.get("/office/import").text, "said once more, or listed as imported"
    assert office.post(f"{address}/discard").status_code == (409 if end == "write" else 404)
    assert db.session.query(Import).count() == (1 if end == "write" else 0)


@PLACES
def test_a_cv_is_on_file_though_the_profile_around_it_is_refused(browser: FlaskClient, student: User) -> None:
    answer = browser.post("/account/profile", data={"name": "Ada", "hours_free": "many", "cv": upload()})
    assert answer.status_code == 422
    assert "cv.pdf is your CV on file now. Nothing else is saved yet." in answer.text
    assert "choose cv.pdf again" not in answer.text
    assert (student.cv_filename, student.name) == ("cv.pdf", "Stu")
    answer = browser.post("/account/profile", data={"name": "", "cv": upload(b"no PDF")})
    assert answer.text.count('class="c-error"') == 2
    assert student.cv_filename == "cv.pdf"


def test_a_file_of_a_form_that_was_refused_is_not_kept(browser: FlaskClient, on_disk: Callable[[], set[str]]) -> None:
    answer = browser.post("/learning/outside/new", data=TALK | {"completed_on": "2027-01-01", "proof": upload()})
    assert answer.status_code == 422
    assert on_disk() == set()


@BOTH
def test_the_worker_sweeps_what_is_old_and_that_no_row_names(
    app: Flask, browser: FlaskClient, student: User, on_disk: Callable[[], set[str]]
) -> None:
    keep_cv(browser)
    os.utime(app.extensions["files"].path(student.cv_name), (0, 0))
    old, half, fresh, foreign = "a" * 32, "b" * 32 + ".part", "c" * 32, "read-me"
    make_old(app, old)
    make_old(app, half)
    make_old(app, fresh, timedelta(hours=23))
    make_old(app, foreign)
    tasks.do_all(clock.now())
    assert on_disk() == {student.cv_name, fresh, foreign}
    make_old(app, old)
    tasks.do_all(clock.now())
    assert old in on_disk(), "not at every round of the worker"
    tasks.do_all(clock.now() + file_owners.SWEEP_EVERY)
    assert old not in on_disk()


@BOTH
def test_the_check_finds_a_row_without_its_file_and_a_file_without_its_row(
    app: Flask, browser: FlaskClient, student: User, posting: Opportunity
) -> None:
    keep_cv(browser)
    hand_in(browser, posting, paper_1_file="cv")
    assert list(invariants.broken()) == []
    cv = student.cv_name
    app.extensions["files"].forget(cv)
    make_old(app, "a" * 32)
    make_old(app, "b" * 32, timedelta(hours=1))
    assert {finding.sentence for finding in invariants.broken()} == {
        f"Account {student.id} names the file {cv}, which is not there.",
        f"Attachment 1 names the file {cv}, which is not there.",
        f"No row names the file {'a' * 32}.",
    }


def test_every_column_that_names_a_file_is_in_the_table() -> None:
    named = {
        f"{table.name}.{column.name.removesuffix('filename')}name"
        for table in db.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("filename")
    }
    columns = {str(rows.selected_columns[1]) for rows in file_owners.COLUMNS.values()}
    assert columns == named | {"data_copies.name"}, "a copy of everything is named by its day, which needs no column"


def test_one_person_has_so_many_bytes_of_files_and_no_more(
    browser: FlaskClient, student: User, posting: Opportunity, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    keep_cv(browser)
    hand_in(browser, posting, paper_1_file="cv")
    size = app.extensions["files"].size(student.cv_name)
    monkeypatch.setattr(files, "MOST", 2 * size)
    assert hand_in(browser, posting, paper_1_file="cv", paper_2=upload()).status_code == 303, "the CV counts once"
    answer = browser.post("/learning/outside/new", data=TALK | {"proof": upload()})
    assert answer.status_code == 422
    assert "of files here;" in answer.text
    assert "is the most. Choose a smaller file." in answer.text
    assert TALK["title"] in answer.text
    assert hand_in(browser, posting, paper_2=upload()).status_code == 303, "in the place of one of the same size"


@PLACES
def test_files_chosen_together_are_counted_together(
    browser: FlaskClient, posting: Opportunity, monkeypatch: pytest.MonkeyPatch, on_disk: Callable[[], set[str]]
) -> None:
    monkeypatch.setattr(files, "MOST", int(len(pdf()) * 1.5))
    answer = hand_in(browser, posting, paper_1=upload(), paper_2=upload())
    assert answer.status_code == 422
    assert "I read event reports." in answer.text
    assert on_disk() == set()


def test_the_most_is_said_as_it_is() -> None:
    assert files.MOST == 50 * 1024 * 1024
    assert files._mb(files.MOST) == "50 MB"


@PLACES
def test_a_file_that_the_disk_has_lost_is_said_to_be_lost(
    browser: FlaskClient, posting: Opportunity, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    hand_in(browser, posting, **{f"paper-{posting.papers[1].id}": upload()})
    attachment = db.session.scalars(select(Attachment)).one()
    address = f"/applications/{attachment.application_id}/papers/{attachment.id}"
    assert browser.get(address).status_code == 200
    app.extensions["files"].forget(attachment.name)
    lost = browser.get(address)
    assert f"a file is not stored: {attachment.name}" in caplog.text
    assert (lost.status_code, "This file is no longer stored here." in lost.text) == (404, True)
    assert any(attachment.name in finding.sentence for finding in invariants.broken())


def test_the_folder_of_a_new_file_is_flushed_after_the_rename(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[bool] = []
    real = os.fsync

    def note(descriptor: int) -> None:
        is_whole = any(not path.suffix for path in tmp_path.glob("??/*"))
        flushed.append(is_whole and Path(f"/proc/self/fd/{descriptor}").resolve().is_dir())
        real(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    FolderStore(tmp_path).keep(b"a file")
    assert flushed == [False, True, True]
