"""The student's side."""

from collections.abc import Mapping

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.applications import calendar, policy, progress, queries
from board.applications.actions import application as application_actions
from board.applications.actions import offer as offer_actions
from board.applications.actions.application import PaperChanges
from board.applications.apply_step import apply_step
from board.applications.forms import CV, OUT, AcceptForm, ApplyForm, ReasonForm, apply_form
from board.applications.labels import FOR_STUDENTS, REASONS
from board.applications.models import Application, ApplicationState
from board.applications.views import bp
from board.applications.views.attachment_values import attachments_by_paper, kept_choice, posted_files, saved_files
from board.applications.views.dependencies import own_application, paper_of, posting, readable
from board.applications.views.offer import ask_to_decline
from board.applications.views.reader import reader
from board.kernel import clock, lifecycle, pdf
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import Verdict, hidden, require
from board.opportunities import eligibility as opportunity_eligibility
from board.opportunities import queries as opportunity_queries
from board.opportunities.labels import words_on_full
from board.opportunities.models import Opportunity
from board.opportunities.posting_card import PostingCard, card
from board.web import calendar as web_calendar
from board.web import files
from board.web.access import signed_in
from board.web.editing import AUTOSAVE, Value, require_unchanged, saved_by_itself, version_of, version_read
from board.web.emails import link
from board.web.forms import ReadVersionForm, as_typed
from board.web.pages import go_to, render_page
from board.web.written_form import refused_where

UNSENT = (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
"""The states in which the student may still write."""


def _may_write(opportunity_id: int) -> Verdict:
    opportunity = opportunity_queries.by_id(opportunity_id)
    return policy.may_apply(current_user, opportunity, clock.now()) if opportunity else hidden()


@bp.route("/opportunities/<id:opportunity_id>/apply", methods=["GET", "POST"])
@signed_in
@refused_where(_may_write)
def apply(opportunity_id: int) -> ResponseReturnValue:
    """Write an application; keeping the draft leads on to its review page."""
    opportunity = posting(opportunity_id)
    written = queries.of_student(current_user.id, opportunity_id)
    if request.method != "POST" and written is not None and written.state not in UNSENT:
        return go_to(".show", application_id=written.id)
    require(policy.may_apply(current_user, opportunity, clock.now()))
    if request.method != "POST":
        return _form(opportunity, written)
    form = apply_form(opportunity)
    saves_itself = AUTOSAVE in request.headers
    try:
        form.require_valid()
        stored = {} if saves_itself else _keep_papers(opportunity, form)
    except Invalid as invalid:
        return _form(opportunity, written, invalid, form.chosen_files(opportunity)), 422
    if saves_itself:
        with unit_of_work():
            require_unchanged(lambda: _texts(opportunity))
            _save(opportunity, form, None)
        return saved_by_itself(_texts(opportunity))
    with unit_of_work():
        require_unchanged(lambda: _values(opportunity), _posted_values(opportunity, form))
        removed = form.papers_with(opportunity, OUT)
        papers = PaperChanges(stored, _on_file(opportunity, form) - removed - stored.keys(), removed)
        application_id = _save(opportunity, form, papers)
    return go_to(".show", application_id=application_id)


def _save(opportunity: Opportunity, form: ApplyForm, papers: PaperChanges | None) -> int:
    """Save the draft; answers its number. A form that saves itself brings no papers: only the button changes them."""
    return application_actions.save_draft(
        opportunity,
        by=current_user,
        now=clock.now(),
        statement=form.statement.data,
        answers=form.answers(opportunity),
        papers=papers,
    ).id


@bp.post("/opportunities/<id:opportunity_id>/apply/submit")
@signed_in
def submit(opportunity_id: int) -> ResponseReturnValue:
    """Send it; sent twice it is one application."""
    application = found_or_404(queries.of_student(current_user.id, opportunity_id))
    try:
        with unit_of_work():
            seen = ReadVersionForm().version_read()
            application_actions.submit(application, by=current_user, now=clock.now(), seen=seen)
    except Invalid as invalid:
        return _form(posting(opportunity_id), application, invalid), 422
    flash(f"Your application is sent. Its reference is {application.reference}.", "good")
    return go_to(".show", application_id=application.id)


@bp.get("/applications")
@signed_in
def index() -> ResponseReturnValue:
    """Mine."""
    now = clock.now()
    mine = [
        (item, apply_step(current_user, item.opportunity, item, now))
        for item in queries.all_of_student(current_user.id)
    ]
    return render_page("applications/index.html", applications=mine, now=now)


@bp.get("/applications/<id:application_id>")
@signed_in
def show(application_id: int) -> ResponseReturnValue:
    """One application: the student's own page, or the reader of the people who choose."""
    application, now = readable(application_id), clock.now()
    if application.student_id != current_user.id:
        return reader(application)
    decision = queries.told(application)
    answer = decision if decision is not None and decision.verb == "reject" else None
    missing = application_actions.missing(application) if application.state in UNSENT else []
    form = url_for(".apply", opportunity_id=application.opportunity_id)
    return render_page(
        "applications/show.html",
        application=application,
        label=FOR_STUDENTS[application.state],
        steps=queries.steps(application, FOR_STUDENTS),
        may=lambda verb: lifecycle.may_move(application, verb),
        missing=missing,
        progress_steps=progress.after_sending(application)
        if application.state not in UNSENT
        else progress.writing([field for field, _ in missing], form, is_review=True),
        doubts=policy.doubts_at_applying(current_user, application.opportunity),
        is_open=bool(policy.may_apply(current_user, application.opportunity, now)),
        answer=answer,
        line=decision.line if decision else "",
        reason=REASONS.get(answer.reason) if answer else None,
        similar=_similar(application) if answer else [],
        clashes=queries.clashes(application) if application.state is ApplicationState.OFFERED else [],
        position=queries.position(application) if application.state is ApplicationState.WAITLISTED else None,
        may_withdraw=lifecycle.may_move(application, "withdraw")
        and policy.may_withdraw(current_user, application, now),
        called_off=_why_called_off(application.opportunity),
        today=clock.day(now),
        in_charge=opportunity_queries.in_charge(application.opportunity),
        has_reviewers=any(person.is_reviewer for person in application.opportunity.people),
        now=now,
    )


@bp.get("/applications/<id:application_id>/dates.ics")
@signed_in
def dates(application_id: int) -> ResponseReturnValue:
    """The dates of this application for a calendar."""
    application = readable(application_id)
    entries = calendar.dates(application, link("opportunities.index"))
    return web_calendar.answer(application.opportunity.title, entries)


@bp.get("/applications/<id:application_id>/papers/<id:attachment_id>")
@signed_in
def paper(application_id: int, attachment_id: int) -> ResponseReturnValue:
    """A paper that was handed in, as a download."""
    application = readable(application_id)
    attachment, filename = paper_of(application, attachment_id)
    return files.hand_out(attachment.name, filename)


@bp.post("/applications/<id:application_id>/withdraw")
@signed_in
def withdraw(application_id: int) -> ResponseReturnValue:
    """Step back."""
    application, form = own_application(application_id), ReasonForm.posted()
    with unit_of_work():
        application_actions.withdraw(application, by=current_user, now=clock.now(), reason=form.reason.data)
    flash("Your application is withdrawn. You can send it again while the posting is open.", "plain")
    return go_to(".show", application_id=application_id)


@bp.post("/applications/<id:application_id>/accept-offer")
@signed_in
def accept_offer(application_id: int) -> ResponseReturnValue:
    """Take the place."""
    application, form = own_application(application_id), AcceptForm.posted()
    with unit_of_work():
        offer_actions.accept_offer(
            application,
            by=current_user,
            now=clock.now(),
            leaving=_ticked_clashes(application, form),
            note=form.note.data,
        )
    flash("Accepted. The position is yours.", "good")
    return go_to(".show", application_id=application_id)


@bp.post("/applications/<id:application_id>/decline-offer")
@signed_in
def decline_offer(application_id: int) -> ResponseReturnValue:
    """Leave the place to somebody else."""
    application = own_application(application_id)
    require(policy.may_answer(current_user, application))
    if (page := ask_to_decline(application, back=url_for(".show", application_id=application_id))) is not None:
        return page
    with unit_of_work():
        offer_actions.decline_offer(application, by=current_user, now=clock.now())
    flash("You declined the offer. The people who post it know.", "plain")
    return go_to(".show", application_id=application_id)


def _ticked_clashes(application: Application, form: AcceptForm) -> list[Application]:
    """What the student gives up for this place, out of what clashes with it."""
    applications = [clash.application for clash in queries.clashes(application) if not clash.is_accepted]
    return [application for application in applications if application.id in form.leave.data]


def _why_called_off(opportunity: Opportunity) -> str | None:
    """The reason that its posters gave; None for what is not called off."""
    last = opportunity.moves[-1] if opportunity.moves else None
    return (last.note if last else "") if opportunity.is_called_off else None


def _similar(application: Application) -> list[PostingCard]:
    """What is open and near, for somebody who was not selected."""
    now = clock.now()
    near = queries.near(application.opportunity, now)
    return [card(other, url_for("opportunities.show", opportunity_id=other.id), now) for other in near]


def _keep_papers(opportunity: Opportunity, form: ApplyForm) -> dict[int, files.UploadedFile]:
    """Paper number → the file chosen for it. Whoever chooses one means it, whatever is said about the CV on file."""
    attachments, chosen = attachments_by_paper(opportunity), {}
    replaced = {number: attachment.name for number, attachment in attachments.items()}
    for paper in opportunity.papers:
        if paper.is_file:
            field = f"paper-{paper.id}"
            uploaded_file = files.keep_pdf(form[field].data, field, instead_of=replaced.get(paper.id, ""))
            if uploaded_file is not None:
                chosen[paper.id] = uploaded_file
    return chosen


def _on_file(opportunity: Opportunity, form: ApplyForm) -> set[int]:
    """The papers for which the CV on file is chosen."""
    cvs = {paper.id for paper in opportunity.papers if paper.is_cv} if current_user.cv_name else set()
    return cvs & form.papers_with(opportunity, CV)


def _values(opportunity: Opportunity) -> list[Value]:
    """What is written of the application now, and what is attached to it."""
    return [*_texts(opportunity), *saved_files(opportunity)]


def _posted_values(opportunity: Opportunity, form: ApplyForm) -> list[Value]:
    """What the form makes of them."""
    return [*[text.as_posted() for text in _texts(opportunity)], *posted_files(opportunity, form)]


def _texts(opportunity: Opportunity) -> list[Value]:
    """What is written alone: all that a form that saves itself may change."""
    application = queries.of_student(current_user.id, opportunity.id)
    answers = application.answers if application else {}
    return [
        Value.of("statement", "Personal statement", application.statement if application else "", lines=True),
        *[
            Value.of(f"answer-{question.id}", question.text, answers.get(str(question.id)), lines=not question.choices)
            for question in opportunity.questions
        ],
    ]


def _form(
    opportunity: Opportunity,
    application: Application | None,
    invalid: Invalid | None = None,
    chosen_files: Mapping[str, str] | None = None,
) -> str:
    sections = application_actions.sections(opportunity, application, current_user)
    return render_page(
        "applications/apply.html",
        opportunity=opportunity,
        application=application,
        doubts=policy.doubts_at_applying(current_user, opportunity),
        conditions=opportunity_eligibility.to_check(opportunity),
        full=words_on_full(opportunity, clock.now()),
        statement=as_typed().get("statement", application.statement if application else ""),
        answers={} if application is None else application.answers,
        typed=as_typed(),
        saved_version=version_read() or version_of(_values(opportunity)),
        sections=sections,
        steps=progress.writing([field for _, field, is_done in sections if not is_done], "", is_review=False),
        chosen_files=chosen_files or {},
        most_bytes=pdf.LARGEST,
        most_megabytes=pdf.MEGABYTES,
        needs_statement=application_actions.needs_statement(opportunity),
        most_words=application_actions.most_words(opportunity),
        held=attachments_by_paper(opportunity),
        kept_choice=kept_choice,
        invalid=invalid,
        back=url_for("opportunities.show", opportunity_id=opportunity.id),
    )
