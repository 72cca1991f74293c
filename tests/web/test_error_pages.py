"""What a person reads when something cannot be done, and what of their work they find again."""

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User

BY_SIGNATURE = {"notices.stop", "discovery.confirm_silence"}
"""Posted to by mail programs, which bring a signed address instead of a form's token."""


@pytest.fixture
def guarded(app: Flask) -> Flask:
    """The application with its tokens on, as it runs."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def test_no_address_takes_a_form_without_its_token(guarded: Flask, client: FlaskClient) -> None:
    exempt, taken = set(), []
    for rule in guarded.url_map.iter_rules():
        if "POST" not in (rule.methods or ()):
            continue
        address = re.sub(r"<[a-z]+>", "token", re.sub(r"<id:[a-z_]+>", "1", rule.rule))
        answer = client.post(address)
        if answer.status_code != 400:
            exempt.add(rule.endpoint)
            taken.append((rule.endpoint, answer.status_code))
    assert exempt <= BY_SIGNATURE, taken


def test_an_old_form_says_so_and_gives_back_what_was_written(
    guarded: Flask, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    guarded.config["WTF_CSRF_ENABLED"] = False
    browser = browser_of(person("ada", Role.FACULTY))
    guarded.config["WTF_CSRF_ENABLED"] = True
    words = "An afternoon of writing, with <signs> & all.\n" * 3
    typed = {"title": "Short", "description": words, "password": "four unrelated words here", "csrf_token": "old" * 20}
    answer = browser.post("/opportunities/new", data=typed)
    assert answer.status_code == 400
    assert "before you signed in or out" in answer.text
    assert "An afternoon of writing, with &lt;signs&gt; &amp; all." in answer.text
    assert "four unrelated words" not in answer.text
    assert "oldoldold" not in answer.text


def test_a_form_that_holds_no_text_leads_to_signing_in_and_back(guarded: Flask) -> None:
    file = {"file": (io.BytesIO(b"title\n"), "a.csv")}
    answer = guarded.test_client().post("/office/import", data=file)
    assert answer.status_code == 400
    assert '<a href="/sign-in?next=/office/import">Sign in</a>' in answer.text.replace("%2F", "/")


PAGE_OF = {
    "applications.review": "/applications/1",
    "applications.submit": "/opportunities/1/apply",
    "applications.move_many": "/opportunities/1/applicants",
    "applications.preview_message": "/opportunities/1/applicants",
    "learning.begin_quiz": "/learning/1/quiz",
    "mentorship.settle_goal": "/mentorships/1",
    "opportunities.answer": "/opportunities/1",
    "opportunities.extend": "/opportunities/1",
    "match_rounds.set_places": "/match-rounds/1",
}


def test_a_refused_form_can_be_reloaded_at_every_address_that_only_takes_a_form(
    app: Flask, client: FlaskClient
) -> None:
    reads = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    walked = {}
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.rule not in reads:
            address = re.sub(r"<[a-z]+>", "token", re.sub(r"<id:[a-z_]+>", "1", rule.rule))
            answer = client.get(f"{address}?page=2")
            walked[rule.endpoint] = answer.location
            assert answer.status_code == 302, address
    for endpoint, page in PAGE_OF.items():
        assert walked[endpoint] == f"{page}?page=2", endpoint
