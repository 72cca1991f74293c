"""Asking for a correction of one's record, and the office's answers."""

from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.rights.actions import amendment as amendment_actions
from board.rights.forms import AmendmentAnswerForm, AmendmentForm, StatementForm
from board.rights.labels import PARTS, PARTS_FOR_OFFICE, STATES, STEPS
from board.rights.models import Amendment
from board.rights.policy import amendment as amendment_policy
from board.rights.queries import amendment as amendment_queries
from board.rights.queries.amendment import PER_PAGE
from board.rights.views import bp
from board.web.access import for_roles, signed_in
from board.web.addresses import number
from board.web.confirmation import Confirmation, ask_first
from board.web.forms import put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page
from board.web.read_log import note_reading


@bp.route("/account/corrections", methods=["GET", "POST"])
@signed_in
def corrections() -> ResponseReturnValue:
    """My requests; a new one."""
    form = AmendmentForm()
    if form.validate_on_submit():
        with unit_of_work_once():
            amendment = amendment_actions.ask(form.wished(), by=current_user, now=clock.now())
        flash("The office has your request. You get an email when it is answered.", "good")
        return go_to(".correction", amendment_id=amendment.id)
    page = number(request.args.get("page", "")) or 1
    amendments, total = amendment_queries.of_user(current_user.id, page)
    answer = render_page(
        "rights/corrections.html",
        form=form,
        amendments=amendments,
        page=page,
        pages=-(-total // PER_PAGE),
        states=STATES,
        parts=PARTS,
        may_ask=amendment_policy.may_ask(amendment_queries.count_waiting(current_user.id)),
        days=amendment_policy.ANSWER_WITHIN.days,
    )
    return answer, 422 if form.errors else 200


@bp.get("/account/corrections/<id:amendment_id>")
@signed_in
def correction(amendment_id: int) -> ResponseReturnValue:
    """One request of mine: where it stands, and what I may do."""
    return _mine_page(_mine(amendment_id))


@bp.post("/account/corrections/<id:amendment_id>/withdraw")
@signed_in
def withdraw_correction(amendment_id: int) -> ResponseReturnValue:
    """No longer ask."""
    amendment = _mine(amendment_id)
    require(amendment_policy.may_move(current_user, amendment, "withdraw"))
    back = url_for(".correction", amendment_id=amendment_id)
    consequences = ["The office does not answer it any more. You can ask again."]
    question = Confirmation("Withdraw your request?", consequences, "Withdraw it", back)
    if (page := ask_first(question)) is not None:
        return page
    with unit_of_work():
        amendment_actions.withdraw(amendment, by=current_user, now=clock.now())
    return go_to(".correction", amendment_id=amendment_id)


@bp.post("/account/corrections/<id:amendment_id>/hearing")
@signed_in
def ask_hearing(amendment_id: int) -> ResponseReturnValue:
    """Ask to be heard."""
    amendment = _mine(amendment_id)
    with unit_of_work():
        amendment_actions.ask_hearing(amendment, by=current_user, now=clock.now())
    flash("The office has your wish to be heard, and writes to you when and where.", "good")
    return go_to(".correction", amendment_id=amendment_id)


@bp.post("/account/corrections/<id:amendment_id>/statement")
@signed_in
def state_correction(amendment_id: int) -> ResponseReturnValue:
    """Put a statement beside what stays as it is."""
    amendment, form = _mine(amendment_id), StatementForm()
    require(amendment_policy.may_state(current_user, amendment))
    if not form.validate():
        return _mine_page(amendment, form), 422
    with unit_of_work():
        amendment_actions.state(amendment, form.statement.data, by=current_user, now=clock.now())
    flash("Your statement stands beside the record." if form.statement.data else "Your statement is gone.", "good")
    return go_to(".correction", amendment_id=amendment_id)


@bp.get("/office/corrections")
@for_roles("coordinator")
def corrections_office() -> ResponseReturnValue:
    """What waits for an answer, and what was answered."""
    note_reading("amendments.read", "amendments")
    page, settled_page = (number(request.args.get(name, "")) or 1 for name in ("page", "settled"))
    unanswered, waiting = amendment_queries.waiting(page)
    settled, ended = amendment_queries.settled(settled_page)
    return render_page(
        "rights/corrections_office.html",
        unanswered=unanswered,
        waiting=waiting,
        page=page,
        pages=-(-waiting // PER_PAGE),
        settled=settled,
        settled_page=settled_page,
        settled_pages=-(-ended // PER_PAGE),
        states=STATES,
        parts=PARTS_FOR_OFFICE,
        now=clock.now(),
    )


@bp.get("/office/corrections/<id:amendment_id>")
@for_roles("coordinator")
def correction_of(amendment_id: int) -> ResponseReturnValue:
    """One request, as the office reads it."""
    _any(amendment_id)
    note_reading("amendment.read", f"amendment:{amendment_id}")
    return _office_page(_any(amendment_id), AmendmentAnswerForm(formdata=None))


@bp.post("/office/corrections/<id:amendment_id>/answer")
@for_roles("coordinator")
def answer_correction(amendment_id: int) -> ResponseReturnValue:
    """Answer it, with a reason."""
    amendment, form = _any(amendment_id), AmendmentAnswerForm()
    require(amendment_policy.may_answer(current_user, amendment))
    if not form.validate():
        return _office_page(amendment, form), 422
    try:
        with unit_of_work():
            amendment_actions.answer(amendment, form.verb.data, form.reason.data, by=current_user, now=clock.now())
    except Invalid as invalid:
        put_on_field(form, invalid)
        return _office_page(_any(amendment_id), form), 422
    flash("Answered. The person gets your reason by email.", "good")
    return go_to(".corrections_office")


def _mine(amendment_id: int) -> Amendment:
    """One of my own, or nothing at this address."""
    amendment = found_or_404(amendment_queries.by_id(amendment_id))
    return found_or_404(amendment if amendment.user_id == current_user.id else None)


def _any(amendment_id: int) -> Amendment:
    """One of anybody's: for pages that are there for coordinators alone."""
    return found_or_404(amendment_queries.by_id(amendment_id))


def _mine_page(amendment: Amendment, form: StatementForm | None = None) -> str:
    return render_page(
        "rights/correction.html",
        form=form or StatementForm(formdata=None, data={"statement": amendment.statement}),
        may_state=amendment_policy.may_state(current_user, amendment),
        may_withdraw=amendment_policy.may_move(current_user, amendment, "withdraw"),
        may_be_heard=amendment_policy.may_move(current_user, amendment, "ask-hearing"),
        parts=PARTS,
        **_common(amendment),
    )


def _office_page(amendment: Amendment, form: AmendmentAnswerForm) -> str:
    may_answer = amendment_policy.may_answer(current_user, amendment)
    return render_page(
        "rights/correction_of.html", form=form, may_answer=may_answer, parts=PARTS_FOR_OFFICE, **_common(amendment)
    )


def _common(amendment: Amendment) -> dict[str, Any]:
    return {
        "amendment": amendment,
        "label": STATES[amendment.state],
        "steps": STEPS,
        "is_overdue": amendment.is_overdue(clock.now()),
    }
