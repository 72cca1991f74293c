"""Bringing postings in from a file: hand it in, look at what it would do, then write all of it or nothing."""

import io
from collections.abc import Mapping

from flask import Response, current_app, flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Conflict, Hidden, Invalid
from board.office import actions, importing, queries
from board.office.forms import UploadForm
from board.office.models import Import
from board.office.views import bp
from board.opportunities import exchange, sheets
from board.opportunities import queries as opportunities
from board.web import files
from board.web.access import for_roles
from board.web.filters import plural
from board.web.forms import put_on_field
from board.web.page import go_to, render_page

SHOWN = 200
"""Rows of each sort that the report shows; the numbers count all of them."""


@bp.route("/office/import", methods=["GET", "POST"])
@for_roles("coordinator")
def import_file() -> ResponseReturnValue:
    """Hand a file in."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            kept = files.keep_table(request.files.get("file"), "file")
            with unit_of_work():
                batch = actions.hand_in(name=kept.name, filename=kept.filename, by=current_user, now=clock.now())
            return go_to(".dry_run", import_id=batch.id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    page = render_page(
        "office/import.html", form=form, recent=queries.imports(), also=sheets.ALSO_CALLED, kinds=exchange.KINDS
    )
    return page, 422 if form.errors else 200


@bp.get("/office/import/<id:import_id>")
@for_roles("coordinator")
def dry_run(import_id: int) -> ResponseReturnValue:
    """What the file would do, row by row. Nothing is written."""
    return _report(_batch(import_id), request.args)


@bp.post("/office/import/<id:import_id>/write")
@for_roles("coordinator")
def write(import_id: int) -> ResponseReturnValue:
    """Write all of it or nothing."""
    batch = _batch(import_id)
    try:
        with unit_of_work():
            plan = _read(batch, request.form).plan
            skip, board = request.form.get("skip") == "bad", request.form.get("become") == "board"
            steps = actions.write_import(batch, plan, by=current_user, now=clock.now(), on_board=board, skip_bad=skip)
            for done in steps:
                _progress()[import_id] = done
    except Invalid as invalid:
        return _report(batch, request.form, invalid.message)
    except sheets.UnreadableFile as trouble:
        return _report(batch, request.form, str(trouble))
    finally:
        _progress().pop(import_id, None)
    flash(f"{plural(batch.postings, 'posting')} brought in from {batch.filename}.", "good")
    return go_to(".postings", show="all")


@bp.get("/office/import/<id:import_id>/progress")
@for_roles("coordinator")
def progress(import_id: int) -> ResponseReturnValue:
    """How many rows are written so far; nothing counts before the last one."""
    return {"done": _progress().get(_batch(import_id).id, 0)}


@bp.get("/office/export.csv")
@for_roles("coordinator")
def export() -> ResponseReturnValue:
    """Every posting, in the columns that an import reads."""
    out = io.StringIO()
    exchange.write(out, opportunities.everything(), current_app.extensions["settings"].time_zone)
    headers = {"Content-Disposition": 'attachment; filename="postings.csv"'}
    return Response(out.getvalue(), mimetype="text/csv", headers=headers)


def _report(batch: Import, chosen: Mapping[str, str], trouble: str = "") -> ResponseReturnValue:
    try:
        reading = _read(batch, chosen)
    except sheets.UnreadableFile as unreadable:
        reading, trouble = None, trouble or str(unreadable)
    page = render_page(
        "office/import_report.html",
        batch=batch,
        reading=reading,
        ours=sheets.COLUMNS,
        needed=sheets.NEEDED,
        heading=reading.heading if reading else importing.heading(batch, files.store().path(batch.name)),
        trouble=trouble,
        shown=SHOWN,
    )
    return page, 422 if trouble else 200


def _read(batch: Import, said: Mapping[str, str]) -> importing.Reading:
    if batch.written_at is not None:
        raise Conflict("This file has been brought in already. Hand it in again to look for what is new.")
    chosen = {name: said.get(f"map-{name}", "") for name in sheets.COLUMNS}
    zone = current_app.extensions["settings"].time_zone
    return importing.read(batch, files.store().path(batch.name), zone, chosen)


def _batch(import_id: int) -> Import:
    batch = queries.import_by_id(import_id)
    if batch is None:
        raise Hidden
    return batch


def _progress() -> dict[int, int]:
    """Rows written by the import that runs in this process."""
    running: dict[int, int] = current_app.extensions.setdefault("imports", {})
    return running
