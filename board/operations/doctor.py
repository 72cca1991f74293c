"""What `flask --app app doctor` looks at, a check for each thing, most severe first. It changes nothing.

Those that take a `now` ask the database alone and are quick: `/readyz` and the office ask them as well. `mail_server`
and `certificate` speak to other machines and wait for them.
"""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from board.kernel import audit, clock, events, heartbeat, mail, outbox, schedule
from board.kernel.connections import client_addresses
from board.kernel.dates import say_ago
from board.kernel.db import db
from board.kernel.keyring import SealedBy
from board.kernel.mail import EmailWritten
from board.kernel.smtp import Smtp
from board.kernel.storage import FileStore, FilesUnavailable
from board.kernel.web_address import LOOPBACK, is_safe
from board.kernel.wording import listed, plural
from board.operations import disk, permissions, schema
from board.operations.check import Check, CheckLevel, broken, fine, warning
from board.operations.schema import SchemaState
from board.search.engine import Engine
from board.settings import NAMELESS_SCHOOL, Settings

PATIENCE_SECONDS = 10
"""So long we wait for another machine."""
LATE = timedelta(minutes=15)
"""An email that waited so long while a worker runs is one that the mail server does not take."""
BACKUP_EVERY = timedelta(hours=26)
"""A nightly backup, and two hours in which it may be late."""
CERTIFICATE_DAYS = 21
RESTORE = "Stop Rounds, and restore the last backup."
OUTGOING_PORTS = {"http": 80, "https": 443}
MAIL_SERVER = "Mail server"
ASK_THE_DATABASE = {"Database", "Tables", "Keys", "Clock", "Worker", "Tasks", "Emails", "Search index", "Backup"}
"""Checks that would make its file where there is none."""
_BEGIN = "Restore a backup with rounds restore FILE, or begin a school with rounds db upgrade."


def look(
    settings: Settings, engine: Engine, files: FileStore, sealed: Callable[[], Mapping[SealedBy, int]]
) -> Iterator[Check]:
    """Every check, each made when it is asked for; what cannot be looked at is told as broken.

    `sealed` counts what is sealed by which key.
    """
    now = clock.now()
    looks: dict[str, Callable[[], Check]] = {
        "User": lambda: user(settings),
        "Database": database,
        "Tables": tables,
        "Settings": lambda: choices(settings),
        "Keys": lambda: keys(settings, sealed()),
        "Address": lambda: address(settings),
        "TLS": lambda: certificate(settings),
        "Proxy": lambda: proxy(settings),
        "Disk": lambda: room(settings),
        "Files": lambda: can_keep_files(settings, files),
        "Clock": lambda: same_clocks(files, now),
        "Worker": lambda: worker(settings, now),
        "Tasks": regular_tasks,
        MAIL_SERVER: lambda: mail_server(settings),
        "Emails": lambda: emails(settings, now),
        "Search index": lambda: index(settings, engine),
        "Backup": lambda: backup(now),
    }
    missing = missing_file()
    for name, make in looks.items():
        if missing and name in ASK_THE_DATABASE:
            if name == "Database":
                yield broken(name, f"There is no file {missing} yet", _BEGIN)
            continue
        try:
            yield make()
        except (SQLAlchemyError, OSError, FilesUnavailable) as problem:
            db.session.rollback()
            yield _unseen(name, problem)


def _unseen(name: str, problem: Exception) -> Check:
    words = f"{problem.strerror}, at {problem.filename}" if isinstance(problem, OSError) else ""
    return broken(
        name,
        f"It could not be looked at: {words or type(problem).__name__}",
        "Mend what is named here." if words else "Mend what is named above first.",
    )


def missing_file() -> str:
    """The file of SQLite that is not there: whoever asked it something would make it."""
    path = permissions.sqlite_file()
    above = disk.nearest(path) if path else None
    return str(path) if above and above != path and disk.may(above, os.X_OK) else ""


def user(settings: Settings) -> Check:
    """We see what the web server and the worker see: root may open everything, and hides what they may not."""
    beside = permissions.owner_beside_root(settings)
    if beside is None:
        return fine("User", f"All this was looked at as {permissions.process_user()}")
    folder, owner = beside
    return warning(
        "User",
        f"This runs as root, who may open everything, and Rounds as {owner}, to whom {folder} belongs",
        f"See what Rounds itself may open: runuser -u {owner} -- rounds doctor",
    )


def database() -> Check:
    """It answers, and nothing about how it was set up loses what people save."""
    if refused := _refused_file():
        return refused
    try:
        answers = _sqlite() if db.engine.dialect.name == "sqlite" else _postgresql()
    except UnicodeDecodeError:  # SQLite shows what stands where it looked for a name
        db.session.rollback()
        return broken("Database", "The file is damaged", RESTORE)
    except SQLAlchemyError:
        db.session.rollback()
        return no_database()
    return answers


def no_database() -> Check:
    """Why it did not answer, without a question more."""
    host = db.engine.url.host
    todo = f"See that PostgreSQL runs on {host}, and ROUNDS_DATABASE_URL." if host else "See ROUNDS_DATABASE_URL."
    return _refused_file() or broken("Database", "It does not answer", todo)


def _refused_file() -> Check | None:
    """SQLite writes into its file, and makes others beside it."""
    path = permissions.sqlite_file()
    for place in (path, path.parent) if path else ():
        if reason := permissions.refusal(place):
            return broken("Database", reason, permissions.remedy(place))
    return None


def _sqlite() -> Check:
    version, mode = (db.session.scalar(text(words)) for words in ("SELECT sqlite_version()", "PRAGMA journal_mode"))
    if mode != "wal":
        return broken(
            "Database",
            f"SQLite {version} keeps no write-ahead log ({mode})",
            "Move the file to a local disk: network folders cannot keep one, and lose what is saved.",
        )
    if (damage := db.session.scalar(text("PRAGMA quick_check(1)"))) != "ok":
        return broken("Database", f"The file is damaged: {damage}", RESTORE)
    return fine("Database", f"SQLite {version}, with a write-ahead log; no page of it is damaged")


def _postgresql() -> Check:
    version, encoding = (db.session.scalar(text(f"SHOW {name}")) for name in ("server_version", "server_encoding"))
    if encoding != "UTF8":
        return broken("Database", f"PostgreSQL keeps {encoding}, not UTF8", "Make a database with ENCODING UTF8.")
    dumps = dump_version()
    if dumps is None or dumps < int(str(version).split(".")[0]):
        return warning(
            "Database",
            f"PostgreSQL {version}; {'no pg_dump' if dumps is None else f'pg_dump {dumps}'} here to back it up",
            f"Install the client programs of PostgreSQL {str(version).split('.')[0]} or later on this machine.",
        )
    return fine("Database", f"PostgreSQL {version}, pg_dump {dumps}")


def dump_version() -> int | None:
    """The major version of the pg_dump on the path; None without one."""
    program = shutil.which("pg_dump")
    if program is None:
        return None
    answer = subprocess.run([program, "--version"], capture_output=True, check=False, text=True)  # noqa: S603 (no word of it comes from anybody)
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(version[1]) if version else None


def tables() -> Check:
    """The tables of the database are those that this code was written for."""
    state = schema.state()
    goes_on = state is SchemaState.OLDER and schema.leaves_running_code_alone()
    first = "leave the web servers running" if goes_on else "stop every web server and worker"
    return {
        SchemaState.SAME: fine("Tables", "As this version of Rounds needs them"),
        SchemaState.EMPTY: broken(
            "Tables",
            "None: nothing was ever stored here, or it was lost",
            _BEGIN,
        ),
        SchemaState.OLDER: broken(
            "Tables",
            "Older than this version of Rounds",
            f"Back up, {first}, and run rounds db upgrade.",
        ),
        SchemaState.NEWER: warning(
            "Tables",
            "Of a later version of Rounds than this one",
            "Start the later version again, or restore the backup from before it.",
        ),
    }[state]


def choices(settings: Settings) -> Check:
    """What nobody has decided yet and a school should."""
    if settings.demo:
        return warning("Settings", "ROUNDS_DEMO is on: its passwords are known", "Leave it out for a real school.")
    undecided = [
        name
        for name, is_left in {
            "ROUNDS_MAIL_FROM": settings.mail_from.endswith("@example.edu>"),
            "ROUNDS_SCHOOL_NAME": settings.school_name == NAMELESS_SCHOOL,
            "ROUNDS_SECOND_FACTOR_ROLES": not settings.second_factor_roles and not settings.oidc_issuer,
        }.items()
        if is_left
    ]
    if undecided:
        return warning("Settings", f"Not decided: {', '.join(undecided)}", "See docs/configuration.md for each.")
    return fine("Settings", "Every one can be used")


def keys(settings: Settings, sealed: Mapping[SealedBy, int]) -> Check:
    """What was sealed opens, and a key of before stays no longer than it must."""
    if lost := sealed.get(SealedBy.NONE):
        return warning(
            "Keys",
            f"{plural(lost, 'secret')} {'opens' if lost == 1 else 'open'} with no key that is known here",
            "Name the ROUNDS_SECRET_KEY of then in ROUNDS_SECRET_KEY_FALLBACKS, and run rounds reseal. "
            "If it is lost, docs/operations.md says what that means.",
        )
    if old := sealed.get(SealedBy.BEFORE):
        sentence = f"{plural(old, 'secret')} {'is' if old == 1 else 'are'} sealed by a key of before"
        return warning("Keys", sentence, "Run rounds reseal.")
    if settings.secret_key_fallbacks:
        return fine("Keys", "All is sealed by the key of now; the one of before may go once its links have ended")
    return fine("Keys", "All that is sealed opens")


def address(settings: Settings) -> Check:
    """Somebody answers where links in emails lead."""
    parts = urlsplit(settings.base_url)
    port = parts.port or OUTGOING_PORTS[parts.scheme]
    try:
        socket.create_connection((parts.hostname or "", port), PATIENCE_SECONDS).close()
    except OSError as problem:
        return warning(
            "Address",
            f"Nobody answers at {settings.base_url} from here: {problem.strerror or problem}",
            "Start the web server and the proxy; see ROUNDS_BASE_URL, the name in DNS, and the firewall.",
        )
    return fine("Address", f"{settings.base_url} answers")


def certificate(settings: Settings) -> Check:
    """People’s browsers trust it, today and in three weeks."""
    parts = urlsplit(settings.base_url)
    if not settings.is_https:
        if parts.hostname in LOOPBACK:
            return fine("TLS", "Not needed on one’s own machine")
        return broken(
            "TLS", "Passwords travel in the clear", "Give the proxy a certificate, and ROUNDS_BASE_URL https."
        )
    context, place = ssl.create_default_context(), (parts.hostname or "", parts.port or 443)
    try:
        with (
            socket.create_connection(place, PATIENCE_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=parts.hostname) as secure,
        ):
            ends = ssl.cert_time_to_seconds(str((secure.getpeercert() or {})["notAfter"]))
    except ssl.SSLError as problem:
        return broken("TLS", f"Browsers refuse it: {problem.reason}", "Give the proxy a certificate for this name.")
    days = int((ends - time.time()) // 86_400)
    if days < CERTIFICATE_DAYS:
        return warning("TLS", f"The certificate ends in {plural(days, 'day')}", "Renew it, and have it renew itself.")
    return fine("TLS", f"The certificate holds for {plural(days, 'day')}")


def proxy(settings: Settings) -> Check:
    """How many proxies are believed fits what the address says."""
    if settings.is_https and not settings.proxies:
        return broken(
            "Proxy",
            "TLS ends at a proxy, and ROUNDS_PROXIES counts none: every reader seems to come from it",
            "Set ROUNDS_PROXIES=1, and have it set X-Forwarded-For and X-Forwarded-Proto.",
        )
    if settings.proxies and not settings.is_https:
        return warning(
            "Proxy",
            f"{plural(settings.proxies, 'proxy is', 'proxies are')} believed, and the address has no TLS",
            "Without a proxy set ROUNDS_PROXIES=0: else anybody says where they come from.",
        )
    return fine("Proxy", f"{plural(settings.proxies, 'proxy', 'proxies')} before Rounds")


def room(settings: Settings) -> Check:
    """The disks of the database, the files, the index and the emails."""
    folders = [settings.upload_dir, settings.index_dir, settings.mail_dir]
    path = permissions.sqlite_file()
    return disk.room([*folders, *([path.parent] if path else [])])


def can_keep_files(settings: Settings, files: FileStore) -> Check:
    """What people upload can be written."""
    try:
        files.seconds_ahead()
    except FilesUnavailable as problem:
        return _no_files(files, problem, "written to")
    if not files.is_shared:
        return fine("Files", "The folder of uploads can be written")
    sentence = f"{files.place} can be written with the key {settings.s3_key_id}"
    if settings.s3_endpoint and not is_safe(settings.s3_endpoint):
        return warning(
            "Files", f"{sentence}, and whoever is on the way to it can read everything", "Have its server speak https."
        )
    return fine("Files", sentence)


def files_are_there(files: FileStore) -> Check:
    """What people uploaded can be read: the question that is asked every few seconds."""
    try:
        files.answer()
    except FilesUnavailable as problem:
        return _no_files(files, problem, "read from")
    return fine("Files", "What people uploaded can be read")


def _no_files(files: FileStore, problem: FilesUnavailable, work: str) -> Check:
    if files.is_shared:
        remedy = (
            f"See that ROUNDS_S3_ENDPOINT can be reached, that {files.place} is there, and that its keys may use it."
        )
        return broken("Files", f"Nothing can be {work} the bucket of uploads: {problem.why}", remedy)
    remedy = f"See that {files.place} is mounted, has room, and is the user’s of Rounds."
    return broken("Files", f"Nothing can be {work} the folder of uploads: {problem.why}", remedy)


def same_clocks(files: FileStore, now: datetime) -> Check:
    """This machine’s clock agrees with the database’s, with the disk’s, and with what was written before."""
    ahead = [abs(files.seconds_ahead())]
    if db.engine.dialect.name == "postgresql":
        at: datetime = db.session.scalars(text("SELECT clock_timestamp()")).one()
        ahead.append(abs(at.timestamp() - time.time()))
    if max(ahead) > disk.OTHER_CLOCK_SECONDS:
        sentence = f"This machine’s clock and another’s differ by {max(ahead):,.0f} seconds"
        return broken("Clock", sentence, "Have all machines keep the time of one server (NTP).")
    last = [at for at in (audit.newest_at(), heartbeat.last(heartbeat.WORKER)) if at is not None]
    if last and max(last) > now + timedelta(seconds=disk.OTHER_CLOCK_SECONDS):
        return broken(
            "Clock",
            f"Something was written {say_ago(now, max(last)).removesuffix(' ago')} ahead of this machine’s clock",
            "It was set back, or another machine’s runs ahead: have all keep the time of one server (NTP).",
        )
    others = ["the database"] if len(ahead) > 1 else []
    return fine("Clock", f"Agrees with {listed([*others, 'the bucket' if files.is_shared else 'the disk'])}")


def worker(settings: Settings, now: datetime) -> Check:
    """Somebody sends emails, reminds, and ends what runs out."""
    at = heartbeat.last(heartbeat.WORKER)
    if heartbeat.is_about(heartbeat.WORKER, now=now) and at is not None:
        return fine("Worker", f"Last seen {say_ago(at, now)}")
    sentence = "None was ever seen" if at is None else f"None since {say_ago(at, now)}"
    waits = "emails, reminders and offers that run out all wait" if settings.mail_url else "reminders and offers wait"
    return broken("Worker", f"{sentence}: {waits}", "Start rounds worker, and have it started with the machine.")


def regular_tasks() -> Check:
    """What the worker does every so often went well the last time."""
    failing = schedule.failing()
    if failing:
        names = ", ".join(f"{task.name} ({task.last_error})" for task in failing)
        return broken("Tasks", f"Failed the last time: {names}", "See the log of the worker; it tries again by itself.")
    return fine("Tasks", "None failed the last time")


def mail_server(settings: Settings) -> Check:
    """The mail server would take an email: its certificate, its name and its password are right. It gets none."""
    if settings.demo:
        return fine(MAIL_SERVER, f"The demo school has none: emails are written to {settings.mail_dir}")
    if not settings.mail_url:
        return warning(
            MAIL_SERVER,
            f"None: emails are written to {settings.mail_dir} and reach nobody",
            "Set ROUNDS_MAIL_URL to smtp://user:password@host:port.",
        )
    transport = Smtp(settings.mail_url, bounces=settings.mail_bounces)
    try:
        transport.greet()
    except OSError as problem:  # those of smtplib and ssl are OSErrors
        words = outbox.without_addresses(f"{type(problem).__name__}: {problem}")
        return broken(MAIL_SERVER, f"{transport.server.host} does not take emails: {words}", "See ROUNDS_MAIL_URL.")
    return fine(MAIL_SERVER, f"{transport.server.host} takes emails")


def emails(settings: Settings, now: datetime) -> Check:
    """Emails leave within minutes."""
    waiting, since = outbox.waiting_count(events.name_of(EmailWritten)), mail.waiting_since()
    if settings.demo:
        return fine(
            "Emails", f"The demo school sends none; {plural(waiting, 'email waits', 'emails wait')} to be written"
        )
    if since is not None and now - since > LATE:
        return broken(
            "Emails",
            f"{plural(waiting, 'email waits', 'emails wait')}, the oldest since {say_ago(since, now)}",
            "See Worker and Mail server, and Administration → Emails for what the server said.",
        )
    if not settings.mail_url:
        return fine("Emails", "Written to a folder at once")
    return fine("Emails", f"{plural(waiting, 'email')} on the way")


def index(settings: Settings, engine: Engine) -> Check:
    """People find what is on the board."""
    if not engine.tables and (reason := permissions.refusal(settings.index_dir)):
        return broken("Search index", reason, permissions.remedy(settings.index_dir))
    if not engine.is_ready():
        return warning(
            "Search index",
            "It cannot be read: people find by the database, slower and without similar words",
            "The worker builds it anew; at once: rounds reindex.",
        )
    machines = client_addresses()
    if machines > 1 and not engine.is_transactional:
        return warning(
            "Search index",
            f"{machines} machines use the database, and what one of them changes the others’ indexes do not know",
            "Set ROUNDS_SEARCH_ENGINE=postgresql on all, and run rounds reindex once. "
            "Containers that mount one index folder on one machine may leave it.",
        )
    return fine("Search index", f"{plural(engine.count(), 'document')} can be found")


def backup(now: datetime) -> Check:
    """There is a recent copy of the school. Only those of `rounds backup` are known."""
    at = heartbeat.last(heartbeat.BACKUP)
    todo = "Have rounds backup FILE run each night, and keep the files on another machine."
    if at is None:
        return warning("Backup", "None was made with rounds backup yet", todo)
    if now - at > BACKUP_EVERY:
        return warning("Backup", f"The last was made {say_ago(at, now)}", todo)
    return fine("Backup", f"Made {say_ago(at, now)}")


def worst(checks: list[Check]) -> CheckLevel:
    """The most severe of them."""
    return max((check.level for check in checks), key=list(CheckLevel).index, default=CheckLevel.OK)
