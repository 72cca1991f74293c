"""The commands that bring postings in from a file and write them to one."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from board.accounts import queries as account_queries
from board.accounts.models import User
from board.cli.actor import BY, coordinator
from board.cli.columns import chosen_columns
from board.kernel import clock
from board.kernel.spreadsheet import Options, UnreadableFile
from board.kernel.spreadsheet.encoding import NAMES
from board.kernel.unit_of_work import unit_of_work
from board.kernel.wording import plural
from board.office import actions as office_actions
from board.office import import_plan as office_import_plan
from board.office import queries as office_queries
from board.office.actions import FileMeaning
from board.opportunities import actions as opportunity_actions
from board.opportunities import queries as opportunity_queries
from board.opportunities.exchange import columns, report, values, writing
from board.opportunities.exchange.answers import ImportAnswers
from board.opportunities.exchange.columns_read import ColumnRead, samples
from board.opportunities.exchange.plan import Plan
from board.opportunities.exchange.row import KIND_QUESTION, WORD_QUESTION
from board.opportunities.posting_card import card
from board.vocabulary.import_words import key
from board.vocabulary.words import Kind


@click.command("import-opportunities")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and report; write nothing.")
@click.option("--publish", is_flag=True, help="Publish the rows instead of making drafts.")
@click.option("--publish-past", is_flag=True, help="With --publish: also the rows whose deadline has passed.")
@click.option("--poster", metavar="EMAIL", help="Whose they are where the file names nobody; else a coordinator’s.")
@click.option("--by", metavar="EMAIL", help=BY)
@click.option("--kind", default="", help="The kind of the rows that name none, such as internship.")
@click.option("--kind-of", "kinds", metavar="WORD=KIND", multiple=True, help="Which kind a word of the file means.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="What 3/4/2027 is: dmy, 3 April; mdy, March 4.")
@click.option("--map", "mapped", metavar="OWN=OURS", multiple=True, help="Which column of the file is which of ours.")
@click.option("--sheet", default="", help="The sheet of a workbook.")
@click.option("--heading-row", type=int, help="The row that names the columns.")
@click.option("--encoding", type=click.Choice(list(NAMES)), help="How a text file is encoded.")
@click.option("--skip-bad", is_flag=True, help="Write the good rows although some are bad.")
def import_opportunities(path: Path, poster: str | None, **given: Any) -> None:
    """Read postings from a CSV, Excel or JSON file. Writes all of them or none; rows that are here already stay."""
    by = coordinator(given["by"])
    owner = account_queries.by_email(poster) if poster else by or account_queries.first_coordinator()
    if owner is None:
        raise click.ClickException("There is nobody to post them: name an account with --poster.")
    reading = _read(path, by or owner, given)
    for line in _lines(reading, clock.now()):
        click.echo(line)
    plan = reading.plan
    if (plan.bad or plan.waiting) and not given["skip_bad"]:
        raise click.ClickException("Nothing was written. Fix the bad rows, or leave them out with --skip-bad.")
    if given["dry_run"] or not plan.good:
        return
    with unit_of_work(), click.progressbar(length=len(plan.good), label="Writing") as bar:
        goal = opportunity_actions.ImportGoal(on_board=given["publish"], past_too=given["publish_past"])
        meaning = FileMeaning(reading.to_remember() if given["mapped"] else {}, _kinds(given["kinds"]))
        for made in office_actions.write_at_once(path.name, plan, goal, meaning, owner=owner, by=by, now=clock.now()):
            bar.update(made)
    click.echo(f"{plural(len(plan.good), 'posting was', 'postings were')} written.")


@click.command("export-opportunities")
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
def export_opportunities(path: Path) -> None:
    """Write every posting to a CSV file with all its fields, in the columns that the import reads."""
    path.write_text(writing.to_csv(opportunity_queries.everything(), clock.zone()), encoding="utf-8", newline="")


def _read(path: Path, reader: User, given: dict[str, Any]) -> office_import_plan.ImportReading:
    """The file as it would be brought in. Ends the command, in a sentence, where it cannot be read."""
    kind = values.kind_of(given["kind"]) if given["kind"] else None
    if given["kind"] and kind is None:
        raise click.BadParameter(f"It is one of: {values.kinds_in_words()}.", param_hint="--kind")
    orders = {"": given["dates"]} if given["dates"] else {}
    options = Options(given["sheet"], given["heading_row"], given["encoding"] or "")
    remembered = office_queries.remembered_columns(reader.id)
    content = path.read_bytes()
    try:
        kinds = office_queries.remembered_kinds(reader.id) | _kinds(given["kinds"])
        choices = office_import_plan.Choices(options, {}, ImportAnswers(kind, kinds, orders))
        reading = office_import_plan.read(content, path.name, clock.zone(), choices, remembered, by=reader)
        if given["mapped"]:
            mapped = chosen_columns(given["mapped"], reading.table, columns.HEADINGS)
            choices = office_import_plan.Choices(options, mapped, ImportAnswers(kind, kinds, orders))
            reading = office_import_plan.read(content, path.name, clock.zone(), choices, remembered, by=reader)
    except UnreadableFile as error:
        raise click.ClickException(str(error)) from error
    if reading.problem:
        heading = ", ".join(name for name in reading.table.heading if name)
        raise click.ClickException(
            f"{reading.problem} The heading in row {reading.table.heading_row} has: {heading}. Say which is which with "
            "--map OWN=OURS, such as --map 'Job title=title', or which row is the heading with --heading-row."
        )
    return reading


def _kinds(pairs: tuple[str, ...]) -> dict[str, Kind]:
    """Which kind each word means, from `--kind-of`."""
    meant = {}
    for pair in pairs:
        word, _, name = pair.rpartition("=")
        kind = values.kind_of(name)
        if not key(word) or kind is None:
            text = f"Write WORD=KIND with one of: {values.kinds_in_words()}."
            raise click.BadParameter(text, param_hint="--kind-of")
        meant[key(word)] = kind
    return meant


def _lines(reading: office_import_plan.ImportReading, now: datetime) -> Iterator[str]:
    """How the file was read, each column, each row, the questions, and the first five as they will look."""
    plan = reading.plan
    yield from filter(None, [reading.table.encoding_doubt, reading.doubt, *reading.warnings])
    yield from reading.table.how
    for column in reading.columns:
        yield _column_line(column)
    for number, words in sorted(report.report(plan, now)):
        yield f"row {number}: {words}"
    for posting in samples(plan.good, 5):
        shown = card(posting, "", now)
        yield " · ".join(["  sample", shown.title, shown.host, shown.kind_label, shown.facts, shown.closes_text])
    for question in plan.questions:
        yield f"{report.question_words(question, plan)} Say {_answer_words(question, plan)}."
    counts = f"{len(plan.good)} rows to bring in, {len(plan.bad)} bad, {len(plan.left_out)} left out"
    yield f"{counts}, {len(plan.waiting)} waiting for an answer." if plan.waiting else f"{counts}."


def _answer_words(question: str, plan: Plan) -> str:
    """The option that answers a question."""
    if question == KIND_QUESTION:
        return "--kind KIND"
    if question.startswith(WORD_QUESTION):
        return f"--kind-of '{report.word_asked(question, plan)}=KIND'"
    return "--dates dmy or --dates mdy"


def _column_line(column: ColumnRead) -> str:
    if not column.ours:
        return f"column {column.name or column.at + 1}: not used"
    examples = ", ".join(f"{cell} → {read_as}" for cell, read_as in column.examples if cell != read_as)
    return f"column {column.name}: {column.ours}{f' ({examples})' if examples else ''}"
