"""Asking to be erased, thinking again, what stands in the way, and what is left of links and ways in."""

from collections.abc import Callable
from contextvars import Context
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board import invariants, tasks
from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.models import ErasureRequest, Role, RoleGrant, User
from board.accounts.queries import erasure_request as erasure_request_queries
from board.erasure import tasks as erasure_tasks
from board.kernel import audit, clock, mail, outbox
from board.kernel.db import db
from board.kernel.keyring import SecretKeys
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.actions import pair as pair_actions
from board.mentorship.models import Enrolment, Report, ReportKind, ReportOutcome, ReportState
from board.notices import emails as notice_emails
from board.school import actions as school_actions
from tests.at_once import just_before_writing
from tests.confirming import agree
from tests.conftest import NOW, PASSWORD
from tests.mentorship.conftest import mentor  # noqa: F401  # a fixture

People = Callable[..., User]
Browsers = Callable[[User], FlaskClient]
Mails = Callable[[], list[str]]
on_both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
DUE = NOW + timedelta(days=7)


@pytest.fixture
def ada(person: People) -> User:
    person("cora", Role.COORDINATOR)
    return person("ada", Role.STUDENT)


@pytest.fixture
def browser(ada: User, browser_of: Browsers) -> FlaskClient:
    return proved(browser_of(ada))


def proved(browser: FlaskClient) -> FlaskClient:
    assert browser.post("/account/prove", data={"password": PASSWORD}).status_code == 303
    return browser


def ask(browser: FlaskClient, email: str = "ada@example.edu") -> None:
    answer = browser.post("/account/erase", data={"email": email})
    assert (answer.status_code, answer.location) == (303, "/account/erase"), answer.text


def work(days: float = 7, hours: float = 1) -> None:
    """What the worker does when so much time has gone by."""
    with clock.frozen(NOW + timedelta(days=days, hours=hours)):
        for _ in range(2):
            tasks.do_all(clock.now())
            outbox.deliver_pending()
    db.session.rollback()
    db.session.expire_all()


def work_at_night(days: float = 7) -> None:
    """When the night after that begins, at two by the clocks of the school."""
    with clock.frozen(erasure_tasks.next_night(NOW + timedelta(days=days))):
        erasure_tasks.write_files_anew(clock.now(), tasks.erasure_tools())
    db.session.rollback()
    db.session.expire_all()


def work_meanwhile(app: Flask) -> None:
    """The same in a process of its own, as it were."""

    def run() -> None:
        with app.app_context():
            work()

    Context().run(run)


def request_of(user: User) -> ErasureRequest:
    request = erasure_request_queries.open_of(user.id)
    assert request is not None
    return request


def link_in(emails: Mails, start: str) -> str:
    text = next(text for text in reversed(emails()) if start in text)
    return start + text.split(start, 1)[1].split()[0]


@on_both
def test_i_am_erased_after_a_week_and_not_an_hour_sooner(ada: User, browser: FlaskClient, emails: Mails) -> None:
    ask(browser)
    assert "going to be erased" in emails()[-1]
    work(days=6, hours=23)
    assert (ada.erased_at, ada.name) == (None, "Ada")
    work(days=7, hours=1)
    assert ada.erased_at is not None
    assert (ada.name, ada.email.endswith("@erased.invalid")) == ("Former student", True)
    assert request_of(ada).done_at is None, "the files are written anew when nobody is there"
    work_at_night()
    assert request_of(ada).done_at is not None
    assert list(audit.breaks()) == []
    assert list(invariants.broken()) == []


def test_it_is_asked_with_a_fresh_proof_and_my_own_address(ada: User, browser_of: Browsers) -> None:
    browser = browser_of(ada)
    with clock.frozen(NOW + timedelta(minutes=11)):
        for answer in (browser.get("/account/erase"), browser.post("/account/erase", data={"email": ada.email})):
            assert answer.location.startswith("/account/prove")
        proved(browser)
        wrong = browser.post("/account/erase", data={"email": "cora@example.edu"})
    assert (wrong.status_code, "That is not the address of this account" in wrong.text) == (422, True)
    assert "cora@example.edu" in wrong.text, "what was typed stays"
    assert erasure_request_queries.open_of(ada.id) is None


def test_the_page_says_what_goes_and_what_stays_and_why(browser: FlaskClient) -> None:
    page = browser.get("/account/erase").text
    for words in ("What goes", "What stays, without you", "Former student", "how many applied stays counted"):
        assert words in page


@on_both
def test_i_stop_it_in_my_account(ada: User, browser: FlaskClient, emails: Mails) -> None:
    assert "Keep my account" not in browser.get("/account").text
    ask(browser)
    assert "Keep my account" in browser.get("/account").text
    assert browser.post("/account/erase/cancel").status_code == 303
    assert "Your account on Rounds stays" in emails()[-1]
    work()
    assert ada.erased_at is None
    assert browser.post("/account/erase/cancel").status_code == 404
    ask(browser)


def test_i_stop_it_with_the_link_in_the_email_signed_in_or_not(
    ada: User, browser: FlaskClient, client: FlaskClient, emails: Mails
) -> None:
    ask(browser)
    link = link_in(emails, "/account/keep/")
    assert client.get(link).status_code == 200
    assert erasure_request_queries.open_of(ada.id) is not None, "looking changes nothing"
    assert client.post(link).status_code == 303
    assert erasure_request_queries.open_of(ada.id) is None
    assert client.get(link).status_code == 410
    assert client.post("/account/keep/forged").status_code == 410


def test_i_am_reminded_a_day_before_once(ada: User, browser: FlaskClient, emails: Mails) -> None:
    ask(browser)
    work(days=5)
    assert "about to be erased" not in emails()[-1]
    work(days=6, hours=1)
    work(days=6, hours=2)
    assert sum(text.startswith("Your account on Rounds is about to be erased") for text in emails()) == 1


def test_signing_in_says_that_it_is_going_to_be_erased(ada: User, browser: FlaskClient, at_the_door: Browsers) -> None:
    ask(browser)
    assert "Your account is going to be erased after" in at_the_door(ada).get("/account").text


@on_both
def test_asked_twice_it_is_asked_once(ada: User, browser: FlaskClient) -> None:
    ask(browser)
    assert browser.post("/account/erase", data={"email": ada.email}).status_code == 409
    assert db.session.query(ErasureRequest).count() == 1


def test_the_school_says_how_long_one_may_think_again(ada: User, browser: FlaskClient, browser_of: Browsers) -> None:
    cora = db.session.query(User).filter_by(email="cora@example.edu").one()
    with unit_of_work():
        school_actions.save({"erasure_wait_days": 3}, by=cora.id, now=NOW)
    ask(browser)
    assert request_of(ada).due_at == NOW + timedelta(days=3)


def test_the_only_coordinator_is_not_erased(person: People, browser_of: Browsers) -> None:
    cora = person("cora", Role.COORDINATOR)
    browser = proved(browser_of(cora))
    assert "This is the only coordinator" in browser.get("/account/erase").text
    assert browser.post("/account/erase", data={"email": cora.email}).status_code == 403
    person("cleo", Role.COORDINATOR)
    ask(browser, cora.email)


def test_what_came_between_holds_it_up_and_is_told(
    ada: User, browser: FlaskClient, emails: Mails, person: People
) -> None:
    ask(browser)
    with unit_of_work():
        for grant in db.session.query(User).filter_by(email="cora@example.edu").one().grants:
            db.session.delete(grant)
        ada.grants[0].role = Role.COORDINATOR
    work()
    assert (ada.erased_at, request_of(ada).obstructed_at is not None) == (None, True)
    assert "This is the only coordinator" in emails()[-1]
    person("cleo", Role.COORDINATOR)
    work(days=8)
    assert ada.erased_at is not None


def test_a_mentor_with_students_ends_that_first(
    ada: User,
    mentor: Callable[..., Enrolment],  # noqa: F811
    browser_of: Browsers,
    person: People,
) -> None:
    mia = mentor("mia")
    with unit_of_work():
        pair_actions.begin(ada, mia, pair_actions.PairTerms("request", "", None), by=None, now=NOW)
    page = proved(browser_of(mia.user)).get("/account/erase").text
    assert "1 mentorship as mentor would break off" in page


@on_both
def test_the_office_asks_for_somebody_with_a_reason_in_two_steps(
    ada: User, person: People, browser_of: Browsers, emails: Mails
) -> None:
    office = proved(browser_of(person("otto", Role.COORDINATOR)))
    address = f"/office/people/{ada.id}/erase"
    assert office.post(address, data={"why": ""}).status_code == 422
    question = office.post(address, data={"why": "She asked by letter."})
    assert (question.status_code, "Erase Ada?" in question.text) == (200, True)
    assert erasure_request_queries.open_of(ada.id) is None
    assert agree(office, address, {"why": "She asked by letter."}).status_code == 303
    assert "Otto of the office" in emails()[-1]
    assert "She asked by letter." in emails()[-1]
    assert "She asked by letter." in office.get("/office/erasures").text
    assert office.post(f"/office/erasures/{request_of(ada).id}/cancel").status_code == 303
    assert erasure_request_queries.open_of(ada.id) is None


def test_nobody_but_the_office_asks_for_others_and_nobody_for_a_coordinator(
    ada: User, person: People, browser_of: Browsers
) -> None:
    otto, stu = person("otto", Role.COORDINATOR), person("stu", Role.STUDENT)
    assert proved(browser_of(stu)).post(f"/office/people/{ada.id}/erase", data={"why": "x"}).status_code == 404
    office = proved(browser_of(otto))
    cora = db.session.query(User).filter_by(email="cora@example.edu").one()
    assert office.post(f"/office/people/{cora.id}/erase", data={"why": "x"}).status_code == 403


def test_an_erased_account_is_in_no_list_and_nothing_opens_it_again(
    ada: User, browser: FlaskClient, person: People, browser_of: Browsers, client: FlaskClient
) -> None:
    ask(browser)
    work()
    office = browser_of(person("otto", Role.COORDINATOR))
    assert "Former student" not in office.get("/office/people").text
    page = office.get(f"/office/people/{ada.id}")
    assert "Whoever had this account was erased" in page.text
    for act in ("restore", "vouch", "send-reset", "end-sessions"):
        assert office.post(f"/office/people/{ada.id}/{act}").status_code == 403, act
    assert office.post(f"/office/people/{ada.id}/roles", data={"role": "mentor", "verb": "give"}).status_code == 403
    assert browser.get("/account").location.startswith("/sign-in")
    assert client.post("/sign-in", data={"email": "ada@example.edu", "password": PASSWORD}).status_code == 422


def test_links_of_somebody_who_was_erased_are_gone(
    ada: User, browser: FlaskClient, client: FlaskClient, emails: Mails, person: People, browser_of: Browsers
) -> None:
    with unit_of_work():
        mail.write("seat-opened", to=ada.email, once="k", user_id=ada.id, committee_seat_id=1)
    email = mail.written_since(0)[-1]
    unsubscribe = notice_emails.unsubscribe_link(email).removeprefix("http://localhost")
    browser.post("/saved/calendar")
    client.post("/forgot-password", data={"email": ada.email})
    reset = link_in(emails, "/reset-password/")
    ask(browser)
    keep = link_in(emails, "/account/keep/")
    assert client.get(unsubscribe).status_code == 200
    work()
    for link in (unsubscribe, reset, keep):
        assert client.get(link).status_code in (404, 410), link
        assert client.post(link).status_code in (404, 410), link
    for link in (reset, keep):
        assert "This link no longer works" in client.get(link).text, link
    office, mentor_browser = (browser_of(person(*who)) for who in (("otto", Role.COORDINATOR), ("mo", Role.MENTOR)))
    of_them = ("/record/of/{}", "/people/{}/report", "/mentorship/mentees/{}")
    for address in (address.format(ada.id) for address in of_them):
        for browser_here in (office, mentor_browser):
            assert browser_here.get(address).status_code == 404, address
    assert list(invariants.broken()) == []


@on_both
def test_what_a_backup_brought_back_is_erased_again(
    app: Flask, ada: User, browser: FlaskClient, tmp_path: Path
) -> None:
    """The list outlives the database: here its rows are as they were the day before."""
    ask(browser)
    work()
    assert f" {ada.id} 2026-03-09" in (tmp_path / "erased.txt").read_text()
    with unit_of_work():
        db.session.delete(request_of(ada))
        ada.grants.append(RoleGrant(role=Role.STUDENT, asked_at=NOW, granted_at=NOW))
        ada.erased_at, ada.suspended_at, ada.confirmed_at = None, None, NOW
        ada.name, ada.email = "Ada", "ada@example.edu"
    answer = app.test_cli_runner().invoke(args=["erase-again"])
    assert (answer.exit_code, answer.output) == (0, "1 person erased again.\n")
    db.session.expire_all()
    assert (ada.name, ada.erased_at is not None) == ("Former student", True)
    assert app.test_cli_runner().invoke(args=["erase-again"]).output == "0 people erased again.\n"


def test_a_list_of_another_school_erases_nobody(app: Flask, ada: User, tmp_path: Path) -> None:
    (tmp_path / "erased.txt").write_text(f"another-key {ada.id} 2026-03-09\n")
    answer = app.test_cli_runner().invoke(args=["erase-again"])
    assert (answer.exit_code, "another installation" in answer.output) == (1, True)
    assert ada.erased_at is None


@on_both
def test_what_a_browser_still_sends_after_that_is_kept_nowhere(ada: User, browser: FlaskClient) -> None:
    """A page that was open: what is written there, and a form that is sent with the session over."""
    ask(browser)
    work()
    typing = {"unsent-address": "/record/entries/new", "unsent-page": "/record/entries/new", "title": "zqlate"}
    assert browser.post("/account/unsent", data=typing).status_code == 401
    browser.post("/record/entries/new", data={"title": "zqlater", "description": "zqlater"})
    rows = [row for table in db.metadata.sorted_tables for row in db.session.execute(table.select())]
    assert "zqlate" not in str(rows)
    assert list(invariants.broken()) == []


@on_both
def test_erased_while_a_form_is_on_its_way_nothing_of_it_arrives(
    app: Flask, ada: User, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(browser)
    profile = {"name": "Zqada Late", "title": "zqlate", "saved_version": ""}
    with just_before_writing(monkeypatch, lambda: work_meanwhile(app)):
        answer = browser.post("/account/profile", data=profile)
    assert answer.status_code < 500
    db.session.expire_all()
    assert ada.name == "Former student"
    assert list(invariants.broken()) == []


@on_both
def test_what_has_begun_is_not_stopped_by_who_looked_before(
    app: Flask, ada: User, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(browser)
    with just_before_writing(monkeypatch, lambda: work_meanwhile(app)):
        answer = browser.post("/account/erase/cancel")
    assert answer.status_code < 500
    db.session.expire_all()
    assert (ada.name, request_of(ada).cancelled_at) == ("Former student", None)


@on_both
def test_stopped_in_the_last_moment_nothing_begins(ada: User, browser: FlaskClient) -> None:
    """The worker has found what is due, and the person stops it before it begins."""
    ask(browser)
    request = request_of(ada)
    assert browser.post("/account/erase/cancel").status_code == 303
    with unit_of_work():
        erasure_request_actions.begin_or_wait(request, keys=SecretKeys("key"), now=DUE)
    work()
    assert (ada.erased_at, ada.name) == (None, "Ada")


@on_both
def test_a_worker_that_comes_again_changes_nothing(app: Flask, ada: User, browser: FlaskClient) -> None:
    ask(browser)
    work(days=7, hours=1)
    before = db.session.query(audit.AuditEntry).count()
    work(days=7, hours=2)
    assert db.session.query(audit.AuditEntry).count() == before
    assert list(audit.breaks()) == []


def test_an_open_report_holds_it_up_and_its_person_reads_no_reason(
    ada: User, browser: FlaskClient, person: People, browser_of: Browsers, emails: Mails
) -> None:
    stu = person("stu", Role.STUDENT)
    ask(browser)
    with unit_of_work():
        report = Report(
            reporter_id=stu.id, subject_id=ada.id, kind=ReportKind.CONDUCT, words="w", at=NOW, decide_by=DUE
        )
        db.session.add(report)
    sent = len(emails())
    work()
    assert (ada.erased_at, request_of(ada).obstructed_at is not None) == (None, True)
    assert not any("cannot be erased yet" in text for text in emails()[sent:])
    office = browser_of(person("otto", Role.COORDINATOR))
    assert "has to keep everything until a report" in office.get("/office/erasures").text
    with unit_of_work():
        report.state, report.outcome = ReportState.RESOLVED, ReportOutcome.NO_ACTION
    work(days=8)
    assert ada.erased_at is not None
    assert report.words == "w", "the report of another about them is evidence, and stays"
