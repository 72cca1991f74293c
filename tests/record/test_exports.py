"""What leaves the house, read by something other than our own code."""

import base64
import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient
from jwt import PyJWK
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from pypdf import PdfReader

from board.accounts.models import Role, User
from board.kernel import clock
from tests.record.conftest import WITNESS

Add = Callable[..., int]
LinkFor = Callable[..., str]
SCHEMA = json.loads((Path(__file__).parent / "schemas" / "jsonresume-1.3.1.json").read_text())
LONG_AGO = datetime(2024, 5, 6, 12, tzinfo=UTC)
"""The library that checks badges knows only the real time."""


def pem(key: dict[str, str]) -> bytes:
    """The published key as a checker wants it."""
    public: bytes = PyJWK(key).key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return public


def test_the_table_opens_with_its_formulas_neutralised(browser: FlaskClient, add: Add) -> None:
    add(
        title='=HYPERLINK("http://evil")',
        organisation="+1",
        place="-1",
        description="@SUM(A1)\nsecond, line",
        aim=" =1",
    )
    (row,) = csv.DictReader(io.StringIO(browser.get("/record/entries.csv").data.decode("utf-8-sig")))
    assert (row["title"], row["organisation"], row["place"]) == ('\'=HYPERLINK("http://evil")', "'+1", "'-1")
    assert row["description"] == "'@SUM(A1)\nsecond, line"
    assert row["hours"] == "40"
    assert row["competencies"] == "professionalism; team-management"
    assert not [cell for cell in row.values() if cell.lstrip().startswith(("=", "+", "-", "@"))]


def test_json_resume_is_valid_by_its_own_schema(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: LinkFor
) -> None:
    seat = add()
    add(kind="qi-project", title="Fall project", ends="")
    add(kind="internship", title="Analyst", paid="y")
    add(kind="seminar", title="Leading meetings", organisation="The School")
    client.post(link_for(seat), data=WITNESS | {"facts": "y"})
    answer = browser.get("/record/resume.json")
    resume = json.loads(answer.data)
    jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(resume)
    assert resume["basics"]["name"] == "Sam"
    (service,) = resume["volunteer"]
    assert (service["position"], service["organization"]) == ("Student member", "Safety Committee")
    assert (service["startDate"], service["endDate"]) == ("2025-09-01", "2026-02-01")
    assert "Confirmed by an approved supervisor: Dr. Ruth Bell, Chair, Mar 2, 2026" in service["highlights"]
    assert "Changed: 9 to 4" in service["highlights"]
    assert [item["name"] for item in resume["projects"]] == ["Fall project"]
    assert "endDate" not in resume["projects"][0]
    assert [item["position"] for item in resume["work"]] == ["Analyst"]
    assert [item["name"] for item in resume["certificates"]] == ["Leading meetings"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_empty_record_exports_too(browser: FlaskClient) -> None:
    resume = json.loads(browser.get("/record/resume.json").data)
    jsonschema.Draft7Validator(SCHEMA).validate(resume)
    assert len(browser.get("/record/entries.csv").text.splitlines()) == 1
    for address in ("/record/cv", "/record/residency", "/record/noteworthy", "/record/shares"):
        assert browser.get(address).status_code == 200


def test_the_cv_is_a_pdf_that_says_what_the_record_says(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: LinkFor
) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError, reason="no Pango here, so no PDF is made")
    seat = add(description="Read **every** fall report.")
    add(kind="qi-project", title="Łukasz <b>project</b>")
    client.post(link_for(seat), data=WITNESS | {"facts": "y", "p1": "3", "p1_evidence": "Minutes"})
    answer = browser.get("/record/cv.pdf")
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.data))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (
        "Sam",
        "Leadership and committees",
        "Student member",
        "Safety Committee, Alder Grove · Sep 2025 – Feb 2026 · 40 hours",
        "Read every fall report.",
        "Falls a month: 9 → 4",
        "Confirmed by an approved supervisor: Dr. Ruth Bell, Chair, Mar 2, 2026",
        "Quality improvement",
        "Łukasz <b>project</b>",
        "Professionalism",
    ):
        assert words in text, words
    assert reader.metadata is not None
    assert reader.metadata.title == "Sam: curriculum vitae"


def test_a_badge_is_verified_by_an_independent_library(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: LinkFor
) -> None:
    number = add()
    address = f"/record/entries/{number}/badge"
    assert browser.get(address).status_code == 404, "what nobody confirmed is no badge"
    link = link_for(number)
    with clock.frozen(LONG_AGO):
        client.post(link, data=WITNESS | {"facts": "y"})
    token = browser.get(address).text

    (key,) = client.get("/badges/keys").json["keys"]
    assert "d" not in key, "the private half stays at home"
    credential = OB3Verifier(pem(key)).verify(token)
    assert credential.name == "Student member"
    assert credential.issuer.id == client.get("/badges/issuer").json["id"]
    assert "Confirmed by an approved supervisor: Dr. Ruth Bell, Chair, " in credential.achievement.criteria_narrative
    header = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    assert header["kid"] == key["kid"]
    (whose,) = credential.identifiers
    assert whose.identity_hash == "sha256$" + hashlib.sha256(f"sam@example.edu{whose.salt}".encode()).hexdigest()
    assert "sam@example.edu" not in base64.urlsafe_b64decode(token.split(".")[1] + "==").decode()
    assert browser.get(address).text == token, "the same fact gives the same badge"

    payload = token.split(".")[1]
    changed = base64.urlsafe_b64decode(payload + "==").replace(b"Student member", b"Student leader")
    forged = token.replace(payload, base64.urlsafe_b64encode(changed).decode().rstrip("="))
    with pytest.raises(OB3VerificationError):
        OB3Verifier(pem(key)).verify(forged)


def test_the_schools_key_is_kept_and_closed_to_others(app: Flask, client: FlaskClient) -> None:
    first = client.get("/badges/keys").json
    path = app.extensions["settings"].badge_key
    assert path.stat().st_mode & 0o077 == 0
    assert client.get("/badges/keys").json == first
    assert [item.name for item in path.parent.glob("badge-key*")] == [path.name]


def test_exports_are_the_students_own(
    client: FlaskClient, add: Add, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    number = add()
    faculty, eve = browser_of(person("fay", Role.FACULTY)), browser_of(person("eve", Role.STUDENT))
    for address in ("cv", "cv.pdf", "entries.csv", "resume.json", "residency.csv", f"entries/{number}/badge"):
        assert client.get(f"/record/{address}").status_code == 303
        assert faculty.get(f"/record/{address}").status_code == 404
    assert eve.get(f"/record/entries/{number}/badge").status_code == 404
    assert "Safety Committee" not in eve.get("/record/entries.csv").text


def test_json_resume_is_words_not_markdown(browser: FlaskClient, add: Add) -> None:
    add(
        title="Chair",
        description="Led **two** teams:\r\n\r\n- nights\r\n- [days](https://x.example)\r\n",
        aim="*Fewer* falls",
    )
    text = browser.get("/record/resume.json").data.decode()
    (service,) = json.loads(text)["volunteer"]
    assert service["summary"] == "Led two teams:\n· nights\n· days"
    assert "Aim: Fewer falls" in service["highlights"]
    assert "\\r" not in text
