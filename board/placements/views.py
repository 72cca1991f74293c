"""The addresses of placements."""

from typing import Any

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import queries as account_queries
from board.accounts.models import Role, User
from board.kernel import clock, lifecycle
from board.kernel.errors import Invalid, NotFound, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.placements import actions, policy, queries
from board.placements.actions import Voucher
from board.placements.forms import (
    CorrectionForm,
    DayForm,
    EndEarlyForm,
    HoursEntryForm,
    HoursForm,
    JudgementForm,
    NotYetForm,
    PlacementSupervisorForm,
)
from board.placements.labels import FOR_HOSTS, FOR_STUDENTS, STEPS, say_entries, say_hours, status
from board.placements.models import HOURS_LINK, Placement, PlacementState
from board.placements.shown import shown_hours
from board.web.access import public, signed_in
from board.web.confirmation import Confirmation, ask_first
from board.web.filters import plural
from board.web.forms import Form, as_typed, put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page
from board.web.read_log import note_reading
from board.web.signed_links import unseal_marked

bp = Blueprint("placements", __name__)


@bp.get("/placements")
@signed_in
def index() -> ResponseReturnValue:
    """Mine, as a student and as a host."""
    mine, hosted = queries.of_student(current_user.id), queries.of_host(current_user.id)
    return render_page(
        "placements/index.html",
        is_student=current_user.is_a(Role.STUDENT),
        mine=[(item, FOR_STUDENTS[item.state]) for item in mine],
        hosted=[(item, FOR_HOSTS[item.state]) for item in hosted],
        say_hours=say_hours,
    )


@bp.get("/placements/<id:placement_id>")
@signed_in
def show(placement_id: int) -> ResponseReturnValue:
    """One placement, for its two sides."""
    placement = _mine(placement_id)
    if policy.sees_by_office(current_user, placement) and note_reading("placement.read", f"placement:{placement_id}"):
        placement = _mine(placement_id)
    return _page(placement)


@bp.get("/applications/<id:application_id>/placement")
@signed_in
def of_application(application_id: int) -> ResponseReturnValue:
    """From an application to what became of it."""
    placement = found_or_404(queries.of_application(application_id))
    require(policy.may_see(current_user, placement))
    return go_to(".show", placement_id=placement.id)


@bp.post("/placements/<id:placement_id>/start")
@signed_in
def start(placement_id: int) -> ResponseReturnValue:
    """It has begun."""
    placement, form = _mine(placement_id), DayForm()
    if not form.validate():
        return _page(placement, day_form=form), 422
    try:
        with unit_of_work():
            actions.start(placement, by=current_user, now=clock.now(), day=form.first_day)
    except Invalid as invalid:
        put_on_field(form, invalid)
        return _page(_mine(placement_id), day_form=form), 422
    return go_to(".show", placement_id=placement_id)


@bp.post("/placements/<id:placement_id>/confirm")
@signed_in
def confirm(placement_id: int) -> ResponseReturnValue:
    """For my side it is finished."""
    placement = _mine(placement_id)
    require(policy.may_confirm(current_user, placement))
    if (page := ask_first(_completion(placement))) is not None:
        return page
    with unit_of_work():
        actions.confirm(placement, by=current_user, now=clock.now())
    return go_to(".show", placement_id=placement_id)


@bp.post("/placements/<id:placement_id>/not-yet")
@signed_in
def not_yet(placement_id: int) -> ResponseReturnValue:
    """For my side it is not finished."""
    placement = _mine(placement_id)
    try:
        form = NotYetForm.posted()
        with unit_of_work():
            actions.object_to_end(placement, by=current_user, now=clock.now(), note=form.note.data)
    except Invalid as invalid:
        return _page(_mine(placement_id), error=invalid), 422
    return go_to(".show", placement_id=placement_id)


@bp.post("/placements/<id:placement_id>/end-early")
@signed_in
def end_early(placement_id: int) -> ResponseReturnValue:
    """Stop before the end."""
    placement = _mine(placement_id)
    try:
        form = EndEarlyForm.posted()
        with unit_of_work():
            actions.end_early(placement, by=current_user, now=clock.now(), reason=form.reason.data)
    except Invalid as invalid:
        return _page(_mine(placement_id), error=invalid), 422
    return go_to(".show", placement_id=placement_id)


@bp.post("/placements/<id:placement_id>/supervisor")
@signed_in
def name_supervisor(placement_id: int) -> ResponseReturnValue:
    """Say who approves the hours."""
    placement, form = _mine(placement_id), PlacementSupervisorForm()
    require(policy.may_name_supervisor(current_user, placement))
    if not form.validate():
        return _page(placement, supervisor_form=form), 422
    name, email = form.named
    try:
        with unit_of_work():
            form.require_unchanged(lambda: PlacementSupervisorForm.of(placement))
            actions.name_supervisor(placement, by=current_user, name=name, email=email)
    except Invalid as invalid:
        put_on_field(form, invalid)
        return _page(_mine(placement_id), supervisor_form=form), 422
    return go_to(".show", placement_id=placement_id)


@bp.post("/placements/<id:placement_id>/hours")
@signed_in
def log_hours(placement_id: int) -> ResponseReturnValue:
    """Write down what was done on a day."""
    placement, form = _mine(placement_id), HoursForm()
    require(policy.may_log(current_user, placement))
    if not form.validate():
        return _page(placement, hours_form=form), 422
    try:
        with unit_of_work_once():
            actions.log_hours(placement, by=current_user, now=clock.now(), worked=form.worked)
    except Invalid as invalid:
        put_on_field(form, invalid)
        return _page(_mine(placement_id), hours_form=form), 422
    return go_to(".show", placement_id=placement_id)


@bp.post("/placements/<id:placement_id>/hours/strike")
@signed_in
def strike_hours(placement_id: int) -> ResponseReturnValue:
    """Take an entry out of the log."""
    placement, form = _mine(placement_id), HoursEntryForm()
    with unit_of_work():
        actions.strike_hours(placement, form.entry.data or 0, by=current_user)
    return go_to(".show", placement_id=placement_id)


@bp.post("/placements/<id:placement_id>/hours/ask")
@signed_in
def ask_approval(placement_id: int) -> ResponseReturnValue:
    """Write to the supervisor."""
    placement = _mine(placement_id)
    with unit_of_work():
        is_new = actions.ask_approval(placement, by=current_user)
    words = "has an email with your hours" if is_new else "was asked for these hours before, and can still answer"
    flash(f"{placement.supervisor} {words}.", "good" if is_new else "plain")
    return go_to(".show", placement_id=placement_id)


@bp.post("/placements/<id:placement_id>/hours/judge")
@signed_in
def judge_hours(placement_id: int) -> ResponseReturnValue:
    """The host's side approves what is ticked, or sends it back."""
    placement = _mine(placement_id)
    require(policy.may_approve(current_user, placement))
    try:
        answer = _judge(placement, Voucher(current_user))
    except Invalid as invalid:
        return _page(_mine(placement_id), error=invalid), 422
    flash(answer, "good")
    return go_to(".show", placement_id=placement_id)


@bp.post("/placements/<id:placement_id>/hours/correct")
@signed_in
def correct_hours(placement_id: int) -> ResponseReturnValue:
    """The host's side corrects what was approved."""
    placement, form = _mine(placement_id), CorrectionForm()
    require(policy.may_correct(current_user, placement))
    if not form.validate():
        return _page(placement, correction_form=form), 422
    try:
        with unit_of_work_once():
            actions.correct(placement, form.correction(), by=current_user, now=clock.now())
    except Invalid as invalid:
        put_on_field(form, invalid)
        return _page(_mine(placement_id), correction_form=form), 422
    flash("Corrected. The student is told, and the reason stays beside the hours.", "good")
    return go_to(".show", placement_id=placement_id)


@bp.get("/supervisor/<token>")
@public
def supervise(token: str) -> ResponseReturnValue:
    """What the supervisor's email leads to: hours to approve, without an account."""
    return _supervisor_page(token)


@bp.post("/supervisor/<token>")
@public
def judge_by_email(token: str) -> ResponseReturnValue:
    """The supervisor approves what is ticked, or sends it back."""
    placement = _of_email(token)
    try:
        flash(_judge(placement, Voucher(_whoever(), placement.supervisor_email)), "good")
    except Invalid as invalid:
        return _supervisor_page(token, invalid), 422
    return go_to(".supervise", token=token)


def _completion(placement: Placement) -> Confirmation:
    """What it means that this side says that the placement is finished."""
    is_last = placement.state is not PlacementState.STARTED
    other = placement.student.name if policy.side(current_user, placement) == "host" else "the people who host it"
    consequences = [
        f"“{placement.opportunity.title}” is completed, and stays so. It goes into the student’s record."
        if is_last
        else f"You say that “{placement.opportunity.title}” is finished. It is completed once {other} confirm it too."
    ]
    if not is_last:
        consequences.append("Until then they may answer that it is not finished yet.")
    if placement.waiting:
        waiting = plural(len(placement.waiting), "entry of hours waits", "entries of hours wait")
        consequences.append(f"{waiting} for approval. They can still be approved afterwards.")
    title = "Complete this placement?" if is_last else "Confirm completion?"
    back = url_for(".show", placement_id=placement.id)
    return Confirmation(title, consequences, "Confirm completion", back, tone="primary")


def _judge(placement: Placement, voucher: Voucher) -> str:
    """Do what the pressed button says to the ticked entries; answers it in words."""
    form = JudgementForm.posted()
    ticked = form.entry.data
    with unit_of_work():
        if form.verb.data == "send-back":
            actions.send_back(placement, ticked, by=voucher, note=form.note.data)
            outcome = "went back to the student"
        else:
            actions.approve(placement, ticked, by=voucher, now=clock.now())
            outcome = "approved"
    return f"{say_entries(len(ticked))} {outcome}."


def _mine(placement_id: int) -> Placement:
    placement = found_or_404(queries.by_id(placement_id))
    require(policy.may_see(current_user, placement))
    return placement


def _of_email(token: str) -> Placement:
    """The placement whose supervisor the link was sent to; a link sent to an earlier supervisor is worth nothing."""
    sealed = unseal_marked(HOURS_LINK, token)
    placement = None if sealed is None else queries.by_id(sealed[0])
    if sealed is None or placement is None:
        raise NotFound
    may_answer = account_queries.may_answer(sealed[1])
    require(policy.may_approve_by_email(_whoever(), placement, sent_to=sealed[1], may_answer=may_answer))
    return placement


def _whoever() -> User | None:
    return current_user if current_user.is_authenticated else None


def _supervisor_page(token: str, error: Invalid | None = None) -> str:
    placement = _of_email(token)
    return render_page(
        "placements/supervise.html",
        placement=placement,
        shown=shown_hours(placement),
        takes_answers=True,
        token=token,
        problem=error,
        typed=as_typed(),
    )


def _page(placement: Placement, *, error: Invalid | None = None, **forms: Form) -> str:
    side = policy.side(current_user, placement)
    labels = FOR_STUDENTS if side == "student" else FOR_HOSTS
    today = clock.day(clock.now())
    context: dict[str, Any] = {
        "day_form": DayForm(formdata=None, data={"day": today}),
        "hours_form": HoursForm(formdata=None, data={"day": today}),
        "supervisor_form": PlacementSupervisorForm.of(placement, formdata=None),
        "correction_form": CorrectionForm(formdata=None),
    }
    return render_page(
        "placements/show.html",
        placement=placement,
        side=side,
        label=labels[placement.state],
        may_log=policy.may_log(current_user, placement),
        may_confirm=policy.may_confirm(current_user, placement),
        may_approve=policy.may_approve(current_user, placement),
        may_correct=policy.may_correct(current_user, placement),
        may_name=policy.may_name_supervisor(current_user, placement),
        may=lambda verb: lifecycle.may_move(placement, verb),
        steps=STEPS,
        say_hours=say_hours,
        status=status,
        problem=error,
        typed=as_typed(),
        **(context | forms),
    )
