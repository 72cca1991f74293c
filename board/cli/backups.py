"""A copy of the school, and the way back from one."""

import shlex
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy.exc import OperationalError

from board import file_owners, indexing, invariants, retention, tasks
from board.cli.database_errors import in_words, without_traceback
from board.erasure import tasks as erasure_tasks
from board.kernel import clock, events, heartbeat, mail, outbox
from board.kernel.mail import EmailWritten
from board.kernel.storage import FileGone, FilesUnavailable
from board.kernel.unit_of_work import unit_of_work
from board.kernel.wording import plural
from board.operations import backup, permissions, restore
from board.operations.archive import BadArchive
from board.operations.backup import Copied
from board.operations.postgresql import DumpFailed
from board.operations.restore import FilesLeft, InstallationInUse, OtherRows
from board.settings import Settings

PATH = click.Path(path_type=Path)


@click.command("backup")
@click.argument("path", metavar="FILE", type=PATH)
@click.option("--for", "keys", metavar="AGE1…", multiple=True, help="Seal it for this public key of age.")
@without_traceback
def backup_command(path: Path, keys: Sequence[str]) -> None:
    """Copy the whole school into FILE while it runs: database, uploads, the key of badges, settings without secrets.

    FILE is a new file, or a folder in which one named by the time is made.
    """
    began = time.monotonic()
    if path.is_dir():
        path = path / f"rounds-{clock.now():%Y-%m-%dT%H%M%SZ}.tar.gz{'.age' if keys else ''}"
    extensions = current_app.extensions
    try:
        copied = backup.make(
            path,
            extensions["settings"],
            extensions["files"],
            named=file_owners.NAMED,
            keys=keys,
        )
    except (BadArchive, DumpFailed, OSError, FileGone, FilesUnavailable) as problem:
        raise click.ClickException(f"No backup was made. {problem}") from problem
    size = path.stat().st_size / 1024**2
    click.echo(f"{path}: {_content(copied)}, {size:,.1f} MB, in {_since(began)}.")
    for name in copied.missing:
        click.echo(f"A row names the file {name}, which was not there.", err=True)
    if not keys:
        click.echo("It is not sealed: whoever has it reads everything. --for seals it for a key of age.")


@click.command("restore")
@click.argument("path", metavar="FILE", type=PATH)
@click.option("--identity", metavar="FILE", type=PATH, help="The private key of age that opens a sealed backup.")
@click.option("--leave-emails", is_flag=True, help="Never send the emails that waited when the backup was made.")
@without_traceback
def restore_command(path: Path, identity: Path | None, *, leave_emails: bool) -> None:
    """Put the school of a backup into an installation that holds nothing, and make it ready.

    Tables are upgraded, whoever was erased since is erased again, and the index is built. Nothing is sent before a
    worker or a web server starts.
    """
    extensions, began = current_app.extensions, time.monotonic()
    _refuse_root(extensions["settings"], path, identity)
    try:
        copied, differences = restore.bring_back(path, extensions["settings"], extensions["files"], identity=identity)
    except (BadArchive, DumpFailed, InstallationInUse, OSError, FilesUnavailable) as problem:
        raise click.ClickException(f"Nothing was restored. {problem}") from problem
    except OperationalError as problem:
        raise click.ClickException(f"Nothing was restored. {in_words(problem)}") from problem
    except FilesLeft as problem:
        raise click.ClickException(str(problem)) from problem
    except OtherRows as problem:
        raise click.ClickException(f"{problem}: look into it before anybody is let in.") from problem
    click.echo(f"As of {copied.made_at:%Y-%m-%d %H:%M} UTC: {_content(copied)}, in {_since(began)}.")
    for difference in differences:
        click.echo(f"Note: {difference}", err=True)
    for words, step in _AFTERWARDS.items():
        began = time.monotonic()
        click.echo(f"{words}: {step()}, in {_since(began)}.")
    _tell_of_emails(is_left=leave_emails)
    findings = list(invariants.broken())
    for finding in findings:
        click.echo(f"{finding.name}: {finding.sentence} {finding.remedy}", err=True)
    if findings:
        sys.exit(1)
    click.echo(f"{len(invariants.INVARIANTS)} invariants hold. Start the web server and a worker.")


def _refuse_root(settings: Settings, path: Path, identity: Path | None) -> None:
    beside = permissions.owner_beside_root(settings)
    if beside is None:
        return
    folder, owner = beside
    key = f" --identity {shlex.quote(str(identity.absolute()))}" if identity else ""
    raise click.ClickException(
        f"Nothing was restored. You are root, and {folder} belongs to {owner}, who could open nothing of what root "
        f"puts there. Run: runuser -u {owner} -- rounds restore {shlex.quote(str(path.absolute()))}{key}\n"
        f"{owner} has to be able to read {'both files' if identity else 'that file'}."
    )


def _upgrade() -> str:
    upgrade()
    heartbeat.end_each(heartbeat.BACKUP_UNDER_WAY)  # they were of the other machine, as was its worker
    heartbeat.end(heartbeat.WORKER)
    heartbeat.end(heartbeat.BACKUP)  # of this machine there is none yet
    return "as this version needs them"


def _erase() -> str:
    """Who was erased after the backup, and what retention has ended since."""
    erased, left = erasure_tasks.erase_again(clock.now(), tasks.erasure_tools())
    number = sum(count for _, count, _ in retention.erase(clock.now()))
    unfinished = f", {plural(left, 'person', 'people')} to go (the worker goes on)" if left else ""
    return f"{plural(erased, 'person', 'people')} and {plural(number, 'old row')} erased again{unfinished}"


def _index() -> str:
    return plural(indexing.rebuild(engine=current_app.extensions["engine"]), "document")


_AFTERWARDS: dict[str, Callable[[], str]] = {"Tables": _upgrade, "Erasures": _erase, "Search index": _index}


def _tell_of_emails(*, is_left: bool) -> None:
    waiting = outbox.waiting_count(events.name_of(EmailWritten))
    if is_left:
        with unit_of_work():
            waiting = mail.leave_waiting()
        click.echo(f"{plural(waiting, 'email')} that waited will not be sent.")
    elif waiting:
        click.echo(
            f"{plural(waiting, 'email')} waited when the backup was made, and will be sent when a worker starts, "
            "perhaps for the second time: restore with --leave-emails to leave them."
        )


def _content(copied: Copied) -> str:
    return f"{plural(copied.rows, 'row')} and {plural(copied.files, 'file')}"


def _since(began: float) -> str:
    return f"{time.monotonic() - began:,.1f} seconds"
