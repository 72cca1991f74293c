"""What others confirmed of a student, for a coordinator: who said it, from which address, and taking it back."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import queries as account_queries
from board.kernel import audit, clock
from board.kernel.errors import Invalid, NotFound, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.record import policy, queries
from board.record.actions import mark as mark_actions
from board.record.forms.assessment import WithdrawForm
from board.record.labels import marks
from board.record.models import Entry
from board.record.shown import shown_facts
from board.record.views import bp
from board.web.access import for_roles
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page
from board.web.read_log import note_reading


@bp.get("/record/of/<id:user_id>")
@for_roles("coordinator")
def facts(user_id: int) -> ResponseReturnValue:
    """What others confirmed of a student; the student sees who looked."""
    require(policy.may_see_facts(current_user))
    student = account_queries.by_id(user_id)
    if student is None or not policy.may_keep(student):
        raise NotFound
    with unit_of_work():
        audit.record("record.view", by=current_user.id, thing=f"record:{user_id}")
    return render_page(
        "record/facts.html",
        student=student,
        shown=shown_facts(student),
        may_withdraw=True,
    )


@bp.route("/record/entries/<id:entry_id>/withdraw-mark", methods=["GET", "POST"])
@for_roles("coordinator")
def withdraw_mark(entry_id: int) -> ResponseReturnValue:
    """Take away the mark that an experience has, and what its witness ticked."""
    return _withdraw(_any(entry_id), None)


@bp.route("/record/entries/<id:entry_id>/assessments/<id:assessment_id>/withdraw", methods=["GET", "POST"])
@for_roles("coordinator")
def withdraw_seen(entry_id: int, assessment_id: int) -> ResponseReturnValue:
    """Take out what somebody told of an experience, and the mark that it gave."""
    return _withdraw(_any(entry_id), assessment_id)


def _withdraw(entry: Entry, assessment_id: int | None) -> ResponseReturnValue:
    require(policy.may_withdraw(current_user, entry))
    form, seen = (
        WithdrawForm(),
        next((assessment for assessment in entry.counted if assessment.id == assessment_id), None),
    )
    if assessment_id is not None and seen is None:
        raise NotFound
    note_reading("entry.read", f"entry:{entry.id}")
    if form.validate_on_submit():
        try:
            with unit_of_work():
                mark_actions.withdraw(entry, seen, by=current_user, now=clock.now(), reason=form.reason.data)
            flash(f"It is withdrawn. {entry.student.name} is told, with your reason.", "good")
            return go_to(".facts", user_id=entry.student_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    page = render_page("record/withdraw.html", form=form, entry=entry, seen=seen, marks=marks)
    return page, 422 if form.errors else 200


def _any(entry_id: int) -> Entry:
    return found_or_404(queries.any_entry(entry_id))
