"""Every setting is looked at when Rounds starts, and what cannot be used is told in a sentence."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from board import ENGINES, create_app
from board.accounts.models import Role, User
from board.settings import BadSetting, Settings, from_environment
from board.web import logs
from board.web.access import public
from tests.databases import settings_for, without_settings

ROOT = Path(__file__).resolve().parents[2]
KEY = {"ROUNDS_SECRET_KEY": "a key for tests that is long enough"}
DEMO = {"ROUNDS_DEMO": "1"}
BUCKET_KEYS = {"ROUNDS_S3_KEY_ID": "key", "ROUNDS_S3_SECRET_KEY": "secret"}
OIDC = {
    "ROUNDS_OIDC_ISSUER": "https://login.school.edu",
    "ROUNDS_OIDC_CLIENT_ID": "rounds",
    "ROUNDS_OIDC_CLIENT_SECRET": "secret",
}


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"ROUNDS_SECRET_KEY": ""}, "ROUNDS_SECRET_KEY is required"),
        ({"ROUNDS_SECRET_KEY": "x"}, "ROUNDS_SECRET_KEY must be at least 32 random characters"),
        ({"ROUNDS_SECRET_KEY": "x" * 64}, "ROUNDS_SECRET_KEY must be at least 32 random characters"),
        ({"ROUNDS_SECRET_KEY": "four unrelated words and no more"[:31]}, "ROUNDS_SECRET_KEY must be at least 32"),
        (KEY | {"ROUNDS_SECRET_KEY_FALLBACKS": "x"}, "ROUNDS_SECRET_KEY_FALLBACKS must be values"),
        (DEMO | {"ROUNDS_SECRET_KEY": "x"}, "ROUNDS_SECRET_KEY must be at least 32 random characters"),
        (DEMO | {"ROUNDS_BASE_URL": "https://rounds.school.edu"}, "ROUNDS_DEMO shows a password to everybody"),
        (DEMO | {"ROUNDS_BASE_URL": "http://localhost.evil.example"}, "ROUNDS_DEMO shows a password to everybody"),
        (DEMO | {"ROUNDS_BASE_URL": "http://127.0.0.1.evil.example"}, "ROUNDS_DEMO shows a password to everybody"),
        (DEMO | {"ROUNDS_BASE_URL": "http://localhost@evil.example"}, "ROUNDS_BASE_URL must name a host only"),
        ({"ROUNDS_DEMO": "yes"}, "ROUNDS_DEMO must be 0 or 1"),
        ({"ROUNDS_BASE_URL": "rounds.school.edu"}, "ROUNDS_BASE_URL must be an address"),
        ({"ROUNDS_BASE_URL": "ftp://rounds.school.edu"}, "ROUNDS_BASE_URL must be an address"),
        ({"ROUNDS_BASE_URL": "https://rounds.school.edu/board"}, "ROUNDS_BASE_URL must be an address without a path"),
        ({"ROUNDS_BASE_URL": "https://rounds.school.edu:99999"}, "ROUNDS_BASE_URL must be an address"),
        ({"ROUNDS_BASE_URL": "https://["}, "ROUNDS_BASE_URL must be an address"),
        ({"ROUNDS_SEARCH_ENGINE": "postgresql"}, "ROUNDS_SEARCH_ENGINE=postgresql needs a ROUNDS_DATABASE_URL that"),
        ({"ROUNDS_SEARCH_ENGINE": "lucene"}, "ROUNDS_SEARCH_ENGINE must be whoosh"),
        (
            {"ROUNDS_FILES": "/srv/files"},
            "ROUNDS_FILES must be s3://bucket/prefix; a folder is named by ROUNDS_UPLOAD_DIR",
        ),
        (BUCKET_KEYS | {"ROUNDS_FILES": "s3://School"}, "s3://School must be s3://bucket or s3://bucket/prefix"),
        (BUCKET_KEYS | {"ROUNDS_FILES": "s3://school/../etc"}, "s3://school/../etc must be s3://bucket or"),
        ({"ROUNDS_FILES": "s3://school"}, "ROUNDS_S3_KEY_ID and ROUNDS_S3_SECRET_KEY are required, both"),
        ({"ROUNDS_S3_KEY_ID": "key"}, "ROUNDS_S3_KEY_ID and ROUNDS_S3_SECRET_KEY are required, both"),
        ({"ROUNDS_S3_ENDPOINT": "s3.school.edu"}, "ROUNDS_S3_ENDPOINT must be an address without a path"),
        (DEMO | BUCKET_KEYS | {"ROUNDS_FILES": "s3://school"}, "ROUNDS_DEMO keeps its files in a folder"),
        ({"ROUNDS_LOG_FORMAT": "xml"}, "ROUNDS_LOG_FORMAT must be plain or json"),
        ({"ROUNDS_TIME_ZONE": "Mars/Olympus"}, "ROUNDS_TIME_ZONE must be a zone"),
        ({"ROUNDS_TIME_ZONE": "../../etc/passwd"}, "ROUNDS_TIME_ZONE must be a zone"),
        ({"ROUNDS_TIME_ZONE": "America"}, "ROUNDS_TIME_ZONE must be a zone"),
        (
            {"ROUNDS_SECOND_FACTOR_ROLES": "staff"},
            "ROUNDS_SECOND_FACTOR_ROLES must be roles with commas between: student",
        ),
        ({"ROUNDS_PROXIES": "-1"}, "ROUNDS_PROXIES must be a whole number from 0 to 9"),
        ({"ROUNDS_PROXIES": "10.0.0.1"}, "ROUNDS_PROXIES must be a whole number from 0 to 9"),
        ({"ROUNDS_OFFER_DAYS": "9" * 5000}, "ROUNDS_OFFER_DAYS must be a whole number from 1 to 365"),
        ({"ROUNDS_SCHOOL_NAME": "Alder\nGrove"}, "ROUNDS_SCHOOL_NAME must be one line"),
        ({"ROUNDS_DATABASE_URL": "mysql://a/b"}, "ROUNDS_DATABASE_URL must be postgresql://"),
        ({"ROUNDS_DATABASE_URL": "rounds.db"}, "ROUNDS_DATABASE_URL must be postgresql://"),
        ({"ROUNDS_INDEX_DIR": __file__}, "ROUNDS_INDEX_DIR must be a folder"),
        ({"ROUNDS_UPLOAD_DIR": __file__}, "ROUNDS_UPLOAD_DIR must be a folder"),
        ({"ROUNDS_MAIL_DIR": __file__}, "ROUNDS_MAIL_DIR must be a folder"),
        ({"ROUNDS_OIDC_ISSUER": "https://login.school.edu"}, "ROUNDS_OIDC_CLIENT_ID is required"),
        (OIDC | {"ROUNDS_OIDC_CLIENT_SECRET": ""}, "ROUNDS_OIDC_CLIENT_SECRET is required"),
        (OIDC | {"ROUNDS_OIDC_ISSUER": "http://login.school.edu"}, "ROUNDS_OIDC_ISSUER must be an address"),
        (OIDC | {"ROUNDS_OIDC_ISSUER": "https://["}, "ROUNDS_OIDC_ISSUER must be an address"),
        (OIDC | {"ROUNDS_OIDC_SCOPES": "email"}, "ROUNDS_OIDC_SCOPES must hold openid"),
        (OIDC | {"ROUNDS_OIDC_EMAIL": "yes"}, "ROUNDS_OIDC_EMAIL must be verified or trusted"),
        ({"ROUNDS_LOCAL_SIGN_IN": "off"}, "ROUNDS_LOCAL_SIGN_IN=off needs school sign-on"),
        (OIDC | {"ROUNDS_LOCAL_SIGN_IN": "off"}, "ROUNDS_LOCAL_SIGN_IN=off needs ROUNDS_BREAK_GLASS"),
        (OIDC | {"ROUNDS_BREAK_GLASS": "nobody"}, "ROUNDS_BREAK_GLASS must be one address"),
        ({"ROUNDS_PROXYS": "1"}, "ROUNDS_PROXYS is no setting of Rounds. Did you mean ROUNDS_PROXIES?"),
        ({"ROUNDS_ANYTHING_ELSE": "1"}, "ROUNDS_ANYTHING_ELSE is no setting of Rounds"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_in_a_sentence(written: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadSetting) as refused:
        from_environment(KEY | written)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_left_empty_is_as_by_default() -> None:
    names = [f"ROUNDS_{setting.name.upper()}" for setting in fields(Settings)]
    assert from_environment(dict.fromkeys(names, "") | KEY) == from_environment(KEY)


def test_every_setting_is_used() -> None:
    text = "\n".join(path.read_text() for path in (ROOT / "board").rglob("*.py") if path.name != "settings.py")
    unused = [
        setting.name
        for setting in fields(Settings)
        if not re.search(rf"(settings|chosen|environment|extensions\[\"settings\"\])(\(\))?\.{setting.name}\b", text)
    ]
    assert unused == []


def test_every_value_that_a_setting_takes_does_something() -> None:
    for name in ENGINES:
        on_postgresql = {"ROUNDS_DATABASE_URL": "postgresql://somewhere/rounds", "ROUNDS_SEARCH_ENGINE": name}
        assert from_environment(KEY | on_postgresql).search_engine == name
    for name in logs.FORMATTERS:
        assert from_environment(KEY | {"ROUNDS_LOG_FORMAT": name}).log_format == name


def test_rounds_does_not_start_on_a_bad_setting_and_says_why() -> None:
    bare = without_settings() | {"ROUNDS_SECRET_KEY": "x"}
    command = [sys.executable, "-m", "flask", "--app", "app", "worker", "--once"]
    done = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr.startswith("Rounds cannot start. ROUNDS_SECRET_KEY must be at least 32")
    assert "Traceback" not in done.stderr


Made = Callable[..., FlaskClient]


@pytest.fixture
def served(tmp_path: Path, database: str) -> Made:
    """A client of an application with these settings, which tells what it knows of a request at /seen."""

    def make(**changes: object) -> FlaskClient:
        chosen = settings_for(tmp_path, database)
        for name, value in changes.items():
            object.__setattr__(chosen, name, value)
        app = create_app(chosen, TESTING=True, WTF_CSRF_ENABLED=False)

        @app.get("/seen")
        @public
        def seen() -> str:
            return f"{request.remote_addr} {request.scheme} {request.host}"

        return app.test_client()

    return make


FORWARDED = {"X-Forwarded-For": "203.0.113.7, 198.51.100.2", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [(0, "127.0.0.1 http localhost"), (1, "198.51.100.2 https localhost"), (2, "203.0.113.7 http localhost")],
)
def test_only_as_many_proxies_are_believed_as_there_are(served: Made, proxies: int, seen: str) -> None:
    assert served(proxies=proxies).get("/seen", headers=FORWARDED).text == seen


@pytest.mark.parametrize("host", ["evil.example", "rounds.school.edu.evil.example", "evil.example:80", "x y", ""])
def test_only_our_own_host_is_answered(served: Made, host: str) -> None:
    client = served(base_url="https://rounds.school.edu")
    answer = client.get("/forgot-password", headers={"Host": host})
    assert answer.status_code == 400
    assert "another site" in answer.text
    assert "evil" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    forwarded = {"Host": "rounds.school.edu", "X-Forwarded-Host": "evil.example"}
    assert client.get("/seen", headers=forwarded).text == "127.0.0.1 http rounds.school.edu"


def test_our_own_host_is_answered_on_any_port_and_a_machine_by_each_of_its_names(served: Made) -> None:
    client = served(base_url="https://rounds.school.edu")
    for host in ("rounds.school.edu", "rounds.school.edu:8443", "ROUNDS.school.edu"):
        assert client.get("/seen", headers={"Host": host}).status_code == 200, host
    client = served(base_url="http://127.0.0.1:8000")
    for host in ("127.0.0.1:9000", "localhost", "[::1]:8000"):
        assert client.get("/seen", headers={"Host": host}).status_code == 200, host


def test_browsers_are_asked_to_stay_with_tls_whatever_the_proxy_speaks_to_us(served: Made) -> None:
    ours = {"Host": "rounds.school.edu"}
    answer = served(base_url="https://rounds.school.edu").get("/", headers=ours)
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in served().get("/").headers


def test_what_sets_a_cookie_is_kept_by_nobody(
    app: Flask, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    setting = [app.test_client().get(address) for address in ("/sign-in", "/sign-up", "/forgot-password")]
    app.config["WTF_CSRF_ENABLED"] = False
    person("ada", Role.STUDENT)
    form = {"email": "ada@example.edu", "password": "four unrelated words here"}
    setting.append(app.test_client().post("/sign-in", data=form))
    for answer in setting:
        assert "Set-Cookie" in answer.headers
        assert answer.headers.getlist("Cache-Control") == ["no-store"]
