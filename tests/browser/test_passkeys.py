"""Passkeys in a real browser, with a device that Chromium plays; and a second factor without JavaScript."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.unit_of_work import unit_of_work
from board.school import actions as school_actions
from tests.accounts.authenticators import codes_on
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser
VIOLATIONS = "axe.run(document).then(result => result.violations.map(each => [each.id, each.nodes[0].html]))"
FINGERPRINT = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(page: Page) -> tuple[Any, str]:
    """A device that unlocks by a fingerprint, and always has the right one."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": FINGERPRINT})
    return devtools, added["authenticatorId"]


def named(server: str) -> str:
    """The server by its name: browsers give no passkeys to a number."""
    return server.replace("127.0.0.1", "localhost")


def type_password(page: Page, user: User) -> None:
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def fit(page: Page) -> None:
    """Nothing for axe in either theme, and no wider than a phone."""
    page.evaluate(Axe().axe_script)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of its literals
        broken = page.evaluate(
            "axe.run(document).then(result => result.violations.map(each => [each.id, each.nodes[0].html]))"
        )
        assert broken == [], page.url
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def test_a_passkey_is_added_and_signs_in_with_a_password_and_without(ada: User, server: str, chromium: Browser) -> None:
    with clock.running():
        page, address = chromium.new_context(reduced_motion="reduce").new_page(), named(server)
        devtools, authenticator = with_authenticator(page)
        page.goto(f"{address}/sign-in")
        fit(page)
        type_password(page, ada)
        page.goto(f"{address}/account/factors")
        page.get_by_role("link", name="Add a passkey").click()
        fit(page)
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Continue", exact=True).click()
        fit(page)
        page.get_by_label("Name").fill("My laptop")
        page.get_by_role("button", name="Create a passkey").click()
        expect(page.get_by_role("heading", name="Save your recovery codes")).to_be_visible()
        assert len(codes_on(page.locator("main").inner_text())) == 10
        fit(page)
        page.get_by_role("link", name="I have saved them").click()
        page.wait_for_url(f"{address}/account/factors")
        expect(page.get_by_text("My laptop", exact=True)).to_be_visible()
        fit(page)
        page.get_by_role("button", name="Create a passkey").click()
        expect(page.get_by_text("This device has a passkey for your account already.")).to_be_visible()

        page.context.clear_cookies()
        page.goto(f"{address}/sign-in?next=/saved")
        type_password(page, ada)
        expect(page.get_by_role("heading", name="Second step")).to_be_visible()
        fit(page)
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url(f"{address}/saved")

        page.context.clear_cookies()
        page.goto(f"{address}/sign-in?next=/saved")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(f"{address}/saved")

        page.goto(f"{address}/account/factors")
        page.get_by_role("button", name="Make ten new codes").click()
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url(f"{address}/account/factors")

        page.context.clear_cookies()
        devtools.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
        page.goto(f"{address}/sign-in")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_text("No passkey was used.")).to_be_visible()
        assert page.url == f"{address}/sign-in"


def test_a_passkey_is_set_up_while_signing_in_where_the_school_asks_it(
    person: Callable[..., User], server: str, chromium: Browser
) -> None:
    with clock.running(), unit_of_work():
        school_actions.save({"second_factor_roles": ["coordinator"]}, by=None, now=clock.now())
    with clock.running():
        cora, address = person("cora", Role.COORDINATOR), named(server)
        page = chromium.new_context(reduced_motion="reduce").new_page()
        with_authenticator(page)
        page.goto(f"{address}/office")
        type_password(page, cora)
        expect(page.get_by_role("heading", name="Set up a second step")).to_be_visible()
        fit(page)
        page.get_by_role("link", name="Set up an app").click()
        expect(page.get_by_role("heading", name="Set up an authenticator app")).to_be_visible()
        fit(page)
        page.go_back()
        page.get_by_role("button", name="Create a passkey").click()
        expect(page.get_by_role("heading", name="Save your recovery codes")).to_be_visible()
        page.get_by_role("link", name="I have saved them").click()
        page.wait_for_url(f"{address}/office")


def test_an_app_is_set_up_and_used_without_javascript(
    app: Any, person: Callable[..., User], server: str, chromium: Browser, tmp_path: Path
) -> None:
    with clock.running():
        ada = person("ada", Role.STUDENT)
        page = chromium.new_context(java_script_enabled=False).new_page()
        page.goto(f"{server}/sign-in")
        type_password(page, ada)
        page.goto(f"{server}/account/factors")
        page.get_by_role("link", name="Set up an app").click()
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Continue", exact=True).click()
        expect(page.get_by_role("img", name="QR code for your authenticator app")).to_be_visible()
        app_on_phone = pyotp.TOTP(page.locator("[data-copy=Key] span").inner_text().replace(" ", ""))
        page.get_by_label("Code that the app shows").fill(app_on_phone.at(clock.now()))
        page.get_by_role("button", name="Turn it on").click()
        codes = codes_on(page.locator("main").inner_text())
        page.context.clear_cookies()
        page.goto(named(f"{server}/sign-in"))
        expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
        assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
        type_password(page, ada)
        page.get_by_label("Code").fill(codes[0])
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.goto(named(f"{server}/account/factors"))
        expect(page.get_by_text("9 of your codes are left")).to_be_visible()
