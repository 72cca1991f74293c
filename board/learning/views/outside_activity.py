"""What was learned elsewhere: logged, changed, verified, sent back."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock, lifecycle
from board.kernel.errors import Invalid, NotFound
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.learning import labels, policy, queries
from board.learning.actions import outside_activity as outside_activity_actions
from board.learning.forms import OutsideForm, SendBackForm
from board.learning.models import Activity, OutsideActivity
from board.learning.views import bp
from board.learning.views.dependencies import outside_of, read_outside, visible
from board.web import files
from board.web.access import signed_in
from board.web.addresses import number
from board.web.forms import ReadVersionForm, put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page


@bp.route("/learning/outside/new", methods=["GET", "POST"])
@signed_in
def log_outside() -> ResponseReturnValue:
    """Log something I learned elsewhere; what the catalogue has is written in already, and is logged once."""
    asked = number(request.args.get("activity"))
    activity = visible(asked) if asked else None
    if activity is None:
        require(policy.may_log_outside(current_user, None))
        return _outside_form(OutsideForm(), None)
    known = queries.logged_of(current_user.id, activity.id)
    if known is not None:
        return go_to(".show_outside", outside_id=known.id)
    require(policy.may_log_outside(current_user, activity))
    return _outside_form(OutsideForm.about(activity), None, activity)


@bp.get("/learning/outside/<id:outside_id>")
@signed_in
def show_outside(outside_id: int) -> ResponseReturnValue:
    """What was logged, and where it stands."""
    outside = read_outside(outside_id)
    return render_page(
        "learning/outside.html",
        outside=outside,
        label=labels.OUTSIDE[outside.state],
        may_verify=lifecycle.may_move(outside, "verify") and policy.may_verify(current_user, outside),
        may_change=bool(policy.may_change_outside(current_user, outside)),
        labels=labels,
    )


@bp.route("/learning/outside/<id:outside_id>/edit", methods=["GET", "POST"])
@signed_in
def edit_outside(outside_id: int) -> ResponseReturnValue:
    """Change what I logged; it waits to be verified again."""
    outside = outside_of(outside_id)
    if not policy.may_change_outside(current_user, outside):
        raise NotFound
    return _outside_form(OutsideForm.of(outside), outside)


@bp.get("/learning/outside/<id:outside_id>/proof")
@signed_in
def proof(outside_id: int) -> ResponseReturnValue:
    """The proof, as a download."""
    outside = read_outside(outside_id)
    if not outside.proof_name:
        raise NotFound
    return files.hand_out(outside.proof_name, outside.proof_filename)


@bp.post("/learning/outside/<id:outside_id>/verify")
@signed_in
def verify_outside(outside_id: int) -> ResponseReturnValue:
    """It was done."""
    outside, seen = outside_of(outside_id), ReadVersionForm.posted().version_read()
    with unit_of_work():
        outside_activity_actions.verify(outside, by=current_user, now=clock.now(), seen=seen)
    return go_to(".show_outside", outside_id=outside_id)


@bp.post("/learning/outside/<id:outside_id>/send-back")
@signed_in
def send_outside_back(outside_id: int) -> ResponseReturnValue:
    """Something is missing."""
    outside = outside_of(outside_id)
    try:
        form = SendBackForm.posted()
        with unit_of_work():
            outside_activity_actions.send_back(
                outside, by=current_user, now=clock.now(), note=form.note.data, seen=form.version_read()
            )
    except Invalid as invalid:
        flash(invalid.message, "loss")
    return go_to(".show_outside", outside_id=outside_id)


def _outside_form(
    form: OutsideForm, outside: OutsideActivity | None, activity: Activity | None = None
) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            return go_to(".show_outside", outside_id=_keep_outside(form, outside, activity))
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("learning/outside_form.html", form=form, outside=outside), 422 if form.errors else 200


def _keep_outside(form: OutsideForm, outside: OutsideActivity | None, activity: Activity | None) -> int:
    """Write what was typed; answers the number to go to. Raises `Invalid`."""
    replaced = outside.proof_name if outside is not None else ""
    uploaded_file, fields = files.keep_pdf(form.proof.data, "proof", instead_of=replaced), form.fields()
    if uploaded_file is not None:
        fields |= {"proof_name": uploaded_file.name, "proof_filename": uploaded_file.filename}
    elif form.proof_out.data:
        fields |= {"proof_name": "", "proof_filename": ""}
    now, supervisor = clock.now(), form.supervisor.data
    with unit_of_work_once():
        if outside is None:
            kept_activity = outside_activity_actions.log(
                by=current_user, now=now, fields=fields, supervisor=supervisor, activity=activity
            )
        else:
            kept_activity = outside
            form.require_unchanged(lambda: OutsideForm.of(outside))
            outside_activity_actions.change(outside, by=current_user, now=now, fields=fields, supervisor=supervisor)
        return kept_activity.id
