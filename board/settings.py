"""Every setting: its meaning, its default, and the environment variable that changes it."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from pathlib import Path
from zoneinfo import ZoneInfo

from board.kernel.email_address import BadAddress, normalize
from board.kernel.smtp import BadMailServer, MailServer

ROOT = Path(__file__).resolve().parent.parent


class BadSetting(ValueError):
    """A setting cannot be used as it stands; the message names it."""


@dataclass(frozen=True)
class Settings:
    """What the operator may decide. `docs/configuration.md` describes each; a test keeps the two lists equal."""

    secret_key: str
    database_url: str
    index_dir: Path
    upload_dir: Path
    letters_dir: Path
    search_engine: str = "whoosh"
    base_url: str = "http://127.0.0.1:8000"
    mail_url: str = ""
    mail_from: str = "Rounds <rounds@example.edu>"
    mail_bounces: str = ""
    email_domains: tuple[str, ...] = ()
    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/New_York"))
    school_name: str = "Alder Grove School of Medicine"
    badge_key: Path = ROOT / "instance" / "badge-key.pem"
    offer_days: int = 7
    promotion_hours: int = 48
    proxies: int = 0
    staff_idle_minutes: int = 30
    student_idle_minutes: int = 12 * 60
    staff_session_hours: int = 8
    student_session_hours: int = 7 * 24
    keep_signed_in_days: int = 0
    demo: bool = False
    log_format: str = "plain"

    @property
    def is_https(self) -> bool:
        """Served over TLS, so cookies may be marked Secure."""
        return self.base_url.startswith("https://")


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises `BadSetting` where one is missing or cannot be read."""
    instance = ROOT / "instance"
    demo = environ.get("ROUNDS_DEMO", "") == "1"
    base_url = environ.get("ROUNDS_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    if demo and not base_url.startswith(("http://127.0.0.1", "http://localhost")):
        raise BadSetting(
            "ROUNDS_DEMO shows a password to everybody: it is never combined with a public ROUNDS_BASE_URL"
        )
    try:
        zone = ZoneInfo(environ.get("ROUNDS_TIME_ZONE", "America/New_York"))
    except Exception as trouble:
        raise BadSetting("ROUNDS_TIME_ZONE must be a zone such as America/New_York") from trouble
    return Settings(
        secret_key=environ.get("ROUNDS_SECRET_KEY") or _demo_key(instance, demo=demo),
        database_url=_database_url(environ.get("ROUNDS_DATABASE_URL", f"sqlite:///{instance / 'rounds.db'}")),
        index_dir=Path(environ.get("ROUNDS_INDEX_DIR", instance / "index")),
        upload_dir=Path(environ.get("ROUNDS_UPLOAD_DIR", instance / "uploads")),
        letters_dir=Path(environ.get("ROUNDS_LETTERS_DIR", instance / "letters")),
        search_engine=environ.get("ROUNDS_SEARCH_ENGINE", "whoosh"),
        base_url=base_url,
        mail_url=_mail_url(environ.get("ROUNDS_MAIL_URL", "")),
        mail_from=_sender(environ.get("ROUNDS_MAIL_FROM", "Rounds <rounds@example.edu>")),
        mail_bounces=_bounces(environ.get("ROUNDS_MAIL_BOUNCES", "")),
        email_domains=_domains(environ.get("ROUNDS_EMAIL_DOMAINS", "")),
        time_zone=zone,
        school_name=environ.get("ROUNDS_SCHOOL_NAME", "Alder Grove School of Medicine"),
        badge_key=Path(environ.get("ROUNDS_BADGE_KEY", instance / "badge-key.pem")),
        offer_days=_count(environ, "ROUNDS_OFFER_DAYS", 7),
        promotion_hours=_count(environ, "ROUNDS_PROMOTION_HOURS", 48),
        staff_idle_minutes=_count(environ, "ROUNDS_STAFF_IDLE_MINUTES", 30, most=24 * 60),
        student_idle_minutes=_count(environ, "ROUNDS_STUDENT_IDLE_MINUTES", 12 * 60, most=7 * 24 * 60),
        staff_session_hours=_count(environ, "ROUNDS_STAFF_SESSION_HOURS", 8, most=7 * 24),
        student_session_hours=_count(environ, "ROUNDS_STUDENT_SESSION_HOURS", 7 * 24, most=90 * 24),
        keep_signed_in_days=_count(environ, "ROUNDS_KEEP_SIGNED_IN_DAYS", 0, least=0, most=90),
        demo=demo,
        log_format=environ.get("ROUNDS_LOG_FORMAT", "plain"),
    )


def _database_url(address: str) -> str:
    """PostgreSQL is spoken to by psycopg, however its address is spelled."""
    scheme, mark, rest = address.partition("://")
    return f"postgresql+psycopg{mark}{rest}" if scheme in ("postgres", "postgresql") else address


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


def _count(environ: Mapping[str, str], name: str, default: int, *, least: int = 1, most: int = 365) -> int:
    written = environ.get(name) or str(default)
    if not written.isascii() or not written.isdigit() or not least <= int(written[:9]) <= most:
        raise BadSetting(f"{name} must be a whole number from {least} to {most}")
    return int(written)


def _demo_key(instance: Path, *, demo: bool) -> str:
    """The demo school makes itself a key and keeps it; a real school must bring one."""
    if not demo:
        raise BadSetting("ROUNDS_SECRET_KEY is required: 32 random characters, the same for every process")
    path = instance / "secret-key"
    if not path.exists():
        instance.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")
