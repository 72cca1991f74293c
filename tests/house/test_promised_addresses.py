"""Addresses that bookmarks, emails and other systems hold: each still opens, whatever it is called inside."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from tests.applications.builders import posting_of

GETS = [
    "/",
    "/sign-up",
    "/sign-in",
    "/forgot-password",
    "/account",
    "/account/sessions",
    "/opportunities",
    "/opportunities/1",
    "/opportunities/new",
    "/opportunities/1/edit",
    "/opportunities/1/apply",
    "/applications",
    "/applications/1",
    "/desk",
    "/opportunities/1/desk",
    "/mentors",
    "/mentors/1",
    "/mentorship",
    "/mentorships/1",
    "/match-rounds",
    "/match-rounds/1",
    "/learning",
    "/learning/1",
    "/transcript",
    "/certificates/code",
    "/record",
    "/record/residency",
    "/record/shared/token",
    "/office",
    "/office/people",
    "/office/postings",
    "/office/import",
    "/office/audit",
    "/notices",
    "/saved",
    "/saved/searches",
    "/search/suggest",
    "/opportunities.atom",
    "/opportunities.ics",
    "/calendar/token.ics",
    "/sitemap.xml",
    "/healthz",
    "/readyz",
    "/metrics",
]
POSTS = [
    "/sign-out",
    "/opportunities/1/submit",
    "/opportunities/1/publish",
    "/opportunities/1/extend",
    "/opportunities/1/close",
    "/opportunities/1/cancel",
    "/opportunities/1/clone",
    "/opportunities/1/save",
    "/opportunities/1/unsave",
    "/opportunities/1/report",
    "/opportunities/1/apply",
    "/opportunities/1/apply/submit",
    "/applications/1/withdraw",
    "/applications/1/accept-offer",
    "/applications/1/decline-offer",
    "/applications/1/move",
    "/mentors/1/request",
    "/mentorship/requests/1/accept",
    "/mentorship/requests/1/decline",
    "/mentorship/requests/1/withdraw",
]


@pytest.mark.parametrize(("method", "path"), [*(("GET", path) for path in GETS), *(("POST", path) for path in POSTS)])
def test_a_promised_address_is_there(app: Flask, method: str, path: str) -> None:
    app.url_map.bind("localhost").match(path, method=method)


def test_the_list_of_applicants_opens_at_its_promised_address(
    person: Callable[..., User], enter: Callable[[User], FlaskClient]
) -> None:
    grace = person("grace", Role.FACULTY)
    posting, browser = posting_of(grace), enter(grace)
    for path in ("/desk", f"/opportunities/{posting.id}/desk"):
        page = browser.get(path)
        assert page.status_code == 200
        assert f'href="{path}"' not in page.text, "our own links have the address of today"
