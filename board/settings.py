"""Every setting: its meaning, its default, and the environment variable that changes it."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from email.utils import formataddr, parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from board.kernel.dates import AM_AND_PM, country_of
from board.kernel.email_address import BadAddress, normalize
from board.kernel.keyring import SecretKeys
from board.kernel.smtp import BadMailServer, MailServer
from board.kernel.web_address import LOOPBACK, is_safe

ROOT = Path(__file__).resolve().parent.parent
ROLES = ("student", "faculty", "mentor", "coordinator")
SHORTEST_KEY = 32
NAMELESS_SCHOOL = "Alder Grove School of Medicine"
"""What a school is called that has not said its name: the demo school’s."""
_BUCKET = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)/?")
_MAKE_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


class BadSetting(ValueError):
    """A setting cannot be used as it stands; the message names it."""


@dataclass(frozen=True)
class Settings:
    """What the operator may decide: `ROUNDS_SECRET_KEY` sets `secret_key`, and so on.

    `docs/configuration.md` describes each; a test keeps the two lists equal, and another that each is used.
    """

    secret_key: str = field(repr=False)
    database_url: str
    index_dir: Path
    upload_dir: Path
    mail_dir: Path
    search_engine: str = "whoosh"
    base_url: str = "http://127.0.0.1:8000"
    mail_url: str = ""
    mail_from: str = "Rounds <rounds@example.edu>"
    mail_bounces: str = ""
    email_domains: tuple[str, ...] = ()
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/New_York"))
    clock: str = "12"
    school_name: str = NAMELESS_SCHOOL
    badge_key: Path = ROOT / "instance" / "badge-key.pem"
    erased_list: Path = ROOT / "instance" / "erased.txt"
    offer_days: int = 7
    promotion_hours: int = 48
    keep_emails_days: int = 90
    proxies: int = 0
    staff_idle_minutes: int = 30
    student_idle_minutes: int = 12 * 60
    staff_session_hours: int = 8
    student_session_hours: int = 7 * 24
    keep_signed_in_days: int = 0
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = "school sign-on"
    oidc_scopes: str = "openid profile email"
    oidc_require: str = ""
    oidc_roles: str = ""
    oidc_roster_claim: str = ""
    oidc_email: str = "verified"
    local_sign_in: str = "on"
    break_glass: str = ""
    second_factor_roles: tuple[str, ...] = ()
    demo: bool = False
    log_format: str = "plain"
    metrics_token: str = field(default="", repr=False)
    files: str = ""
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_key_id: str = ""
    s3_secret_key: str = field(default="", repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)

    @property
    def secret_keys(self) -> SecretKeys:
        """What signs and seals, and what still opens."""
        return SecretKeys(self.secret_key, self.secret_key_fallbacks)

    @property
    def is_https(self) -> bool:
        """Served over TLS, so cookies may be marked Secure."""
        return self.base_url.startswith("https://")

    @property
    def demo_mail_folder(self) -> Path | None:
        """Where whoever tries the demo finds its emails, as files: it runs on their own machine, and sends none."""
        return self.mail_dir if self.demo and not self.mail_url else None


def from_environment(environ: Mapping[str, str] = os.environ, *, writes_key: bool = True) -> Settings:
    """Read the settings. Raises `BadSetting` where one is missing or cannot be read.

    `writes_key` is false for whoever only looks: then the demo school's key is not kept where there was none.
    """
    instance = ROOT / "instance"
    _refuse_unknown(environ)
    base_url = _base_url(environ.get("ROUNDS_BASE_URL") or "http://127.0.0.1:8000")
    demo = _choice(environ, "ROUNDS_DEMO", ("0", "1")) == "1"
    if demo and urlsplit(base_url).hostname not in LOOPBACK:
        raise BadSetting(
            "ROUNDS_DEMO shows a password to everybody: it is never combined with a public ROUNDS_BASE_URL"
        )
    zone = _zone(environ.get("ROUNDS_TIME_ZONE") or "America/New_York")
    return Settings(
        secret_key=_secret_key(environ.get("ROUNDS_SECRET_KEY", ""), instance, demo=demo, writes=writes_key),
        database_url=_database_url(environ.get("ROUNDS_DATABASE_URL") or f"sqlite:///{instance / 'rounds.db'}"),
        **_folders(environ, instance),
        **_files(environ, demo=demo),
        search_engine=_search_engine(environ),
        base_url=base_url,
        mail_url=_mail_url(environ.get("ROUNDS_MAIL_URL", "")),
        mail_from=_sender(environ.get("ROUNDS_MAIL_FROM") or "Rounds <rounds@example.edu>"),
        mail_bounces=_bounces(environ.get("ROUNDS_MAIL_BOUNCES", "")),
        email_domains=_domains(environ.get("ROUNDS_EMAIL_DOMAINS", "")),
        time_zone=zone,
        clock=_choice(environ, "ROUNDS_CLOCK", _clocks_of(zone)),
        school_name=_one_line(environ, "ROUNDS_SCHOOL_NAME", NAMELESS_SCHOOL),
        offer_days=_count(environ, "ROUNDS_OFFER_DAYS", 7),
        promotion_hours=_count(environ, "ROUNDS_PROMOTION_HOURS", 48),
        keep_emails_days=_count(environ, "ROUNDS_KEEP_EMAILS_DAYS", 90, least=7, most=3650),
        proxies=_count(environ, "ROUNDS_PROXIES", 0, least=0, most=9),
        **_sessions(environ),
        **_sign_on(environ),
        second_factor_roles=_roles(environ, "ROUNDS_SECOND_FACTOR_ROLES"),
        demo=demo,
        log_format=_choice(environ, "ROUNDS_LOG_FORMAT", ("plain", "json")),
        metrics_token=_metrics_token(environ.get("ROUNDS_METRICS_TOKEN", "")),
        secret_key_fallbacks=_fallbacks(environ),
    )


def bucket_of(place: str) -> tuple[str, str] | None:
    """The bucket and the prefix of s3://bucket/prefix; None for a folder. Raises `BadSetting`."""
    if not place.startswith("s3:"):
        return None
    parts = _BUCKET.fullmatch(place)
    if parts is None:
        raise BadSetting(f"{place} must be s3://bucket or s3://bucket/prefix")
    if find_spec("obstore") is None:
        raise BadSetting(f"{place} is a bucket, for which obstore must be installed")
    return parts[1], parts[2].strip("/")


def _files(environ: Mapping[str, str], *, demo: bool) -> dict[str, Any]:
    """Where the files of people are, and the server of buckets, which may be named before any file is there."""
    place, endpoint = environ.get("ROUNDS_FILES", "").strip(), environ.get("ROUNDS_S3_ENDPOINT", "").strip()
    key_id, secret_key = (environ.get(f"ROUNDS_S3_{name}", "").strip() for name in ("KEY_ID", "SECRET_KEY"))
    if place and bucket_of(place) is None:
        raise BadSetting("ROUNDS_FILES must be s3://bucket/prefix; a folder is named by ROUNDS_UPLOAD_DIR")
    if place and demo:
        raise BadSetting("ROUNDS_DEMO keeps its files in a folder: it is never combined with ROUNDS_FILES")
    if bool(key_id) != bool(secret_key) or (place and not key_id):
        raise BadSetting("ROUNDS_S3_KEY_ID and ROUNDS_S3_SECRET_KEY are required, both, for files in a bucket")
    return {
        "files": place,
        "s3_endpoint": _address(endpoint, "ROUNDS_S3_ENDPOINT", "https://s3.school.edu") if endpoint else "",
        "s3_region": _one_line(environ, "ROUNDS_S3_REGION", "us-east-1"),
        "s3_key_id": key_id,
        "s3_secret_key": secret_key,
    }


def _folders(environ: Mapping[str, str], instance: Path) -> dict[str, Any]:
    """Where everything lies that is not in the database."""
    return {
        "index_dir": _folder(environ, "ROUNDS_INDEX_DIR", instance / "index"),
        "upload_dir": _folder(environ, "ROUNDS_UPLOAD_DIR", instance / "uploads"),
        "mail_dir": _folder(environ, "ROUNDS_MAIL_DIR", instance / "mail"),
        "badge_key": ROOT / (environ.get("ROUNDS_BADGE_KEY") or instance / "badge-key.pem"),
        "erased_list": ROOT / (environ.get("ROUNDS_ERASED_LIST") or instance / "erased.txt"),
    }


def _sessions(environ: Mapping[str, str]) -> dict[str, Any]:
    """How long somebody stays signed in, at rest and in all."""
    return {
        "staff_idle_minutes": _count(environ, "ROUNDS_STAFF_IDLE_MINUTES", 30, most=24 * 60),
        "student_idle_minutes": _count(environ, "ROUNDS_STUDENT_IDLE_MINUTES", 12 * 60, most=7 * 24 * 60),
        "staff_session_hours": _count(environ, "ROUNDS_STAFF_SESSION_HOURS", 8, most=7 * 24),
        "student_session_hours": _count(environ, "ROUNDS_STUDENT_SESSION_HOURS", 7 * 24, most=90 * 24),
        "keep_signed_in_days": _count(environ, "ROUNDS_KEEP_SIGNED_IN_DAYS", 0, least=0, most=90),
    }


def _sign_on(environ: Mapping[str, str]) -> dict[str, Any]:
    """The school's own sign-on: all of what it takes, or nothing."""
    names = ("ROUNDS_OIDC_ISSUER", "ROUNDS_OIDC_CLIENT_ID", "ROUNDS_OIDC_CLIENT_SECRET")
    issuer, client_id, secret = (environ.get(name, "").strip() for name in names)
    if missing := [name for name, value in zip(names, (issuer, client_id, secret), strict=True) if not value]:
        if len(missing) < len(names):
            raise BadSetting(f"{missing[0]} is required beside the other two of school sign-on")
    elif not is_safe(issuer) or urlsplit(issuer).query or urlsplit(issuer).fragment:
        raise BadSetting("ROUNDS_OIDC_ISSUER must be an address such as https://login.school.edu, as it calls itself")
    scopes = environ.get("ROUNDS_OIDC_SCOPES") or "openid profile email"
    if "openid" not in scopes.split():
        raise BadSetting("ROUNDS_OIDC_SCOPES must hold openid, with spaces between")
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": client_id,
        "oidc_client_secret": secret,
        "oidc_name": _one_line(environ, "ROUNDS_OIDC_NAME", "school sign-on"),
        "oidc_scopes": scopes,
        "oidc_require": environ.get("ROUNDS_OIDC_REQUIRE", ""),
        "oidc_roles": environ.get("ROUNDS_OIDC_ROLES", ""),
        "oidc_roster_claim": environ.get("ROUNDS_OIDC_ROSTER_CLAIM", "").strip(),
        "oidc_email": _choice(environ, "ROUNDS_OIDC_EMAIL", ("verified", "trusted")),
        "local_sign_in": _choice(environ, "ROUNDS_LOCAL_SIGN_IN", ("on", "off")),
        "break_glass": _break_glass(environ, has_sign_on=bool(issuer)),
    }


def _break_glass(environ: Mapping[str, str], *, has_sign_on: bool) -> str:
    """The only account that still comes in with a password where passwords are off: named, never guessed."""
    written, is_off = environ.get("ROUNDS_BREAK_GLASS", ""), environ.get("ROUNDS_LOCAL_SIGN_IN") == "off"
    if is_off and not has_sign_on:
        raise BadSetting("ROUNDS_LOCAL_SIGN_IN=off needs school sign-on: set ROUNDS_OIDC_ISSUER first")
    if is_off and not written:
        raise BadSetting(
            "ROUNDS_LOCAL_SIGN_IN=off needs ROUNDS_BREAK_GLASS: the address of the coordinator who may come in with a "
            "password when the sign-on is away"
        )
    try:
        return normalize(written) if written else ""
    except BadAddress as reason:
        raise BadSetting("ROUNDS_BREAK_GLASS must be one address such as office@school.edu") from reason


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    """A setting that is misspelled would do nothing, in silence."""
    known = {f"ROUNDS_{setting.name.upper()}" for setting in fields(Settings)}
    for name in sorted(environ):
        if name.startswith("ROUNDS_") and not name.startswith("ROUNDS_TEST") and name not in known:
            near = get_close_matches(name, known, 1, 0.75)
            hint = f"Did you mean {near[0]}?" if near else "docs/configuration.md lists them all."
            raise BadSetting(f"{name} is no setting of Rounds. {hint}")


def _choice(environ: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    """One of a few values; the first where nothing is said."""
    written = environ.get(name) or values[0]
    if written not in values:
        raise BadSetting(f"{name} must be {' or '.join(values)}")
    return written


def _roles(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Roles with commas between; none where nothing is said."""
    written = tuple(role.strip() for role in environ.get(name, "").split(",") if role.strip())
    if not set(written) <= set(ROLES):
        raise BadSetting(f"{name} must be roles with commas between: {', '.join(ROLES)}")
    return written


def _search_engine(environ: Mapping[str, str]) -> str:
    engine = _choice(environ, "ROUNDS_SEARCH_ENGINE", ("whoosh", "postgresql"))
    if engine == "postgresql" and not environ.get("ROUNDS_DATABASE_URL", "").startswith("postgres"):
        raise BadSetting("ROUNDS_SEARCH_ENGINE=postgresql needs a ROUNDS_DATABASE_URL that names PostgreSQL")
    return engine


def _base_url(written: str) -> str:
    return _address(written, "ROUNDS_BASE_URL", "https://rounds.school.edu")


def _address(written: str, name: str, example: str) -> str:
    """A scheme and a host, perhaps a port: nothing that a link could not be put behind."""
    try:
        parts = urlsplit(written.rstrip("/"))
        is_address = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        parts, is_address = urlsplit(""), False
    if not is_address or parts.scheme not in ("http", "https") or f"{parts.scheme}://{parts.netloc}" != parts.geturl():
        raise BadSetting(f"{name} must be an address without a path, such as {example}")
    if "@" in parts.netloc or any(letter.isspace() for letter in written):
        raise BadSetting(f"{name} must name a host only, such as {example}")
    return parts.geturl()


def _folder(environ: Mapping[str, str], name: str, default: Path) -> Path:
    path = ROOT / (environ.get(name) or default)
    try:
        is_file = path.exists() and not path.is_dir()
    except PermissionError as reason:
        raise BadSetting(f"{name} cannot be looked at: permission denied for {path}") from reason
    if is_file:
        raise BadSetting(f"{name} must be a folder; {path} is a file")
    return path


def _zone(written: str) -> ZoneInfo:
    try:
        return ZoneInfo(written)
    except (ValueError, OSError, KeyError) as reason:
        raise BadSetting("ROUNDS_TIME_ZONE must be a zone such as America/New_York") from reason


def _one_line(environ: Mapping[str, str], name: str, default: str) -> str:
    written = environ.get(name) or default
    if not written.isprintable() or not 1 <= len(written.strip()) <= 120:
        raise BadSetting(f"{name} must be one line of at most 120 characters")
    return written.strip()


def _database_url(address: str) -> str:
    """PostgreSQL is spoken to by psycopg, however its address is spelled."""
    scheme, mark, rest = address.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        if find_spec("psycopg") is None:
            raise BadSetting("ROUNDS_DATABASE_URL names PostgreSQL, for which psycopg must be installed")
        return f"postgresql+psycopg{mark}{rest}"
    if scheme != "sqlite" or not rest.startswith("/"):
        raise BadSetting(
            "ROUNDS_DATABASE_URL must be postgresql://user:password@host/name or sqlite:////folder/rounds.db"
        )
    return address


def _mail_url(written: str) -> str:
    try:
        if written:
            MailServer.named(written)
    except BadMailServer as reason:
        raise BadSetting(f"ROUNDS_MAIL_URL cannot be used: {reason}") from reason
    return written


def _sender(written: str) -> str:
    name, address = parseaddr(written)
    try:
        return formataddr((name, normalize(address)))
    except BadAddress as reason:
        raise BadSetting("ROUNDS_MAIL_FROM must be an address such as Rounds <rounds@school.edu>") from reason


def _bounces(written: str) -> str:
    try:
        return normalize(written) if written else ""
    except BadAddress as reason:
        raise BadSetting("ROUNDS_MAIL_BOUNCES must be one address such as bounces@school.edu") from reason


def _domains(written: str) -> tuple[str, ...]:
    """The domains as the addresses of accounts carry them."""
    try:
        return tuple(
            normalize(f"name@{domain.strip()}").partition("@")[2] for domain in written.split(",") if domain.strip()
        )
    except BadAddress as reason:
        raise BadSetting("ROUNDS_EMAIL_DOMAINS must be domains with commas between, such as school.edu") from reason


def _clocks_of(zone: ZoneInfo) -> tuple[str, str]:
    """Both clocks, the habit of the school's country first."""
    return ("12", "24") if country_of(zone) in AM_AND_PM else ("24", "12")


def _count(environ: Mapping[str, str], name: str, default: int, *, least: int = 1, most: int = 365) -> int:
    written = environ.get(name) or str(default)
    if not written.isascii() or not written.isdigit() or not least <= int(written[:9]) <= most:
        raise BadSetting(f"{name} must be a whole number from {least} to {most}")
    return int(written)


def _metrics_token(written: str) -> str:
    """What Prometheus proves itself with. What it counts is nobody else’s business."""
    if written and len(written) < SHORTEST_KEY:
        raise BadSetting(
            f"ROUNDS_METRICS_TOKEN must be at least {SHORTEST_KEY} random characters: {_MAKE_KEY} makes one"
        )
    if written and find_spec("prometheus_client") is None:
        raise BadSetting("ROUNDS_METRICS_TOKEN is set, for which prometheus-client must be installed")
    return written


def _fallbacks(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of before, the newest first."""
    written = environ.get("ROUNDS_SECRET_KEY_FALLBACKS", "").split()
    if any(_is_guessable(key) for key in written):
        raise BadSetting(
            "ROUNDS_SECRET_KEY_FALLBACKS must be values that ROUNDS_SECRET_KEY had before, with spaces between"
        )
    if environ.get("ROUNDS_SECRET_KEY", "") in written:
        raise BadSetting("ROUNDS_SECRET_KEY_FALLBACKS names the ROUNDS_SECRET_KEY of now: put the new key there first")
    return tuple(written)


def _is_guessable(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < SHORTEST_KEY // 4


def _secret_key(written: str, instance: Path, *, demo: bool, writes: bool) -> str:
    """The demo school makes itself a key and keeps it; a real school must bring one that nobody guesses."""
    if written and _is_guessable(written):
        raise BadSetting(f"ROUNDS_SECRET_KEY must be at least {SHORTEST_KEY} random characters: {_MAKE_KEY} makes one")
    if not written and not demo:
        raise BadSetting(f"ROUNDS_SECRET_KEY is required, the same for every process: {_MAKE_KEY} makes one")
    if written:
        return written
    path = instance / "secret-key"
    if not path.exists():
        made = secrets.token_urlsafe(48)
        if not writes:
            return made
        instance.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(made, encoding="ascii")
    return path.read_text(encoding="ascii")
