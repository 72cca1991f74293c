"""The applicant list: filters and search in it, tags, messages, files that leave it, blind reading, and its speed."""

import csv
import io
import re
import time
import zipfile
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from board.accounts.models import Role, User
from board.applications.blind_review import Anonymizer
from board.applications.models import Application, ApplicationState, Attachment, Review
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.storage import FileGone
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Paper
from tests.applications.builders import application_of
from tests.applications.conftest import Bench, scores
from tests.buckets import PLACES
from tests.confirming import agree
from tests.conftest import NOW
from tests.counting import count_statements
from tests.files import pdf

People = Callable[..., User]
Emails = Callable[[], list[str]]


def shown(bench: Bench, query: str, *, by: User | None = None) -> list[str]:
    """The names in the table for an address, in its order."""
    text = bench.browser(by or bench.owner).get(f"{bench.applicants}?{query}").text
    links = sorted((text.find(f">{name}</a>"), name) for name in ("Ada", "Ben"))
    return [name for place, name in links if place >= 0]


def test_the_applicant_list_is_filtered_by_what_its_address_says(bench: Bench) -> None:
    ada, ben = bench.applications
    owner = bench.browser(bench.owner)
    owner.post(f"{bench.applicants}/tag", data={"application": str(ada.id), "tag": "Calm"})
    owner.post(f"/applications/{ben.id}/move", data={"verb": "shortlist"})
    owner.post(f"/applications/{ben.id}/decide", data={"decision": "waitlist"})
    bench.browser(bench.reviewers[0]).post(f"/applications/{ben.id}/review", data=scores(4))
    assert shown(bench, "") == ["Ada", "Ben"]
    for query, names in {
        "state=shortlisted": ["Ben"],
        "tag=Calm": ["Ada"],
        "unread=1": ["Ada"],
        "decided=waitlist": ["Ben"],
        "decided=none": ["Ada"],
        "score=3.5": ["Ben"],
        "score=4.5": [],
        f"reviewer={bench.reviewers[0].id}": ["Ben"],
        "sort=score": ["Ben", "Ada"],
        "sort=least-read": ["Ada", "Ben"],
        "q=ADA%40example": ["Ada"],
        "q=reports+calm": ["Ada"],
        "q=nothing+of+this": [],
        "state=nonsense&score=x&reviewer=x&sort=x&decided=x": ["Ada", "Ben"],
    }.items():
        assert shown(bench, query) == names, query


def test_a_heading_sorts_either_way_and_carries_what_else_is_asked(bench: Bench) -> None:
    """Whoever has no value in the column comes last both ways."""
    owner = bench.browser(bench.owner)
    bench.browser(bench.reviewers[0]).post(f"/applications/{bench.applications[1].id}/review", data=scores(4))
    for query, names in {
        "sort=name": ["Ada", "Ben"],
        "sort=-name": ["Ben", "Ada"],
        "sort=-sent": ["Ada", "Ben"],
        "sort=score": ["Ben", "Ada"],
        "sort=-score": ["Ben", "Ada"],
        "sort=-least-read": ["Ben", "Ada"],
        "sort=state": ["Ada", "Ben"],
        "sort=-state": ["Ben", "Ada"],
    }.items():
        assert shown(bench, query) == names, query
    page = owner.get(f"{bench.applicants}?q=reports&sort=score").text
    turned = re.escape(f"{bench.applicants}?q=reports&amp;sort=-score")
    assert re.search(rf'aria-sort="descending"><a class="c-sort"\s+href="{turned}"', page)
    assert f'href="{bench.applicants}?q=reports&amp;sort=name"' in page
    assert page.count("aria-sort") == 1


@pytest.mark.parametrize("sort", ["name", "-name", "year", "-year", "sent", "-sent", "state", "-state"])
def test_no_order_tells_anything_of_an_application_that_is_closed(bench: Bench, sort: str) -> None:
    owner = bench.browser(bench.owner)
    agree(owner, "/applications/1/step-aside", {"reason": "family"})
    page = owner.get(f"{bench.applicants}?sort={sort}").text
    assert 0 < page.find(">Ben</a>") < page.find(">Applicant R-00001</th>")


def test_each_tab_counts_what_it_would_show(bench: Bench) -> None:
    owner = bench.browser(bench.owner)
    owner.post(f"/applications/{bench.applications[1].id}/move", data={"verb": "shortlist"})
    tab = re.compile(r'<a href="([^"]*)"(?: aria-current="page")?>(\w+)\s+<span class="c-applicants-count">(\d+)<')

    def tabs(query: str) -> dict[str, int]:
        found = tab.findall(owner.get(f"{bench.applicants}?{query}").text)
        for href, _, count in found:
            assert len(shown(bench, href.replace("&amp;", "&").partition("?")[2])) == int(count), href
        return {words: int(count) for _, words, count in found}

    assert tabs("") == {"All": 2, "New": 1, "Shortlisted": 1}
    assert tabs("q=ada") == {"All": 1, "New": 1}
    assert tabs("q=ada&state=shortlisted") == {"All": 1, "New": 1, "Shortlisted": 0}


def test_what_narrows_the_list_is_taken_off_by_itself(bench: Bench) -> None:
    page = bench.browser(bench.owner).get(f"{bench.applicants}?decided=none&q=reports&sort=name").text
    assert f'href="{bench.applicants}?q=reports&amp;sort=name">Draft decision: none yet' in page
    assert f'href="{bench.applicants}?decided=none&amp;sort=name">“reports”' in page
    assert 'Filters<span id="filters-on"> (1)</span>' in page


@pytest.mark.parametrize("act", ["decline", "message", "tag"])
def test_what_takes_words_has_a_page_where_no_dialog_opens(bench: Bench, act: str) -> None:
    owner, both = bench.browser(bench.owner), {"application": ["1", "2"], "seen-1": "", "line": "Kept."}
    page = owner.post(f"{bench.applicants}/selected", data=both | {"act": act})
    assert page.status_code == 200
    assert f"{act.capitalize()} 2 applicants" in page.text and "Ada, Ben" in page.text
    assert page.text.count('name="application"') == 2
    assert owner.post(f"{bench.applicants}/selected", data={"act": act}).status_code == 422
    assert bench.browser(bench.reviewers[0]).post(f"{bench.applicants}/selected", data=both).status_code == 403
    address = {"decline": "decide", "message": "message/preview", "tag": "tag"}[act]
    refused = owner.post(f"{bench.applicants}/{address}", data=both | {"decision": "reject", "text": "Dear {nmae}"})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text and refused.text.count('name="application"') == 2
    assert {"decline": 'value="Kept."', "message": "Dear {nmae}", "tag": "Write a tag"}[act] in refused.text


@pytest.mark.parametrize(
    "query", ["q=%F0%9F%98%80", "q=" + "a" * 5000, "q=%25_%27%22", "reviewer=" + "9" * 40, "tag=%3Cb%3E"]
)
def test_no_address_of_the_applicant_list_breaks_it(bench: Bench, query: str) -> None:
    assert bench.browser(bench.owner).get(f"{bench.applicants}?{query}").status_code == 200


def test_htmx_gets_the_list_alone(bench: Bench) -> None:
    headers = {"HX-Request": "true", "HX-Target": "section#applicants-list"}
    text = bench.browser(bench.owner).get(f"{bench.applicants}?q=ada", headers=headers).text
    assert text.lstrip().startswith('<section id="applicants-list"')
    assert ">Ada</a>" in text and ">Ben</a>" not in text


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("query", ["application_id=3", "_external=1&_scheme=evil", "endpoint=x&_method=PUT"])
def test_what_is_done_to_one_leads_back_to_it_whatever_its_address_says(bench: Bench, query: str) -> None:
    ada, owner = bench.applications[0], bench.browser(bench.owner)
    for verb, form in {
        "tag": {"tag": "calm"},
        "note": {"note": "Read twice."},
        "decide": {"decision": "none"},
        "move": {"verb": "shortlist"},
    }.items():
        answer = owner.post(f"/applications/{ada.id}/{verb}?{query}&tag=calm&tag=bold&unread=1", data=form)
        assert answer.status_code == 303, (verb, answer.text[:300])
        assert answer.location == f"/applications/{ada.id}?tag=bold&tag=calm&unread=1"


def test_tags_are_put_and_taken_off_and_never_shown_to_students(bench: Bench) -> None:
    ada, owner = bench.applications[0], bench.browser(bench.owner)
    for word in ("  planted   tag ", "PLANTED TAG"):
        owner.post(f"/applications/{ada.id}/tag", data={"tag": word, "tagging": "put"})
    assert ada.tags == ["PLANTED TAG"]
    assert "PLANTED TAG" not in bench.browser(bench.students[0]).get(f"/applications/{ada.id}").text
    assert owner.post(f"/applications/{ada.id}/tag", data={"tag": " "}).status_code == 422
    for number in range(7):
        owner.post(f"/applications/{ada.id}/tag", data={"tag": f"t{number}"})
    assert owner.post(f"/applications/{ada.id}/tag", data={"tag": "one too many"}).status_code == 422
    owner.post(f"/applications/{ada.id}/tag", data={"tag": "planted tag", "tagging": "remove"})
    assert "PLANTED TAG" not in ada.tags


def test_a_bulk_move_names_everybody_who_refuses_and_keeps_the_ticks(bench: Bench) -> None:
    ada, ben = bench.applications
    owner = bench.browser(bench.owner)
    owner.post(f"/applications/{ben.id}/move", data={"verb": "reject"})
    form = {"application": [str(ada.id), str(ben.id)], "verb": "shortlist"}
    answer = owner.post(f"{bench.applicants}/move", data=form)
    assert answer.status_code == 409
    assert "nobody was moved. Ben: not selected." in answer.text
    assert answer.text.count(" checked>") == 2
    assert (ada.state, ben.state) == (ApplicationState.SUBMITTED, ApplicationState.NOT_SELECTED)


def test_a_message_is_filled_for_each_and_seen_before_it_goes(bench: Bench, emails: Emails) -> None:
    owner = bench.browser(bench.owner)
    form = {
        "application": [str(application.id) for application in bench.applications],
        "text": "Dear {name}, {reference} is here.",
    }
    preview = owner.post(f"{bench.applicants}/message/preview", data=form)
    assert "Dear Ada, R-00001 is here." in preview.text and "Dear Ben, R-00002 is here." in preview.text
    assert emails() == []
    owner.post(f"{bench.applicants}/message", data=form | {"template-name": "My words"})
    assert "Dear Ada, R-00001 is here." in bench.browser(bench.students[0]).get("/applications/1").text
    assert [email.splitlines()[0] for email in emails()] == ["A message about your application: Safety committee"] * 2
    assert "Dear" in emails()[0] and "R-00001 is here" not in emails()[0], "what is said stays on the page"
    again = owner.post(f"{bench.applicants}/message/preview", data={"application": "1", "template": "My words"})
    assert "Dear Ada, R-00001 is here." in again.text
    wrong = owner.post(f"{bench.applicants}/message", data=form | {"text": "Dear {nmae}"})
    assert wrong.status_code == 422
    assert "Nothing fills {nmae}" in wrong.text


def test_the_table_holds_no_formula_and_who_took_it_is_written_down(bench: Bench) -> None:
    ada = bench.applications[0]
    with unit_of_work():
        ada.statement, ada.note = "=HYPERLINK(1)", "@sum"
        ada.student.name = "+Ada"
    answer = bench.browser(bench.owner).get(f"{bench.applicants}.csv?q=ada")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["reference"] for row in rows] == ["R-00001"]
    assert (rows[0]["name"], rows[0]["statement"], rows[0]["note"]) == ("'+Ada", "'=HYPERLINK(1)", "'@sum")
    assert (
        db.session.scalar(select(AuditEntry.by_id).where(AuditEntry.verb == "selection.export-table")) == bench.owner.id
    )


@pytest.fixture
def papers(app: Flask, bench: Bench) -> None:
    """Each applicant handed in a CV that is called by their name."""
    names = [app.extensions["files"].keep(pdf()) for _ in bench.applications]
    with unit_of_work():
        paper = Paper(position=0, label="CV", kind="cv")
        bench.posting.papers = [paper]
        db.session.flush()
        for application, name in zip(bench.applications, names, strict=True):
            application.attachments = [
                Attachment(
                    paper_id=paper.id, name=name, filename=f"{application.student.name} CV.pdf", at=application.saved_at
                )
            ]


@PLACES
@pytest.mark.usefixtures("papers")
def test_the_papers_leave_in_a_folder_for_each(app: Flask, bench: Bench) -> None:
    answer = bench.browser(bench.owner).post(f"{bench.applicants}.zip", data={"application": "2"})
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.namelist() == ["R-00002 Ben/Ben CV.pdf"]
    assert archive.read("R-00002 Ben/Ben CV.pdf").startswith(b"%PDF")
    everybody = zipfile.ZipFile(io.BytesIO(bench.browser(bench.owner).get(f"{bench.applicants}.zip").data))
    assert len(everybody.namelist()) == 2
    stamps = {entry.date_time for entry in everybody.infolist()}
    assert stamps == {clock.shown(NOW).timetuple()[:6]}, "not when each was handed in, which may tell whose it is"
    app.extensions["files"].forget(bench.applications[0].attachments[0].name)
    rest = zipfile.ZipFile(io.BytesIO(bench.browser(bench.owner).get(f"{bench.applicants}.zip").data))
    assert rest.namelist() == ["R-00001 Ada/Ada CV.pdf.txt", "R-00002 Ben/Ben CV.pdf"]
    assert rest.read("R-00001 Ada/Ada CV.pdf.txt").startswith(b"This file is no longer stored here.")


class Vanishing(io.BytesIO):
    """A file of a bucket that goes while it is read."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() or size is None or size < 0:
            raise FileGone("half of it is read")
        return super().read(size)


@pytest.mark.usefixtures("papers")
def test_a_paper_that_goes_while_it_is_read_leaves_no_half(
    app: Flask, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["files"], "open", lambda _: Vanishing(b"%PDF half"))
    archive = zipfile.ZipFile(io.BytesIO(bench.browser(bench.owner).get(f"{bench.applicants}.zip").data))
    assert archive.namelist() == ["R-00001 Ada/Ada CV.pdf.txt", "R-00002 Ben/Ben CV.pdf.txt"]


@pytest.mark.usefixtures("papers")
def test_a_paper_is_shown_in_the_reader_without_any_rights(bench: Bench) -> None:
    reviewer = bench.browser(bench.reviewers[0])
    page = reviewer.get("/applications/1")
    assert 'src="/applications/1/papers/1/page#' in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    shown = reviewer.get("/applications/1/papers/1/page")
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'self'"
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.mimetype == "application/pdf"
    assert reviewer.get("/applications/1/papers/2/page").status_code == 404, "a paper of somebody else"
    student = bench.browser(bench.students[1])
    assert student.get("/applications/1/papers/1/page").status_code == 404


def blind(bench: Bench, **more: str) -> None:
    form = {"blind": "1"} | more
    assert (
        bench.browser(bench.owner).post(f"/opportunities/{bench.posting.id}/reviewers/blind", data=form).status_code
        == 303
    )


@pytest.mark.usefixtures("papers")
def test_blind_reading_hides_names_wherever_the_list_shows_them(bench: Bench) -> None:
    owner, reviewer = bench.browser(bench.owner), bench.browser(bench.reviewers[1])
    owner.post("/applications/1/note", data={"note": "Ada once wrote to me. ADA is good."})
    bench.browser(bench.reviewers[0]).post("/applications/1/review", data=scores(4, comment="I know Ada."))
    blind(bench)
    pages = [
        bench.applicants,
        f"{bench.applicants}?sort=name",
        f"{bench.applicants}/beside",
        "/applications/1",
        f"{bench.applicants}.csv",
    ]
    pages += [f"/opportunities/{bench.posting.id}/reviewers", f"/opportunities/{bench.posting.id}/decisions"]
    owner.post("/applications/1/decide", data={"decision": "reject", "reason": "time"})
    for browser in (owner, reviewer):
        for address in pages:
            answer = browser.get(address)
            assert answer.status_code in (200, 403), address
            text = answer.text.lower()
            assert "ada" not in text.replace("adapt", ""), address
            assert "Applicant R-00001" in answer.text or "applicants" not in address or answer.status_code == 403
    for words in ("ada", "ada%40example.edu", "ada%40"):
        assert "Nobody here fits that" in owner.get(f"{bench.applicants}?q={words}").text, "search obeys it"
    assert "Applicant R-00001" in owner.get(f"{bench.applicants}?q=reports").text
    refused = owner.post(f"{bench.applicants}/move", data={"application": ["1", "2"], "verb": "interview"})
    assert "Applicant R-00001: in review" in refused.text
    preview = owner.post(f"{bench.applicants}/message/preview", data={"application": "1", "text": "Dear {name}"})
    assert "Dear Applicant R-00001" in preview.text
    owner.post(f"{bench.applicants}/message", data={"application": "1", "text": "Dear {name}"})
    assert "Dear Ada" in bench.browser(bench.students[0]).get("/applications/1").text, (
        "the student reads their own name"
    )
    assert "Dear [name hidden]" in owner.get("/applications/1").text


@pytest.mark.usefixtures("papers")
def test_blind_reading_covers_files(bench: Bench) -> None:
    owner, reviewer = bench.browser(bench.owner), bench.browser(bench.reviewers[0])
    blind(bench)
    download = reviewer.get("/applications/1/papers/1")
    assert "Ada" not in download.headers["Content-Disposition"]
    assert "R-00001-paper-1.pdf" in download.headers["Content-Disposition"]
    assert not {"ETag", "Last-Modified"} & set(download.headers.keys()), "the time when it came tells whose it may be"
    assert "Ada" not in reviewer.get("/applications/1/papers/1/page").headers["Content-Disposition"]
    names = zipfile.ZipFile(io.BytesIO(owner.get(f"{bench.applicants}.zip").data)).namelist()
    assert names == ["R-00001/R-00001-paper-1.pdf", "R-00002/R-00002-paper-1.pdf"]
    mine = bench.browser(bench.students[0]).get("/applications/1/papers/1")
    assert "Ada CV.pdf" in mine.headers["Content-Disposition"]
    blind(bench, papers_hidden="1")
    assert reviewer.get("/applications/1/papers/1").status_code == 404
    assert reviewer.get("/applications/1/papers/1/page").status_code == 404
    assert zipfile.ZipFile(io.BytesIO(owner.get(f"{bench.applicants}.zip").data)).namelist() == []
    assert "stay closed while names are hidden" in reviewer.get("/applications/1").text


def test_names_come_back_with_an_interview_and_when_the_owner_says_so(bench: Bench) -> None:
    owner = bench.browser(bench.owner)
    blind(bench)
    owner.post("/applications/2/move", data={"verb": "shortlist"})
    owner.post("/applications/2/move", data={"verb": "interview"})
    listed = owner.get(bench.applicants).text
    assert ">Ben</a>" in listed and ">Ada</a>" not in listed
    owner.post(f"/opportunities/{bench.posting.id}/reviewers/blind")
    assert ">Ada</a>" in owner.get(bench.applicants).text
    written = db.session.scalars(select(AuditEntry.changes).where(AuditEntry.verb == "selection.blind"))
    assert [item["blind"] for item in written] == [[False, True], [True, False]]


def test_a_name_is_masked_however_it_is_written(bench: Bench) -> None:
    application = bench.applications[0]
    with unit_of_work():
        application.student.name, application.student.email = "Zoë Lin-Brandt", "zoe.lin@example.edu"
    anonymizer = Anonymizer(drawn=True)
    for text in ("I am Zoë.", "LIN-BRANDT, Zoë", "zoë lin-brandt", "write to ZOE.LIN@example.edu", "zoe.lin at school"):
        masked = anonymizer.text(application, text).lower()
        assert "zo" not in masked and "brandt" not in masked, text
    assert (
        anonymizer.text(application, "A linen cupboard, in brandt-new order") == "A linen cupboard, in brandt-new order"
    )


def test_what_is_withdrawn_is_closed_but_for_its_name_and_reason(bench: Bench) -> None:
    bench.browser(bench.students[0]).post("/applications/1/withdraw", data={"reason": "Another place."})
    owner = bench.browser(bench.owner)
    page = owner.get("/applications/1").text
    assert "Another place." in page and "read event reports" not in page
    assert "read event reports" not in owner.get(f"{bench.applicants}/beside?application=1").text
    assert "R-00001,Ada" in owner.get(f"{bench.applicants}.csv").text
    assert owner.get(f"{bench.applicants}.csv").text.count("read event reports") == 1
    assert shown(bench, "q=reports") == ["Ben"]


def test_a_student_says_why_they_step_back_and_the_owners_read_it(bench: Bench) -> None:
    student = bench.browser(bench.students[0])
    assert 'name="reason"' in student.get("/applications/1").text
    student.post("/applications/1/withdraw", data={"reason": "I have taken another place."})
    assert "I have taken another place." in bench.browser(bench.owner).get("/applications/1").text


def test_two_hundred_applications_cost_as_many_questions_as_two(app: Flask, bench: Bench, person: People) -> None:
    browser = bench.browser(bench.owner)
    address = f"{bench.applicants}?q=reports"
    _crowd(bench, person, "first", 1)
    browser.get(bench.applicants)
    few = [
        count_statements(app, partial(browser.get, item))
        for item in (bench.applicants, address, f"{bench.applicants}.csv")
    ]
    _crowd(bench, person, "later", 197)
    many = [
        count_statements(app, partial(browser.get, item))
        for item in (bench.applicants, address, f"{bench.applicants}.csv")
    ]
    assert many == few
    assert few[0] <= 22
    fastest = min(_time(lambda: browser.get(bench.applicants)) for _ in range(5))
    assert fastest < 0.25, (
        f"{fastest * 1000:.0f} ms; the budget of 60 ms is measured by tests/benchmarks on a quiet machine"
    )


def _crowd(bench: Bench, person: People, name: str, size: int) -> None:
    students = [person(f"{name}-{number}", Role.STUDENT) for number in range(size)]
    sent = [
        application_of(student, bench.posting, statement="I read event reports. " * 60, tags=["calm"])
        for student in students
    ]
    with unit_of_work():
        for email in sent:
            for reviewer in bench.reviewers:
                review = Review(
                    application_id=email.id, reviewer_id=reviewer.id, scores={}, total=3.5, saved_at=email.saved_at
                )
                db.session.add(review)
    assert db.session.scalars(select(Application.id)).all()


def _time(visit: Callable[[], object]) -> float:
    begun = time.perf_counter()
    visit()
    return time.perf_counter() - begun


def test_a_note_that_names_somebody_outlives_blind_reading(bench: Bench) -> None:
    owner, application = bench.browser(bench.owner), bench.applications[0]
    name = application.student.name
    address = f"/applications/{application.id}"
    owner.post(f"{address}/note", data={"note": f"{name} called me."})
    blind(bench)
    page = owner.get(address).text
    assert "[name hidden] called me." in page
    version = re.search(r'name="saved_version" value="([^"]*)"', page.partition(f"{address}/note")[2])
    assert version
    more = {"note": "[name hidden] called me. Twice.", "saved_version": version[1]}
    assert owner.post(f"{address}/note", data=more).status_code == 303
    db.session.refresh(application)
    assert application.note == f"{name} called me. Twice."
    page = owner.get(address).text
    version = re.search(r'name="saved_version" value="([^"]*)"', page.partition(f"{address}/note")[2])
    assert version
    moved = {"note": "Twice: [name hidden] called me.", "saved_version": version[1]}
    assert owner.post(f"{address}/note", data=moved).status_code == 422
    db.session.refresh(application)
    assert application.note == f"{name} called me. Twice."


def test_what_is_to_be_done_with_those_who_are_selected_is_asked_and_never_guessed(bench: Bench) -> None:
    owner = bench.browser(bench.owner)
    for act in ("burn", ""):
        answer = owner.post(f"{bench.applicants}/selected", data={"application": ["1"], "act": act})
        assert (answer.status_code, "Choose what to do with" in answer.text) == (422, True)
        assert "Decline these" not in answer.text
