"""How it goes, how it was, and what is wrong."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import queries as account_queries
from board.kernel import clock
from board.kernel.errors import Invalid, NotFound, found_or_404
from board.kernel.lifecycle import may_move
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.mentorship import pair_status
from board.mentorship.actions import feedback as feedback_actions
from board.mentorship.actions import report as report_actions
from board.mentorship.actions.time_guard import require_now
from board.mentorship.forms.feedback import CheckInForm, FeedbackForm
from board.mentorship.forms.report import ReportDecisionForm, ReportStepForm, SafetyReportForm
from board.mentorship.labels import OUTCOMES, REPORT_KINDS, REPORT_STEPS, REPORTS
from board.mentorship.models import Mentorship
from board.mentorship.policy import pair as pair_policy
from board.mentorship.policy import report as report_policy
from board.mentorship.policy import request as request_policy
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import pair as pair_queries
from board.mentorship.queries import report as report_queries
from board.mentorship.views import bp
from board.mentorship.views.dependencies import own_pair, readable
from board.web.access import signed_in
from board.web.forms import as_typed
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page
from board.web.read_log import note_reading


@bp.route("/mentorships/<id:mentorship_id>/check-in", methods=["GET", "POST"])
@signed_in
def check_in(mentorship_id: int) -> ResponseReturnValue:
    """Three questions; the partner never sees the answers."""
    pair, now, form = own_pair(mentorship_id), clock.now(), CheckInForm()
    if form.validate_on_submit():
        with unit_of_work():
            feedback_actions.check_in(pair, form.answer(), by=current_user, now=now)
        flash("Thank you. Only the coordinator reads your answers.", "good")
        return go_to(".pair", mentorship_id=mentorship_id)
    point = pair_status.check_in_open(pair, current_user.id, now)
    partner = pair.partner_of(current_user.id)
    page = render_page("mentorship/check_in.html", pair=pair, form=form, point=point, partner=partner)
    return page, 422 if form.is_submitted() else 200


@bp.route("/mentorships/<id:mentorship_id>/feedback", methods=["GET", "POST"])
@signed_in
def feedback(mentorship_id: int) -> ResponseReturnValue:
    """How it was; a 1 leads to what can be done about it."""
    pair, form = own_pair(mentorship_id), FeedbackForm()
    if form.validate_on_submit():
        with unit_of_work():
            rating, look_again, words = int(form.rating.data), bool(form.look_again.data), form.words.data or ""
            now = clock.now()
            feedback_actions.feedback(pair, by=current_user, now=now, rating=rating, words=words, look_again=look_again)
        return go_to(".feedback", mentorship_id=mentorship_id)
    return _feedback(pair, form), 422 if form.is_submitted() else 200


@bp.route("/mentorships/<id:mentorship_id>/report", methods=["GET", "POST"])
@signed_in
def report_partner(mentorship_id: int) -> ResponseReturnValue:
    """Report the other of the two."""
    pair, form = own_pair(mentorship_id), SafetyReportForm()
    partner = pair.partner_of(current_user.id)
    if form.validate_on_submit():
        with unit_of_work_once():
            made = report_actions.report(partner, form.concern(), by=current_user, now=clock.now(), pair=pair)
        return go_to(".report", report_id=made.id)
    page = render_page("mentorship/report_form.html", form=form, subject=partner, pair=pair)
    return page, 422 if form.is_submitted() else 200


@bp.route("/mentorship/requests/<id:request_id>/report", methods=["GET", "POST"])
@signed_in
def report_request(request_id: int) -> ResponseReturnValue:
    """Report who asks, or who is asked."""
    asked, form = readable(request_id), SafetyReportForm()
    is_mentor = current_user.id == asked.enrolment.user_id
    subject = asked.mentee if is_mentor else asked.enrolment.user
    if form.validate_on_submit():
        with unit_of_work_once():
            made = report_actions.report(subject, form.concern(), by=current_user, now=clock.now())
        return go_to(".report", report_id=made.id)
    page = render_page("mentorship/report_form.html", form=form, subject=subject, pair=None)
    return page, 422 if form.is_submitted() else 200


@bp.route("/people/<id:user_id>/report", methods=["GET", "POST"])
@signed_in
def report_person(user_id: int) -> ResponseReturnValue:
    """Report somebody whom one met here."""
    subject, form = account_queries.by_id(user_id), SafetyReportForm()
    if subject is None:
        raise NotFound
    met = report_queries.have_met(current_user.id, user_id)
    require(report_policy.may_report(current_user, subject, have_met=met))
    if form.validate_on_submit():
        with unit_of_work_once():
            made = report_actions.report(subject, form.concern(), by=current_user, now=clock.now())
        return go_to(".report", report_id=made.id)
    page = render_page("mentorship/report_form.html", form=form, subject=subject, pair=None)
    return page, 422 if form.is_submitted() else 200


@bp.post("/mentorship/requests/<id:request_id>/block")
@signed_in
def block_asker(request_id: int) -> ResponseReturnValue:
    """Never be asked by this student again."""
    require(request_policy.may_answer(current_user, readable(request_id)))
    with unit_of_work():
        report_actions.block_asker(request_id, by=current_user, now=clock.now())
    flash("You will not see each other here. The student reads a neutral no.", "plain")
    return go_to(".home")


@bp.get("/mentorship/reports")
@signed_in
def reports() -> ResponseReturnValue:
    """What I reported; and what I handle, or may know of."""
    leads = report_queries.lead_ids()
    every = report_queries.reports()
    return render_page(
        "mentorship/reports.html",
        mine=report_queries.reports_by(current_user.id),
        handled=[item for item in every if report_policy.may_handle(current_user, item, leads)],
        known=[item for item in every if report_policy.may_know(current_user, item)],
        labels=REPORTS,
        kinds=REPORT_KINDS,
    )


@bp.get("/mentorship/reports/<id:report_id>")
@signed_in
def report(report_id: int) -> ResponseReturnValue:
    """One report, for who made it and who handles it."""
    return _report(report_id)


@bp.post("/mentorship/reports/<id:report_id>/advance")
@signed_in
def advance_report(report_id: int) -> ResponseReturnValue:
    """Read, or look into."""
    result = found_or_404(report_queries.report_by_id(report_id))
    form = ReportStepForm.posted()
    with unit_of_work():
        report_actions.advance(result, form.verb.data, by=current_user, now=clock.now())
    return go_to(".report", report_id=report_id)


@bp.post("/mentorship/reports/<id:report_id>/resolve")
@signed_in
def resolve_report(report_id: int) -> ResponseReturnValue:
    """Decide."""
    result = found_or_404(report_queries.report_by_id(report_id))
    try:
        form = ReportDecisionForm.posted()
        outcome, decision = form.outcome.data, form.decision.data
        with unit_of_work():
            report_actions.resolve(result, by=current_user, now=clock.now(), outcome=outcome, decision=decision)
    except Invalid as invalid:
        return _report(report_id, invalid), 422
    return go_to(".report", report_id=report_id)


def _report(report_id: int, invalid: Invalid | None = None) -> str:
    matching_report, leads = report_queries.report_by_id(report_id), report_queries.lead_ids()
    if matching_report is None:
        raise NotFound
    require(report_policy.may_read(current_user, matching_report, leads))
    if current_user.id != matching_report.reporter_id and note_reading("report.read", f"report:{report_id}"):
        return _report(report_id, invalid)
    return render_page(
        "mentorship/report.html",
        report=matching_report,
        handles=report_policy.may_handle(current_user, matching_report, leads),
        label=REPORTS[matching_report.state],
        may=lambda verb: may_move(matching_report, verb),
        steps=REPORT_STEPS,
        kinds=REPORT_KINDS,
        outcomes=OUTCOMES,
        is_mentor=mentor_queries.of_person(matching_report.subject_id) is not None,
        as_mentor=report_actions.AS_MENTOR,
        typed=as_typed(),
        invalid=invalid,
    )


def _feedback(pair: Mentorship, form: FeedbackForm) -> str:
    given_feedback = pair_queries.feedback_of(pair.id, current_user.id)
    may = pair_policy.may_give_feedback(current_user, pair, clock.now())
    if given_feedback is None:
        require_now(may)
    return render_page(
        "mentorship/feedback.html",
        pair=pair,
        form=form,
        said=given_feedback,
        partner=pair.partner_of(current_user.id),
        is_mentee=pair.mentee_id == current_user.id,
    )
