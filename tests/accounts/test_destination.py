"""Whoever was on the way somewhere arrives there, by signing in as by signing up."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from tests.applications.builders import posting_of
from tests.conftest import PASSWORD

Emails = Callable[[], list[str]]


def hrefs(page: str, words: str) -> list[str]:
    """Where the links with these words lead."""
    return [href.replace("&amp;", "&") for href in re.findall(rf'href="([^"]+)"[^>]*>{words}<', page)]


def test_a_stranger_who_wants_to_apply_arrives_at_the_form(client: FlaskClient, person: Callable[..., User]) -> None:
    posting, ada = posting_of(person("grace", Role.FACULTY)), person("ada", Role.STUDENT)
    page = client.get(f"/opportunities/{posting.id}").text
    [sign_in, *_] = hrefs(page, "Sign in to apply")
    answer = client.post(sign_in, data={"email": ada.email, "password": PASSWORD})
    assert answer.location == f"/opportunities/{posting.id}/apply"
    assert "Personal statement" in client.get(answer.location).text


def test_signing_up_leads_on_to_where_one_wanted_to_go(
    client: FlaskClient, person: Callable[..., User], emails: Emails
) -> None:
    posting = posting_of(person("grace", Role.FACULTY))
    [sign_in, *_] = hrefs(client.get(f"/opportunities/{posting.id}").text, "Sign in to apply")
    sign_up = hrefs(client.get(sign_in).text, "Sign up")[-1]
    assert client.post(sign_up, data={"name": "Ada", "email": "ada@example.edu"}).status_code == 200
    link = re.findall(r"https?://[^/\s]+(/sign-up/\S+)", emails()[-1])[0]
    answer = client.post(link, data={"name": "Ada", "role": "student", "password": PASSWORD, "again": PASSWORD})
    assert answer.location == f"/opportunities/{posting.id}/apply"
    assert "Personal statement" in client.get(answer.location).text


@pytest.mark.parametrize("page", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/x" * 400])
def test_signing_up_leads_nowhere_but_to_our_own_pages(client: FlaskClient, emails: Emails, page: str) -> None:
    client.post("/sign-up", query_string={"next": page}, data={"name": "Ada", "email": "ada@example.edu"})
    link = re.findall(r"https?://[^/\s]+(/sign-up/\S+)", emails()[-1])[0]
    answer = client.post(link, data={"name": "Ada", "role": "student", "password": PASSWORD, "again": PASSWORD})
    assert answer.location == "/"
