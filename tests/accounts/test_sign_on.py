"""School sign-on, against a provider that others keep: who comes in, as whom and what, and who does not."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts import signed_links
from board.accounts.claims import Condition, rules_of
from board.accounts.models import Role, SessionEvent, SessionEventKind, User
from board.accounts.signed_links import Purpose
from board.accounts.views import sign_on as sign_on_views
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.openid import TIMEOUT_SECONDS
from board.kernel.throttle import Limit
from board.kernel.unit_of_work import SlowInsideUnitOfWork, unit_of_work
from tests.accounts.signing_on import (
    BOTH,
    HOME,
    Traveller,
    app,
    identities,
    is_in,
    link,
    open_account,
    school,
    traveller,
    users,
)
from tests.accounts.test_coming_in import link_in
from tests.at_once import at_once
from tests.conftest import PASSWORD
from tests.house.test_house import check_page
from tests.house.twins import without_a_twin
from tests.school_provider import SchoolProvider

__all__ = ["app", "school", "traveller"]


@BOTH
def test_somebody_new_signs_on_and_has_an_account_with_what_the_school_says(
    traveller: Traveller, emails: Callable[[], list[str]]
) -> None:
    page = traveller.sign_on("ada")
    traveller.home.get("/sign-on/new")
    again = traveller.home.get("/sign-on/new")
    assert "Set-Cookie" not in again.headers, "which would say so by itself"
    assert again.headers["Cache-Control"] == "no-store", "the next at this computer does not read it"
    assert "<strong>Ada Lovelace, ada@alder.edu</strong>" in page.text
    assert "Your account opens as student" in page.text
    assert users() == [], "nothing is made by coming back"
    answer = traveller.home.post("/sign-on/new", data={"name": "Ada King", "email": "ada@alder.edu"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Your account is open." in traveller.home.get("/").text
    assert is_in(traveller.home)
    [user], [identity] = users(), identities()
    assert (user.name, user.email, user.roles_held, user.password_hash) == (
        "Ada King",
        "ada@alder.edu",
        {"student"},
        "",
    )
    assert (identity.user_id, identity.subject) == (user.id, "248289761001")
    assert "School sign-on is linked" in emails()[0]


@BOTH
def test_who_signed_on_before_comes_in_with_nothing_to_fill_in_and_reads_it_in_their_log(
    app: Flask, traveller: Traveller
) -> None:
    open_account(traveller, "ada")
    phone = Traveller(app.test_client())
    answer = phone.sign_on("ada", "/sign-on?next=/opportunities?q=sepsis", follow=False)
    assert answer.location == "/opportunities?q=sepsis"
    assert "Signed in with the school’s sign-on" in phone.home.get("/account/sessions").text
    kinds = [event.kind for event in db.session.scalars(select(SessionEvent))]
    assert kinds == [SessionEventKind.SIGNED_ON, SessionEventKind.SIGNED_ON]
    assert len(users()) == 1


def test_the_way_there_carries_pkce_state_and_nonce_that_only_this_browser_knows(client: FlaskClient) -> None:
    asked = {name: value[0] for name, value in parse_qs(urlsplit(client.get("/sign-on").location).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) == 32
    assert len(asked["nonce"]) >= 20
    assert asked["redirect_uri"] == f"{HOME}/sign-on/back"
    cookie = client.get_cookie("rounds-attempt")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"


@pytest.mark.parametrize(
    "fault",
    [
        "issuer",
        "audience",
        "audience with our azp",
        "expired",
        "no nonce",
        "other nonce",
        "other key",
        "shared key",
        "unsigned",
        "other userinfo",
    ],
)
def test_an_answer_that_proves_nobody_lets_nobody_in(
    app: Flask, traveller: Traveller, school: SchoolProvider, fault: str
) -> None:
    open_account(traveller, "ada")
    thief, school.fault = Traveller(app.test_client()), fault
    if fault == "other userinfo":
        school.people["ada"].pop("affiliation")  # so that it is asked for
    page = thief.sign_on("ada")
    assert page.status_code == 400
    assert "Begin again" in page.text
    assert not is_in(thief.home)
    assert len(identities()) == 1


def test_an_answer_of_somebody_elses_attempt_lets_nobody_in(
    app: Flask, traveller: Traveller, school: SchoolProvider
) -> None:
    """A stranger who gets a browser to open their own answer would have its owner write into their account."""
    open_account(traveller, "ada")
    victim, address = app.test_client(), Traveller(app.test_client()).go("ada")
    assert victim.get(address).status_code == 400, "without an attempt"
    victim.get("/sign-on")
    asked = school.asked.count("/token")
    assert victim.get(address).status_code == 400, "with another attempt"
    assert school.asked.count("/token") == asked, "what is not of this attempt is not even asked about"
    assert not is_in(victim)


def test_an_answer_counts_once(app: Flask, traveller: Traveller, school: SchoolProvider) -> None:
    address = traveller.go("ada")
    attempt = traveller.home.get_cookie("rounds-attempt")
    assert attempt is not None
    assert traveller.home.get(address).status_code == 303
    assert traveller.home.get(address).status_code == 400, "the browser has forgotten the attempt"
    thief = app.test_client()
    thief.set_cookie("rounds-attempt", attempt.value)
    assert thief.get(address).status_code == 400, "who copied it as well is refused by the provider"
    assert school.asked.count("/token") == 2


def test_an_attempt_ends_after_a_quarter_of_an_hour(traveller: Traveller, monkeypatch: pytest.MonkeyPatch) -> None:
    address = traveller.go("ada")
    monkeypatch.setattr("board.accounts.views.sign_on_cookie.LIFE_SECONDS", {"attempt": -1, "arrival": 3600})
    assert traveller.home.get(address).status_code == 400


def test_a_provider_that_says_no_is_told_in_words(traveller: Traveller) -> None:
    page = traveller.sign_on("nobody")
    assert page.status_code == 403
    assert "You were not signed on" in page.text


@pytest.mark.parametrize("fault", ["down", "not json", "calls itself another", "keys in the clear", "no keys"])
def test_a_provider_that_is_away_is_a_clear_page(client: FlaskClient, school: SchoolProvider, fault: str) -> None:
    school.fault = fault
    page = client.get("/sign-on")
    assert page.status_code == 503
    assert "We cannot reach school sign-on at the moment" in page.text
    assert page.headers["Retry-After"]
    asked = len(school.asked)
    assert client.get("/sign-on").status_code == 503
    assert len(school.asked) == asked, "nobody waits for it again within seconds"
    assert client.get("/sign-in").status_code == 200


def test_a_provider_that_fails_on_the_way_back_is_a_clear_page(traveller: Traveller, school: SchoolProvider) -> None:
    address = traveller.go("ada")
    school.fault = "down"
    page = traveller.home.get(address)
    assert page.status_code == 503
    assert "Sign-on does not answer" in page.text


def test_what_the_provider_says_of_itself_is_asked_for_once_an_hour(app: Flask, school: SchoolProvider) -> None:
    for _ in range(3):
        app.test_client().get("/sign-on")
    assert school.asked.count("/.well-known/openid-configuration") == 1
    open_account(Traveller(app.test_client()), "ada")
    Traveller(app.test_client()).sign_on("ada")
    assert school.asked.count("/jwks") == 1


@BOTH
def test_a_person_without_an_affiliation_says_what_they_are_and_waits(
    traveller: Traveller, school: SchoolProvider
) -> None:
    school.people["ada"].pop("affiliation")
    page = traveller.sign_on("ada")
    assert "did not say what you are" in page.text
    refused = traveller.home.post("/sign-on/new", data={"name": "Ada", "email": "ada@alder.edu"})
    assert refused.status_code == 422
    assert "Choose one." in refused.text
    traveller.home.post("/sign-on/new", data={"name": "Ada", "email": "ada@alder.edu", "role": "student"})
    [user] = users()
    assert (user.roles_held, user.roles_waiting) == (set(), {"student"})


def test_an_affiliation_may_be_told_beside_the_id_token(traveller: Traveller, school: SchoolProvider) -> None:
    school.people["ada"].pop("affiliation")
    school.knows("ada", **school.people["ada"], sub="248289761001", userinfo={"affiliation": "student@alder.edu"})
    assert "Your account opens as student" in traveller.sign_on("ada").text


@BOTH
def test_what_the_sign_on_no_longer_says_takes_nothing_away_and_the_office_reads_it(
    app: Flask, traveller: Traveller, school: SchoolProvider
) -> None:
    open_account(traveller, "ada")
    school.people["ada"].pop("affiliation")
    assert is_in_after(Traveller(app.test_client()), "ada")
    [user], [identity] = users(), identities()
    assert user.roles_held == {"student"}
    assert identity.roles_missing == ["student"]
    [act] = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "account.sign-on-roles"))
    assert act.changes == {"missing": [[], ["student"]]}


def is_in_after(traveller: Traveller, login: str) -> bool:
    traveller.sign_on(login)
    return is_in(traveller.home)


def test_faculty_by_affiliation_wait_for_the_office_and_a_declared_role_does_not(
    traveller: Traveller, school: SchoolProvider
) -> None:
    school.people["ada"]["affiliation"] = "faculty@alder.edu;chief@alder.edu"
    open_account(traveller, "ada")
    [user] = users()
    assert (user.roles_held, user.roles_waiting) == ({"coordinator"}, {"faculty"})


@BOTH
def test_what_the_office_decided_is_not_undone_by_the_next_sign_on(
    app: Flask, traveller: Traveller, school: SchoolProvider
) -> None:
    open_account(traveller, "ada")
    [user] = users()
    with unit_of_work():
        db.session.delete(user.grants[0])
    assert is_in_after(Traveller(app.test_client()), "ada")
    db.session.expire_all()
    assert users()[0].grants == [], "taken away by the office, and not given again"
    school.people["ada"]["affiliation"].append("faculty@alder.edu")
    Traveller(app.test_client()).sign_on("ada")
    assert users()[0].roles_waiting == {"faculty"}, "what is said for the first time counts"


@BOTH
def test_an_address_is_never_who_somebody_is(
    app: Flask, traveller: Traveller, school: SchoolProvider, person: Callable[..., User]
) -> None:
    """Whoever gets a teacher's old address at the school comes in to nobody's account."""
    grace = person("grace", Role.FACULTY)
    school.knows("heir", name="Heir", email=grace.email, email_verified=True, affiliation="student@alder.edu")
    page = open_account(traveller, "heir", email=grace.email)
    assert page.status_code == 422
    assert "has an account already" in page.text
    assert not is_in(traveller.home)
    assert identities() == []


def test_an_address_that_the_sign_on_does_not_vouch_for_is_proved_by_email(
    app: Flask, traveller: Traveller, school: SchoolProvider, emails: Callable[[], list[str]]
) -> None:
    school.people["ada"].pop("email_verified")
    answer = open_account(traveller, "ada")
    assert answer.status_code == 200
    assert users() == []
    address = link_in(emails()[0])
    stranger = app.test_client()
    assert "Sign on first" in stranger.get(address).text
    school.knows("eve", name="Eve")
    Traveller(stranger).sign_on("eve")
    assert "Sign on first" in stranger.get(address).text
    assert stranger.post(address, data={"name": "Ada", "email": "ada@alder.edu"}).status_code == 200
    assert users() == [], "the owner of the address alone opens nothing for somebody else's sign-on"
    assert traveller.home.post(address, data={"name": "Ada", "email": "ada@alder.edu"}).status_code == 303
    assert is_in(traveller.home)
    assert users()[0].email == "ada@alder.edu"


def test_the_emailed_link_leads_back_after_signing_on_in_another_browser(
    app: Flask, traveller: Traveller, school: SchoolProvider, emails: Callable[[], list[str]]
) -> None:
    school.people["ada"].pop("email_verified")
    open_account(traveller, "ada")
    address, phone = link_in(emails()[0]), Traveller(app.test_client())
    page = phone.sign_on("ada", f"/sign-on?next={address}")
    assert "Open your account" in page.text
    assert phone.home.post(address, data={"name": "Ada", "email": "ada@alder.edu"}).status_code == 303
    assert is_in(phone.home)


def test_only_people_of_this_school_come_in(app: Flask, tmp_path: Path, school: SchoolProvider) -> None:
    condition = Condition("hd", ("alder.edu",))
    app.extensions["sign_on"] = replace(app.extensions["sign_on"], conditions=(condition,))
    page = Traveller(app.test_client()).sign_on("ada")
    assert page.status_code == 403
    assert "This sign-on is not for our school" in page.text
    school.people["ada"]["hd"] = "alder.edu"
    assert "Open your account" in Traveller(app.test_client()).sign_on("ada").text


def test_a_suspended_account_stays_closed(
    traveller: Traveller, school: SchoolProvider, person: Callable[..., User]
) -> None:
    ada = person("ada", Role.STUDENT)
    link(ada, school, "248289761001")
    school.people["ada"]["affiliation"] = "faculty@alder.edu"
    with unit_of_work():
        ada.suspended_at = clock.now()
    page = traveller.sign_on("ada")
    assert page.status_code == 403
    assert "Your account is suspended" in page.text
    assert users()[0].roles_waiting == set()
    assert not is_in(traveller.home)


def test_signing_out_offers_the_way_out_of_the_sign_on_too(traveller: Traveller, school: SchoolProvider) -> None:
    open_account(traveller, "ada")
    page = traveller.home.post("/sign-out")
    assert "Ada Lovelace" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert not is_in(traveller.home)
    assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
    way_out = re.search(r'href="(https://127[^"]+/logout[^"]+)"', page.get_data(as_text=True))
    assert way_out is not None
    left = traveller.away.get(way_out[1].replace("&amp;", "&"), allow_redirects=False, timeout=10)
    assert left.headers["Location"].startswith(f"{HOME}/")
    assert school.logged_out == ["248289761001"], "the ID token said who leaves"
    assert "<h1>Sign on</h1>" in traveller.away.get(traveller.home.get("/sign-on").location, timeout=10).text


def test_signing_out_works_while_the_provider_is_away(app: Flask, traveller: Traveller, school: SchoolProvider) -> None:
    open_account(traveller, "ada")
    app.extensions["sign_on"].provider._client._asked_at = None
    app.extensions["sign_on"].provider._client.server_metadata = {}
    school.fault = "down"
    assert traveller.home.post("/sign-out").location == "/"
    assert not is_in(traveller.home)


def test_who_came_in_with_a_password_signs_out_as_ever(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    assert browser_of(person("bert", Role.STUDENT)).post("/sign-out").location == "/"


@pytest.mark.parametrize("is_google", [True, False])
def test_google_may_leave_the_scheme_of_its_name_away_and_is_still_the_same(
    app: Flask, traveller: Traveller, school: SchoolProvider, monkeypatch: pytest.MonkeyPatch, is_google: bool
) -> None:
    if is_google:
        monkeypatch.setattr("board.kernel.openid.GOOGLE", school.issuer)
    school.fault = "issuer without scheme"
    assert traveller.sign_on("ada").status_code == (200 if is_google else 400)
    if is_google:
        traveller.home.post("/sign-on/new", data={"name": "Ada", "email": "ada@alder.edu"})
        school.fault = ""
        assert is_in_after(Traveller(app.test_client()), "ada"), "with the scheme it is the same person"
        assert [identity.issuer for identity in identities()] == [school.issuer]


def test_clocks_may_be_two_minutes_apart(traveller: Traveller, school: SchoolProvider) -> None:
    school.fault = "a little late"
    assert "Open your account" in traveller.sign_on("ada").text


def test_what_counts_only_later_does_not_count_yet(traveller: Traveller, school: SchoolProvider) -> None:
    school.people["ada"]["nbf"] = int(clock.now().timestamp()) + 600
    assert traveller.sign_on("ada").status_code == 400


def test_an_answer_that_names_another_provider_is_not_taken_to_ours(
    traveller: Traveller, school: SchoolProvider
) -> None:
    address = traveller.go("ada")
    assert traveller.home.get(f"{address}&iss=https://login.elsewhere.example").status_code == 400
    assert "/token" not in school.asked


def test_a_slow_provider_is_waited_for_a_short_while_only(
    client: FlaskClient, school: SchoolProvider, app: Flask
) -> None:
    client_kwargs = app.extensions["sign_on"].provider._client.client_kwargs
    assert client_kwargs["default_timeout"] == TIMEOUT_SECONDS
    client_kwargs["default_timeout"] = 0.3
    school.fault = "slow"
    assert client.get("/sign-on").status_code == 503
    assert max(TIMEOUT_SECONDS) < 10, "a worker has eight threads"


def test_the_provider_is_never_asked_while_others_wait_to_write(app: Flask) -> None:
    with unit_of_work(), pytest.raises(SlowInsideUnitOfWork):
        app.extensions["sign_on"].provider.begin(back="")


def test_the_school_may_vouch_for_every_address(app: Flask, traveller: Traveller, school: SchoolProvider) -> None:
    school.people["ada"].pop("email_verified")
    app.extensions["sign_on"] = replace(app.extensions["sign_on"], trusts_email=True)
    assert open_account(traveller, "ada").status_code == 303
    assert users()[0].email == "ada@alder.edu"


def test_another_address_than_the_proved_one_is_proved_first(
    traveller: Traveller, emails: Callable[[], list[str]]
) -> None:
    assert open_account(traveller, "ada", email="grace@alder.edu").status_code == 200
    assert users() == []
    assert "Confirm your address" in emails()[0]


@BOTH
def test_who_is_here_twice_at_once_has_one_account(app: Flask, traveller: Traveller) -> None:
    traveller.sign_on("ada")
    arrival = traveller.home.get_cookie("rounds-arrival")
    assert arrival is not None
    browsers = [app.test_client() for _ in range(4)]
    for browser in browsers:
        browser.set_cookie("rounds-arrival", arrival.value)
    form = {"name": "Ada", "email": "ada@alder.edu"}
    posts = [partial(browser.post, "/sign-on/new", data=form) for browser in browsers]
    answers = at_once(app, "users", posts)
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 303
    assert set(statuses[1:]) <= {409, 422}
    assert (len(users()), len(identities())) == (1, 1)


def test_a_second_account_is_not_opened_at_another_address(app: Flask, traveller: Traveller) -> None:
    traveller.sign_on("ada")
    arrival = traveller.home.get_cookie("rounds-arrival")
    assert arrival is not None
    traveller.home.post("/sign-on/new", data={"name": "Ada", "email": "ada@alder.edu"})
    with unit_of_work():
        users()[0].email = "ada.king@alder.edu"
    later = app.test_client()
    later.set_cookie("rounds-arrival", arrival.value)
    answer = later.post("/sign-on/new", data={"name": "Ada", "email": "ada@alder.edu"})
    assert answer.status_code == 409
    assert "You have an account by now" in answer.text


def test_a_claim_that_was_left_out_is_not_called_missing(
    app: Flask, traveller: Traveller, school: SchoolProvider
) -> None:
    app.extensions["sign_on"] = replace(app.extensions["sign_on"], rules=rules_of("groups=g1 -> student"))
    school.people["ada"]["groups"] = ["g1"]
    open_account(traveller, "ada")
    school.people["ada"] |= {"groups": None, "_claim_names": {"groups": "src1"}}
    school.people["ada"].pop("groups")
    Traveller(app.test_client()).sign_on("ada")
    assert identities()[0].roles_missing == []


@pytest.mark.parametrize("next_", ["//evil.example", "/\\evil.example", "https://evil.example", "/" + "x" * 600])
def test_signing_on_never_leads_away(app: Flask, traveller: Traveller, next_: str) -> None:
    open_account(traveller, "ada")
    again = Traveller(app.test_client())
    again.came_back_with = again.go("ada", f"/sign-on?next={quote(next_)}")
    assert again.home.get(again.came_back_with).location == "/"


@pytest.mark.parametrize(
    "claims",
    [
        {"affiliation": {"student@alder.edu": True}, "roles": 7},
        {"name": "x\x00y", "email": "a\x00@alder.edu", "affiliation": ["\x00"]},
        {"name": "<b>\u202eAda" * 900, "email": "x" * 5000 + "@alder.edu", "affiliation": ["x" * 9000]},
    ],
)
@BOTH
def test_whatever_a_provider_says_of_a_person_nothing_breaks(
    traveller: Traveller, school: SchoolProvider, claims: dict[str, Any]
) -> None:
    school.knows("eve", **claims)
    assert "Open your account" in traveller.sign_on("eve").text
    answer = traveller.home.post("/sign-on/new", data={"name": "Eve", "email": "eve@alder.edu", "role": "student"})
    assert answer.status_code == 200
    assert "eve@alder.edu" in answer.text


@pytest.mark.parametrize("subject", ["x\x00y", "x" * 256])
def test_a_subject_that_is_none_is_nobody(traveller: Traveller, school: SchoolProvider, subject: str) -> None:
    school.knows("eve", sub=subject)
    assert traveller.sign_on("eve").status_code == 400


@pytest.mark.parametrize("groups", [0, 20, 400])
def test_what_a_browser_remembers_is_short_enough_for_one(
    traveller: Traveller, school: SchoolProvider, groups: int
) -> None:
    """A longer cookie is dropped without a word, and nobody new would ever come in."""
    long_name = "".join(chr(0x4E00 + number * 7) for number in range(250))
    school.people["ada"] |= {"name": long_name, "groups": [f"{number * 7919:032x}" for number in range(groups)]}
    start = f"/sign-on?next=/opportunities?q={'x' * 400}"
    assert "Open your account" in traveller.sign_on("ada", start).text
    cookie = traveller.home.get_cookie("rounds-arrival")
    assert cookie is not None
    assert len(cookie.value) < 3900
    assert traveller.home.post("/sign-on/new", data={"name": "Ada", "email": "ada@alder.edu"}).status_code == 303
    assert "Sign out of school sign-on too" in traveller.home.post("/sign-out").text


@pytest.mark.parametrize(("error", "status"), [("access_denied", 403), ("server_error", 503), ("<script>", 403)])
def test_what_a_provider_says_instead_of_an_answer_is_a_page(client: FlaskClient, error: str, status: int) -> None:
    client.get("/sign-on")
    page = client.get(f"/sign-on/back?error={error}")
    assert page.status_code == status
    assert "<script>" not in page.get_data(as_text=True).split("<main")[1]


def test_nobody_has_this_server_flood_the_provider(
    app: Flask, school: SchoolProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_on_views, "SIGN_ONS", Limit.of("sign-on", "2 per minute", "Too many."))
    statuses = []
    for _ in range(4):
        browser = app.test_client()
        address = urlsplit(browser.get("/sign-on").location)
        state = parse_qs(address.query)["state"][0]
        statuses.append(browser.get(f"/sign-on/back?code=guess&state={state}").status_code)
    assert statuses == [400, 400, 429, 429]
    assert school.asked.count("/token") == 2


@BOTH
def test_of_two_who_link_one_sign_on_at_once_one_has_it(
    app: Flask, school: SchoolProvider, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    insides = [Traveller(browser_of(person(name, Role.STUDENT))) for name in ("bert", "cleo")]
    for inside in insides:
        inside.sign_on("ada", "/account/sign-on/link")
    confirm = [partial(inside.home.post, "/account/sign-on/confirm", data={"password": PASSWORD}) for inside in insides]
    answers = at_once(app, "identities", confirm)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(identities()) == 1


def test_every_page_of_sign_on_is_a_page_in_order(
    app: Flask,
    traveller: Traveller,
    school: SchoolProvider,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
) -> None:
    bert = person("bert", Role.STUDENT)
    with app.test_request_context():
        token = signed_links.make(bert, Purpose.SIGN_ON, app.extensions["settings"].secret_keys)
        asked = signed_links.Arrival("eve@alder.edu", school.issuer, "eve", "")
        address = signed_links.for_arrival(asked, app.extensions["settings"].secret_keys)
    pages = [traveller.home.get(f"/sign-on/join/{token}"), traveller.home.get(f"/sign-on/address/{address}")]
    pages += [traveller.sign_on("nobody"), traveller.sign_on("ada")]
    open_account(traveller, "ada")
    pages += [traveller.home.get("/account/sign-on"), traveller.home.post("/sign-out")]
    inside = Traveller(browser_of(bert))
    school.knows("bert", name="Bert", email="bert@alder.edu")
    pages += [inside.home.get("/account/sign-on"), inside.sign_on("bert", "/account/sign-on/link")]
    pages += [inside.home.post("/account/sign-on/confirm", data={"password": "wrong"})]
    inside.home.post("/account/sign-on/confirm", data={"password": PASSWORD})
    number = identities()[-1].id
    pages += [inside.home.get("/account/sign-on"), inside.home.get(f"/account/sign-on/{number}/unlink")]
    pages += [browser_of(person("cora", Role.COORDINATOR)).get(f"/office/people/{bert.id}")]
    for page in pages:
        check_page(page.text)
        assert list(without_a_twin(page.text)) == []


def test_a_school_without_sign_on_has_none_of_its_addresses(
    app: Flask, client: FlaskClient, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    app.extensions["sign_on"] = None
    bert = browser_of(person("bert", Role.STUDENT))
    for address in ("/sign-on", "/sign-on/back?code=x&state=y", "/sign-on/new"):
        assert client.get(address).status_code == 404
    for address in ("/account/sign-on", "/account/sign-on/link", "/account/sign-on/confirm"):
        assert bert.get(address).status_code == 404
    cora = browser_of(person("cora", Role.COORDINATOR))
    assert cora.post("/office/people/1/send-sign-on").status_code == 404
