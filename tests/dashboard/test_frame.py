"""What stands around every page, and how little it asks."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.models import SafeguardingLead
from board.notices.actions import notify
from board.web import addresses
from tests.applications.builders import application_of, posting_of
from tests.conftest import NOW
from tests.counting import statements_of

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]


def links(page: str, name: str) -> list[tuple[str, str]]:
    """The links of a part of the frame: how each stands to the page, and its words."""
    part = re.search(f'<nav class="[^"]*" aria-label="{name}">(.*?)</nav>', page, re.DOTALL)
    assert part is not None
    found = re.findall(r"<a ([^>]*)>(.*?)</a>", part[1], re.DOTALL)
    current = [re.search('aria-current="([^"]*)"', attributes) for attributes, _ in found]
    texts = [" ".join(re.sub("<[^>]*>", "", inner).split()) for _, inner in found]
    return [(match[1] if match else "", text) for match, text in zip(current, texts, strict=True)]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_a_page_asks_who_reads_it_and_what_its_frame_shows_in_two_statements(
    app: Flask, person: People, browser_of: Browsers
) -> None:
    ada = person("ada", Role.STUDENT, Role.MENTOR, Role.FACULTY)
    browser = browser_of(ada)
    with unit_of_work():
        for number in range(3):
            notify(ada, "reset-password", once=f"n{number}", words="Hello.", href="/help")
    asked = [statement for statement in statements_of(app, lambda: browser.get("/help")) if "BEGIN" not in statement]
    assert len(asked) == 2
    assert ("", "Notices 3 waiting") in links(browser.get("/help").text, "Main")


def test_the_frame_marks_the_page_and_the_one_above_it(person: People, browser_of: Browsers) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    top = links(browser.get("/mentors").text, "Main")
    assert [words for current, words in top if current] == ["Mentors", "Mentors"], "along the top, and on a phone"
    assert {current for current, _ in links(browser.get("/mentors").text, "Phone")} == {"page", ""}
    above = links(browser.get("/account/sessions").text, "Main")
    assert [pair for pair in above if pair[0]] == [("true", "My account")]


@pytest.mark.parametrize("page", ["/opportunities/1/applicants", "/opportunities/1/decisions", "/applications/1"])
def test_who_chooses_among_applicants_is_at_their_own_postings(person: People, browser_of: Browsers, page: str) -> None:
    grace = person("grace", Role.FACULTY)
    application_of(person("ada", Role.STUDENT), posting_of(grace))
    top = links(browser_of(grace).get(page).text, "Main")
    assert {words for current, words in top if current} == {"My postings"}


def test_who_handles_reports_is_led_to_them_from_every_page(person: People, browser_of: Browsers) -> None:
    cora, other = person("cora", Role.COORDINATOR), person("other", Role.COORDINATOR)
    browser = browser_of(cora)
    with unit_of_work():
        db.session.add(SafeguardingLead(user_id=cora.id, named_by_id=other.id, named_at=NOW))
    assert "Reports of misconduct" not in [words for _, words in links(browser.get("/help").text, "Main")], (
        "not yet confirmed"
    )
    with unit_of_work():
        db.session.query(SafeguardingLead).one().confirmed_at = NOW
    assert "Reports of misconduct" in [words for _, words in links(browser.get("/help").text, "Main")]


def test_an_email_and_a_fragment_ask_nothing_for_a_frame(app: Flask, person: People, browser_of: Browsers) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    headers = {"HX-Request": "true", "HX-Target": "div#suggestions"}
    asked = statements_of(app, lambda: browser.get("/search/suggest?q=a", headers=headers))
    assert [statement for statement in asked if "notices" in statement] == []


def test_an_address_of_numbers_is_worked_out_once_and_one_with_a_text_is_not_remembered(app: Flask) -> None:
    known = app.extensions["addresses"]
    known.clear()
    with app.test_request_context("/"):
        first, again = (addresses.url_for("opportunities.show", opportunity_id=7) for _ in range(2))
        assert first is again == "/opportunities/7"
        assert addresses.url_for("accounts.sign_in", next="/a") == "/sign-in?next=/a"
        assert addresses.url_for("opportunities.show", opportunity_id=7, _external=True).startswith("http://")
    assert list(known) == [("opportunities.show", ("opportunity_id", 7))]


def test_no_more_addresses_are_remembered_than_there_is_room_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "MOST_KNOWN", 5)
    with app.test_request_context("/"):
        shown = [addresses.url_for("opportunities.show", opportunity_id=number) for number in range(1, 20)]
    assert shown[-1] == "/opportunities/19"
    assert len(app.extensions["addresses"]) <= 5
