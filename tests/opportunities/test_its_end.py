"""The end of a posting: moved later, moved to now, told to those who wait; and what became of it."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from board import tasks
from board.accounts.models import Role, User
from board.applications.models import ApplicationState
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import (
    Involvement,
    Opportunity,
    PostingChange,
    PostingRole,
    PostingState,
    PostingStatus,
    SavedPosting,
)
from tests.applications.builders import application_of, posting_of
from tests.conftest import NOW
from tests.web.test_editing import form_of

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
Emails = Callable[[], list[str]]
LATER = {"closes": "2026-03-20", "reason": "Exams were moved."}


@pytest.fixture
def posting(grace: User) -> Opportunity:
    return posting_of(grace, seats=2)


def test_more_time_moves_the_promised_answers_or_is_refused(
    posting: Opportunity, grace: User, browser_of: Browsers
) -> None:
    with unit_of_work():
        posting.answer_by = date(2026, 3, 15)
    owner, address = browser_of(grace), f"/opportunities/{posting.id}/extend"
    refused = owner.post(address, data=LATER | {"answer_by": "2026-03-15"})
    assert refused.status_code == 422
    assert "promised an answer by Sun, Mar 15, before the new last day" in refused.text
    assert "Exams were moved." in refused.text, "what was typed is there"
    assert owner.post(address, data=LATER).status_code == 422, "a page without the field is no way around it"
    assert owner.post(address, data=LATER | {"answer_by": "2026-03-27"}).status_code == 303
    db.session.refresh(posting)
    assert posting.answer_by == date(2026, 3, 27)


@pytest.fixture
def crowd(posting: Opportunity, person: People) -> dict[str, User]:
    """One of each: a saver, somebody with a draft, an applicant, one who is all three, and those it is over for."""
    names = ("saver", "drafter", "applicant", "everything", "withdrawn", "declined", "nobody")
    crowd = {name: person(name, Role.STUDENT) for name in names}
    application_of(crowd["drafter"], posting, ApplicationState.DRAFT)
    application_of(crowd["applicant"], posting, ApplicationState.SUBMITTED)
    application_of(crowd["everything"], posting, ApplicationState.WAITLISTED)
    application_of(crowd["withdrawn"], posting, ApplicationState.WITHDRAWN)
    application_of(crowd["declined"], posting, ApplicationState.NOT_SELECTED)
    with unit_of_work():
        for name in ("saver", "everything"):
            db.session.add(SavedPosting(user_id=crowd[name].id, opportunity_id=posting.id, at=NOW))
    return crowd


def addresses(tmp_path_emails: list[str]) -> list[str]:
    return sorted(re.findall(r"Dear (\w+),", "\n".join(tmp_path_emails)))


@pytest.mark.parametrize(("verb", "form"), [("extend", LATER), ("close", {"reason": "Enough good ones."})])
def test_those_who_wait_are_told_once_each_and_the_page_says_it(
    posting: Opportunity,
    grace: User,
    crowd: dict[str, User],
    browser_of: Browsers,
    client: FlaskClient,
    emails: Emails,
    verb: str,
    form: dict[str, str],
) -> None:
    assert browser_of(grace).post(f"/opportunities/{posting.id}/{verb}", data=form).status_code == 303
    assert addresses(emails()) == ["Applicant", "Drafter", "Everything", "Saver"]
    assert all(form["reason"] in email for email in emails())
    page = client.get(f"/opportunities/{posting.id}").text
    assert "What has changed" in page
    assert form["reason"] in page
    expected = PostingStatus.OPEN if verb == "extend" else PostingStatus.CLOSED
    assert posting.status(NOW) is expected


@pytest.mark.parametrize(
    ("closes", "words"),
    [
        ("2026-05-01", "The deadline has moved to a later time."),
        ("2026-03-05", "The deadline has moved to an earlier time."),
        ("", "It has no deadline any more."),
    ],
)
def test_those_who_wait_are_told_when_the_form_moves_the_deadline(
    posting: Opportunity,
    crowd: dict[str, User],
    person: People,
    browser_of: Browsers,
    client: FlaskClient,
    emails: Emails,
    closes: str,
    words: str,
) -> None:
    office, page = browser_of(person("cora", Role.COORDINATOR)), f"/opportunities/{posting.id}"
    form = form_of(office.get(f"{page}/edit").text)
    assert office.post(f"{page}/edit", data=form | {"seats": "3"}).status_code == 303
    assert emails() == [], "about what else is changed nobody gets an email"
    form = form_of(office.get(f"{page}/edit").text)
    day = {"closes": closes, "closes_time": ""} | ({} if closes else {"is_rolling": "y"})
    assert office.post(f"{page}/edit", data=form | day).status_code == 303
    assert addresses(emails()) == ["Applicant", "Drafter", "Everything", "Saver"]
    assert client.get(page).text.count(words) == 1
    assert "Changed: the deadline" not in client.get(page).text
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "opportunity.edit").order_by(AuditEntry.id.desc())
    ).first()
    assert entry is not None
    assert "the deadline" in repr(entry.changes), "the log says it too"


def test_a_posting_that_has_closed_opens_again_when_it_is_extended(
    posting: Opportunity, grace: User, browser_of: Browsers
) -> None:
    host = browser_of(grace)
    with clock.frozen(NOW + timedelta(days=10)):
        assert posting.status(clock.now()) is PostingStatus.CLOSED
        assert host.post(f"/opportunities/{posting.id}/extend", data=LATER).status_code == 303
        assert posting.status(clock.now()) is PostingStatus.OPEN
    assert posting.closes_at and posting.closes_at.isoformat() == "2026-03-21T04:00:00+00:00"


@pytest.mark.parametrize("day", ["", "soon", "2026-03-01", "2026-03-05", "9999-12-31", "2030-01-01"])
def test_a_day_that_is_not_later_is_told_and_nobody_hears_of_it(
    posting: Opportunity, grace: User, crowd: dict[str, User], browser_of: Browsers, emails: Emails, day: str
) -> None:
    answer = browser_of(grace).post(f"/opportunities/{posting.id}/extend", data={"closes": day, "reason": "Kept text"})
    assert answer.status_code == 422
    assert "closes-error" in answer.text
    assert "Kept text" in answer.text
    assert (emails(), posting.closes_at) == ([], NOW + timedelta(days=9))


def test_ending_early_needs_its_reason(posting: Opportunity, grace: User, browser_of: Browsers) -> None:
    answer = browser_of(grace).post(f"/opportunities/{posting.id}/close", data={"reason": "  "})
    assert answer.status_code == 422
    assert posting.status(NOW) is PostingStatus.OPEN


@pytest.mark.parametrize(("verb", "form"), [("extend", LATER), ("close", {"reason": "No."})])
def test_only_owners_move_the_end(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers, verb: str, form: dict[str, str]
) -> None:
    reviewer = person("rae", Role.FACULTY)
    with unit_of_work():
        db.session.add(Involvement(opportunity_id=posting.id, user_id=reviewer.id, part=PostingRole.REVIEWER))
    address = f"/opportunities/{posting.id}/{verb}"
    for stranger in (reviewer, person("stu", Role.STUDENT), person("fay", Role.FACULTY)):
        assert browser_of(stranger).post(address, data=form).status_code == 403
    with unit_of_work():
        posting.closes_at = None
    if verb == "extend":
        assert browser_of(grace).post(address, data=form).status_code == 403, "rolling has no end to move"


def test_a_change_that_matters_leaves_a_dated_line_and_a_smaller_one_does_not(
    posting: Opportunity, person: People, browser_of: Browsers, client: FlaskClient
) -> None:
    office = browser_of(person("cora", Role.COORDINATOR))
    form = {"title": posting.title, "kind": "committee-seat", "seats": "2", "alternates": "0", "pay": "none"}
    form |= {"place_mode": "on-site", "closes": "2026-03-11", "hours_from": "2", "hours_to": "4"}
    office.post(f"/opportunities/{posting.id}/edit", data=form)
    assert "Changed: the hours a week" in client.get(f"/opportunities/{posting.id}").text
    before = len(list(db.session.scalars(select(PostingChange))))
    office.post(f"/opportunities/{posting.id}/edit", data=form | {"tags": "safety"})
    assert len(list(db.session.scalars(select(PostingChange)))) == before


def test_calling_it_off_is_told_like_any_end(
    posting: Opportunity, grace: User, crowd: dict[str, User], browser_of: Browsers, emails: Emails
) -> None:
    browser_of(grace).post(f"/opportunities/{posting.id}/cancel", data={"reason": "The ward closes."})
    assert addresses(emails()) == ["Applicant", "Drafter", "Everything", "Saver"]
    assert all("The ward closes." in email for email in emails())


def chased(days: float) -> None:
    with clock.frozen(NOW + timedelta(days=days)):
        tasks.do_all(clock.now())
        assert tasks.do_all(clock.now()) == 0
    db.session.rollback()


def test_a_page_from_before_an_extension_closes_nothing(
    posting: Opportunity, grace: User, browser_of: Callable[[User], FlaskClient]
) -> None:
    browser, page = browser_of(grace), f"/opportunities/{posting.id}"
    read = dict(re.findall(r'name="(version)" value="(\d+)"', browser.get(page).text))
    assert browser.post(f"{page}/extend", data={"closes": "2027-01-30"}).status_code == 303
    answer = browser.post(f"{page}/close", data=read | {"reason": "All seats are filled."})
    assert answer.status_code == 409
    assert "It has changed since you read it" in answer.text


def test_two_weeks_after_it_closed_its_owners_are_asked_once(
    posting: Opportunity, emails: Emails, grace: User, browser_of: Browsers
) -> None:
    chased(9 + 14 - 0.01)
    assert emails() == []
    chased(9 + 14)
    chased(9 + 30)
    assert [email.splitlines()[0] for email in emails()] == ["What became of Safety committee?"]
    host = browser_of(grace)
    with clock.frozen(NOW + timedelta(days=40)):
        host.post(f"/opportunities/{posting.id}/extend", data={"closes": "2026-05-01"})
    chased(60 + 16)
    assert len([email for email in emails() if "What became" in email]) == 2, "closed again, asked again"


def test_the_link_tells_the_outcome_once_without_signing_in(
    posting: Opportunity, client: FlaskClient, emails: Emails, grace: User, browser_of: Browsers
) -> None:
    chased(24)
    link = re.findall(r"http://[^/]+(/outcomes/\S+)", emails()[0])[0]
    with clock.frozen(NOW + timedelta(days=24)):
        assert "What became of Safety committee?" in client.get(link).text
        assert client.post(link, data={"outcome": "filled", "note": ""}).status_code == 422
        kept = client.post(link, data={"note": "Typed text"})
        assert kept.status_code == 422
        assert "Typed text" in kept.text
        told = {"outcome": "not-filled", "note": "Nobody had the Tuesdays free."}
        assert client.post(link, data=told).status_code == 303
        assert client.post(link, data=told).status_code == 403
        assert "Tell the outcome" not in client.get(link).text
        assert "Nobody had the Tuesdays" not in client.get(f"/opportunities/{posting.id}").text
    assert posting.state is PostingState.NOT_FILLED
    assert posting.moves[-1].by_id == grace.id
    assert "Nobody had the Tuesdays free." in browser_of(grace).get(f"/opportunities/{posting.id}").text
    assert client.get("/outcomes/forged").status_code == 404


@pytest.mark.parametrize("outcome", ["filled", "not-filled"])
def test_an_owner_tells_the_outcome_on_its_page(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers, outcome: str
) -> None:
    address, form = f"/opportunities/{posting.id}/outcome", {"outcome": outcome, "note": "Ada Lin took it."}
    host, stranger = browser_of(grace), browser_of(person("fay", Role.FACULTY))
    assert host.post(address, data=form).status_code == 403, "it is still open"
    with clock.frozen(NOW + timedelta(days=10)):
        assert stranger.get(address).status_code == 403
        assert stranger.post(address, data=form).status_code == 403
        assert host.post(address, data=form).status_code == 303
    assert posting.state.value == outcome


def test_what_has_an_outcome_is_not_chased(
    posting: Opportunity, grace: User, browser_of: Browsers, emails: Emails
) -> None:
    host = browser_of(grace)
    with clock.frozen(NOW + timedelta(days=10)):
        host.post(f"/opportunities/{posting.id}/outcome", data={"outcome": "filled", "note": "Ada."})
    chased(30)
    assert emails() == []


def test_those_who_saved_it_beforehand_hear_once_that_it_has_opened(
    grace: User, person: People, emails: Emails, browser_of: Browsers
) -> None:
    posting = posting_of(grace, "Opens in January", opens_at=NOW + timedelta(days=3))
    browser_of(person("early", Role.STUDENT)).post(f"/opportunities/{posting.id}/save")
    chased(3 - 0.01)
    assert emails() == []
    with unit_of_work():
        db.session.add(SavedPosting(user_id=grace.id, opportunity_id=posting.id, at=NOW + timedelta(days=3, minutes=1)))
    chased(3.5)
    chased(4)
    assert [email.splitlines()[0] for email in emails()] == ["It is open: Opens in January"]
