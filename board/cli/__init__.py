"""The commands of the operator; each calls an action."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy import inspect

from board import indexing, invariants, retention, sealed, tasks
from board.accounts import actions as account_actions
from board.accounts import queries as account_queries
from board.accounts import signed_links as account_signed_links
from board.accounts.actions import factor as factor_actions
from board.accounts.doors import local
from board.accounts.models import User
from board.cli.backups import backup_command, restore_command
from board.cli.database_errors import without_traceback
from board.cli.file_places import copy_files
from board.cli.people import import_people
from board.cli.postings import export_opportunities, import_opportunities
from board.cli.sign_on import rekey_sign_on
from board.cli.worker import worker
from board.demo import school
from board.erasure import tasks as erasure_tasks
from board.kernel import clock, diagram
from board.kernel.db import db
from board.kernel.email_address import BadAddress
from board.kernel.keyring import SealedBy
from board.kernel.storage import FilesUnavailable
from board.kernel.unit_of_work import unit_of_work
from board.kernel.wording import plural
from board.matching import files
from board.operations import doctor
from board.operations.check import Check, CheckLevel
from board.search.engine import Engine
from board.web.emails import link
from board.web.secret_keys import secret_keys


def needs_no_school(argv: Sequence[str]) -> bool:
    """Is this `flask … match`? It reads a file and prints; neither settings nor a database are looked at."""
    return Path(argv[0]).stem in ("flask", "__main__") and "match" in argv[1:]


def only_looks(argv: Sequence[str]) -> bool:
    """Is this `flask … --help` or `flask … doctor`? They make nothing, not even the demo school's key."""
    return Path(argv[0]).stem in ("flask", "__main__") and ("--help" in argv or argv[-1:] == ["doctor"])


def bare() -> Flask:
    """An application that knows `match` and nothing else."""
    app = Flask("board")
    app.cli.add_command(match)
    return app


def install(app: Flask) -> None:
    """Give the commands to `flask`."""
    for command in (
        open_demo,
        demo,
        create_coordinator,
        reset_factor,
        import_opportunities,
        import_people,
        export_opportunities,
        rekey_sign_on,
        reindex,
        states,
        worker,
        match,
        check,
        doctor_command,
        backup_command,
        restore_command,
        copy_files,
        retention_command,
        erase_again,
        reseal,
    ):
        app.cli.add_command(command)


@click.command("open-demo")
def open_demo() -> None:
    """Make ready what `make run` serves: a database up to date, the demo school where it is empty, an index."""
    upgrade()
    if school.is_empty():
        click.echo(school.load())
    engine: Engine = current_app.extensions["engine"]
    if not engine.is_ready():
        click.echo(f"{indexing.rebuild(engine=engine)} documents can be found.")


@click.command()
def demo() -> None:
    """Load the demo school into an empty database."""
    try:
        click.echo(school.load())
    except (school.NotEmpty, school.NoFolder) as refusal:
        raise click.ClickException(str(refusal)) from refusal


@click.command("create-coordinator")
@click.argument("email")
@without_traceback
def create_coordinator(email: str) -> None:
    """Make EMAIL a coordinator and print the link that sets a password, once; or joins the school's sign-on, where
    passwords are off and this is not ROUNDS_BREAK_GLASS. An empty database is made ready first."""
    if not inspect(db.engine).has_table(User.__tablename__):
        upgrade()
    try:
        with unit_of_work():
            user = account_actions.make_coordinator(email=email, now=clock.now())
    except BadAddress as reason:
        raise click.ClickException(str(reason)) from reason
    purpose, endpoint, more = account_signed_links.Purpose.FIRST_PASSWORD, "accounts.reset", {"next": "/office"}
    if not local().lets_in(user):
        purpose, endpoint, more = account_signed_links.Purpose.SIGN_ON, "accounts.join_by_sign_on", {}
    token = account_signed_links.make(user, purpose, secret_keys())
    click.echo(link(endpoint, token=token, **more))


@click.command("reset-second-factor")
@click.argument("email")
@without_traceback
def reset_factor(email: str) -> None:
    """Remove the second factor of EMAIL, who has lost it, where no other coordinator can."""
    user = account_queries.by_email(email)
    if user is None:
        raise click.ClickException(f"Nobody here has the email {email}.")
    with unit_of_work():
        is_reset = factor_actions.reset_by_operator(user)
    done = "signs in with the password alone now, and has an email that says so."
    click.echo(f"{user.email} {done if is_reset else 'has no second step at sign-in.'}")


@click.command()
@without_traceback
def reindex() -> None:
    """Build the search index anew beside the old one, then swap."""
    click.echo(f"{indexing.rebuild(engine=current_app.extensions['engine'])} documents can be found.")


@click.command()
def states() -> None:
    """Print docs/states.md: the tables of moves, drawn."""
    click.echo(_STATES)
    chapters = [
        diagram.chapter(title, model.MOVES, model.__table__.c.state.default.arg) for title, model in invariants.MOVING
    ]
    click.echo("\n".join(chapters), nl=False)


_STATES = """# States and moves

Written by `flask --app app states > docs/states.md` from the tables in the code. A move that is not here does not
happen: it is refused, and changes nothing. What the calendar makes of a published posting is no state.
"""


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
def match(path: Path) -> None:
    """Print the stable match for the wishes in FILE, as JSON. Touches no database."""
    try:
        wishes = files.read(path)
    except files.BadFile as problem:
        for line in problem.problems:
            click.echo(line, err=True)
        sys.exit(2)
    click.echo(json.dumps(files.answer(wishes), indent=1))


@click.command()
@without_traceback
def check() -> None:
    """Hunt for what can never be so: print each finding; exit 1 if there is any."""
    try:
        findings = list(invariants.broken())
    except FilesUnavailable as problem:
        raise click.ClickException(f"It could not be looked at: {problem}.") from problem
    for finding in findings:
        click.echo(f"{finding.name}: {finding.sentence} {finding.remedy}")
    if findings:
        sys.exit(1)
    click.echo(f"{len(invariants.INVARIANTS)} invariants hold.")


@click.command("doctor")
def doctor_command() -> None:
    """Look at all that Rounds needs: a line each, with what to do; exit 1 if something is broken."""
    made = []
    for line in _look():
        click.echo(f"{line.level:<8} {line.name:<13} {line.sentence}")
        if line.remedy:
            click.echo(f"{'':<22} → {line.remedy}")
        made.append(line)
    if doctor.worst(made) is CheckLevel.BROKEN:
        sys.exit(1)


def _look() -> Iterator[Check]:
    settings, engine, files = (current_app.extensions[name] for name in ("settings", "engine", "files"))
    return doctor.look(settings, engine, files, lambda: sealed.by_key(secret_keys()))


@click.command()
@without_traceback
def reseal() -> None:
    """Seal by the ROUNDS_SECRET_KEY of now whatever one of ROUNDS_SECRET_KEY_FALLBACKS sealed."""
    done = sealed.seal_anew(secret_keys())
    lost = sealed.by_key(secret_keys())[SealedBy.NONE]
    click.echo(f"{plural(done, 'secret')} sealed anew.")
    if lost:
        raise click.ClickException(f"{plural(lost, 'secret')} that no key opens: see flask --app app doctor.")


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Count, and erase nothing.")
@without_traceback
def retention_command(dry_run: bool) -> None:
    """Erase what is older than the school's settings say, as the worker does each night."""
    for what, number, days in retention.erase(clock.now(), dry_run=dry_run):
        done = "would go" if dry_run else "erased"
        click.echo(f"{what[0].upper()}{what[1:]} older than {plural(days, 'day')}: {number:,} {done}")


@click.command("erase-again")
@without_traceback
def erase_again() -> None:
    """Erase anew whoever was erased after the backup was made that was restored, by the list in ROUNDS_ERASED_LIST."""
    try:
        erased, left = erasure_tasks.erase_again(clock.now(), tasks.erasure_tools())
    except ValueError as problem:
        raise click.ClickException(f"The list of who was erased cannot be used: {problem}") from problem
    click.echo(f"{plural(erased, 'person', 'people')} erased again.")
    if left:
        raise click.ClickException(f"{plural(left, 'person', 'people')} to go: run the command again, or the worker.")
