"""Emails seen in the office: every kind, from real rows, in both themes, harmless."""

import re
from collections.abc import Callable
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from board.accounts import queries as account_queries
from board.accounts.models import Role, User
from board.applications.models import ApplicationState
from board.demo.school import PASSWORD
from board.kernel import mail
from board.notices.models import Topic
from tests.applications.builders import application_of, posting_of

OF_CHOOSING = {Topic.APPLICATION, Topic.OPPORTUNITY, Topic.PLACEMENT, Topic.REMINDER}


NOBODY_CALLS_FOR = {"posting-waits"}
"""No posting of an organization waits for its adviser in the demo school."""


def test_every_kind_is_listed_and_most_are_worded_from_the_school(demo: Flask, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": "coordinator@example.edu", "password": PASSWORD})
    page = client.get("/office/email-previews").text
    assert set(re.findall(r"kind=([a-z-]+)\"", page)) == {kind.key for kind in mail.kinds()}
    assert '<td data-label="Subject">Your application is sent: …</td>' in page
    of_choosing = [kind for kind in mail.kinds() if kind.topic in OF_CHOOSING or "offer" in kind.key]
    of_choosing = [kind for kind in of_choosing if kind.key not in NOBODY_CALLS_FOR]
    assert len(of_choosing) > 20
    for kind in mail.kinds():
        shown = client.get(f"/office/email-previews/one?kind={kind.key}")
        assert shown.status_code == 200
        assert kind.audience in unescape(shown.text)
        if kind in of_choosing:
            assert "Dear " in shown.text, kind
            assert shown.text.count("<iframe") == 2
    assert account_queries.by_email("coordinator@example.edu") is not None


def test_the_sheet_allows_its_own_style_and_nothing_else(demo: Flask, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": "coordinator@example.edu", "password": PASSWORD})
    address = "/office/email-previews/sheet?kind=application-received"
    light, dark = client.get(address), client.get(f"{address}&theme=dark")
    assert "@media not all" in light.text and "@media all" in dark.text
    for sheet in (light, dark):
        policy = sheet.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert policy.endswith("sandbox; frame-ancestors 'self'")
        assert sheet.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_emails_are_the_coordinators_to_see(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    faculty, head = browser_of(person("fay", Role.FACULTY)), browser_of(person("cora", Role.COORDINATOR))
    for address in ("", "/one?kind=offer-made", "/sheet?kind=offer-made"):
        assert faculty.get(f"/office/email-previews{address}").status_code == 404
    assert head.get("/office/email-previews/one?kind=nonsense").status_code == 404
    assert "No such email yet" in head.get("/office/email-previews/one?kind=offer-made").text


def test_a_preview_is_of_no_draft_and_whoever_it_is_for_reads_who_looked(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    ada, sam = person("ada", Role.STUDENT), person("sam", Role.STUDENT)
    grace, cora = person("grace", Role.FACULTY), browser_of(person("cora", Role.COORDINATOR))
    application_of(ada, posting_of(grace))
    application_of(sam, posting_of(grace, "Sepsis board"), ApplicationState.DRAFT, submitted_at=None)
    for page in ("one", "sheet"):
        shown = cora.get(f"/office/email-previews/{page}?kind=application-message").text
        assert "Dear Ada" in shown
        assert "Sam" not in shown and "Sepsis" not in shown
    assert "An email to you, as an example of its kind" in browser_of(ada).get("/account/disclosures").text
    assert "An email to you" not in browser_of(sam).get("/account/disclosures").text


def test_every_kind_of_email_is_called_by_words(demo: Flask, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": "coordinator@example.edu", "password": PASSWORD})
    shown = [client.get("/office/email-previews").text, client.get("/office/emails").text]
    shown.append(client.get("/office/email-previews/one?kind=offer-made").text)
    for page in shown:
        words = re.sub(r"<[^>]*>", " ", page)
        assert [kind.key for kind in mail.kinds() if "-" in kind.key and re.search(rf"\b{kind.key}\b", words)] == []
    assert "Email: An offer" in shown[-1]


def test_a_preview_opens_nothing(
    client: FlaskClient, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    ada, office = person("ada", Role.STUDENT), browser_of(person("cora", Role.COORDINATOR))
    assert client.post("/forgot-password", data={"email": ada.email}).status_code == 200
    shown = office.get("/office/email-previews/one?kind=reset-password").text
    assert "only-for-its-reader" in shown
    for token in set(re.findall(r"/reset-password/([^\s\"<&]+)", shown)):
        assert client.get(f"/reset-password/{token}").status_code == 410
