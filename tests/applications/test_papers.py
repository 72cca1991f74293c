"""Papers handed in with an application."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from justhtml import JustHTML
from pypdf import PdfReader

from board.accounts.models import Role, User
from board.applications.models import Application
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Involvement, Opportunity, Paper, PostingRole, PostingState
from tests.conftest import NOW
from tests.files import pdf
from tests.web.test_editing import form_of

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]


@pytest.fixture
def posting(grace: User) -> Opportunity:
    with unit_of_work():
        posting = Opportunity(
            title="Safety committee",
            kind="committee-seat",
            state=PostingState.PUBLISHED,
            created_at=NOW,
            published_at=NOW,
        )
        posting.closes_at = NOW + timedelta(days=9)
        posting.papers = [Paper(position=0, label="CV", kind="cv"), Paper(position=1, label="Why", kind="statement")]
        posting.people = [Involvement(user_id=grace.id, part=PostingRole.OWNER)]
        db.session.add(posting)
    return posting


def test_the_cv_on_file_is_handed_in_and_stays_when_it_is_replaced(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers
) -> None:
    student, faculty = browser_of(person("stu", Role.STUDENT)), browser_of(grace)
    student.post("/account/profile", data={"name": "Ada", "cv": (io.BytesIO(pdf(pages=2)), "first.pdf")})
    paper = posting.papers[0].id
    address = f"/opportunities/{posting.id}/apply"
    page = student.get(address).text
    assert "Use my CV on file: first.pdf" in page
    assert page.count(">Complete<") == 1, "the CV, which is ticked; the statement is to be written"
    student.post(address, data={"statement": "I read event reports.", f"paper-{paper}-file": "cv"})
    assert student.post(f"{address}/submit").status_code == 303
    student.post("/account/profile", data={"name": "Ada", "cv": (io.BytesIO(pdf()), "second.pdf")})
    handed_in = "/applications/1/papers/1"
    assert len(PdfReader(io.BytesIO(faculty.get(handed_in).data)).pages) == 2
    assert browser_of(person("sue", Role.STUDENT)).get(handed_in).status_code == 404
    assert faculty.get("/applications/1/papers/2").status_code == 404


def test_a_paper_that_is_needed_is_asked_for(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    student = browser_of(person("stu", Role.STUDENT))
    address = f"/opportunities/{posting.id}/apply"
    student.post(address, data={"statement": "I read event reports."})
    answer = student.post(f"{address}/submit")
    assert answer.status_code == 422
    assert "this paper is needed" in answer.text


def test_a_bad_file_loses_nothing_that_was_typed(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    student = browser_of(person("stu", Role.STUDENT))
    bad = (io.BytesIO(b"MZ"), "cv.pdf")
    typed = {"statement": "A long afternoon of writing.", f"paper-{posting.papers[0].id}": bad}
    answer = student.post(f"/opportunities/{posting.id}/apply", data=typed)
    assert answer.status_code == 422
    assert "not a PDF" in answer.text
    assert "A long afternoon of writing." in answer.text


def test_a_form_that_saves_itself_changes_no_document_and_a_second_tab_asks_before_it_replaces_one(
    posting: Opportunity, person: People, browser_of: Browsers
) -> None:
    student = browser_of(person("stu", Role.STUDENT))
    student.post("/account/profile", data={"name": "Ada", "cv": (io.BytesIO(pdf()), "kept.pdf")})
    address, paper = f"/opportunities/{posting.id}/apply", f"paper-{posting.papers[0].id}"

    def attached() -> list[str]:
        db.session.expire_all()
        return [attachment.filename for attachment in db.session.get_one(Application, 1).attachments]

    second_tab = form_of(student.get(address).text, address)
    assert second_tab[f"{paper}-file"] == ["cv"], "as it is proposed"
    uploaded = (io.BytesIO(pdf(pages=2)), "other.pdf")
    student.post(address, data=form_of(student.get(address).text, address) | {"statement": "Why.", paper: uploaded})
    assert attached() == ["other.pdf"]
    second_tab |= {"statement": "Why.", f"{paper}-file": "cv"}
    by_itself = student.post(address, data=second_tab, headers={"X-Autosave": "1"})
    assert (by_itself.status_code, attached()) == (204, ["other.pdf"])
    second_tab["saved_version"] = by_itself.headers["X-Version"]
    asked = student.post(address, data=second_tab)
    assert (asked.status_code, attached()) == (409, ["other.pdf"])
    assert "Your CV on file: kept.pdf" in asked.text and "other.pdf" in asked.text
    chosen = form_of(asked.text, address)
    assert student.post(address, data=chosen | {"choose-1": "saved"}).status_code == 303
    assert attached() == ["other.pdf"]
    assert student.post(address, data=chosen | {"choose-1": "mine"}).status_code == 303
    assert attached() == ["kept.pdf"]


@pytest.mark.parametrize("choice", ["upload", "out"])
def test_a_second_tab_asks_before_it_replaces_or_takes_out_a_file_that_it_has_not_read(
    choice: str, posting: Opportunity, person: People, browser_of: Browsers
) -> None:
    student = browser_of(person("stu", Role.STUDENT))
    address, paper = f"/opportunities/{posting.id}/apply", f"paper-{posting.papers[0].id}"
    student.post(address, data={"statement": "Why.", paper: (io.BytesIO(pdf()), "one.pdf")})
    first, second = form_of(student.get(address).text, address), form_of(student.get(address).text, address)
    student.post(address, data=first | {paper: (io.BytesIO(pdf()), "two.pdf")})
    [kept] = second[f"{paper}-file"]
    change = {paper: (io.BytesIO(pdf()), "three.pdf")} if choice == "upload" else {f"{paper}-file": [kept, "out"]}
    answer = student.post(address, data=second | change)
    assert answer.status_code == 409
    assert kept not in JustHTML(answer.text, sanitize=False).to_text(), "a mark is no word"
    student.post(address, data=form_of(answer.text, address) | {"choose-1": "saved"})
    db.session.expire_all()
    assert [each.filename for each in db.session.get_one(Application, 1).attachments] == ["two.pdf"]
