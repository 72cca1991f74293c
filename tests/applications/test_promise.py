"""The promise of an answer: how it was kept so far, and what is overdue."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from board import tasks
from board.accounts.models import Role, User
from board.applications.models import Application, ApplicationMove, ApplicationState
from board.applications.queries import reply as reply_queries
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, PostingState
from tests.applications.builders import application_of, posting_of
from tests.conftest import NOW

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]


def answered(application: Application, days: float, verb: str = "reject") -> None:
    """Give an application the step that answers it, so many days after it was sent."""
    with unit_of_work():
        at = NOW + timedelta(days=days)
        step = ApplicationMove(application_id=application.id, verb=verb, before="submitted", after="x", at=at)
        db.session.add(step)


def page(client: FlaskClient, posting: Opportunity, days: float) -> str:
    """The posting's page once the worker has come by on a later day, twice."""
    with clock.frozen(NOW + timedelta(days=days)):
        tasks.do_all(clock.now())
        assert tasks.do_all(clock.now()) == 0
        return client.get(f"/opportunities/{posting.id}").text


def test_the_record_is_shown_from_five_applications_on(grace: User, person: People, client: FlaskClient) -> None:
    past = posting_of(grace, "Past", closes_at=NOW + timedelta(days=1))
    new = posting_of(grace, "New", closes_at=NOW + timedelta(days=90))
    for number, days in enumerate((1, 2, 3)):
        answered(application_of(person(f"s{number}", Role.STUDENT), past, ApplicationState.NOT_SELECTED), days)
    application_of(person("silent", Role.STUDENT), past)
    assert "had their answer" not in page(client, new, 16)
    answered(application_of(person("late", Role.STUDENT), past, ApplicationState.WAITLISTED), 8.5, "waitlist")
    assert "So far 4 of 5 applications to these people had their answer (80%), half of them within 2 days." in page(
        client, new, 18
    )


def test_what_is_not_due_yet_and_what_was_withdrawn_is_not_counted(grace: User, person: People) -> None:
    running = posting_of(grace, "Running", closes_at=NOW + timedelta(days=90))
    application_of(person("stu", Role.STUDENT), running)
    application_of(person("sue", Role.STUDENT), running, ApplicationState.WITHDRAWN)
    assert reply_queries.count(NOW + timedelta(days=30)) == []
    with unit_of_work():
        running.answer_by = NOW.date() + timedelta(days=10)
    assert reply_queries.count(NOW + timedelta(days=10)) == []
    [told] = reply_queries.count(NOW + timedelta(days=11))
    assert (told.owner_id, told.due, told.answered, told.median_days) == (grace.id, 1, 0, None)


def test_an_overdue_answer_reaches_its_posters_and_the_coordinator(
    grace: User, person: People, browser_of: Browsers
) -> None:
    posting = posting_of(grace, answer_by=NOW.date() + timedelta(days=12))
    for name, state in (
        ("stu", ApplicationState.SUBMITTED),
        ("sue", ApplicationState.SHORTLISTED),
        ("sam", ApplicationState.NOT_SELECTED),
    ):
        application_of(person(name, Role.STUDENT), posting, state)
    words = "2 applicants wait for an overdue answer: Safety committee"
    visitors = [
        browser_of(grace),
        browser_of(person("cora", Role.COORDINATOR)),
        browser_of(person("fay", Role.FACULTY)),
    ]
    for days, expected in ((12, [False, False, False]), (13, [True, True, False])):
        with clock.frozen(NOW + timedelta(days=days)):
            assert [words in browser.get("/").text for browser in visitors] == expected


def test_the_office_counts_the_same_overdue_answers_as_the_day_of_their_posters(
    grace: User, person: People, browser_of: Browsers
) -> None:
    ended = posting_of(grace, "Not filled in the end", state=PostingState.NOT_FILLED, answer_by=NOW.date())
    off = posting_of(grace, "Canceled", state=PostingState.CANCELLED, answer_by=NOW.date())
    for posting in (ended, off):
        application_of(person(f"of-{posting.id}", Role.STUDENT), posting)
    application_of(person("wait", Role.STUDENT), ended, ApplicationState.WAITLISTED, rank=1)
    coordinator = browser_of(person("cora", Role.COORDINATOR))
    with clock.frozen(NOW + timedelta(days=1)):
        office = coordinator.get("/office/postings?show=overdue").text
        assert "1 posting owes applicants an answer" in office
        assert "Not filled in the end</a>: 1 applicant was promised" in office
        assert "1 applicant waits for an overdue answer: Not filled in the end" in browser_of(grace).get("/").text
