"""Bringing postings in from a file: upload it, look at what it would become, then write all of it or nothing."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid, found_or_404
from board.kernel.spreadsheet import UnreadableFile
from board.kernel.spreadsheet.encoding import NAMES
from board.kernel.unit_of_work import unit_of_work
from board.kernel.wording import plural
from board.office import actions, import_plan, queries
from board.office.forms import KIND_OF, ImportForm, UploadForm, import_choices, said_of_file
from board.office.models import Import
from board.office.views import bp
from board.office.views.dependencies import progress_of_work
from board.opportunities import queries as opportunity_queries
from board.opportunities.exchange import columns, dates, report, writing
from board.opportunities.exchange.columns_read import samples
from board.opportunities.exchange.row import DATE_QUESTION, KIND_QUESTION
from board.opportunities.posting_card import card
from board.vocabulary.import_words import key
from board.vocabulary.words import Kind
from board.web import files
from board.web.access import for_roles
from board.web.addresses import number
from board.web.forms import as_typed, put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page

SHOWN = 200
"""Rows on a page of the report; the numbers count all of them."""
SAMPLES = 5
MOST_WORDS = 60
"""Words for kinds that are asked about; a column with more of them is hardly one of kinds."""


@bp.route("/office/import", methods=["GET", "POST"])
@for_roles("coordinator")
def import_file() -> ResponseReturnValue:
    """Upload a file."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            stored = files.keep_table(form.file.data, "file")
            with unit_of_work_once():
                batch = actions.hand_in(name=stored.name, filename=stored.filename, by=current_user, now=clock.now())
            return go_to(".dry_run", import_id=batch.id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    page = render_page("office/import.html", form=form, recent=queries.imports(), words=columns.understood_words())
    return page, 422 if form.errors else 200


@bp.get("/office/import/<id:import_id>")
@for_roles("coordinator")
def dry_run(import_id: int) -> ResponseReturnValue:
    """What the file would do, column by column and row by row. Nothing is written."""
    if (page := _imported_already(_batch(import_id))) is not None:
        return page
    return _report(_batch(import_id), request.args, ImportForm(formdata=None))


@bp.post("/office/import/<id:import_id>/write")
@for_roles("coordinator")
def write(import_id: int) -> ResponseReturnValue:
    """Write all of it or nothing."""
    batch, form = _batch(import_id), ImportForm()
    if (page := _imported_already(batch)) is not None:
        return page
    try:
        form.require_valid()
        reading = _read(batch, as_typed())
        meaning = actions.FileMeaning(reading.to_remember(), _choices(as_typed()).answers.kinds)
        with progress_of_work().of(f"import-{import_id}") as counter, unit_of_work():
            writing_rows = actions.write_import(
                batch, reading.plan, form.goal(), meaning, by=current_user, now=clock.now()
            )
            for done in writing_rows:
                counter.note(done)
    except Invalid as invalid:
        return _report(batch, as_typed(), form, invalid.message)
    except UnreadableFile as error:
        return _report(batch, as_typed(), form, str(error))
    outcome = f"{plural(batch.postings, 'posting')} imported from {batch.filename}."
    flash(f"{outcome} {report.left_out_words(reading.plan)}".strip(), "good")
    return go_to(".postings", show="all")


@bp.post("/office/import/<id:import_id>/discard")
@for_roles("coordinator")
def discard(import_id: int) -> ResponseReturnValue:
    """Take the file off; nothing was written."""
    batch = _batch(import_id)
    filename = batch.filename
    with unit_of_work():
        actions.discard_import(batch, by=current_user)
    flash(f"{filename} is discarded. Nothing was imported from it.", "good")
    return go_to(".import_file")


@bp.get("/office/import/<id:import_id>/progress")
@for_roles("coordinator")
def progress(import_id: int) -> ResponseReturnValue:
    """How many rows are written so far; nothing counts before the last one."""
    return {"done": progress_of_work().done(f"import-{_batch(import_id).id}")}


@bp.get("/office/export.csv")
@for_roles("coordinator")
def export() -> ResponseReturnValue:
    """Every posting with all its fields, in the columns that an import reads."""
    text = writing.to_csv(opportunity_queries.everything(), _zone())
    return files.download("postings.csv", text, files.CSV)


def _imported_already(batch: Import) -> ResponseReturnValue | None:
    """Where to go from a file that has become postings; None while it has not."""
    return (render_page("office/import_done.html", batch=batch), 409) if batch.written_at else None


def _report(batch: Import, chosen: Mapping[str, str], form: ImportForm, error: str = "") -> ResponseReturnValue:
    try:
        reading = _read(batch, chosen)
    except UnreadableFile as unreadable:
        page = render_page("office/import_unreadable.html", batch=batch, problem=str(unreadable))
        return page, 422
    now = clock.now()
    error = reading.problem or error
    page = render_page(
        "office/import_report.html",
        batch=batch,
        form=form,
        reading=reading,
        chosen=chosen,
        ours=columns.COLUMNS,
        encodings=NAMES,
        kinds=list(Kind),
        orders=dates.ORDERS,
        asks_kind=KIND_QUESTION in reading.plan.questions or chosen.get("kind"),
        asked_words=_asked_words(reading, chosen),
        asked_dates=_asked_dates(reading, chosen),
        cards=[card(posting, "#rows", now) for posting in samples(reading.plan.good, SAMPLES)],
        past=len(reading.plan.past(now)),
        stands=report.stands_words(reading.plan),
        problem=error,
        **_page_of_rows(sorted(report.report(reading.plan, now)), batch, chosen),
    )
    return page, 422 if error else 200


def _page_of_rows(lines: Sequence[tuple[int, str]], batch: Import, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The rows of the page that was asked for, and how the others are reached."""
    pages = max(1, -(-len(lines) // SHOWN))
    page = min(max(1, number(chosen.get("rows", "")) or 1), pages)
    return {
        "lines": lines[(page - 1) * SHOWN : page * SHOWN],
        "page": page,
        "pages": pages,
        "href_for": lambda other: _address(batch, said_of_file(chosen) | {"rows": str(other)}),
    }


def _address(batch: Import, values: Mapping[str, str]) -> str:
    return f"{url_for('.dry_run', import_id=batch.id)}?{urlencode(values)}#rows"


def _asked_words(
    reading: import_plan.ImportReading, chosen: Mapping[str, str]
) -> list[tuple[str, str, int, Kind | None]]:
    """For each word for a kind that is none of ours: the name of its field, the word, its rows and what it means."""
    meant = _choices(chosen).answers.kinds
    asked = list(reading.plan.kind_words.items())[:MOST_WORDS]
    return [(f"{KIND_OF}{key(word)}", word, rows, meant.get(key(word))) for word, rows in asked]


def _asked_dates(reading: import_plan.ImportReading, chosen: Mapping[str, str]) -> dict[str, str]:
    """Column of dates that can be read both ways → the question about it."""
    asked = {
        question.removeprefix(DATE_QUESTION): report.question_words(question, reading.plan)
        for question in reading.plan.questions
        if question.startswith(DATE_QUESTION)
    }
    answered = {column: "Which comes first?" for column in columns.DATES if chosen.get(f"dates-{column}")}
    return answered | asked


def _read(batch: Import, values: Mapping[str, str]) -> import_plan.ImportReading:
    content = files.content(batch.name)
    remembered = queries.remembered_columns(current_user.id)
    return import_plan.read(content, batch.filename, _zone(), _choices(values), remembered, by=current_user)


def _choices(values: Mapping[str, str]) -> import_plan.Choices:
    return import_choices(values, queries.remembered_kinds(current_user.id))


def _zone() -> ZoneInfo:
    zone: ZoneInfo = current_app.extensions["settings"].time_zone
    return zone


def _batch(import_id: int) -> Import:
    return found_or_404(queries.import_by_id(import_id))
