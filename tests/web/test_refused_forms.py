"""A form that could not be taken gives back what was written, in words, with one way on that leads somewhere."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from sqlalchemy import func, select

from board.accounts.models import Role, UnsentForm, User
from board.applications.models import ApplicationState
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity
from board.record.models import Entry
from board.web.written_form import answers_of
from tests.applications.builders import application_of, posting_of
from tests.conftest import NOW
from tests.house.test_house import check_page
from tests.record.conftest import ENTRY
from tests.web.test_editing import form_of

People = Callable[..., User]
Browsers = Callable[[User], FlaskClient]
NEW = "/record/entries/new"


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def refused(app: Flask, person: People, browser_of: Browsers) -> tuple[FlaskClient, str]:
    """A student whose form was kept while she wrote, and arrived after her session; the page that she gets."""
    browser = browser_of(person("ada", Role.STUDENT))
    kept = {"unsent-address": NEW, "unsent-page": NEW, "unsent-title": "Add an entry", "once": "token-of-the-form"}
    assert browser.post("/account/unsent", data=ENTRY | kept).status_code == 204
    app.config["WTF_CSRF_ENABLED"] = True
    page = browser.post(
        NEW,
        data=ENTRY | {"csrf_token": "old", "unsent": "tab", "once": "token-of-the-form"},
        headers={"Referer": f"http://localhost{NEW}"},
    )
    assert page.status_code == 400
    app.config["WTF_CSRF_ENABLED"] = False
    return browser, page.text


def test_what_is_sent_again_is_no_longer_kept_and_twice_is_one(refused: tuple[FlaskClient, str]) -> None:
    browser, page = refused
    again = form_of(page, NEW)
    assert browser.post(NEW, data=again).status_code == 303
    assert count(UnsentForm) == 0, "what was sent does not wait to be sent"
    assert browser.post(NEW, data=again).status_code == 303
    assert count(Entry) == 1


def test_what_was_kept_and_sent_from_another_page_too_is_one(refused: tuple[FlaskClient, str]) -> None:
    browser, page = refused
    kept = db.session.scalars(select(UnsentForm)).one()
    waiting = browser.get(f"/account/unsent/{kept.id}").text
    assert "token-of-the-form" not in re.sub(r'<input type="hidden"[^>]*>', "", waiting)
    assert browser.post(NEW, data=form_of(page, NEW)).status_code == 303
    assert browser.post(NEW, data=form_of(waiting, NEW)).status_code == 303
    assert count(Entry) == 1
    here = browser.get(f"/account/unsent/here?page={NEW}")
    assert "token-of-the-form" not in here.text


def test_a_refusal_after_the_closing_shows_every_text_and_no_mark_of_the_form(
    person: People, at_the_door: Browsers
) -> None:
    ada, posting = person("ada", Role.STUDENT), posting_of(person("grace", Role.FACULTY))
    browser, apply = at_the_door(ada), f"/opportunities/{posting.id}/apply"
    version = re.findall(r'name="saved_version"\s+value="([^"]+)"', browser.get(apply).text)[0]
    with unit_of_work():
        db.session.get_one(Opportunity, posting.id).closes_at = NOW - timedelta(hours=1)
    answer = browser.post(
        apply,
        data={"saved_version": version, "statement": "Because I read reports.", "answer-1": "Two days", "once": "tk9"},
        headers={"Referer": f"http://localhost{apply}"},
    )
    assert answer.status_code == 403
    check_page(answer.text)
    main = answer.text[answer.text.index("<main") :]
    assert version not in main
    assert "tk9" not in main
    assert "Two days" in main
    assert "Because I read reports." in main
    assert not re.search(r"Text\s+1", main)
    [kept] = db.session.scalars(select(UnsentForm))
    assert f'href="/account/unsent/{kept.id}"' in main
    back = re.search(r'href="([^"]+)">Back to the page', main)
    assert back is not None
    assert browser.get(back[1]).status_code == 200


def test_a_press_after_the_session_has_ended_leads_back_to_the_button(
    app: Flask, person: People, browser_of: Browsers
) -> None:
    ada, posting = person("ada", Role.STUDENT), posting_of(person("grace", Role.FACULTY))
    application, browser = application_of(ada, posting, ApplicationState.DRAFT), browser_of(ada)
    app.config["WTF_CSRF_ENABLED"] = True
    draft, submit = f"/applications/{application.id}", f"/opportunities/{posting.id}/apply/submit"
    headers = {"Referer": f"http://localhost{draft}"}
    signed_out = app.test_client().post(submit, data={"csrf_token": "old"}, headers=headers)
    check_page(signed_out.text)
    ways = re.findall(r'href="/sign-in\?next=([^"]+)"', signed_out.text)
    assert ways == [draft, draft], "in the head of the page and in its words"
    assert "reload the page" not in signed_out.text
    assert "Back to the page" not in signed_out.text
    signed_in = browser.post(submit, data={"csrf_token": "old"}, headers=headers).text
    check_page(signed_in)
    assert f'href="{draft}">Open the page again</a>' in signed_in


def labels(**told: tuple[str, dict[str, str]]) -> str:
    """The words of a form as a browser tells them."""
    return json.dumps(told)


def test_what_was_answered_is_given_back_in_the_words_of_the_form(
    app: Flask, person: People, browser_of: Browsers
) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    told = labels(
        title=("What was it?", {}), kind=("Which kind?", {"volunteer": "Volunteer work"}), note=("Why so?", {})
    )
    typed = {"title": "chair", "kind": "volunteer", "note": "x", "asks": "1", "hidden": "mark-7", "field_labels": told}
    app.config["WTF_CSRF_ENABLED"] = True
    signed_out = app.test_client().post(
        NEW, data=typed | {"csrf_token": "old"}, headers={"Referer": f"http://localhost{NEW}"}
    )
    app.config["WTF_CSRF_ENABLED"] = False
    browser.post("/account/unsent", data=typed | {"unsent-address": NEW, "unsent-page": NEW, "unsent-title": "Add"})
    [kept] = browser.get(f"/account/unsent/here?page={NEW}").json
    assert not {"field_labels", "once"} & set(dict(kept["fields"]))
    for page in (signed_out.text, browser.get(kept["href"]).text):
        check_page(page)
        seen = JustHTML(re.sub(r'<input type="hidden"[^>]*>', "", page), sanitize=False).query("main form.c-form")[0]
        shown = " ".join(seen.to_text().split())
        assert "Which kind?: Volunteer work" in shown or "Which kind? Volunteer work" in shown, "not to be edited"
        fields = [
            (label.to_text(), area.to_text())
            for label, area in zip(seen.query("label"), seen.query("textarea"), strict=True)
        ]
        assert fields == [("What was it?", "chair"), ("Why so?", "x")]
        assert "mark-7" not in shown
        again = form_of(page, NEW)
        assert {name: again[name] for name in ("title", "kind", "note", "hidden", "field_labels")} == {
            name: [typed[name]] for name in ("title", "kind", "note", "hidden", "field_labels")
        }, "what nobody sees goes with it"


def test_several_that_were_chosen_are_one_line_and_words_that_are_none_are_not_believed(app: Flask) -> None:
    chosen = [("application", "3"), ("text", "Come."), ("application", "4")]
    told = labels(application=("To", {"3": "Ada", "4": "Ben"}), text=("Message", {}))
    shown = [(answer.label, answer.text) for answer in answers_of(chosen, told, "/x") if answer.label]
    assert shown == [("To", "Ada, Ben"), ("Message", "Come.")]
    assert [answer.name for answer in answers_of(chosen, told, "/x")] == ["application", "text", "application"]
    for broken in ("[", "[1]", '{"text": 3}', '{"text": ["", {}]}', '{"text": ["A", 5]}', "7", '{"text": "ab"}'):
        assert [answer.label for answer in answers_of([("text", "Come.")], broken, "/x")] == ["Text"], broken
    without = [
        (answer.label, answer.text, answer.is_typed) for answer in answers_of([("score-teamwork", "4")], "", "/x")
    ]
    assert without == [("Score teamwork", "4", False)]
