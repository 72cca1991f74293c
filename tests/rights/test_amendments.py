"""Asking the school to correct its record: 45 days, a reason, a hearing, and a statement that stays beside it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from board import tasks
from board.accounts.models import Role, User
from board.kernel import clock, outbox
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.errors import Invalid, NotFound
from board.kernel.unit_of_work import unit_of_work
from board.notices.models import Notice
from board.rights import tasks as right_tasks
from board.rights.actions import amendment as amendment_actions
from board.rights.models import Amendment, AmendmentPart, AmendmentState
from tests.confirming import yes_to
from tests.conftest import NOW
from tests.office.test_office import tiles
from tests.rights.test_data_copy import copy_of

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
Emails = Callable[[], list[str]]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
DAY = timedelta(days=1)
FORM = {"part": "placement", "what": "It says 18 hours.", "wish": "24 hours.", "why": "The sign-in sheets have them."}
ACCOUNT, OFFICE = "/account/corrections", "/office/corrections"


@pytest.fixture
def ada(person: People) -> User:
    return person("ada", Role.STUDENT)


@pytest.fixture
def cora(person: People) -> User:
    return person("cora", Role.COORDINATOR)


def only() -> Amendment:
    return db.session.scalars(select(Amendment).execution_options(populate_existing=True)).one()


def ask(browser: FlaskClient) -> int:
    assert browser.post(ACCOUNT, data=FORM).status_code == 303
    return db.session.scalars(select(Amendment.id).order_by(Amendment.id.desc())).first() or 0


def answer(office: FlaskClient, number: int, verb: str, reason: str = "The clinic says so.") -> int:
    return office.post(f"{OFFICE}/{number}/answer", data={"verb": verb, "reason": reason}).status_code


def step(browser: FlaskClient, number: int, verb: str, **data: str) -> int:
    return browser.post(f"{ACCOUNT}/{number}/{verb}", data=data).status_code


@BOTH
def test_a_request_reaches_the_office_and_its_answer_the_person(
    ada: User, cora: User, enter: Browsers, emails: Emails
) -> None:
    browser, office = enter(ada), enter(cora)
    number = ask(browser)
    (task,) = emails()
    assert task.startswith("Ada asks for a correction of the record")
    assert "The answer is due by Thu, Apr 16" in task
    assert "It should say: 24 hours." in task
    assert "Answer due by Thu, Apr 16" in browser.get(f"{ACCOUNT}/{number}").text
    assert "1 request waits for an answer" in office.get(OFFICE).text
    assert tiles(office)["request for a correction to answer"] == "1"
    assert answer(office, number, "correct", "The hours are 24 now.") == 303
    assert only().state is AmendmentState.CORRECTED
    assert emails()[-1].startswith("Your request for a correction is answered")
    assert "The hours are 24 now." in emails()[-1]
    assert "put a statement" not in emails()[-1]
    page = browser.get(f"{ACCOUNT}/{number}").text
    assert ["The hours are 24 now." in page, "by Cora" in page, "Ask for a hearing" in page] == [True, True, False]
    assert tiles(office)["requests for a correction to answer"] == "0"
    verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.thing == f"amendment:{number}"))
    assert list(verbs) == ["amendment.ask", "amendment.correct"]


@BOTH
def test_after_a_refusal_the_statement_of_the_person_stands_beside_the_record(
    ada: User, cora: User, enter: Browsers, emails: Emails
) -> None:
    browser, office = enter(ada), enter(cora)
    number, words = ask(browser), "I was there in January, as the sheets show."
    assert step(browser, number, "statement", statement=words) == 403, "nothing is refused yet"
    answer(office, number, "refuse")
    assert "You can put a statement of your own beside the record" in emails()[-1]
    assert step(browser, number, "statement", statement=words) == 303
    assert emails()[-1].startswith("Ada put a statement beside the record")
    for page in (f"{OFFICE}/{number}", f"/office/people/{ada.id}", f"/office/people/{ada.id}/disclosures"):
        assert words in office.get(page).text, page
    assert step(browser, number, "statement", statement="") == 303
    assert words not in office.get(f"/office/people/{ada.id}").text
    assert only().stated_at is None


def test_a_statement_stands_beside_what_it_is_about(ada: User, cora: User, enter: Browsers) -> None:
    """Beside the confirmed facts of a record: what is said of the record, and not what is said of a placement."""
    browser, office = enter(ada), enter(cora)
    for part in ("record", "placement"):
        browser.post(ACCOUNT, data=FORM | {"part": part})
        number = db.session.scalars(select(Amendment.id).order_by(Amendment.id.desc())).first() or 0
        answer(office, number, "refuse")
        step(browser, number, "statement", statement=f"About the {part}.")
    facts = office.get(f"/record/of/{ada.id}").text
    assert ["About the record." in facts, "About the placement." in facts] == [True, False]


@BOTH
def test_a_hearing_is_held_by_somebody_who_did_not_refuse(
    ada: User, cora: User, person: People, enter: Browsers, emails: Emails
) -> None:
    browser, office, other = enter(ada), enter(cora), enter(person("otto", Role.COORDINATOR))
    number = ask(browser)
    assert step(browser, number, "hearing") == 403, "nothing is refused yet"
    answer(office, number, "refuse")
    with clock.frozen(NOW + 10 * DAY):
        browser = enter(ada)
        assert step(browser, number, "hearing") == 303
        assert "Ada asks for a hearing" in emails()[-1].splitlines()[0]
        assert only().answer_by == NOW + 55 * DAY, "the days count anew"
        assert answer(enter(cora), number, "correct") == 403
        assert answer(other, number, "refuse", "Heard, and it stays.") == 303
    assert only().state is AmendmentState.UPHELD
    assert step(browser, number, "hearing") == 403, "there is one hearing"
    assert step(browser, number, "statement", statement="Still wrong.") == 303


def test_a_coordinator_answers_no_request_of_their_own(cora: User, person: People, enter: Browsers) -> None:
    office, otto = enter(cora), person("otto", Role.COORDINATOR)
    number = ask(office)
    assert list(db.session.scalars(select(Notice.user_id))) == [otto.id], "the others are told, and nobody else"
    assert answer(office, number, "correct") == 403
    assert "Another coordinator answers it" in office.get(f"{OFFICE}/{number}").text
    assert answer(enter(otto), number, "correct") == 303


@pytest.mark.parametrize(("verb", "reason"), [("correct", ""), ("refuse", "  "), ("", "Because"), ("uphold", "No")])
def test_an_answer_says_what_and_why(ada: User, cora: User, enter: Browsers, verb: str, reason: str) -> None:
    number, office = ask(enter(ada)), enter(cora)
    assert answer(office, number, verb, reason) == 422
    assert only().state is AmendmentState.ASKED


@pytest.mark.parametrize(("verb", "reason", "field"), [("withdraw", "Because.", "verb"), ("correct", "", "reason")])
def test_the_action_itself_takes_only_an_answer_with_its_reason(
    ada: User, cora: User, enter: Browsers, verb: str, reason: str, field: str
) -> None:
    ask(enter(ada))
    with pytest.raises(Invalid) as refused, unit_of_work():
        amendment_actions.answer(only(), verb, reason, by=cora, now=NOW)
    assert refused.value.field == field


@pytest.mark.parametrize("missing", FORM)
def test_a_request_says_what_is_wrong_what_is_right_and_why(ada: User, enter: Browsers, missing: str) -> None:
    answered = enter(ada).post(ACCOUNT, data=FORM | {missing: ""})
    assert answered.status_code == 422
    assert db.session.scalars(select(Amendment)).all() == []
    for name, words in FORM.items():
        assert name in (missing, "part") or words in answered.text, "what was typed stays"


def test_nobody_else_reads_or_moves_a_request(ada: User, cora: User, person: People, enter: Browsers) -> None:
    number = ask(enter(ada))
    for other in (enter(person("bo", Role.STUDENT)), enter(person("fay", Role.FACULTY))):
        assert other.get(f"{ACCOUNT}/{number}").status_code == 404
        assert other.get(OFFICE).status_code == 404
        assert other.get(f"{OFFICE}/{number}").status_code == 404
        assert answer(other, number, "correct") == 404
        for verb in ("withdraw", "hearing", "statement"):
            assert step(other, number, verb) == 404
    office = enter(cora)
    for verb in ("withdraw", "hearing", "statement"):
        assert step(office, number, verb) == 404, "what the person does, the office does not do for them"


def test_the_actions_themselves_refuse_whoever_has_no_part_in_it(ada: User, person: People, enter: Browsers) -> None:
    """Whatever page leads to them."""
    ask(enter(ada))
    bo, amendment = person("bo", Role.STUDENT), only()
    acts = (
        lambda: amendment_actions.answer(amendment, "correct", "Because.", by=bo, now=NOW),
        lambda: amendment_actions.withdraw(amendment, by=bo, now=NOW),
        lambda: amendment_actions.ask_hearing(amendment, by=bo, now=NOW),
        lambda: amendment_actions.state(amendment, "Mine.", by=bo, now=NOW),
    )
    for act in acts:
        with pytest.raises(NotFound), unit_of_work():
            act()


def test_a_request_is_withdrawn_before_it_is_answered(ada: User, cora: User, enter: Browsers) -> None:
    browser, office = enter(ada), enter(cora)
    number = ask(browser)
    say_yes = yes_to(browser, f"{ACCOUNT}/{number}/withdraw")
    assert only().state is AmendmentState.ASKED, "it is asked first"
    assert say_yes().status_code == 303
    assert only().state is AmendmentState.WITHDRAWN
    assert answer(office, number, "correct") == 403


def test_ten_requests_wait_at_most(ada: User, enter: Browsers) -> None:
    browser = enter(ada)
    for _ in range(10):
        ask(browser)
    assert browser.post(ACCOUNT, data=FORM).status_code == 403
    assert "10 of your requests wait" in browser.get(ACCOUNT).text


@BOTH
def test_the_office_is_reminded_before_an_answer_is_late(
    ada: User, cora: User, enter: Browsers, emails: Emails
) -> None:
    number = ask(enter(ada))
    heard: list[int] = []
    for days in (34, 35, 36, 43, 44):
        with clock.frozen(NOW + days * DAY):
            before = len(emails())
            tasks.do_all(clock.now())
            told = [email for email in emails()[before:] if "is due in" in email.splitlines()[0]]
            heard += [days] * len(told)
    assert heard == [35, 43]
    with clock.frozen(NOW + 45 * DAY):
        office = enter(cora)
        assert "Overdue" in office.get(OFFICE).text
        assert "The answer was due by" in office.get(f"{OFFICE}/{number}").text


@BOTH
def test_a_worker_that_is_stopped_over_the_reminders_begins_again_and_tells_nobody_twice(
    ada: User, cora: User, person: People, enter: Browsers, emails: Emails, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in (ada, person("bea", Role.STUDENT)):
        ask(enter(user))
    remind, before = amendment_actions.remind, len(emails())

    def dies(amendment: Amendment, days: int) -> bool:
        if amendment.user_id != ada.id:
            raise SystemExit
        return remind(amendment, days)

    def remind_all() -> None:
        with clock.frozen(NOW + 35 * DAY):
            right_tasks.remind_of_amendments(clock.now())
            outbox.deliver_pending()

    with monkeypatch.context() as patch:
        patch.setattr(amendment_actions, "remind", dies)
        with pytest.raises(SystemExit):
            remind_all()
    for _ in range(2):
        remind_all()
    told = [email for email in emails()[before:] if "is due in" in email.splitlines()[0]]
    assert len(told) == 2


@BOTH
def test_the_database_refuses_an_answer_without_a_reason(ada: User, enter: Browsers) -> None:
    ask(enter(ada))
    with pytest.raises(IntegrityError), unit_of_work():
        only().state = AmendmentState.REFUSED


def test_a_copy_holds_requests_and_answers(app: Flask, ada: User, cora: User, enter: Browsers) -> None:
    number = ask(enter(ada))
    answer(enter(cora), number, "refuse", "The clinic says so.")
    (row,) = copy_of(ada, app)["amendments.json"]["rows"]
    assert (row["answer"], row["answered_by"]) == ("The clinic says so.", "Cora")
    assert [notice.kind for notice in db.session.scalars(select(Notice).where(Notice.user_id == ada.id))] == [
        "amendment-answered"
    ]


@BOTH
def test_requests_come_in_pages_to_their_person_and_to_the_office(ada: User, cora: User, enter: Browsers) -> None:
    facts = {"user_id": ada.id, "part": AmendmentPart.PLACEMENT, "what": "W", "why": "Y", "asked_at": NOW}
    answered = {"answer": "It is right.", "answered_at": NOW, "answered_by_id": cora.id}
    with unit_of_work():
        for number in range(26):
            days = {"answer_by": NOW + (number + 1) * DAY}
            db.session.add(Amendment(**facts, **days, state=AmendmentState.ASKED, wish=f"Open {number}."))
            db.session.add(Amendment(**facts, **days, **answered, state=AmendmentState.REFUSED, wish=f"No {number}."))
    browser, office = enter(ada), enter(cora)
    rows = '<a href="/account/corrections/'
    assert [browser.get(f"{ACCOUNT}?page={page}").text.count(rows) for page in (1, 2, 3)] == [25, 25, 2]
    rows = '<a href="/office/corrections/'
    pages = ("", "?page=2", "?settled=2", "?page=2&settled=2")
    assert [office.get(OFFICE + page).text.count(rows) for page in pages] == [50, 26, 26, 2]
    assert "26 requests wait for an answer" in office.get(f"{OFFICE}?page=2").text
    with clock.frozen(NOW + DAY):
        office.get(OFFICE)
    assert "in the list of all requests" in browser.get("/account/disclosures").text
