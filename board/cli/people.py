"""The command that brings the registrar's roster in."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from board.accounts import queries as account_queries
from board.accounts.actions import roster as roster_actions
from board.accounts.models import User
from board.accounts.queries import erasure_request as erasure_request_queries
from board.accounts.queries import roster as roster_queries
from board.cli.actor import BY, coordinator
from board.cli.columns import chosen_columns
from board.kernel import clock
from board.kernel.errors import Conflict, Invalid
from board.kernel.spreadsheet import Options, UnreadableFile
from board.kernel.spreadsheet.encoding import NAMES
from board.kernel.unit_of_work import unit_of_work
from board.kernel.wording import plural
from board.office.roster import reading as office_reading
from board.office.roster import report as office_report
from board.office.roster.columns import HEADINGS, NO_CLASS
from board.office.roster.plan import RosterChoices
from board.school import settings as school_settings
from board.vocabulary import import_words
from board.web.secret_keys import secret_keys

CLASS_YEAR = "The class year that a word of the file means, such as “Class of 2029=M2”; none: no class year."


@click.command("import-people")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and report; write nothing.")
@click.option("--classes-from", type=click.DateTime(["%Y-%m-%d"]), help="The day from which class years count.")
@click.option("--same-names", is_flag=True, help="Accounts that match by address, and by name, are the same people.")
@click.option("--same", metavar="EMAIL", multiple=True, help="The account at this address is the person of its row.")
@click.option("--invite", is_flag=True, help="Send invitations to those who join.")
@click.option("--map", "mapped", metavar="OWN=OURS", multiple=True, help="Which column of the file is which of ours.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="What 3/4/2027 is: dmy, 3 April; mdy, March 4.")
@click.option("--sheet", default="", help="The sheet of a workbook.")
@click.option("--heading-row", type=int, help="The row that names the columns.")
@click.option("--encoding", type=click.Choice(list(NAMES)), help="How a text file is encoded.")
@click.option("--class-year", "class_years", metavar="WORD=YEAR", multiple=True, help=CLASS_YEAR)
@click.option("--right-file", is_flag=True, help="Write although much changes, such as half of the roster absent.")
@click.option("--by", metavar="EMAIL", help=BY)
@click.option("--skip-bad", is_flag=True, help="Write the good rows although some are refused.")
def import_people(path: Path, **given: Any) -> None:
    """Read the registrar's roster from a CSV or Excel file: who joins, changes, is absent. Never deletes anybody."""
    by = coordinator(given["by"])
    reading = _read(path, by, given)
    for line in _lines(reading):
        click.echo(line)
    if given["dry_run"]:
        if reading.plan.refused:
            raise click.ClickException("Some rows are refused.")
        return
    classes_from = given["classes_from"].date() if given["classes_from"] else None
    try:
        roster_actions.require_day(classes_from, now=clock.now())
        roster_import = reading.to_import(
            classes_from=classes_from,
            without_refused=given["skip_bad"],
            is_looked_at=given["right_file"],
            invites=given["invite"],
        )
        with unit_of_work(), click.progressbar(length=reading.plan.writes, label="Writing") as bar:
            roster_actions.write_at_once(
                path.name, roster_import, by=by, now=clock.now(), note_progress=lambda done: bar.update(done - bar.pos)
            )
    except Invalid as invalid:
        raise click.ClickException(
            f"{invalid.message} (--skip-bad leaves refused rows out, --right-file says so.)"
        ) from invalid
    except Conflict as conflict:
        raise click.ClickException(conflict.message) from conflict
    click.echo(f"{plural(reading.plan.writes, 'person was', 'people were')} written.")
    if given["invite"]:
        joined = len(roster_import.changes.joins)
        click.echo(f"{plural(joined, 'invitation is', 'invitations are')} sent by the worker.")


def _read(path: Path, by: User | None, given: dict[str, Any]) -> office_reading.RosterReading:
    """The file as it would be brought in. Ends the command, in a sentence, where it cannot be read."""
    options = Options(given["sheet"], given["heading_row"], given["encoding"] or "")
    same = account_queries.by_emails(given["same"])
    if unknown := sorted(set(given["same"]) - same.keys()):
        raise click.BadParameter(f"Nobody here has {', '.join(unknown)}.", param_hint="--same")
    content, remembered = path.read_bytes(), roster_queries.remembered_columns()

    def read(columns: dict[int, str]) -> office_reading.RosterReading:
        choices = RosterChoices(
            options=options,
            columns=columns,
            same=frozenset(user.id for user in same.values()),
            same_names=given["same_names"],
            order=given["dates"] or "",
            classes=_classes(given["class_years"]),
            by=by,
            mark_keys=erasure_request_queries.mark_keys(secret_keys()),
        )
        return office_reading.read(content, path.name, choices, remembered)

    try:
        reading = read({})
        if given["mapped"]:
            reading = read(chosen_columns(given["mapped"], reading.table, HEADINGS))
    except UnreadableFile as error:
        raise click.ClickException(str(error)) from error
    if reading.problem:
        heading = ", ".join(name for name in reading.table.heading if name)
        raise click.ClickException(
            f"{reading.problem} The heading has: {heading}. Say which is which with --map OWN=OURS."
        )
    return reading


def _classes(answers: Iterable[str]) -> dict[str, str]:
    """`Class of 2029=M2` → which class year a word means; `G3=none` is none."""
    years = {year: year for year in school_settings.class_years} | {NO_CLASS: ""}
    classes = {}
    for answer in answers:
        word, _, year = answer.rpartition("=")
        if year not in years or not word:
            raise click.BadParameter(f"{answer}: write WORD={'|'.join(years)}.", param_hint="--class-year")
        classes[import_words.key(word)] = years[year]
    return classes


def _lines(reading: office_reading.RosterReading) -> Iterator[str]:
    """How the file was read, each column, each row, who is absent, and the whole in numbers."""
    yield from filter(None, [reading.table.encoding_doubt, *reading.warnings])
    yield from reading.table.how
    for column in reading.columns:
        yield f"column {column.name or column.at + 1}: {column.ours or 'not used'}"
    yield from (f"look: {sentence}" for sentence in reading.alarms)
    for read in reading.values:
        for cell, count, meaning in read.values:
            yield f"{read.label} {cell or '(empty)'} ({plural(count, 'row')}): {meaning}"
    for _, number, words in office_report.report(reading.plan):
        yield f"row {number}: {words}"
    for user in reading.plan.absent:
        yield f"absent: {user.name}, {user.roster_id}"
    yield office_report.counts_words(reading.plan)
