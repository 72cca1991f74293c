"""School sign-on in a real browser, at a provider that others keep: what headers and cookies allow, how it looks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from board.accounts.models import Role, User
from tests import school_provider
from tests.browser.test_axe import AXE, OF_COLOURS, OPTIONS, RUN
from tests.conftest import PASSWORD
from tests.school_provider import CLIENT_ID, CLIENT_SECRET, SchoolProvider
from tests.servers import Server

pytestmark = pytest.mark.browser


@dataclass
class SignOn:
    """A running Rounds, and the school's sign-on beside it."""

    address: str
    school: SchoolProvider


@pytest.fixture
def sign_on(app: Flask, database: str, tmp_path: Path) -> Iterator[SignOn]:
    running = Server(tmp_path, database)
    with school_provider.running(f"{running.address}/sign-on/back") as school:
        school.knows("ada", name="Ada Lovelace", email="ada@alder.edu", email_verified=True, affiliation="student")
        running.environment |= school.environment | {
            "ROUNDS_OIDC_ISSUER": school.issuer,
            "ROUNDS_OIDC_CLIENT_ID": CLIENT_ID,
            "ROUNDS_OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "ROUNDS_OIDC_ROLES": "affiliation=student -> student",
        }
        running.start()
        yield SignOn(running.address, school)
        running.kill()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(reduced_motion="reduce", ignore_https_errors=True)
    yield context.new_page()
    context.close()


def is_fit(page: Page) -> None:
    """Axe finds nothing in either theme, and nothing is wider than a phone."""
    page.evaluate(AXE)
    for theme, rules in (("light", {}), ("dark", {"runOnly": OF_COLOURS})):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of its literals
        assert page.evaluate(RUN, OPTIONS | rules) == [], (page.url, theme)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
    page.set_viewport_size({"width": 1440, "height": 900})


def test_ada_signs_on_for_the_first_time_and_leaves_the_computer_to_the_next(sign_on: SignOn, page: Page) -> None:
    page.goto(f"{sign_on.address}/sign-in")
    is_fit(page)
    page.get_by_role("link", name="Continue with school sign-on").click()
    page.get_by_role("button", name="ada").click()
    expect(page.get_by_role("heading", name="Open your account")).to_be_visible()
    is_fit(page)
    page.get_by_role("button", name="Open my account").click()
    expect(page.get_by_text("Your account is open.")).to_be_visible()
    page.goto(f"{sign_on.address}/account/sign-on")
    is_fit(page)
    page.locator(".c-me summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="You are signed out of Rounds")).to_be_visible()
    is_fit(page)
    page.get_by_role("link", name="Sign out of school sign-on too").click()
    page.wait_for_url(f"{sign_on.address}/*")
    assert len(sign_on.school.logged_out) == 1
    page.goto(f"{sign_on.address}/sign-on")
    expect(page.get_by_role("heading", name="Sign on", exact=True)).to_be_visible()
    page.get_by_role("button", name="nobody").click()
    expect(page.get_by_role("heading", name="You were not signed on")).to_be_visible()
    is_fit(page)


def test_bert_links_his_sign_on_and_comes_in_with_two_clicks(
    sign_on: SignOn, page: Page, person: Callable[..., User]
) -> None:
    bert = person("bert", Role.FACULTY)
    page.goto(f"{sign_on.address}/sign-in?next=/account/sign-on")
    page.get_by_label("Email").fill(bert.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Link my school sign-on").click()
    page.get_by_role("button", name="ada").click()
    expect(page.get_by_role("heading", name="Link this school sign-on?")).to_be_visible()
    is_fit(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Link it to my account").click()
    expect(page.get_by_text("Your school sign-on is linked")).to_be_visible()
    is_fit(page)
    page.get_by_role("link", name="Unlink").click()
    is_fit(page)
    page.context.clear_cookies(domain="127.0.0.1", name="rounds")
    page.goto(f"{sign_on.address}/sign-in?next=/account")
    page.get_by_role("link", name="Continue with school sign-on").click()
    expect(page.get_by_text("bert@example.edu")).to_be_visible()
