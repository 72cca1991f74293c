"""How far an application has come, as its student reads it: the steps, what happens next, and the documents."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from justhtml import JustHTML

from board.accounts.models import Role, User
from board.applications.models import Application, ApplicationState
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, Paper
from tests.applications.builders import application_of, offered_to, posting_of
from tests.conftest import NOW
from tests.files import pdf

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
STEPS = ("Write", "Documents", "Review and submit", "Submitted", "Being read", "Decision", "Your answer")
BY_EMAIL = "You get an email with the answer by"


def steps(page: str) -> tuple[list[str], list[str]]:
    """The steps that are done, and the one that it stands at."""
    items = JustHTML(page, sanitize=False).query(".c-track > li")
    words = {next(name for name in STEPS if name in item.to_text()): item for item in items}
    done = [name for name, item in words.items() if "data-done" in item.attrs]
    return done, [name for name, item in words.items() if "aria-current" in item.attrs]


@pytest.fixture
def ada(person: People) -> User:
    return person("ada", Role.STUDENT)


@pytest.fixture
def posting(grace: User) -> Opportunity:
    posting = posting_of(grace, answer_by=(NOW + timedelta(days=20)).date())
    with unit_of_work():
        posting.papers = [Paper(position=0, label="CV", kind="cv"), Paper(position=1, label="Letter", kind="letter")]
    return posting


@pytest.mark.parametrize(
    ("state", "here", "done", "follows"),
    [
        (ApplicationState.SUBMITTED, "Submitted", 1, BY_EMAIL),
        (ApplicationState.SHORTLISTED, "Being read", 1, BY_EMAIL),
        (ApplicationState.WAITLISTED, "Decision", 2, "The first who waits is offered the next opening"),
        (ApplicationState.OFFERED, "Your answer", 3, "Answer the offer"),
        (ApplicationState.ACCEPTED, "Your answer", 4, "The people who post it"),
        (ApplicationState.NOT_SELECTED, "Decision", 3, ""),
        (ApplicationState.DECLINED, "Your answer", 4, ""),
        (ApplicationState.LAPSED, "Your answer", 3, ""),
        (ApplicationState.WITHDRAWN, "Review and submit", 1, "You can change it and send it again"),
        (ApplicationState.ON_HOLD, "", 0, ""),
    ],
)
def test_a_student_reads_where_an_application_stands_and_what_happens_next(
    posting: Opportunity,
    ada: User,
    browser_of: Browsers,
    state: ApplicationState,
    here: str,
    done: int,
    follows: str,
) -> None:
    if state is ApplicationState.OFFERED:
        offered_to(ada, posting)
    else:
        application_of(ada, posting, state, statement="Why.")
    page = browser_of(ada).get("/applications/1").text
    assert steps(page)[1] == ([here] if here else [])
    assert len(steps(page)[0]) == done
    assert ("What happens next" in page) is bool(follows)
    assert follows in " ".join(page.split())
    told = "Who reads it: Grace" in page and "withdraw it</a> until it is decided" in page
    assert told is (state in (ApplicationState.SUBMITTED, ApplicationState.SHORTLISTED, ApplicationState.WAITLISTED))


@pytest.mark.parametrize(
    ("state", "words"), [(ApplicationState.DRAFT, "Not sent yet."), (ApplicationState.WITHDRAWN, "Withdrawn.")]
)
def test_what_is_whole_and_not_sent_says_why_it_is_not(
    grace: User, ada: User, browser_of: Browsers, state: ApplicationState, words: str
) -> None:
    application_of(ada, posting_of(grace), state, statement="Why.")
    page = browser_of(ada).get("/applications/1").text
    assert [words for words in ("Not sent yet.", "Withdrawn.") if f"<strong>{words}</strong>" in page] == [words]


def test_an_answer_that_is_late_is_not_promised_again(posting: Opportunity, ada: User, browser_of: Browsers) -> None:
    application_of(ada, posting)
    with clock.frozen(NOW + timedelta(days=21)):
        page = browser_of(ada).get("/applications/1").text
    assert BY_EMAIL not in page
    assert "and is late; the office sees that too." in page


def test_writing_has_three_steps_that_tell_what_is_still_to_do(
    posting: Opportunity, ada: User, browser_of: Browsers
) -> None:
    browser, address = browser_of(ada), f"/opportunities/{posting.id}/apply"
    page = browser.get(address).text
    assert steps(page) == ([], ["Write"])
    assert "Closes " in page
    browser.post(address, data={"statement": "Why."})
    assert steps(browser.get(address).text) == (["Write"], ["Documents"])
    assert steps(browser.get("/applications/1").text) == (["Write"], ["Review and submit"])


def test_a_file_that_is_chosen_is_handed_in_and_the_cv_on_file_is_not_too(
    posting: Opportunity, ada: User, browser_of: Browsers
) -> None:
    browser, address = browser_of(ada), f"/opportunities/{posting.id}/apply"
    browser.post("/account/profile", data={"name": "Ada", "cv": (io.BytesIO(pdf()), "kept.pdf")})
    cv = posting.papers[0].id

    def choices() -> list[str]:
        """What may become of the file, one of which is chosen."""
        page = JustHTML(browser.get(address).text, sanitize=False)
        inputs = page.query(f"input[name=paper-{cv}-file]")
        assert {field.attrs["type"] for field in inputs} == {"radio"}
        return [f"{field.parent.to_text()}{' *' * ('checked' in field.attrs)}" for field in inputs if field.parent]

    def attached() -> list[str]:
        db.session.expire_all()
        return [attachment.filename for attachment in db.session.get_one(Application, 1).attachments]

    on_file, upload, none = "Use my CV on file: kept.pdf", "Upload another", "Hand in none"
    assert choices() == [f"{on_file} *", upload]
    browser.post(address, data={"statement": "Why.", f"paper-{cv}-file": "cv"})
    assert (attached(), choices()) == (["kept.pdf"], [f"{on_file} *", upload, none])
    both = {f"paper-{cv}-file": "cv", f"paper-{cv}": (io.BytesIO(pdf(pages=2)), "other.pdf")}
    browser.post(address, data={"statement": "Why."} | both)
    assert (attached(), choices()) == (["other.pdf"], ["Keep other.pdf *", on_file, upload, none])
    browser.post(address, data={"statement": "Why.", f"paper-{cv}-file": "out"})
    assert attached() == []


def test_a_form_that_is_shown_again_tells_which_files_to_choose_again(
    posting: Opportunity, ada: User, browser_of: Browsers
) -> None:
    cv, letter = (f"paper-{paper.id}" for paper in posting.papers)
    sent = {cv: (io.BytesIO(pdf()), "mine.pdf"), letter: (io.BytesIO(b"MZ"), "letter.pdf")}
    answer = browser_of(ada).post(f"/opportunities/{posting.id}/apply", data={"statement": "Why."} | sent)
    assert answer.status_code == 422
    assert "Choose mine.pdf again." in answer.text
    assert "Choose letter.pdf again." not in answer.text
