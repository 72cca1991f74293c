"""A copy of everything of mine: complete, mine alone, for a week; and without what others keep to themselves."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import JSON, Enum, String, Table, delete, select, update

from board import file_owners, retention
from board.accounts.models import Role, User
from board.applications.models import Application, ApplicationState, Decision, Review
from board.invariants import broken
from board.kernel import clock, outbox
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.match_rounds.models import MatchProof, MatchRound
from board.mentorship.models import Mentorship, Report, ReportOutcome
from board.opportunities.models import Opportunity
from board.personal_data import PERSONAL, PersonalTable
from board.personal_data import queries as personal_data_queries
from board.rights import copy_contents, copy_maker
from board.rights.models import Amendment, AmendmentPart, AmendmentState, DataCopy
from tests.accounts.authenticators import prove
from tests.buckets import PLACES
from tests.conftest import NOW
from tests.counting import count_statements
from tests.files import pdf

Browsers = Callable[[User], FlaskClient]
Emails = Callable[[], list[str]]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def only_copy() -> DataCopy:
    return db.session.scalars(select(DataCopy)).one()


def asked(browser: FlaskClient) -> None:
    assert browser.post("/account/data").status_code == 303


def opened(content: bytes) -> dict[str, Any]:
    """What lies in a ZIP: name → JSON, text or bytes."""
    inside: dict[str, Any] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            raw = archive.read(name)
            inside[name] = json.loads(raw) if name.endswith(".json") else raw
    return inside


def copy_of(user: User, app: Flask) -> dict[str, Any]:
    """A copy without the way to it."""
    out = io.BytesIO()
    copy_contents.write(user, out, store=app.extensions["files"], count=lambda _: None)
    db.session.rollback()
    return opened(out.getvalue())


def everything(copy: dict[str, Any]) -> str:
    """All that can be read in a copy."""
    return "\n".join(
        content.decode("utf-8", "replace") if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False)
        for content in copy.values()
    )


@BOTH
def test_a_copy_is_asked_for_made_by_the_worker_and_taken_away(ada: User, enter: Browsers, emails: Emails) -> None:
    browser = enter(ada)
    assert "Make a copy" in browser.get("/account/data").text
    asked(browser)
    page = browser.get("/account/data").text
    assert "It is being made" in page
    assert "Download" not in page, "it is the worker that makes it"
    assert emails() == []
    outbox.deliver_pending()
    (email,) = emails()
    assert "The copy of your data is ready" in email
    assert "/account/data" in email
    assert "Download the copy" in browser.get("/account/data").text
    prove(browser)
    answer = browser.get(f"/account/data/{only_copy().id}")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "rounds-my-data-2026-03-02.zip" in answer.headers["Content-Disposition"]
    copy = opened(answer.data)
    (row,) = copy["users.json"]["rows"]
    assert (row["name"], row["email"]) == ("Ada", "ada@example.edu")
    readme = copy["README.txt"].decode()
    assert "Your data in Rounds: Ada" in readme
    assert "users.json (1 record)" in readme


def test_the_page_says_how_far_the_worker_is(ada: User, enter: Browsers, app: Flask) -> None:
    browser = enter(ada)
    asked(browser)
    with app.extensions["progress"].of(copy_maker.work(only_copy().id)) as counter:
        counter.note(12)
        assert f"{1200 // len(PERSONAL)}% is made." in browser.get("/account/data").text


def test_a_copy_is_taken_away_after_proving_who_one_is(ada: User, enter: Browsers) -> None:
    browser = enter(ada)
    asked(browser)
    outbox.deliver_pending()
    answer = browser.get(f"/account/data/{only_copy().id}")
    assert (answer.status_code, answer.location) == (303, "/account/prove?next=/account/data")


@BOTH
def test_nobody_else_takes_a_copy_away(ada: User, person: Callable[..., User], enter: Browsers, app: Flask) -> None:
    asked(enter(ada))
    outbox.deliver_pending()
    for other in (person("bo", Role.STUDENT), person("cora", Role.COORDINATOR)):
        browser = enter(other)
        prove(browser)
        assert browser.get(f"/account/data/{only_copy().id}").status_code == 404
        assert "Download" not in browser.get("/account/data").text
    assert app.test_client().get(f"/account/data/{only_copy().id}").location.startswith("/sign-in")


def test_a_coordinator_who_looks_as_somebody_sees_no_copy(
    ada: User, person: Callable[..., User], enter: Browsers
) -> None:
    asked(enter(ada))
    outbox.deliver_pending()
    office = enter(person("cora", Role.COORDINATOR))
    prove(office)
    assert office.post(f"/office/people/{ada.id}/see-as", data={"why": "They asked for help."}).status_code == 303
    assert office.get("/account/data").status_code == 403
    assert office.get(f"/account/data/{only_copy().id}").status_code == 403


def test_the_next_copy_is_asked_for_a_day_later(ada: User, enter: Browsers) -> None:
    browser = enter(ada)
    asked(browser)
    assert browser.post("/account/data").status_code == 403, "it is being made"
    outbox.deliver_pending()
    with clock.frozen(NOW + DAY - SECOND):
        refused = browser.post("/account/data")
        assert refused.status_code == 403
        assert "You can ask again from" in refused.text
    with clock.frozen(NOW + DAY):
        asked(enter(ada))


def test_a_copy_that_is_not_made_in_an_hour_can_be_asked_for_again(ada: User, enter: Browsers) -> None:
    asked(enter(ada))
    with clock.frozen(NOW + timedelta(hours=1)):
        browser = enter(ada)
        assert "could not be made" in browser.get("/account/data").text
        asked(browser)


def test_after_a_week_the_link_ends_and_the_night_takes_the_file(
    ada: User, person: Callable[..., User], enter: Browsers, app: Flask
) -> None:
    asked(enter(ada))
    outbox.deliver_pending()
    copy, store = only_copy(), app.extensions["files"]
    number, name = copy.id, copy.name
    with clock.frozen(NOW + 7 * DAY - SECOND):
        browser = enter(ada)
        prove(browser)
        assert browser.get(f"/account/data/{number}").status_code == 200
    with clock.frozen(NOW + 7 * DAY):
        browser = enter(ada)
        prove(browser)
        assert browser.get(f"/account/data/{number}").location == "/account/data"
        page = browser.get("/account/data").text
        assert "That copy has expired: a copy is there for 7 days. Make a new one here." in page
        assert 'action="/account/data"' in page, "and the button for it"
        assert "Download" not in page
        stranger = enter(person("eve", Role.STUDENT))
        assert stranger.get(f"/account/data/{number}").status_code == 404
    assert store.has(name)
    with clock.frozen(NOW + 7 * DAY + SECOND):
        list(retention.erase(clock.now()))
    assert db.session.scalars(select(DataCopy)).all() == []
    assert not store.has(name), "with its row, not an hour later"


@BOTH
def test_of_two_workers_that_make_a_copy_at_once_a_second_file_does_not_stay(
    ada: User, enter: Browsers, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(enter(ada))
    number, store = only_copy().id, app.extensions["files"]
    write = copy_contents.write

    def slowly(*args: Any, **more: Any) -> None:
        """The other one makes it meanwhile."""
        monkeypatch.setattr(copy_contents, "write", write)
        copy_maker.make(number, store=store, progress=app.extensions["progress"])
        write(*args, **more)

    monkeypatch.setattr(copy_contents, "write", slowly)
    copy_maker.make(number, store=store, progress=app.extensions["progress"])
    assert list(store.all_names()) == [only_copy().name]


def test_of_a_copy_that_nobody_waits_for_any_more_nothing_is_made(ada: User, enter: Browsers, app: Flask) -> None:
    asked(enter(ada))
    number, store = only_copy().id, app.extensions["files"]
    with unit_of_work():
        db.session.execute(delete(DataCopy))
    copy_maker.make(number, store=store, progress=app.extensions["progress"])
    outbox.deliver_pending()
    assert list(store.all_names()) == []


def test_a_copy_past_its_time_is_found(ada: User, enter: Browsers) -> None:
    asked(enter(ada))
    outbox.deliver_pending()
    expected = f"Copy {only_copy().id} of a person’s data is past its time, and still there."
    with clock.frozen(NOW + 9 * DAY):
        assert expected not in [finding.sentence for finding in broken()]
    with clock.frozen(NOW + 9 * DAY + SECOND):
        assert expected in [finding.sentence for finding in broken()]


def test_copies_take_nothing_from_the_room_for_files(ada: User, enter: Browsers) -> None:
    asked(enter(ada))
    outbox.deliver_pending()
    assert file_owners.handed_in_by(ada.id) == []


def test_asking_stands_in_the_audit_log(ada: User, enter: Browsers, person: Callable[..., User]) -> None:
    asked(enter(ada))
    office = enter(person("cora", Role.COORDINATOR))
    assert "asked for a copy of their data" in office.get("/office/audit").text


@PLACES
def test_files_are_in_it_under_the_names_that_people_gave_them(ada: User, enter: Browsers, app: Flask) -> None:
    browser, content = enter(ada), pdf()
    form = {"name": "Ada", "cv": (io.BytesIO(content), "../Ada’s CV.pdf")}
    assert browser.post("/account/profile", data=form).status_code == 303
    db.session.expire_all()
    ada = db.session.get_one(User, ada.id)
    copy = copy_of(ada, app)
    (row,) = copy["users.json"]["rows"]
    inside = row["cv_filename_in_this_copy"]
    assert inside == f"files/users-{ada.id}---Ada-s CV.pdf"
    with app.extensions["files"].open(ada.cv_name) as file:
        assert copy[inside] == file.read()
    assert "cv_name" not in row, "the name on our disk is nobody’s business"
    assert all(".." not in name for name in copy)


@PLACES
def test_a_file_that_the_disk_has_lost_is_told(ada: User, app: Flask) -> None:
    with unit_of_work():
        ada.cv_name, ada.cv_filename = "0" * 32, "ada.pdf"
    copy = copy_of(ada, app)
    assert copy["users.json"]["rows"][0]["cv_filename_in_this_copy"] is None
    assert "We could not find ada.pdf any more" in " ".join(copy["README.txt"].decode().split())


@pytest.mark.parametrize("declared", [table for table in PERSONAL if table.files], ids=lambda table: table.name)
def test_the_registry_names_the_files_that_there_are(declared: PersonalTable) -> None:
    table = db.metadata.tables[declared.name]
    assert {column for pair in declared.files.split() for column in pair.split(":")} <= set(table.columns.keys())


def test_every_file_on_the_disk_is_in_a_copy_or_withheld() -> None:
    declared = {table.name: table for table in PERSONAL}
    for statement in file_owners.COLUMNS.values():
        column = list(statement.selected_columns)[1]
        table = declared[column.table.name]  # type: ignore[attr-defined]  # a column of a table
        in_copies = {pair.split(":")[0] for pair in table.files.split()}
        assert column.name in in_copies | set(table.withheld.split()), f"{table.name}.{column.name}"


# What a copy does not say


def people(*roles: Role) -> list[User]:
    return list(db.session.scalars(select(User).order_by(User.id)))


def plantable(table: Table, names: set[str]) -> list[Any]:
    """Columns of free text among these."""
    return [
        column
        for column in table.columns
        if column.name in names
        and isinstance(column.type, String | JSON)
        and not isinstance(column.type, Enum)
        and not column.foreign_keys
    ]


def withheld_of(declared: PersonalTable) -> set[str]:
    """The columns of which no copy says anything."""
    columns = {column.name for column in db.metadata.tables[declared.name].columns}
    if declared.withheld == "*" or not may_hold(declared):
        return columns
    return set(declared.withheld.split())


def may_hold(declared: PersonalTable) -> bool:
    return bool(declared.owners or declared.address)


ASIDE = {"audit_entries", "data_copies"}
"""The log refuses every change; a copy that waits has no file."""
UNPLANTABLE = {"class_year", "source_key", "token_hash", "session_key", "code_hash", "key"}
UNPLANTABLE |= {"mentee_says", "mentor_says", "verb", "before", "after"}
"""Columns in which a row stands by its own, or in which one of a few words must be."""


def test_nothing_that_is_withheld_stands_in_anybody_s_copy(demo: Flask) -> None:
    """A secret of its own in every withheld column of every row of the demo school; then everybody takes their copy."""
    planted = 0
    with unit_of_work():
        for declared in PERSONAL:
            table = db.metadata.tables[declared.name]
            if declared.name in ASIDE or declared.title:
                continue
            for column in plantable(table, withheld_of(declared)):
                if column.name in UNPLANTABLE or column.unique:
                    continue
                secret = f"SECRET-{declared.name}-{column.name}"
                value = [secret] if isinstance(column.type, JSON) else secret
                planted += db.session.execute(update(table).values({column.name: value})).rowcount  # type: ignore[attr-defined]  # an UPDATE has one
    assert planted > 1000
    closed = {f"{declared.name}.json" for declared in PERSONAL if declared.withheld == "*" or not may_hold(declared)}
    for user in people():
        copy = copy_of(user, demo)
        text = everything(copy)
        assert "SECRET-" not in text, (user.name, text[text.index("SECRET-") :][:80])
        assert not closed & set(copy)


def test_a_copy_names_nobody_whom_its_person_does_not_know(demo: Flask) -> None:
    """Everybody gets a name that nobody else has; a student's copy holds the names of their partners and no other."""
    with unit_of_work():
        for user in people():
            user.name = f"Person-{user.id}-of-the-school"
    known: dict[int, set[int]] = {}
    for pair in db.session.scalars(select(Mentorship)):
        known.setdefault(pair.mentee_id, set()).add(pair.enrolment.user_id)
    student = next(user for user in people() if user.id in known and user.is_a(Role.STUDENT))
    tables = {
        name: content
        for name, content in copy_of(student, demo).items()
        if name.endswith(".json") and name not in ("notices.json", "unsent_forms.json")
    }
    named = {user.id for user in people() if f"Person-{user.id}-of-the-school" in json.dumps(tables)}
    assert student.id in named
    assert known[student.id] <= named
    strangers = {user.id for user in people()} - {student.id}
    reviewers = set(
        db.session.scalars(select(Review.reviewer_id).join(Application).where(Application.student_id == student.id))
    )
    assert not (reviewers - known[student.id]) & named
    assert len(named & strangers) < 10


def test_what_belongs_to_others_is_in_no_copy(demo: Flask) -> None:
    """Every statement says whose it is: a copy holds those of its person and of nobody else."""
    with unit_of_work():
        for application in db.session.scalars(select(Application)):
            application.statement = f"STATEMENT-OF-{application.student_id}-"
    students = set(db.session.scalars(select(Application.student_id).distinct()))
    for user in people():
        text = everything(copy_of(user, demo))
        inside = {number for number in students if f"STATEMENT-OF-{number}-" in text}
        assert inside == ({user.id} & students), user.name


def test_everything_of_a_person_is_in_their_copy(demo: Flask) -> None:
    """Row by row: what the registry says is theirs, and not withheld, is there."""
    seen: set[str] = set()
    for user in people()[::3]:
        copy = copy_of(user, demo)
        for declared in PERSONAL:
            rows = list(personal_data_queries.rows_for(declared, user.id))
            assert len(rows) == len(copy.get(f"{declared.name}.json", {"rows": []})["rows"]), declared.name
            seen |= {declared.name} if rows else set()
    assert len(seen) > 30, sorted(seen)


def test_a_decision_is_in_it_once_it_is_released(demo: Flask) -> None:
    draft = db.session.scalars(select(Decision).where(Decision.released_at.is_(None)).limit(1)).one()
    student_id, number = db.session.get_one(Application, draft.application_id).student_id, draft.id
    student = db.session.get_one(User, student_id)

    def numbers() -> set[int]:
        return {row["id"] for row in copy_of(student, demo).get("decisions.json", {"rows": []})["rows"]}

    assert number not in numbers()
    with unit_of_work():
        row = db.session.get_one(Decision, number)
        row.released_at, row.released_by_id = NOW, row.by_id
    assert number in numbers()


def test_an_application_says_what_its_page_says(demo: Flask) -> None:
    """Being put on the shortlist is not told to students: neither as the state, nor as a step, nor as its moment."""
    shortlisted = db.session.scalars(
        select(Application).where(Application.state == ApplicationState.SHORTLISTED).limit(1)
    ).one()
    copy = copy_of(shortlisted.student, demo)
    assert "shortlist" not in everything(copy).lower()
    (row,) = [row for row in copy["applications.json"]["rows"] if row["id"] == shortlisted.id]
    assert row["state"] == "Being read"
    assert [step["step"] for step in row["steps"]] == ["Sent", "Being read"]
    assert "application_moves.json" not in copy


def test_answers_stand_beside_their_questions(demo: Flask) -> None:
    application = next(row for row in db.session.scalars(select(Application).order_by(Application.id)) if row.answers)
    question = next(iter(db.session.get_one(Opportunity, application.opportunity_id).questions)).text
    rows = copy_of(application.student, demo)["applications.json"]["rows"]
    (row,) = [row for row in rows if row["id"] == application.id]
    assert question in [answer["question"] for answer in row["answers"]]
    assert row["opportunity"] == application.opportunity.title


def test_a_round_that_is_not_published_says_nothing(demo: Flask) -> None:
    proof = db.session.scalars(select(MatchProof).limit(1)).one()
    student = db.session.get_one(User, proof.user_id)
    round_of = select(MatchRound).where(MatchRound.run_id == proof.run_id)
    assert db.session.scalars(round_of).one().published_at is not None
    assert proof.id in {row["id"] for row in copy_of(student, demo)["match_proofs.json"]["rows"]}
    number, run_id = proof.id, proof.run_id

    def numbers() -> set[int]:
        return {row["id"] for row in copy_of(student, demo).get("match_proofs.json", {"rows": []})["rows"]}

    with unit_of_work():
        db.session.execute(update(MatchRound).where(MatchRound.run_id == run_id).values(published_at=None))
    assert number not in numbers()
    with unit_of_work():
        db.session.execute(update(MatchRound).where(MatchRound.run_id == run_id).values(published_at=NOW, run_id=None))
    assert number not in numbers(), "a run that was set aside is not the result"


def test_whoever_reports_somebody_does_not_read_what_was_decided(demo: Flask) -> None:
    report = db.session.scalars(select(Report).limit(1)).one()
    with unit_of_work():
        db.session.execute(update(Report).values(decision="DECIDED-SO", outcome=ReportOutcome.WARNING))
    text = json.dumps(copy_of(report.reporter, demo)["mentorship_reports.json"]["rows"])
    assert report.words[:20] in json.loads(text)[0]["words"]
    assert "DECIDED-SO" not in text
    assert "warning" not in text
    assert "mentorship_reports.json" not in copy_of(report.subject, demo), "whom it is about never sees it"


def test_a_copy_of_the_registrar_s_file_is_in_nobody_s_copy(demo: Flask) -> None:
    assert all(not table.files for table in PERSONAL if table.name in ("roster_files", "imports"))


@BOTH
def test_the_worker_makes_copies_of_everybody(demo: Flask) -> None:
    """On both databases every statement of the registry is carried out."""
    for user in people()[:12]:
        assert "README.txt" in copy_of(user, demo)


def test_a_copy_asks_for_each_name_once_however_many_rows_name_it(app: Flask, person: Callable[..., User]) -> None:
    ada, cora = person("ada", Role.STUDENT), person("cora", Role.COORDINATOR)

    def write() -> None:
        copy_contents.write(ada, io.BytesIO(), store=app.extensions["files"], count=lambda _number: None)

    counts = []
    for more in (1, 20):
        with unit_of_work():
            asked: dict[str, Any] = {"part": AmendmentPart.OTHER, "state": AmendmentState.REFUSED, "answer": "No."}
            asked |= dict.fromkeys(("what", "wish", "why"), "x")
            asked |= {"asked_at": NOW, "answer_by": NOW + timedelta(days=45), "answered_at": NOW}
            db.session.add_all([Amendment(user_id=ada.id, answered_by_id=cora.id, **asked) for _ in range(more)])
        counts.append(count_statements(app, write))
    assert counts[0] == counts[1]
