"""Assigning activities and reading how far everybody is: for coordinators."""

from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.learning import labels, queries, starter_activity
from board.learning.actions import assignment as assignment_actions
from board.learning.export import progress_csv
from board.learning.forms import AssignmentForm
from board.learning.models import Assignment
from board.learning.views import bp
from board.learning.views.activity_editor import write_page
from board.learning.views.dependencies import visible
from board.web import files
from board.web.access import for_roles
from board.web.forms import put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page
from board.web.read_log import note_reading


@bp.get("/learning/report")
@for_roles("coordinator")
def report() -> ResponseReturnValue:
    """What is assigned, what waits to be confirmed, and what is not offered; counts are in the reports."""
    return render_page(
        "learning/report.html",
        assignments=queries.assignments(),
        unoffered=queries.unoffered(),
        has_starter=starter_activity.is_here(),
        to_verify=queries.waiting_outside(current_user),
        labels=labels,
    )


@bp.post("/learning/<id:activity_id>/assign")
@for_roles("coordinator")
def assign(activity_id: int) -> ResponseReturnValue:
    """Ask a class year to take it by a day."""
    activity, form = visible(activity_id), AssignmentForm()
    if form.validate_on_submit():
        try:
            with unit_of_work_once():
                typed: dict[str, Any] = {"class_year": form.class_year.data, "due_on": form.due_on.data}
                assignment_id = assignment_actions.assign(activity, by=current_user, now=clock.now(), **typed).id
            flash("It is assigned, and everybody of the class year is told.", "good")
            return go_to(".assignment", assignment_id=assignment_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return write_page(visible(activity_id), form), 422


@bp.get("/learning/assignments/<id:assignment_id>")
@for_roles("coordinator")
def assignment(assignment_id: int) -> ResponseReturnValue:
    """How far each student is."""
    note_reading("assignment.read", f"assignment:{_assignment(assignment_id).id}")
    shown = _assignment(assignment_id)
    progress = queries.progress_of(shown)
    passed = sum(1 for _, taking in progress if taking is not None and taking.passed_at is not None)
    return render_page("learning/assignment.html", assignment=shown, progress=progress, passed=passed, labels=labels)


@bp.get("/learning/assignments/<id:assignment_id>/progress.csv")
@for_roles("coordinator")
def assignment_table(assignment_id: int) -> ResponseReturnValue:
    """The same as a table."""
    shown = _assignment(assignment_id)
    students = queries.progress_of(shown)
    table, ids = progress_csv(students), [user.id for user, _ in students]
    with unit_of_work():
        assignment_actions.note_export(shown, ids, by=current_user, now=clock.now())
    return files.download(f"assignment-{assignment_id}.csv", table, files.CSV)


@bp.post("/learning/assignments/<id:assignment_id>/remove")
@for_roles("coordinator")
def unassign(assignment_id: int) -> ResponseReturnValue:
    """Take it back."""
    with unit_of_work():
        assignment_actions.unassign(_assignment(assignment_id), by=current_user)
    return go_to(".report")


def _assignment(assignment_id: int) -> Assignment:
    return found_or_404(queries.assignment_by_id(assignment_id))
