"""Bringing the registrar's roster in: upload it, look at what it changes, then write all of it or nothing."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.actions import invitation as invitation_actions
from board.accounts.actions import roster as roster_actions
from board.accounts.models import RosterFile
from board.accounts.queries import roster as roster_queries
from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Invalid, found_or_404
from board.kernel.spreadsheet import UnreadableFile
from board.kernel.spreadsheet.encoding import NAMES
from board.kernel.wording import plural
from board.office import queries, roster_plan
from board.office.forms import RosterForm, RosterUploadForm, roster_choices
from board.office.views import bp
from board.office.views.dependencies import progress_of_work
from board.office.views.set_up import next_to_show
from board.opportunities.exchange.dates import ORDERS
from board.web import files
from board.web.access import for_roles
from board.web.addresses import number
from board.web.forms import as_typed, put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page

SHOWN = 200
"""Rows on a page of the report; the numbers count all of them."""
SAID_OF_FILE = ("column-", "sheet", "heading-row", "encoding", "order")


@bp.route("/office/roster", methods=["GET", "POST"])
@for_roles("coordinator")
def roster() -> ResponseReturnValue:
    """Upload a file of people."""
    form = RosterUploadForm()
    if form.validate_on_submit():
        try:
            stored = files.keep_table(form.file.data, "file")
            with unit_of_work_once():
                file = roster_actions.hand_in(
                    name=stored.name, filename=stored.filename, by=current_user, now=clock.now()
                )
            return go_to(".roster_preview", file_id=file.id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    page = render_page("office/roster.html", form=form, recent=roster_queries.roster_files())
    return page, 422 if form.errors else 200


@bp.get("/office/roster/<id:file_id>")
@for_roles("coordinator")
def roster_preview(file_id: int) -> ResponseReturnValue:
    """What the file would change, column by column and row by row. Nothing is written."""
    file = _file(file_id)
    if file.written_at is not None:
        return _done(file)
    return _report(file, request.args, RosterForm(formdata=None))


@bp.post("/office/roster/<id:file_id>/write")
@for_roles("coordinator")
def write_roster(file_id: int) -> ResponseReturnValue:
    """Write all of it or nothing."""
    file, form, values = _file(file_id), RosterForm(), as_typed()
    if file.written_at is not None:
        return _done(file), 409
    if not form.validate():
        return _report(file, values, form)
    try:
        reading = _read(file, values, form)
        changes = reading.to_write(classes_from=form.classes_from.data, without_refused=form.skip.data)
        roster_actions.require_day(changes.classes_from, now=clock.now())
        with progress_of_work().of(f"roster-{file_id}") as counter, unit_of_work():
            done = 0
            for more in roster_actions.write_file(file, changes, by=current_user, now=clock.now()):
                counter.note(done := done + more)
            roster_actions.remember_columns(reading.to_remember(), by=current_user)
            if form.invite.data:
                joined = roster_queries.joined(row.email for row in changes.joins)
                for more in invitation_actions.invite(joined, by=current_user, now=clock.now()):
                    counter.note(done := done + more)
    except Invalid as invalid:
        if invalid.field == "classes_from":
            put_on_field(form, invalid)
            return _report(file, values, form)
        return _report(file, values, form, invalid.message)
    except UnreadableFile as error:
        return _report(file, values, form, str(error))
    flash(f"{file.filename} is imported.", "good")
    return go_to(".roster_preview", file_id=file_id)


@bp.post("/office/roster/<id:file_id>/discard")
@for_roles("coordinator")
def discard_roster(file_id: int) -> ResponseReturnValue:
    """Take the file off; nothing was written."""
    file = _file(file_id)
    filename = file.filename
    with unit_of_work():
        roster_actions.discard(file, by=current_user)
    flash(f"{filename} is discarded. Nothing was imported from it.", "good")
    return go_to(".roster")


@bp.get("/office/roster/<id:file_id>/progress")
@for_roles("coordinator")
def roster_progress(file_id: int) -> ResponseReturnValue:
    """How many people are written so far; nothing counts before the last one."""
    return {"done": progress_of_work().done(f"roster-{_file(file_id).id}")}


def _report(file: RosterFile, values: Mapping[str, str], form: RosterForm, error: str = "") -> ResponseReturnValue:
    try:
        reading = _read(file, values, form)
    except UnreadableFile as unreadable:
        page = render_page("office/roster_unreadable.html", file=file, problem=str(unreadable))
        return page, 422
    error = reading.problem or error
    lines = roster_plan.report(reading.plan)
    pages = max(1, -(-len(lines) // SHOWN))
    shown_page = min(max(1, number(values.get("rows", "")) or 1), pages)
    of_file = {name: value for name, value in values.items() if value and name.startswith(SAID_OF_FILE)}
    address = url_for(".roster_preview", file_id=file.id)
    page = render_page(
        "office/roster_report.html",
        file=file,
        form=form,
        reading=reading,
        plan=reading.plan,
        counts=roster_plan.counts_words(reading.plan),
        changes_class=reading.changes_class,
        chosen=of_file,
        ours=roster_plan.COLUMNS,
        encodings=NAMES,
        orders=ORDERS,
        problem=error,
        lines=lines[(shown_page - 1) * SHOWN : shown_page * SHOWN],
        page=shown_page,
        pages=pages,
        href_for=lambda other: f"{address}?{urlencode(of_file | {'rows': str(other)})}#rows",
        today=clock.day(clock.now()),
        people=plural(reading.plan.writes, "person", "people"),
    )
    return page, 422 if error or form.errors else 200


def _done(file: RosterFile) -> str:
    uninvited = queries.set_up_facts().uninvited
    return render_page("office/roster_done.html", file=file, uninvited=uninvited, next_step=next_to_show())


def _read(file: RosterFile, values: Mapping[str, str], form: RosterForm) -> roster_plan.RosterReading:
    content = files.store().path(file.name).read_bytes()
    choices = roster_choices(values, form)
    return roster_plan.read(content, file.filename, choices, roster_queries.remembered_columns())


def _file(file_id: int) -> RosterFile:
    return found_or_404(roster_queries.roster_file(file_id))
