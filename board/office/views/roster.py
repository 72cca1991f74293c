"""Bringing the registrar's roster in: upload it, look at what it changes, then write all of it or nothing."""

from collections.abc import Mapping, Sequence

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.actions import roster as roster_actions
from board.accounts.models import RosterFile, RosterOutcome
from board.accounts.queries import erasure_request as erasure_request_queries
from board.accounts.queries import roster as roster_queries
from board.kernel import clock
from board.kernel.errors import Conflict, Invalid, found_or_404
from board.kernel.spreadsheet import UnreadableFile
from board.kernel.unit_of_work import unit_of_work
from board.office import queries
from board.office.forms import RosterForm, RosterUploadForm, roster_choices
from board.office.labels import OUTCOMES
from board.office.roster import reading as office_reading
from board.office.roster import report
from board.office.roster.shown import RosterPage
from board.office.views import bp
from board.office.views.dependencies import progress_of_work
from board.office.views.set_up import next_to_show
from board.school import settings as school_settings
from board.web import files
from board.web.access import for_roles
from board.web.forms import as_typed, put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page
from board.web.secret_keys import secret_keys


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
        roster_actions.require_day(form.classes_from.data, now=clock.now())
        roster_import = _read(file, values, form).to_import(
            classes_from=form.classes_from.data,
            without_refused=form.skip.data,
            is_looked_at=form.looked_at.data,
            invites=form.invite.data,
        )
        with progress_of_work().of(f"roster-{file_id}") as counter, unit_of_work():
            run = roster_actions.write_file(
                file, roster_import, by=current_user, now=clock.now(), note_progress=counter.note
            )
    except Invalid as invalid:
        if invalid.field in ("classes_from", "looked_at"):
            put_on_field(form, invalid)
            return _report(file, values, form)
        return _report(file, values, form, invalid.message)
    except UnreadableFile as error:
        return _report(file, values, form, str(error))
    except Conflict as conflict:
        if _file(file_id).written_at is not None:
            raise
        return _report(file, values, form, conflict.message)[0], 409
    flash(f"{file.filename} is imported.", "good")
    if run is not None and run.finished_at is None:
        return go_to(".invitation_run", run_id=run.id)
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


@bp.get("/office/roster/<id:file_id>/preview.csv")
@for_roles("coordinator")
def roster_preview_csv(file_id: int) -> ResponseReturnValue:
    """What would become of each row, and who stands in none, as CSV."""
    file = _file(file_id)
    if file.written_at is not None:
        return go_to(".roster_lines_csv", file_id=file_id)
    try:
        plan = _read(file, request.args, RosterForm(formdata=None)).plan
    except UnreadableFile as unreadable:
        return render_page("office/roster_unreadable.html", file=file, problem=str(unreadable)), 422
    rows: list[Sequence[object]] = [
        (number, report.OUTCOMES[outcome], words) for outcome, number, words in report.report(plan)
    ]
    rows += [("", "Absent", f"{user.name}, {user.email}, {user.roster_id}") for user in plan.absent]
    return files.csv_answer(f"preview-{file.id}.csv", ("Row", "Outcome", "What becomes of it"), rows)


@bp.get("/office/roster/<id:file_id>/left-out.csv")
@for_roles("coordinator")
def left_out_csv(file_id: int) -> ResponseReturnValue:
    """The rows that were left out as they stood in the file, with the reason, to be mended and imported."""
    file = _file(file_id)
    lines = roster_queries.lines_of(file.id, RosterOutcome.LEFT_OUT)
    rows = ((*line.cells, line.words) for line in lines)
    return files.csv_answer(f"left-out-{file.id}.csv", (*file.heading, "Why it was left out"), rows)


@bp.get("/office/roster/<id:file_id>/changes.csv")
@for_roles("coordinator")
def roster_lines_csv(file_id: int) -> ResponseReturnValue:
    """Who joined, what changed with before and after, who was absent, which rows were left out."""
    file = _file(file_id)
    rows = (
        (
            line.number or "",
            OUTCOMES[line.outcome],
            line.user.name if line.user else "",
            line.user.email if line.user else "",
            line.user.roster_id if line.user else "",
            line.words,
        )
        for line in roster_queries.lines_of(file.id)
    )
    return files.csv_answer(
        f"roster-{file.id}.csv", ("Row", "Outcome", "Name", "Email", "School ID", "Before and after"), rows
    )


def _done(file: RosterFile) -> str:
    return render_page(
        "office/roster_done.html",
        file=file,
        left_out=roster_queries.lines_of(file.id, RosterOutcome.LEFT_OUT),
        days=school_settings.retention_imports_days,
        uninvited=queries.set_up_facts().uninvited,
        next_step=next_to_show(),
    )


def _report(file: RosterFile, values: Mapping[str, str], form: RosterForm, error: str = "") -> tuple[str, int]:
    try:
        reading = _read(file, values, form)
    except UnreadableFile as unreadable:
        page = render_page("office/roster_unreadable.html", file=file, problem=str(unreadable))
        return page, 422
    error = reading.problem or error
    csv_address = url_for(".roster_preview_csv", file_id=file.id)
    shown = RosterPage(file, reading, values, url_for(".roster_preview", file_id=file.id), csv_address)
    page = render_page("office/roster_report.html", shown=shown, form=form, problem=error)
    return page, 422 if error or form.errors else 200


def _read(file: RosterFile, values: Mapping[str, str], form: RosterForm) -> office_reading.RosterReading:
    content = files.content(file.name)
    mark_keys = erasure_request_queries.mark_keys(secret_keys())
    choices = roster_choices(values, form, by=current_user, mark_keys=mark_keys)
    return office_reading.read(content, file.filename, choices, roster_queries.remembered_columns())


def _file(file_id: int) -> RosterFile:
    return found_or_404(roster_queries.roster_file(file_id))
