"""School sign-on from the command line."""

import csv
from pathlib import Path

import click
from flask import current_app

from board.accounts.actions import identity as identity_actions
from board.accounts.queries import identity as identity_queries
from board.kernel.errors import Invalid
from board.kernel.openid import LONGEST_SUBJECT
from board.kernel.unit_of_work import dry_run, unit_of_work
from board.kernel.wording import plural
from board.settings import Settings

COLUMNS = ["old_subject", "new_subject"]


@click.command("rekey-sign-on")
@click.argument("path", metavar="[FILE]", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--issuer", default="", help="Whose subjects change; ROUNDS_OIDC_ISSUER where nothing is said.")
@click.option("--new-issuer", default="", help="Whose they are from now on; the same where nothing is said.")
@click.option("--dry-run", is_flag=True, help="Try it and report; write nothing.")
def rekey_sign_on(path: Path | None, issuer: str, new_issuer: str, **given: bool) -> None:
    """Give the school's sign-ons new keys, after a new client, tenant or provider has changed every subject.

    FILE is a CSV with the columns old_subject and new_subject; the provider's administrator has both. Without FILE
    every subject stays and moves to --new-issuer. All or none; nobody's account, role or record changes.
    """
    settings: Settings = current_app.extensions["settings"]
    issuer = issuer or settings.oidc_issuer
    if not issuer or not (path or new_issuer):
        raise click.ClickException("Say what changes: a FILE of subjects, or --new-issuer (and --issuer).")
    there = identity_queries.of_issuer(issuer)
    changes = _read(path) if path else {identity.subject: identity.subject for identity in there}
    try:
        with dry_run() if given["dry_run"] else unit_of_work():
            number = identity_actions.rekey(changes, issuer=issuer, new_issuer=new_issuer or issuer)
    except Invalid as refusal:
        raise click.ClickException(f"{refusal.message} Nothing was changed.") from refusal
    verb = "would get" if given["dry_run"] else "got"
    click.echo(f"{plural(number, 'sign-on')} of {issuer} {verb} a new key; {len(there) - number} stay as they are.")


def _read(path: Path) -> dict[str, str]:
    """Old subject → new one. Raises `ClickException` with the line that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as reason:
        raise click.ClickException("The file is not in UTF-8.") from reason
    rows = csv.DictReader(text.splitlines())
    if rows.fieldnames is None or not set(COLUMNS) <= set(rows.fieldnames):
        raise click.ClickException(f"The first line must name the columns {' and '.join(COLUMNS)}.")
    changes: dict[str, str] = {}
    new_subjects: set[str] = set()
    for row in rows:
        old, new = ((row[name] or "").strip() for name in COLUMNS)
        if not old or not 1 <= len(new) <= LONGEST_SUBJECT or "\0" in new:
            raise click.ClickException(f"Line {rows.line_num}: a subject is missing, or is none.")
        if old in changes or new in new_subjects:
            raise click.ClickException(f"Line {rows.line_num}: a subject stands there twice.")
        changes[old] = new
        new_subjects.add(new)
    return changes
