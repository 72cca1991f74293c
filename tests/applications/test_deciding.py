"""Draft decisions, previewing, releasing together; and what a student reads of a no."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import select

from board.accounts.models import Role, User
from board.applications.labels import DECISIONS, REASONS
from board.applications.models import Application, ApplicationState, Decision
from board.kernel import clock
from board.kernel.db import db
from board.kernel.mail import Email
from board.kernel.throttle import Limit
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import PostingRole
from board.web import throttle
from tests.applications.builders import application_of, posting_of
from tests.applications.conftest import Bench, reviewing, scores
from tests.confirming import agree, press
from tests.conftest import NOW
from tests.counting import count_statements

Emails = Callable[[], list[str]]
People = Callable[..., User]


def decide(bench: Bench, number: int, verb: str, **more: str) -> None:
    form = {"application": str(bench.applications[number].id), "decision": verb} | more
    answer = bench.browser(bench.owner).post(f"{bench.applicants}/decide", data=form)
    assert answer.status_code == 303, answer.text


def address(bench: Bench) -> str:
    return f"/opportunities/{bench.posting.id}/decisions"


def test_a_draft_decision_changes_nothing_for_the_student(bench: Bench, emails: Emails) -> None:
    student = bench.browser(bench.students[0])

    def seen() -> list[str]:
        pages = ("/applications/1", "/applications", "/notices", "/")
        return [
            re.sub(r'value="[^"]{60,}"', "", student.get(page).text) for page in pages
        ]  # tokens change by the second

    before = seen()
    decide(bench, 0, "reject", reason="time", line="planted line")
    assert seen() == before
    assert emails() == []
    assert bench.applications[0].state is ApplicationState.SUBMITTED
    assert bench.applications[0].moves == []
    assert "1 draft decision" in bench.browser(bench.owner).get(bench.applicants).text
    assert ">Decline</span>" not in bench.browser(bench.reviewers[0]).get(bench.applicants).text, (
        "it is the owners' own"
    )


def test_a_decision_is_replaced_and_taken_back(bench: Bench) -> None:
    decide(bench, 0, "offer")
    decide(bench, 0, "waitlist")
    assert [decision.verb for decision in db.session.scalars(select(Decision))] == ["waitlist"]
    decide(bench, 0, "none")
    assert db.session.scalar(select(Decision)) is None


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"decision": "offer"}, 422),
        ({"application": "1", "decision": "reject"}, 422),
        ({"application": "1", "decision": "reject", "reason": "nonsense"}, 422),
        ({"application": "1", "decision": "shortlist"}, 422),
        ({"application": "1", "decision": ""}, 422),
    ],
)
def test_a_decision_needs_somebody_something_and_for_a_no_a_reason(
    bench: Bench, form: dict[str, str], status: int
) -> None:
    assert bench.browser(bench.owner).post(f"{bench.applicants}/decide", data=form).status_code == status
    assert db.session.scalar(select(Decision)) is None


def test_the_preview_lists_everything_and_writes_nothing(bench: Bench, emails: Emails) -> None:
    decide(bench, 0, "offer")
    decide(bench, 1, "reject", reason="time", line="Come to the open meeting.")
    before = _everything()
    page = bench.browser(bench.owner).get(address(bench)).text
    assert _everything() == before
    assert emails() == []
    assert "Send 2 decisions" in page
    assert "Dear Ada,\n\nyou have an offer" in page
    assert "Dear Ben," in page and "Come to the open meeting." in page
    assert REASONS["time"].told in page


def test_the_preview_counts_in_words_and_says_until_when_an_offer_is_held(bench: Bench) -> None:
    decide(bench, 0, "offer")
    decide(bench, 1, "offer")
    page = bench.browser(bench.owner).get(address(bench)).text
    assert "<li>2 offers</li>" in page
    assert re.search(r"\(empty: \d+ days from today\)", page)
    read = bench.browser(bench.owner).get("/applications/1").text
    assert "Drafted:" in read and "Nobody has been told." in read
    happened = re.search(r'<ol class="c-timeline">(.*?)</ol>', read, re.S)
    assert happened and "New" not in happened[1]


def test_previews_of_a_release_have_the_limit_of_previews(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "PREVIEWS", Limit.of("previews", "2 per minute", "That is a lot of previews."))
    owner = bench.browser(bench.owner)
    assert [owner.get(address(bench)).status_code for _ in range(3)] == [200, 200, 429]


def test_six_who_are_not_selected_cost_a_release_no_more_statements_than_two(
    app: Flask, bench: Bench, person: People
) -> None:
    def with_more(count: int) -> int:
        sent = [application_of(person(f"s{count}x{number}", Role.STUDENT), bench.posting) for number in range(count)]
        with unit_of_work():
            for application in sent:
                decision = Decision(application_id=application.id, verb="reject", by_id=bench.owner.id, at=NOW)
                decision.reason = "time"
                db.session.add(decision)
        owner = bench.browser(bench.owner)
        return count_statements(app, lambda: owner.get(address(bench)))

    assert with_more(2) == with_more(6)


def _everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the sessions' own."""
    with db.engine.connect() as connection:
        tables = sqlalchemy.inspect(connection).get_table_names()
        return {
            name: sorted(map(repr, connection.execute(sqlalchemy.text(f"SELECT * FROM {name}")))) for name in tables
        }  # type: ignore[misc]


def test_the_release_does_what_the_preview_said(bench: Bench, emails: Emails) -> None:
    decide(bench, 0, "offer")
    decide(bench, 1, "reject", reason="experience", line="We liked how you write.")
    owner = bench.browser(bench.owner)
    previewed = owner.get(address(bench)).text
    answer = press(owner, f"{address(bench)}/release", {"answer_by": "2026-03-20"})
    assert answer.status_code == 303
    assert [application.state for application in bench.applications] == [
        ApplicationState.OFFERED,
        ApplicationState.NOT_SELECTED,
    ]
    told = emails()
    assert len(told) == 2
    for email in told:
        opening = email.split("\n\n")[1].strip().replace("’", "&#39;")
        assert opening.splitlines()[0] in previewed
    assert bench.applications[0].offer is not None
    last = bench.applications[0].offer.answer_by - timedelta(seconds=1)
    assert clock.day(last).isoformat() == "2026-03-20", "the whole of that day"
    assert [move.verb for move in bench.applications[1].moves] == ["reject"]


def test_released_twice_it_is_sent_once(bench: Bench, emails: Emails) -> None:
    decide(bench, 0, "reject", reason="time")
    owner = bench.browser(bench.owner)
    answers = [press(owner, f"{address(bench)}/release").status_code for _ in range(2)]
    assert answers == [303, 409]
    assert len(emails()) == 1
    assert len(bench.applications[0].moves) == 1


@pytest.mark.parametrize("verb", DECISIONS)
def test_a_line_typed_in_the_reader_goes_with_whatever_is_decided(bench: Bench, emails: Emails, verb: str) -> None:
    """It stays in the field, stands in the preview, and is read in the email and by the student who is told."""
    owner, line = bench.browser(bench.owner), "Come by on Monday & say hello."
    typed = {"decision": verb, "line": line, "reason": "time"}
    assert owner.post("/applications/1/decide", data=typed).status_code == 303
    assert f">{escape(line)}</textarea>" in owner.get("/applications/1").text
    assert f"“{escape(line)}”" in owner.get(address(bench)).text.partition("<details>")[0]
    student = bench.browser(bench.students[0])
    assert str(escape(line)) not in student.get("/applications/1").text
    press(owner, f"{address(bench)}/release")
    assert [line in email for email in emails()] == [True]
    assert str(escape(line)) in student.get("/applications/1").text


@pytest.mark.parametrize("verb", DECISIONS)
def test_a_line_goes_with_a_decision_that_is_told_at_once(bench: Bench, emails: Emails, verb: str) -> None:
    """The button beside the drafts sends what is typed, too."""
    owner = bench.browser(bench.owner)
    button = re.search(rf'<button [^>]*form="decide"[^>]*value="{verb}"', owner.get("/applications/1").text)
    assert button and 'name="verb"' in button[0] and 'formaction="/applications/1/move"' in button[0]
    sent = {"verb": verb, "line": "Come by on Monday.", "reason": "time"}
    assert owner.post("/applications/1/move", data=sent).status_code == 303
    assert ["Come by on Monday." in email for email in emails()] == [True]


def test_a_line_of_one_life_is_not_read_in_the_next(bench: Bench, emails: Emails) -> None:
    owner, student = bench.browser(bench.owner), bench.browser(bench.students[0])
    owner.post("/applications/1/move", data={"verb": "waitlist", "line": "Second on the list."})
    owner.post("/applications/1/move", data={"verb": "offer"})
    assert "Second on the list." not in student.get("/applications/1").text
    assert ["Second on the list." in email for email in emails()] == [True, False]


def test_deciding_for_many_keeps_the_lines_of_one_and_takes_the_line_of_another_button_for_nobody(
    bench: Bench,
) -> None:
    owner = bench.browser(bench.owner)
    owner.post("/applications/1/decide", data={"decision": "offer", "line": "Your idea for the wards."})
    both = {"application": ["1", "2"], "decision": "offer", "line": "Left in the dialog of those who are declined."}
    assert owner.post(f"{bench.applicants}/decide", data=both).status_code == 303
    kept = {draft.application_id: draft.line for draft in db.session.scalars(select(Decision))}
    assert kept == {1: "Your idea for the wards.", 2: ""}


def test_a_student_who_withdraws_meanwhile_is_left_alone(bench: Bench, emails: Emails) -> None:
    decide(bench, 0, "reject", reason="time")
    decide(bench, 1, "offer")
    bench.browser(bench.students[0]).post("/applications/1/withdraw")
    owner = bench.browser(bench.owner)
    assert "Send 1 decision" in owner.get(address(bench)).text
    assert press(owner, f"{address(bench)}/release").status_code == 303
    assert bench.applications[0].state is ApplicationState.WITHDRAWN
    assert [email.splitlines()[0] for email in emails()] == ["You have an offer: Safety committee"]


def test_a_release_that_cannot_be_whole_is_none(bench: Bench, emails: Emails) -> None:
    decide(bench, 0, "reject", reason="time")
    decide(bench, 1, "offer")
    with unit_of_work():
        db.session.execute(
            sqlalchemy.update(Application)
            .where(Application.id == 2)
            .values(state=ApplicationState.ACCEPTED, decided_at=NOW)
        )
    owner = bench.browser(bench.owner)
    assert "Ben: accepted" in owner.get(address(bench)).text
    assert press(owner, f"{address(bench)}/release").status_code == 409
    assert bench.applications[0].state is ApplicationState.SUBMITTED
    assert emails() == []
    assert db.session.scalar(select(Email.id)) is None


@pytest.mark.parametrize("verb", ["review", "shortlist"])
def test_a_step_before_the_decision_keeps_the_draft_decision_and_its_line(bench: Bench, verb: str) -> None:
    decide(bench, 0, "reject", reason="time", line="Ten minutes of work.")
    assert bench.browser(bench.owner).post("/applications/1/move", data={"verb": verb}).status_code == 303
    draft = db.session.scalars(select(Decision)).one()
    assert (draft.verb, draft.reason, draft.line, draft.released_at) == ("reject", "time", "Ten minutes of work.", None)
    press(bench.browser(bench.owner), f"{address(bench)}/release")
    assert bench.applications[0].state is ApplicationState.NOT_SELECTED


@pytest.mark.parametrize("verb", ["offer", "waitlist", "reject"])
def test_an_open_decision_takes_the_place_of_a_draft_decision(bench: Bench, verb: str) -> None:
    decide(bench, 0, "reject", reason="time")
    press(bench.browser(bench.owner), "/applications/1/move", {"verb": verb, "reason": "statement"})
    assert db.session.scalar(select(Decision).where(Decision.released_at.is_(None))) is None


def test_the_waiting_list_begins_with_the_best_score(bench: Bench) -> None:
    reviewer = bench.browser(bench.reviewers[0])
    reviewer.post("/applications/1/review", data=scores(2))
    reviewer.post("/applications/2/review", data=scores(5))
    decide(bench, 0, "waitlist")
    decide(bench, 1, "waitlist")
    press(bench.browser(bench.owner), f"{address(bench)}/release")
    assert [application.rank for application in bench.applications] == [2, 1]


def test_a_no_is_kind_says_why_and_what_is_near(bench: Bench, person: People, emails: Emails) -> None:
    near = posting_of(person("gil", Role.FACULTY), "Ethics committee")
    posting_of(person("gus", Role.FACULTY), "Closed committee", closes_at=NOW - timedelta(days=1))
    bench.browser(bench.owner).post(
        "/applications/1/move", data={"verb": "reject", "reason": "statement", "line": "Do write again."}
    )
    page = bench.browser(bench.students[0]).get("/applications/1").text
    reason = REASONS["statement"]
    for words in (reason.told, reason.advice, "Do write again.", near.title, "Thank you for the work"):
        assert words in page
    assert "Closed committee" not in page
    assert reason.short not in page, "the owners' own word for it is not shown"
    assert reason.told in emails()[0] and "Do write again." in emails()[0]


def test_an_answer_given_for_an_earlier_try_is_not_told_again(bench: Bench) -> None:
    owner = bench.browser(bench.owner)
    owner.post("/applications/1/move", data={"verb": "shortlist"})
    decide(bench, 0, "reject", reason="time", line="planted line")
    assert "planted line" not in bench.browser(bench.students[0]).get("/applications/1").text


def test_a_stale_page_replaces_no_draft_decision_without_a_word(bench: Bench) -> None:
    owner, application = bench.browser(bench.owner), bench.applications[0]
    address, number = f"/opportunities/{bench.posting.id}/applicants/decide", application.id
    seen = re.findall(rf'name="seen-{number}" value="(\d*)"', owner.get(bench.applicants).text)
    assert seen == [""], "nothing is decided yet"
    sent = {"application": str(number), f"seen-{number}": seen[0]}
    assert owner.post(address, data=sent | {"decision": "offer"}).status_code == 303
    for late in ({"decision": "reject", "reason": "time"}, {"decision": "none"}):
        answer = owner.post(address, data=sent | late)
        assert answer.status_code == 409
        assert "decided otherwise meanwhile" in answer.text
        one = owner.post(f"/applications/{number}/decide", data={f"seen-{number}": ""} | late)
        assert one.status_code == 409
    told = {f"seen-{number}": "", "verb": "reject", "reason": "time"}
    for path in (f"/applications/{number}/move", f"{bench.applicants}/move"):
        assert owner.post(path, data=told | {"application": str(number)}).status_code == 409, "nobody was told"
    assert [(quiet.verb, quiet.released_at) for quiet in db.session.scalars(select(Decision))] == [("offer", None)]
    now = re.findall(rf'name="seen-{number}" value="(\d+)"', owner.get(f"/applications/{number}").text)
    taken = owner.post(f"/applications/{number}/decide", data={f"seen-{number}": now[0], "decision": "none"})
    assert taken.status_code == 303
    assert db.session.scalars(select(Decision)).all() == []


def test_no_order_and_no_filter_tells_a_reviewer_what_is_drafted(bench: Bench) -> None:
    decide(bench, 1, "offer")
    owner, reviewer = bench.browser(bench.owner), bench.browser(bench.reviewers[0])

    def listed(browser: FlaskClient, question: str) -> list[str]:
        return re.findall(r'name="application" value="(\d+)"', browser.get(f"{bench.applicants}?{question}").text)

    plain = listed(reviewer, "")
    assert len(plain) == 2
    assert listed(owner, "decided=offer") == [str(bench.applications[1].id)]
    assert [listed(reviewer, f"sort={sort}") for sort in ("decision", "-decision")] == [plain, plain]
    assert listed(reviewer, "decided=offer") == []


def test_a_co_owner_decides_too(bench: Bench, person: People) -> None:
    colleague = person("cleo", Role.FACULTY)
    reviewing(bench.posting, colleague, PostingRole.CO_OWNER)
    form = {"application": "1", "decision": "offer"}
    assert bench.browser(colleague).post(f"{bench.applicants}/decide", data=form).status_code == 303
    assert press(bench.browser(colleague), f"{address(bench)}/release").status_code == 303


def test_ticks_of_another_posting_are_passed_over(bench: Bench, person: People) -> None:
    other = application_of(bench.students[0], posting_of(person("gil", Role.FACULTY), "Other"))
    form = {"application": str(other.id), "decision": "offer"}
    assert bench.browser(bench.owner).post(f"{bench.applicants}/decide", data=form).status_code == 422
    assert bench.browser(bench.owner).post(f"/applications/{other.id}/decide", data=form).status_code == 404


def test_an_owner_who_stepped_aside_learns_nothing_from_any_preview(bench: Bench, person: People) -> None:
    colleague = person("cleo", Role.FACULTY)
    reviewing(bench.posting, colleague, PostingRole.CO_OWNER)
    agree(bench.browser(colleague), "/applications/1/step-aside", {"reason": "family"})
    decide(bench, 0, "reject", reason="time", line="planted line")
    decide(bench, 1, "offer")
    page = bench.browser(colleague).get(address(bench)).text
    assert "Applicant R-00001: decided by others" in page
    assert "planted line" not in page
    assert "Ada" not in page
    assert "Dear Ben" in page
    form = {"application": "1", "text": "Dear {name}"}
    assert bench.browser(colleague).post(f"{bench.applicants}/message/preview", data=form).status_code == 403
    assert "Ada" in bench.browser(bench.owner).get(address(bench)).text
    assert press(bench.browser(colleague), f"{address(bench)}/release").status_code == 303
    assert bench.applications[0].state is ApplicationState.NOT_SELECTED


def test_a_decision_in_the_reader_leads_to_the_next_application(bench: Bench) -> None:
    """Drafted or sent at once; the last one stays, and so does whoever takes a draft back."""
    owner = bench.browser(bench.owner)
    page = owner.get("/applications/1?sort=name").text
    assert "Draft offer and next" in page and '<input type="hidden" name="onward" value="2">' in page
    assert "and next" not in owner.get("/applications/2?sort=name").text
    drafted = owner.post("/applications/1/decide?sort=name", data={"decision": "offer", "onward": "2"})
    assert drafted.location == "/applications/2?sort=name"
    assert "Draft saved, offer: Ada. Nobody has been told." in owner.get(drafted.location).text
    back = owner.post("/applications/1/decide", data={"decision": "none", "onward": "2"})
    assert back.location == "/applications/1"
    refused = owner.post("/applications/1/decide", data={"decision": "reject", "onward": "2", "line": "Kept."})
    assert refused.status_code == 422 and "Kept." in refused.text
    assert owner.post("/applications/1/move", data={"verb": "shortlist", "onward": "2"}).location == "/applications/1"
    sent = owner.post("/applications/1/move", data={"verb": "reject", "onward": "2"})
    assert sent.location == "/applications/2"
    assert bench.applications[0].state is ApplicationState.NOT_SELECTED


def test_a_note_saves_itself_and_writes_over_nobody(bench: Bench) -> None:
    owner, alone = bench.browser(bench.owner), {"X-Autosave": "1"}
    version = re.search(
        r'name="saved_version" value="([^"]*)"', owner.get("/applications/1").text.partition("/note")[2]
    )
    assert version
    sent = {"note": "Good.", "saved_version": version[1]}
    saved = owner.post("/applications/1/note", data=sent, headers=alone)
    assert saved.status_code == 204 and saved.headers["X-Version"]
    late = bench.browser(bench.reviewers[0]).post("/applications/1/note", data=sent | {"note": "Bad."}, headers=alone)
    assert late.status_code == 409
    assert bench.applications[0].note == "Good."
