"""A school says emails in its own words: seen before, in the log, and never with words an email cannot fill."""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.demo.school import PASSWORD
from board.kernel import audit, mail
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.office import email_previews
from board.school import actions as school_actions
from board.school import email_wording
from board.school.email_wording import EmailWording
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]
Enter = Callable[[User], FlaskClient]
People = Callable[..., User]
SUSPENDED = "/office/email-previews/wording?kind=account-suspended"


@pytest.fixture
def office(person: People, enter: Enter) -> FlaskClient:
    return enter(person("dean", Role.COORDINATOR))


def test_the_next_email_says_what_the_school_saved(
    office: FlaskClient, person: People, emails: Callable[[], list[str]]
) -> None:
    words = {"subject": "{school_name}: account closed", "intro": "This is <serious>.", "outro": "Ask Dean Lee."}
    assert office.post(SUSPENDED, data=words).status_code == 303
    ada = person("ada", Role.STUDENT)
    office.post(f"/office/people/{ada.id}/suspend", data={"reason": "A test", "confirmed": ""})
    page = office.post(f"/office/people/{ada.id}/suspend", data={"reason": "A test"})
    mark = re.search(r'name="confirmed" value="(\w+)"', page.get_data(as_text=True))
    if mark is not None:
        office.post(f"/office/people/{ada.id}/suspend", data={"reason": "A test", "confirmed": mark[1]})
    (email,) = emails()
    assert email.startswith("Alder Grove School of Medicine: account closed\nDear Ada,\n\nThis is <serious>.\n\n")
    assert email.rstrip().endswith("Ask Dean Lee.\n\nRounds")
    entry = db.session.query(audit.AuditEntry).filter_by(verb="setting.change").one()
    assert entry.changes["value"][1].startswith("subject: {school_name}: account closed; intro: This is")
    assert "the wording of “" in office.get("/office/audit?verb=setting.change").text


def test_every_kind_of_email_takes_the_schools_lines_in_both_of_its_forms(demo: Flask) -> None:
    intro, outro = "First <line>\nand second.\n\nNext {school_name}.", "Last & least."
    for kind in mail.kinds():
        with unit_of_work():
            school_actions.save_wording(kind.key, EmailWording("", intro, outro), by=None, now=NOW)
    seen = 0
    for sample in map(email_previews.sample, mail.kinds()):
        if sample.draft is None:
            continue
        seen += 1
        text, html, key = sample.draft.text, sample.draft.html, sample.kind.key
        assert re.match(r"(Dear [^\n]*|Hello),\n\nFirst <line>\nand second\.\n\nNext Alder Grove", text), key
        assert re.search(r"\n\nLast & least\.\n\n[^\n]*Rounds\n$", text), key
        assert re.search(r"<p>(Dear [^<]*|Hello),</p>\s*<p>First &lt;line&gt;\nand second\.</p>", html), key
        assert '<p>Last &amp; least.</p>\n<p class="end">' in html, key
    assert seen >= 40


def test_the_schools_lines_are_markdown_and_what_they_are_filled_with_is_not(demo: Flask) -> None:
    kind = mail.kind_of("posting-end-moved")
    lines = EmailWording("", "**Read** [this](https://school.edu/a).", "About _{school_name}_.")
    with unit_of_work():
        school_actions.save_wording(kind.key, lines, by=None, now=NOW)
        school_actions.save({"school_name": "Alder *Grove* School"}, by=None, now=NOW)
    draft = email_previews.sample(kind).draft
    assert draft is not None
    assert "<strong>Read</strong>" in draft.html and 'href="https://school.edu/a"' in draft.html
    assert "<p>About <em>Alder *Grove* School</em>.</p>" in draft.html
    assert "**Read**" in draft.text, "the plain form is as announcements have it"


def test_every_email_begins_with_a_greeting_behind_which_the_schools_lines_stand() -> None:
    for path in (ROOT / "templates/emails").glob("*/email.txt"):
        assert re.match(r"(Dear .*|Hello),\n\n", path.read_text("utf-8")), path
    for path in (ROOT / "templates/emails").glob("*/email.html"):
        html = path.read_text("utf-8")
        assert html.startswith('{% extends "emails/_layout.html" %}'), path
        assert re.search(r"{% block words %}\s*<p>(Dear [^<]*|Hello),</p>\n", html), path


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"subject": "For {name}"}, "{name} is no placeholder of this email. There is {school_name}."),
        ({"intro": "{school_name.__class__}"}, "is no placeholder of this email"),
        ({"intro": "{school_name!r}"}, "is no placeholder of this email"),
        ({"intro": "{school_name:>99999999}"}, "is no placeholder of this email"),
        ({"intro": "{}"}, "is no placeholder of this email"),
        ({"outro": "a { b"}, "A brace stands alone."),
        ({"subject": "One\nBcc: x@example.edu"}, "Use one line"),
        ({"subject": "x" * 161}, "at most 160"),
    ],
)
def test_what_an_email_cannot_fill_is_refused_beside_its_field(
    office: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    for more in ({}, {"preview": "y"}):
        answer = office.post(SUSPENDED, data=changes | more)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert escape(next(iter(changes.values())).split("\n")[0]) in answer.get_data(as_text=True)
    assert not email_wording.of_kind("account-suspended")


def test_the_placeholders_of_a_kind_are_those_of_its_subject() -> None:
    assert email_wording.placeholders("A place: {application.opportunity.title}, {name}") == (
        "school_name",
        "application.opportunity.title",
        "name",
    )


def test_a_wording_is_seen_before_it_is_saved(demo: Flask, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": "coordinator@example.edu", "password": PASSWORD})
    address = "/office/email-previews/wording?kind=offer-made"
    words = {"subject": "Good news of {application.opportunity.title}", "intro": "We are glad.", "preview": "y"}
    page = client.post(address, data=words).text
    assert "Good news of " in page
    assert "We are glad." in page.partition("Not saved yet")[2]
    assert "We are glad." not in client.get("/office/email-previews/one?kind=offer-made").text
    del words["preview"]
    assert client.post(address, data=words).status_code == 303
    shown = client.get("/office/email-previews/one?kind=offer-made").text
    assert "We are glad." in shown
    assert "Your own words" in shown
    assert client.post("/office/email-previews/wording/reset?kind=offer-made").status_code == 303
    assert "We are glad." not in client.get("/office/email-previews/one?kind=offer-made").text


def test_two_who_word_an_email_at_once_see_both_texts(office: FlaskClient, person: People, enter: Enter) -> None:
    read = r'name="saved_version"[^>]*value="([^"]+)"'
    version = re.findall(read, office.get(SUSPENDED).get_data(as_text=True))[0]
    assert enter(person("sub", Role.COORDINATOR)).post(SUSPENDED, data={"intro": "Theirs"}).status_code == 303
    answer = office.post(SUSPENDED, data={"intro": "Mine", "saved_version": version})
    assert answer.status_code == 409
    assert "Theirs" in answer.text


def test_the_wording_of_emails_is_a_coordinators_own(person: People, enter: Enter) -> None:
    browser = enter(person("fay", Role.FACULTY))
    assert browser.get(SUSPENDED).status_code == 404
    assert browser.post(SUSPENDED, data={"intro": "x"}).status_code == 404
    assert browser.post("/office/email-previews/wording/reset?kind=account-suspended").status_code == 404
