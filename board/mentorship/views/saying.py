"""How it goes, how it was, and what is wrong."""

from collections.abc import Mapping

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import queries as people
from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Hidden, Invalid
from board.kernel.verdict import require
from board.mentorship import standing
from board.mentorship.actions import reports as reporting
from board.mentorship.actions import saying
from board.mentorship.actions.standing import require_now
from board.mentorship.forms import CheckInForm, FeedbackForm, ReportForm
from board.mentorship.labels import OUTCOMES, REPORT_KINDS, REPORT_STEPS, REPORTS
from board.mentorship.models import Mentorship
from board.mentorship.policy import concerns as concerns_policy
from board.mentorship.policy import pairs as policy
from board.mentorship.policy import requests as requests_policy
from board.mentorship.queries import concerns, mentors, pairs
from board.mentorship.views import bp
from board.mentorship.views.loading import own_pair, readable
from board.web.access import signed_in
from board.web.forms import posted_line, posted_text
from board.web.page import go_to, render_page
from board.web.reading import note_reading


@bp.route("/mentorships/<id:mentorship_id>/check-in", methods=["GET", "POST"])
@signed_in
def check_in(mentorship_id: int) -> ResponseReturnValue:
    """Three questions; the partner never sees the answers."""
    pair, now, form = own_pair(mentorship_id), clock.now(), CheckInForm()
    if form.validate_on_submit():
        with unit_of_work():
            contact_me, words = bool(form.contact_me.data), form.words.data or ""
            answers = form.answers()
            saying.check_in(pair, by=current_user, now=now, answers=answers, words=words, contact_me=contact_me)
        flash("Thank you. Only the coordinator reads your answers.", "good")
        return go_to(".pair", mentorship_id=mentorship_id)
    point = standing.check_in_open(pair, current_user.id, now)
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
            saying.feedback(pair, by=current_user, now=now, rating=rating, words=words, look_again=look_again)
        return go_to(".feedback", mentorship_id=mentorship_id)
    return _feedback(pair, form), 422 if form.is_submitted() else 200


@bp.route("/mentorships/<id:mentorship_id>/report", methods=["GET", "POST"])
@signed_in
def report_partner(mentorship_id: int) -> ResponseReturnValue:
    """Report the other of the two."""
    pair, form = own_pair(mentorship_id), ReportForm()
    partner = pair.partner_of(current_user.id)
    if form.validate_on_submit():
        with unit_of_work():
            said = {"kind": form.kind.data, "words": form.words.data, "with_notes": form.with_notes.data}
            made = reporting.report(partner, by=current_user, now=clock.now(), pair=pair, **said)
        return go_to(".report", report_id=made.id)
    page = render_page("mentorship/report_form.html", form=form, subject=partner, pair=pair)
    return page, 422 if form.is_submitted() else 200


@bp.route("/mentorship/requests/<id:request_id>/report", methods=["GET", "POST"])
@signed_in
def report_request(request_id: int) -> ResponseReturnValue:
    """Report who asks, or who is asked."""
    asked, form = readable(request_id), ReportForm()
    is_mentor = current_user.id == asked.enrolment.user_id
    subject = asked.mentee if is_mentor else asked.enrolment.user
    if form.validate_on_submit():
        with unit_of_work():
            kind, words = form.kind.data, form.words.data or ""
            made = reporting.report(subject, by=current_user, now=clock.now(), kind=kind, words=words)
        return go_to(".report", report_id=made.id)
    page = render_page("mentorship/report_form.html", form=form, subject=subject, pair=None)
    return page, 422 if form.is_submitted() else 200


@bp.route("/people/<id:user_id>/report", methods=["GET", "POST"])
@signed_in
def report_person(user_id: int) -> ResponseReturnValue:
    """Report somebody whom one met here."""
    subject, form = people.by_id(user_id), ReportForm()
    if subject is None:
        raise Hidden
    met = concerns.have_met(current_user.id, user_id)
    require(concerns_policy.may_report(current_user, subject, have_met=met))
    if form.validate_on_submit():
        with unit_of_work():
            kind, words = form.kind.data, form.words.data or ""
            made = reporting.report(subject, by=current_user, now=clock.now(), kind=kind, words=words)
        return go_to(".report", report_id=made.id)
    page = render_page("mentorship/report_form.html", form=form, subject=subject, pair=None)
    return page, 422 if form.is_submitted() else 200


@bp.post("/mentorship/requests/<id:request_id>/block")
@signed_in
def block_asker(request_id: int) -> ResponseReturnValue:
    """Never be asked by this student again."""
    require(requests_policy.may_answer(current_user, readable(request_id)))
    with unit_of_work():
        reporting.block_asker(request_id, by=current_user, now=clock.now())
    flash("You will not see each other here. The student reads a neutral no.", "plain")
    return go_to(".home")


@bp.get("/mentorship/reports")
@signed_in
def reports() -> ResponseReturnValue:
    """What I reported; and what I handle, or may know of."""
    leads = concerns.lead_ids()
    every = concerns.reports()
    return render_page(
        "mentorship/reports.html",
        mine=concerns.reports_by(current_user.id),
        handled=[one for one in every if concerns_policy.may_handle(current_user, one, leads)],
        known=[one for one in every if concerns_policy.may_know(current_user, one)],
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
    found = concerns.report_by_id(report_id)
    if found is None:
        raise Hidden
    with unit_of_work():
        reporting.advance(found, posted_line("verb"), by=current_user, now=clock.now())
    return go_to(".report", report_id=report_id)


@bp.post("/mentorship/reports/<id:report_id>/resolve")
@signed_in
def resolve_report(report_id: int) -> ResponseReturnValue:
    """Decide."""
    found = concerns.report_by_id(report_id)
    if found is None:
        raise Hidden
    try:
        said = {"outcome": posted_line("outcome"), "decision": posted_text("decision", 4000)}
        with unit_of_work():
            reporting.resolve(found, by=current_user, now=clock.now(), **said)
    except Invalid as invalid:
        return _report(report_id, invalid, said), 422
    return go_to(".report", report_id=report_id)


def _report(report_id: int, invalid: Invalid | None = None, typed: Mapping[str, str] | None = None) -> str:
    found, leads = concerns.report_by_id(report_id), concerns.lead_ids()
    if found is None:
        raise Hidden
    require(concerns_policy.may_read(current_user, found, leads))
    if current_user.id != found.reporter_id and note_reading("report.read", f"report:{report_id}"):
        return _report(report_id, invalid, typed)
    return render_page(
        "mentorship/report.html",
        report=found,
        handles=concerns_policy.may_handle(current_user, found, leads),
        label=REPORTS[found.state],
        steps=REPORT_STEPS,
        kinds=REPORT_KINDS,
        outcomes=OUTCOMES,
        is_mentor=mentors.of_person(found.subject_id) is not None,
        as_mentor=reporting.AS_MENTOR,
        typed=typed or {},
        invalid=invalid,
    )


def _feedback(pair: Mentorship, form: FeedbackForm) -> str:
    said = pairs.feedback_of(pair.id, current_user.id)
    may = policy.may_give_feedback(current_user, pair, clock.now())
    if said is None:
        require_now(may)
    return render_page(
        "mentorship/feedback.html",
        pair=pair,
        form=form,
        said=said,
        partner=pair.partner_of(current_user.id),
        is_mentee=pair.mentee_id == current_user.id,
    )
