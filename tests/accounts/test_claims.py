"""What providers say of people, as each of them says it, and what the school's rules make of it."""

from dataclasses import replace
from typing import Any

import pytest

from board.accounts import claims as account_claims
from board.accounts import school_sign_on as account_school_sign_on
from board.accounts.claims import BadRule
from board.accounts.models import Role
from board.settings import BadSetting, Settings
from tests.databases import settings_for

STUDENT, FACULTY, MENTOR, COORDINATOR = Role.STUDENT, Role.FACULTY, Role.MENTOR, Role.COORDINATOR
ENTRA = "roles=Rounds.Student -> student; roles=Rounds.Faculty -> faculty; roles=Rounds.Office -> coordinator at once"
GROUPS = "groups=6c3f0d6e-0000-4a31-8e2e-5d3f4c6b7a89 -> student"
GOOGLE = "hd=students.alder.edu -> student; hd=alder.edu -> faculty"
AFFILIATION = "affiliation=student@alder.edu -> student; affiliation=faculty@alder.edu -> faculty"
SCOPED = "eduperson_scoped_affiliation=student@alder.edu -> student"
ENTRA_TOKEN = {
    "iss": "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
    "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
    "oid": "00000000-0000-0000-66f3-3332eca7ea81",
    "tid": "9188040d-6c67-4c5b-b112-36a304b66dad",
    "preferred_username": "ada@alder.edu",
}


def said(rules: str, claims: dict[str, Any]) -> tuple[set[Role], set[Role]]:
    """The roles at once, and those that wait."""
    affiliation = account_claims.affiliation(claims, account_claims.rules_of(rules))
    return set(affiliation.at_once), set(affiliation.waiting)


@pytest.mark.parametrize(
    ("rules", "claims", "at_once", "waiting"),
    [
        (ENTRA, ENTRA_TOKEN | {"roles": ["Rounds.Student"]}, {STUDENT}, set()),
        (ENTRA, ENTRA_TOKEN | {"roles": ["Rounds.Faculty", "Rounds.Office"]}, {COORDINATOR}, {FACULTY}),
        (ENTRA, ENTRA_TOKEN, set(), set()),
        (GOOGLE, {"hd": "alder.edu", "email": "grace@alder.edu"}, set(), {FACULTY}),
        (GOOGLE, {"hd": "students.alder.edu"}, {STUDENT}, set()),
        (GOOGLE, {"email": "eve@alder.edu"}, set(), set()),
        (AFFILIATION, {"affiliation": "member@alder.edu;student@alder.edu"}, {STUDENT}, set()),
        (AFFILIATION, {"affiliation": "member@alder.edu; Faculty@Alder.edu"}, set(), {FACULTY}),
        (AFFILIATION, {"affiliation": "student@elm.edu"}, set(), set()),
        (AFFILIATION, {"affiliation": ""}, set(), set()),
        (SCOPED, {"eduperson_scoped_affiliation": ["member@alder.edu", "student@alder.edu"]}, {STUDENT}, set()),
        (SCOPED, {"eduperson_scoped_affiliation": ["student@elm.edu", "alum@alder.edu"]}, set(), set()),
        (SCOPED, {"eduperson_affiliation": ["student"]}, set(), set()),
        ("a=b -> student waits", {"a": "b"}, set(), {STUDENT}),
        ("a=b -> mentor; c=d -> mentor at once", {"a": "b", "c": "d"}, {MENTOR}, set()),
        ("a=b -> student\n\nc=d -> faculty ;", {"a": "b", "c": "d"}, {STUDENT}, {FACULTY}),
        ("a=true -> coordinator at once", {"a": True}, set(), set()),
        ("a=b -> student", {"a": {"b": "b"}}, set(), set()),
        ("a=b -> student", {"a": [["b"], None, 7, "bb"]}, set(), set()),
        (
            "https://alder.edu/claims/kind=student -> student",
            {"https://alder.edu/claims/kind": "student"},
            {STUDENT},
            set(),
        ),
    ],
)
def test_roles_are_what_the_rules_make_of_the_claims(
    rules: str, claims: dict[str, Any], at_once: set[Role], waiting: set[Role]
) -> None:
    assert said(rules, claims) == (at_once, waiting)


@pytest.mark.parametrize(
    "overage",
    [
        {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://graph.example"}}},
        {"hasgroups": True},
    ],
)
def test_groups_that_are_left_out_are_not_guessed(overage: dict[str, Any]) -> None:
    affiliation = account_claims.affiliation(ENTRA_TOKEN | overage, account_claims.rules_of(GROUPS))
    assert affiliation.roles == frozenset()
    assert affiliation.withheld == ("groups",)
    there = account_claims.affiliation(ENTRA_TOKEN | {"groups": []}, account_claims.rules_of(GROUPS))
    assert there.withheld == (), "an empty list is an answer"


@pytest.mark.parametrize(
    ("written", "claims", "is_met"),
    [
        ("hd=alder.edu", {"hd": "alder.edu"}, True),
        ("hd=alder.edu", {"email": "eve@alder.edu"}, False),
        ("hd=alder.edu", {"hd": "alder.edu.evil.example"}, False),
        ("hd=alder.edu|students.alder.edu", {"hd": "Students.Alder.edu"}, True),
        ("idp=https://login.alder.edu/idp", {"idp": "https://login.alder.edu/idp"}, True),
        ("idp=https://login.alder.edu/idp", {"idp": "http://google.com/accounts/o8/id"}, False),
        ("hd=alder.edu; acr=high", {"hd": "alder.edu"}, False),
        ("", {}, True),
    ],
)
def test_every_condition_has_to_hold_to_come_in(written: str, claims: dict[str, Any], is_met: bool) -> None:
    assert (account_claims.first_unmet(claims, account_claims.conditions_of(written)) is None) == is_met


@pytest.mark.parametrize(
    "written", ["student", "affiliation -> student", "a=b -> dean", "a=b -> student soon", "a= -> student", "a=b->"]
)
def test_a_rule_that_cannot_be_read_is_quoted(written: str) -> None:
    with pytest.raises(BadRule) as refused:
        account_claims.rules_of(f"a=b -> student; {written}")
    assert written.strip() in str(refused.value)


def settings(tmp_path: Any, **changes: str) -> Settings:
    usual = {"oidc_issuer": "https://login.alder.edu", "oidc_client_id": "rounds", "oidc_client_secret": "secret"}
    return replace(settings_for(tmp_path, "sqlite:////nowhere"), **usual | changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"oidc_roles": "student"}, "ROUNDS_OIDC_ROLES cannot be read: “student”"),
        ({"oidc_require": "hd"}, "ROUNDS_OIDC_REQUIRE cannot be read: “hd”"),
        ({"oidc_issuer": "https://accounts.google.com"}, "ROUNDS_OIDC_REQUIRE must say whose may come in"),
        ({"oidc_issuer": "https://cilogon.org"}, "ROUNDS_OIDC_REQUIRE must say whose may come in"),
        ({"oidc_issuer": "https://login.microsoftonline.com/common/v2.0"}, "must name the school's own tenant"),
    ],
)
def test_a_sign_on_that_would_let_everybody_in_keeps_rounds_from_starting(
    tmp_path: Any, changes: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        account_school_sign_on.of(settings(tmp_path, **changes))
    assert sentence in str(refused.value)


def test_google_may_leave_the_scheme_of_its_name_away_and_nobody_else(tmp_path: Any) -> None:
    google = account_school_sign_on.of(
        settings(tmp_path, oidc_issuer="https://accounts.google.com", oidc_require="hd=alder.edu")
    )
    other = account_school_sign_on.of(settings(tmp_path))
    assert google is not None
    assert other is not None
    assert google.provider.names == ("https://accounts.google.com", "accounts.google.com")
    assert other.provider.names == ("https://login.alder.edu",)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" Ada ", "Ada"),
        (4711, "4711"),
        (True, ""),
        (None, ""),
        (["Ada"], ""),
        ({"Ada": 1}, ""),
        ("Ada\nEve", ""),
        ("Ada\x00", ""),
        ("x" * 321, ""),
    ],
)
def test_a_claim_is_one_line_of_text_or_none(value: Any, text: str) -> None:
    assert account_claims.text_of({"name": value}, "name") == text
