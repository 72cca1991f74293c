"""What was written is kept for the person who wrote it: a session that ended, a form from before, another device."""

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board import retention
from board.accounts.models import Role, Session, UnsentForm, User
from board.applications.models import Application
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.record.forms.entry import EntryForm
from tests.applications.builders import posting_of
from tests.conftest import NOW, PASSWORD
from tests.files import pdf
from tests.house.test_house import check_page
from tests.opportunities.test_life import WHOLE

People = Callable[..., User]
Browsers = Callable[[User], FlaskClient]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
STATEMENT = "An afternoon of writing,\r\nabout <falls> & “near misses”."


def end_sessions() -> None:
    """As time does, or a coordinator."""
    with unit_of_work():
        for session in db.session.scalars(select(Session)):
            db.session.delete(session)


def sign_in(browser: FlaskClient, user: User, next_page: str) -> str:
    """Through the page that one was sent to; answers where it leads."""
    answer = browser.post(next_page, data={"email": user.email, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def kept_fields(page: str) -> dict[str, str]:
    """What the page would send."""
    found = re.findall(r'name="([^"]+)" value="([^"]*)"|<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)', page)
    return {name or area: value or text for name, value, area, text in found}


@BOTH
def test_what_arrives_after_the_session_has_ended_is_there_after_signing_in(
    person: People, browser_of: Browsers
) -> None:
    ada, posting = person("ada", Role.STUDENT), posting_of(person("grace", Role.FACULTY))
    browser, apply = browser_of(ada), f"/opportunities/{posting.id}/apply"
    end_sessions()
    answer = browser.post(apply, data={"statement": STATEMENT, "password": "never kept anywhere", "look_again": "1"})
    assert answer.status_code == 303
    assert "/sign-in?next=/account/unsent" in answer.location
    assert browser.get(answer.location).text.count("What you wrote is kept for you") == 1
    assert "never kept" not in repr([unsent_form.fields for unsent_form in db.session.scalars(select(UnsentForm))])
    assert "look_again" in repr([unsent_form.fields for unsent_form in db.session.scalars(select(UnsentForm))])

    page = browser.get(browser.get(sign_in(browser, ada, answer.location)).location).text
    check_page(page)
    assert "about &lt;falls&gt; &amp; “near misses”." in page
    sent = browser.post(apply, data={"statement": STATEMENT, "unsent": "page"})
    assert sent.status_code == 303
    assert db.session.scalars(select(Application)).one().statement.startswith("An afternoon")
    assert db.session.scalar(select(UnsentForm)) is None, "what was sent is kept no longer"


def test_two_texts_for_one_address_sent_after_the_session_has_ended_are_both_kept(
    person: People, browser_of: Browsers
) -> None:
    ada = person("ada", Role.STUDENT)
    browser, new = browser_of(ada), "/record/entries/new"
    end_sessions()
    htmx = {"HX-Request": "true"}
    for text in ("Orientation", "Led the clinic’s night shift.", "Led the clinic’s night shift. And on.", "Taught."):
        browser.post(new, data={"title": text, "kind": "volunteer"}, headers=htmx)
    enter = browser.post("/sign-in", data={"email": ada.email, "password": PASSWORD})
    assert enter.status_code == 303
    kept = browser.get("/account/unsent/here?page=/record/entries/new").json
    texts = [dict(thing["fields"])["title"] for thing in kept]
    assert sorted(texts) == ["Led the clinic’s night shift. And on.", "Orientation", "Taught."]
    for thing in kept:
        page = browser.get(thing["href"]).text
        assert f'name="unsent" value="{thing["id"]}"' in page
    thrown = next(thing for thing in kept if dict(thing["fields"])["title"] == "Taught.")
    browser.post("/account/unsent/forget", data={"unsent-address": new, "unsent": str(thrown["id"])})
    left = browser.get("/account/unsent/here?page=/record/entries/new").json
    assert sorted(dict(item["fields"])["title"] for item in left) == sorted(set(texts) - {"Taught."})


def test_somebody_else_who_signs_in_there_never_sees_it(person: People, browser_of: Browsers) -> None:
    ada, eve = person("ada", Role.STUDENT), person("eve", Role.STUDENT)
    posting = posting_of(person("grace", Role.FACULTY))
    browser = browser_of(ada)
    end_sessions()
    answer = browser.post(f"/opportunities/{posting.id}/apply", data={"statement": STATEMENT})
    led = browser.get(sign_in(browser, eve, answer.location)).text
    assert "An afternoon" not in led
    assert "Everything is sent" in led
    assert browser.get("/account/unsent/here?page=/").json == []


def test_htmx_is_led_to_sign_in_and_what_it_brought_is_kept(person: People, browser_of: Browsers) -> None:
    ada, posting = person("ada", Role.STUDENT), posting_of(person("grace", Role.FACULTY))
    browser = browser_of(ada)
    end_sessions()
    headers = {"HX-Request": "true", "HX-Target": "section#any"}
    answer = browser.post(f"/opportunities/{posting.id}/ask", data={"question": STATEMENT}, headers=headers)
    assert (answer.status_code, "/sign-in?next=" in answer.headers["HX-Redirect"]) == (204, True)
    assert db.session.scalars(select(UnsentForm)).one().user_id == ada.id


def test_a_form_that_saves_itself_is_told_that_its_session_has_ended(person: People, browser_of: Browsers) -> None:
    ada, posting = person("ada", Role.STUDENT), posting_of(person("grace", Role.FACULTY))
    browser = browser_of(ada)
    end_sessions()
    autosave = {"X-Autosave": "1"}
    answer = browser.post(f"/opportunities/{posting.id}/apply", data={"statement": STATEMENT}, headers=autosave)
    assert (answer.status_code, answer.text) == (401, "")
    assert browser.post("/opportunities/preview", data={"description": STATEMENT}).status_code == 401
    assert db.session.scalar(select(UnsentForm)) is None, "what only shows how it will look is nothing to send"


def test_a_stranger_whose_session_nobody_knows_gets_the_text_back(client: FlaskClient, person: People) -> None:
    posting = posting_of(person("grace", Role.FACULTY))
    answer = client.post(f"/opportunities/{posting.id}/ask", data={"question": STATEMENT})
    assert answer.status_code == 401
    check_page(answer.text)
    assert "about &lt;falls&gt; &amp; “near misses”." in answer.text
    assert db.session.scalar(select(UnsentForm)) is None


def test_a_form_with_an_old_token_can_be_sent_again(app: Flask, person: People, browser_of: Browsers) -> None:
    posting = posting_of(person("grace", Role.FACULTY))
    browser = browser_of(person("ada", Role.STUDENT))
    app.config["WTF_CSRF_ENABLED"] = True
    apply = f"/opportunities/{posting.id}/apply"
    own = {"Referer": f"http://localhost{apply}"}
    refused = browser.post(apply, data={"statement": STATEMENT, "csrf_token": "old"}, headers=own)
    assert refused.status_code == 400
    again = kept_fields(refused.text)
    assert browser.post(apply, data=again, headers=own).status_code == 303
    assert "near misses" in db.session.scalars(select(Application)).one().statement
    strange = browser.post(
        apply, data={"statement": STATEMENT, "csrf_token": "old"}, headers={"Referer": "http://evil/"}
    )
    assert "Send it again" not in strange.text


def test_a_file_that_could_not_come_along_is_named(app: Flask, person: People, browser_of: Browsers) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    refused = browser.post("/learning/outside/new", data={"title": "", "proof": (io.BytesIO(pdf()), "a.pdf")})
    assert refused.status_code == 422
    assert "choose a.pdf again" in refused.text
    app.config["WTF_CSRF_ENABLED"] = True
    form = {"name": "Ada Lovelace", "csrf_token": "old", "cv": (io.BytesIO(pdf()), "a.pdf")}
    assert "Not with it: a.pdf. Choose it again" in " ".join(browser.post("/account/profile", data=form).text.split())


@BOTH
def test_what_is_being_written_is_found_on_another_device(person: People, browser_of: Browsers) -> None:
    ada = person("ada", Role.STUDENT)
    here, there = browser_of(ada), browser_of(ada)
    own = {"unsent-address": "/record/entries/new", "unsent-page": "/record/entries/new", "unsent-title": "Add one"}
    for text in ("First", "First, and second"):
        assert here.post("/account/unsent", data=own | {"description": text, "csrf_token": "x"}).status_code == 204
    [kept] = there.get("/account/unsent/here?page=/record/entries/new").json
    assert kept["fields"] == [["description", "First, and second"]]
    assert there.get("/account/unsent/here?page=/record").json == [kept], "a page tells of what stands below it"
    assert there.get("/account/unsent/here?page=/placements").json == []
    assert "Add one" in there.get("/account/unsent").text
    check_page(there.get(kept["href"]).text)
    there.post("/account/unsent/forget", data={"unsent-address": "/record/entries/new"})
    assert here.get("/account/unsent/here?page=/record/entries/new").json == []


def test_a_posting_that_is_saved_and_goes_on_to_approval_is_forgotten_at_both_addresses(
    person: People, browser_of: Browsers
) -> None:
    grace = person("grace", Role.FACULTY)
    here, draft = browser_of(grace), posting_of(grace, state="DRAFT", published_at=None)
    edit = f"/opportunities/{draft.id}/edit"
    own = {"unsent-address": edit, "unsent-page": edit, "unsent-title": "Edit the posting"}
    assert here.post("/account/unsent", data=own | WHOLE).status_code == 204
    answer = here.post(edit, data=WHOLE | {"unsent": "tab", "then": "submit"})
    assert answer.status_code == 307
    assert db.session.scalars(select(UnsentForm)).all() == []
    here.post(answer.location, data=WHOLE | {"unsent": "tab", "then": "submit"})
    cookie = here.get_cookie("rounds-sent")
    assert cookie is not None
    assert unquote(cookie.decoded_value).split() == [edit, answer.location]


def test_what_is_written_after_the_session_has_ended_is_kept_for_its_person_alone(
    person: People, browser_of: Browsers
) -> None:
    ada = person("ada", Role.STUDENT)
    here = browser_of(ada)
    assert here.get("/account/unsent/token").json["person"] == ada.id
    end_sessions()
    own = {"unsent-address": "/record/entries/new", "unsent-page": "/record/entries/new", "unsent-title": "Add one"}
    answer = here.post("/account/unsent", data=own | {"description": STATEMENT})
    assert (answer.status_code, answer.headers["X-Kept"]) == (401, "1"), "kept, and still asked to sign in"
    assert here.get("/account/unsent/token").json["person"] is None
    assert [unsent_form.user_id for unsent_form in db.session.scalars(select(UnsentForm))] == [ada.id]


def test_only_forms_of_ours_are_kept_and_none_that_is_too_long(
    client: FlaskClient, person: People, enter: Browsers
) -> None:
    own = {"unsent-address": "/record/entries/new", "unsent-page": "/record", "unsent-title": ""}
    assert client.post("/account/unsent", data=own).status_code == 401
    browser = enter(person("ada", Role.STUDENT))
    assert browser.post("/account/unsent", data=own | {"unsent-address": "/nowhere"}).status_code == 404
    assert browser.post("/account/unsent", data=own | {"unsent-page": "https://evil/"}).status_code == 404
    assert browser.post("/account/unsent", data=own | {"text": "x" * 200_001}).status_code == 422
    assert db.session.scalar(select(UnsentForm)) is None


def test_without_javascript_what_was_written_is_given_back_under_its_labels(
    person: People, browser_of: Browsers
) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    end_sessions()
    entry = {"title": "Chair", "description": "We met on Mondays.", "organisation": "Ethics", "hours": "12"}
    refused = browser.post("/record/entries/new", data=entry, headers={"HX-Request": "true"})
    assert refused.status_code < 500
    sign_in(browser, db.session.scalars(select(User)).one(), "/sign-in?next=/account/unsent")
    page = browser.get("/account/unsent/1").text
    check_page(page)
    with browser.application.test_request_context():
        labels = {name: str(field.label.text) for name, field in EntryForm()._fields.items()}
    assert {labels[name].lower() for name in entry} != set(entry), "a label says more than a name"
    for name, text in entry.items():
        shown = re.search(rf'<label for="[^"]+">{re.escape(labels[name])}</label>\s*<textarea[^>]+name="{name}"', page)
        assert shown or f"<strong>{labels[name]}:</strong> {text}" in page, labels[name]


def test_what_can_no_longer_be_sent_is_said_before_it_is_sent(person: People, browser_of: Browsers) -> None:
    ada, posting = person("ada", Role.STUDENT), posting_of(person("grace", Role.FACULTY))
    browser, apply = browser_of(ada), f"/opportunities/{posting.id}/apply"
    kept = {"unsent-address": apply, "unsent-page": apply, "unsent-title": "Apply", "statement": "An afternoon."}
    assert browser.post("/account/unsent", data=kept).status_code == 204
    assert "Send it now" in browser.get("/account/unsent/1").text
    with unit_of_work():
        posting.closes_at = NOW - timedelta(days=1)
    page = browser.get("/account/unsent/1").text
    check_page(page)
    assert "It can no longer be sent. This posting takes no applications now." in page
    assert "Send it now" not in page
    assert "An afternoon." in page


def test_what_nobody_came_back_for_is_deleted_after_two_weeks(person: People, browser_of: Browsers) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    own = {"unsent-address": "/record/entries/new", "unsent-page": "/record", "unsent-title": ""}
    browser.post("/account/unsent", data=own | {"description": "Old"})
    assert erased(NOW + timedelta(days=13)) == 0
    assert erased(NOW + timedelta(days=15)) == 1


def erased(now: datetime) -> int:
    """Erase what is old, and say how many unsent forms that was."""
    return sum(number for what, number, _ in retention.erase(now) if what == "unsent forms")


def test_a_form_that_waits_is_named_in_words_and_never_by_an_address(person: People, browser_of: Browsers) -> None:
    cora, ada = person("cora", Role.COORDINATOR), person("ada", Role.STUDENT)
    office = browser_of(cora)
    assert office.post(f"/office/people/{ada.id}/merge", data={"other": cora.email}).status_code == 403
    waiting = office.get("/account/unsent").text
    assert "“cora@example.edu”" in waiting
    assert f">/office/people/{ada.id}/merge<" not in waiting
    words = '{"": ["Merge another account into Ada’s", {}], "other": ["Email", {}]}'
    office.post(f"/office/people/{ada.id}/merge", data={"other": cora.email, "field_labels": words})
    assert "Merge another account into Ada’s" in office.get("/account/unsent").text


def test_forms_of_one_title_are_told_apart_by_how_they_begin(person: People, browser_of: Browsers) -> None:
    browser = browser_of(person("grace", Role.FACULTY))
    for number, title in ((1, "Ward rounds"), (2, "Night float")):
        address = f"/opportunities/{number}/edit"
        own = {"unsent-address": address, "unsent-page": address, "unsent-title": "Edit the posting"}
        browser.post("/account/unsent", data={**own, "asks": "1", "title": title, "summary": "Both have this."})
    waiting = browser.get("/account/unsent").text
    assert "Edit the posting: “Ward rounds”" in waiting
    assert "Edit the posting: “Night float”" in waiting
    [alone] = browser.get("/account/unsent/here?page=/opportunities/1/edit").json
    assert alone["title"] == "Edit the posting"
