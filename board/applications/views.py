"""The addresses of applying and choosing."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.applications import actions, policy, queries
from board.applications.labels import FOR_POSTERS, FOR_STUDENTS, VERBS
from board.applications.models import Application
from board.kernel import clock, lifecycle
from board.kernel.db import unit_of_work
from board.kernel.errors import Hidden, Invalid
from board.kernel.verdict import require
from board.opportunities import queries as opportunities
from board.opportunities.models import STATEMENT, Opportunity, Paper
from board.web import files
from board.web.access import signed_in
from board.web.page import go_to, render_page

bp = Blueprint("applications", __name__)

LONGEST = 6000  # characters of a statement or an answer


@bp.route("/opportunities/<id:opportunity_id>/apply", methods=["GET", "POST"])
@signed_in
def apply(opportunity_id: int) -> ResponseReturnValue:
    """Write an application; keeping the draft leads on to its review page."""
    opportunity = _posting(opportunity_id)
    require(policy.may_apply(current_user, opportunity, clock.now()))
    if request.method == "GET":
        return _form(opportunity, queries.of_student(current_user.id, opportunity_id))
    try:
        kept = {one.id: _kept_for(one) for one in opportunity.papers if one.kind != STATEMENT}
    except Invalid as invalid:
        return _form(opportunity, queries.of_student(current_user.id, opportunity_id), invalid), 422
    with unit_of_work():
        application = actions.save_draft(
            opportunity, by=current_user, now=clock.now(), statement=_line("statement"), answers=_answers(opportunity)
        )
        for paper in opportunity.papers:
            if file := kept.get(paper.id):
                named = {"name": file.name, "filename": file.filename}
                actions.attach(application, paper, by=current_user, now=clock.now(), **named)
    return go_to(".show", application_id=application.id)


@bp.post("/opportunities/<id:opportunity_id>/apply/submit")
@signed_in
def submit(opportunity_id: int) -> ResponseReturnValue:
    """Send it; sent twice it is one application."""
    application = queries.of_student(current_user.id, opportunity_id)
    if application is None:
        raise Hidden
    try:
        with unit_of_work():
            actions.submit(application, by=current_user, now=clock.now())
    except Invalid as invalid:
        return _form(_posting(opportunity_id), application, invalid), 422
    flash(f"Your application is sent. Its reference is {application.reference}.", "good")
    return go_to(".show", application_id=application.id)


@bp.get("/applications")
@signed_in
def index() -> ResponseReturnValue:
    """Mine."""
    return render_page(
        "applications/index.html", applications=queries.all_of_student(current_user.id), labels=FOR_STUDENTS
    )


@bp.get("/applications/<id:application_id>")
@signed_in
def show(application_id: int) -> ResponseReturnValue:
    """One application, for the student who wrote it or the people who choose."""
    application = _readable(application_id)
    mine = application.student_id == current_user.id
    return render_page(
        "applications/show.html",
        application=application,
        mine=mine,
        label=(FOR_STUDENTS if mine else FOR_POSTERS)[application.state],
        labels=FOR_STUDENTS if mine else FOR_POSTERS,
        may=lambda verb: lifecycle.may_move(application, verb),
        verbs=VERBS,
    )


@bp.get("/applications/<id:application_id>/papers/<id:attachment_id>")
@signed_in
def paper(application_id: int, attachment_id: int) -> ResponseReturnValue:
    """A paper that was handed in, as a download."""
    application = _readable(application_id)
    attachment = next((one for one in application.attachments if one.id == attachment_id), None)
    if attachment is None:
        raise Hidden
    return files.hand_out(attachment.name, attachment.filename)


@bp.post("/applications/<id:application_id>/withdraw")
@signed_in
def withdraw(application_id: int) -> ResponseReturnValue:
    """Step back."""
    application = _readable(application_id)
    with unit_of_work():
        actions.withdraw(application, by=current_user, now=clock.now(), reason=_line("reason"))
    return go_to(".show", application_id=application_id)


@bp.post("/applications/<id:application_id>/accept-offer")
@signed_in
def accept_offer(application_id: int) -> ResponseReturnValue:
    """Take the place."""
    application = _readable(application_id)
    with unit_of_work():
        actions.accept_offer(application, by=current_user, now=clock.now())
    flash("The place is yours.", "good")
    return go_to(".show", application_id=application_id)


@bp.post("/applications/<id:application_id>/decline-offer")
@signed_in
def decline_offer(application_id: int) -> ResponseReturnValue:
    """Leave the place to somebody else."""
    application = _readable(application_id)
    with unit_of_work():
        actions.decline_offer(application, by=current_user, now=clock.now())
    return go_to(".show", application_id=application_id)


@bp.get("/opportunities/<id:opportunity_id>/desk")
@signed_in
def desk(opportunity_id: int) -> ResponseReturnValue:
    """Everybody who applied."""
    opportunity = _posting(opportunity_id)
    require(policy.may_choose(current_user, opportunity))
    return render_page(
        "applications/desk.html",
        opportunity=opportunity,
        applications=queries.on_desk(opportunity_id),
        labels=FOR_POSTERS,
        verbs=VERBS,
    )


@bp.post("/opportunities/<id:opportunity_id>/desk/move")
@signed_in
def move_many(opportunity_id: int) -> ResponseReturnValue:
    """Move everybody who is ticked, or nobody."""
    opportunity = _posting(opportunity_id)
    require(policy.may_choose(current_user, opportunity))
    ticked = set(request.form.getlist("application"))
    chosen = [one for one in queries.on_desk(opportunity_id) if str(one.id) in ticked]
    with unit_of_work():
        actions.choose(chosen, request.form.get("verb", ""), by=current_user, now=clock.now())
    return go_to(".desk", opportunity_id=opportunity_id)


@bp.post("/applications/<id:application_id>/move")
@signed_in
def move(application_id: int) -> ResponseReturnValue:
    """Move one."""
    application = _readable(application_id)
    with unit_of_work():
        actions.choose([application], request.form.get("verb", ""), by=current_user, now=clock.now())
    return go_to(".show", application_id=application_id)


@bp.post("/applications/<id:application_id>/note")
@signed_in
def note(application_id: int) -> ResponseReturnValue:
    """The posters' own note."""
    application = _readable(application_id)
    with unit_of_work():
        actions.annotate(application, by=current_user, note=_line("note"))
    return go_to(".show", application_id=application_id)


def _posting(opportunity_id: int) -> Opportunity:
    opportunity = opportunities.by_id(opportunity_id)
    if opportunity is None:
        raise Hidden
    return opportunity


def _readable(application_id: int) -> Application:
    application = queries.by_id(application_id)
    if application is None:
        raise Hidden
    require(policy.may_read(current_user, application))
    return application


def _kept_for(paper: Paper) -> files.Kept | None:
    """The file chosen for a paper; for a CV, the one on file when that is ticked."""
    if paper.kind == "cv" and request.form.get(f"paper-{paper.id}-on-file") and current_user.cv_name:
        return files.Kept(current_user.cv_name, current_user.cv_filename)
    return files.keep_pdf(request.files.get(f"paper-{paper.id}"), f"paper-{paper.id}")


def _answers(opportunity: Opportunity) -> dict[str, str]:
    return {str(one.id): _line(f"answer-{one.id}") for one in opportunity.questions}


def _form(opportunity: Opportunity, application: Application | None, invalid: Invalid | None = None) -> str:
    return render_page(
        "applications/apply.html",
        opportunity=opportunity,
        application=application,
        statement=request.form.get("statement", application.statement if application else ""),
        answers={} if application is None else application.answers,
        typed=request.form,
        held={one.paper_id: one for one in application.attachments} if application else {},
        invalid=invalid,
        back=url_for("opportunities.show", opportunity_id=opportunity.id),
    )


def _line(name: str) -> str:
    return request.form.get(name, "")[:LONGEST].replace("\x00", "")
