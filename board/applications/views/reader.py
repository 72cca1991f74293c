"""Reading what was sent: the reader, several beside each other, scores, stepping aside."""

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.applications import policy
from board.applications.actions import review as review_actions
from board.applications.applicant_list import ApplicantRow, applicant_list, row_of
from board.applications.applicant_list_params import address, read
from board.applications.blind_review import Anonymizer
from board.applications.forms import ReasonForm, ReviewForm, TickedForm
from board.applications.labels import DECISIONS, FOR_POSTERS, REASONS, RECUSALS, SENDS_EMAIL, VERBS
from board.applications.models import Application, ApplicationState
from board.applications.queries import conflict_of_interest as conflict_of_interest_queries
from board.applications.queries import review as review_queries
from board.applications.queries import steps
from board.applications.rubric import criteria
from board.applications.shown import shown_application
from board.applications.views import bp
from board.applications.views.dependencies import paper_of, readable, received, reviewed_posting
from board.kernel import clock, lifecycle
from board.kernel.errors import Invalid
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.web import files
from board.web.access import signed_in
from board.web.confirmation import Confirmation, ask_first
from board.web.editing import Value, require_unchanged, version_of
from board.web.forms import as_typed
from board.web.headers import with_frames
from board.web.pages import go_to, render_page
from board.web.read_log import note_reading

MOST_BESIDE = 4


def reader(application: Application, error: Invalid | None = None) -> Response:
    """One application as the people of the posting read it, with its neighbours on the list."""
    opportunity, applicant_list_params = application.opportunity, read(request.args)
    require(policy.may_read_as_poster(current_user, application))
    row, rows = row_of(application, current_user), applicant_list(opportunity, current_user, applicant_list_params).rows
    settled = review_queries.settled(opportunity.id)
    page = render_page(
        "applications/reader.html",
        application=application,
        shown=shown_application(application),
        opens_papers=True,
        row=row,
        around=_around(rows, application),
        wanted=address(applicant_list_params),
        label=FOR_POSTERS[application.state],
        steps=steps(application, FOR_POSTERS | {ApplicationState.SUBMITTED: ("Submitted", "")}),
        may=lambda verb: lifecycle.may_move(application, verb),
        verbs=VERBS,
        sends_email=SENDS_EMAIL,
        free=opportunity.openings.free,
        held=opportunity.openings.held,
        decisions=DECISIONS,
        reasons=REASONS,
        recusals=RECUSALS,
        may_choose=policy.may_choose(current_user, opportunity),
        may_review=policy.may_review(
            current_user, application, row.conflict, review_queries.of_application(application.id)
        ),
        rubric=criteria(settled.rubric),
        typed=as_typed(),
        scores_version=version_of(scores_of(application)),
        note_version=version_of([note_of(application)]),
        problem=error,
    )
    return with_frames(page)


def scores_of(application: Application) -> list[Value]:
    """What I have given it, as the form shows it."""
    own = review_queries.of_reviewer(application.id, current_user.id)
    rubric = criteria(review_queries.settled(application.opportunity_id).rubric)
    given = own.scores if own else {}
    scores = [Value.of(f"score-{criterion.key}", criterion.name, given.get(criterion.key)) for criterion in rubric]
    return [*scores, Value.of("comment", "Comment", own.comment if own else "", lines=True)]


def note_of(application: Application) -> Value:
    """The note among the people of the posting, as the form shows it."""
    text = Anonymizer.of(review_queries.settled(application.opportunity_id)).text(application, application.note)
    return Value.of("note", "Note among the people of the posting", text, lines=True)


def _around(rows: list[ApplicantRow], application: Application) -> tuple[int | None, int | None, str]:
    """The open neighbours on the applicant list, and where this one stands: `3 of 12`."""
    numbers = [row.application.id for row in rows if not row.is_closed]
    if application.id not in numbers:
        return None, (numbers[0] if numbers else None), ""
    here = numbers.index(application.id)
    before, after = numbers[here - 1 : here] if here else [], numbers[here + 1 : here + 2]
    return next(iter(before), None), next(iter(after), None), f"{here + 1} of {len(numbers)}"


@bp.route("/opportunities/<id:opportunity_id>/applicants/beside", methods=["GET", "POST"])
@signed_in
def beside(opportunity_id: int) -> ResponseReturnValue:
    """Up to four applications beside each other; what was ticked becomes part of the address."""
    opportunity = reviewed_posting(opportunity_id)
    if request.method == "POST":
        chosen = TickedForm().application.data[:MOST_BESIDE]
        return go_to(".beside", opportunity_id=opportunity_id, application=chosen, **address(read(request.args)))
    asked, numbers = read(request.args), request.args.getlist("application")
    listed = applicant_list(opportunity, current_user, asked, whole=True)
    rows = [row for row in listed.rows if not row.is_closed and (not numbers or str(row.application.id) in numbers)]
    if policy.part_of(current_user, opportunity) is None:
        shown = [row.application.id for row in rows[:MOST_BESIDE]]
        noted = [note_reading("application.read", f"application:{number}") for number in shown]
        if any(noted):
            return beside(opportunity_id)  # read anew, with nothing left to note
    return render_page(
        "applications/beside.html",
        opportunity=opportunity,
        rows=rows[:MOST_BESIDE],
        more=len(rows) > MOST_BESIDE,
        anonymizer=listed.anonymizer,
        labels=FOR_POSTERS,
        wanted=address(asked),
    )


@bp.get("/applications/<id:application_id>/papers/<id:attachment_id>/page")
@signed_in
def paper_page(application_id: int, attachment_id: int) -> ResponseReturnValue:
    """A paper to be read inside the reader."""
    paper, filename = paper_of(readable(application_id), attachment_id)
    return files.show(paper.name, filename)


@bp.get("/opportunities/<id:opportunity_id>/applicants/next")
@signed_in
def next_review(opportunity_id: int) -> ResponseReturnValue:
    """The application of mine that fewest have scored; the applicant list when I have none left."""
    opportunity = reviewed_posting(opportunity_id)
    closed = [
        number
        for number, conflict in conflict_of_interest_queries.of_person(current_user.id, opportunity).items()
        if conflict.hides
    ]
    number = review_queries.next_to_review(opportunity_id, current_user.id, closed)
    if number is None:
        flash("You have scored everything that was given to you.", "good")
        return go_to(".applicants", opportunity_id=opportunity_id)
    return go_to(".show", application_id=number)


@bp.post("/applications/<id:application_id>/review")
@signed_in
def review(application_id: int) -> ResponseReturnValue:
    """Keep my scores, or that I abstain, and go on to the next one."""
    application = received(application_id)
    try:
        form = ReviewForm.posted()
        with unit_of_work():
            require_unchanged(lambda: scores_of(application))
            review_actions.score(application, form.scores(), by=current_user, now=clock.now())
    except Invalid as invalid:
        return reader(application, invalid), 422
    flash("Your scores are saved." if not form.abstain.data else "You abstain from this one.", "good")
    if form.next.data:
        return go_to(".next_review", opportunity_id=application.opportunity_id)
    return go_to(".show", application_id=application_id)


@bp.post("/applications/<id:application_id>/step-aside")
@signed_in
def step_aside(application_id: int) -> ResponseReturnValue:
    """Close this one to myself."""
    application = received(application_id)
    opportunity_id = application.opportunity_id
    require(policy.may_read_applicants(current_user, application.opportunity))
    reason = ReasonForm.posted().reason.data
    if reason in RECUSALS and (page := ask_first(_recusal(application, reason))) is not None:
        return page
    with unit_of_work():
        review_actions.step_aside(application, by=current_user, now=clock.now(), reason=reason)
    flash("This application and its scores are closed to you now, and the owners know.", "plain")
    return go_to(".applicants", opportunity_id=opportunity_id)


def _recusal(application: Application, reason: str) -> Confirmation:
    """What stepping aside means; it cannot be taken back, since a conflict does not go away by a press."""
    consequences = [
        f"The application of {row_of(application, current_user).name} and its scores are closed to you, and stay so.",
        "If you have scored it, your score and comment are deleted.",
        f"The owners of the posting are told, with the reason: {RECUSALS[reason].lower()}.",
    ]
    back = url_for(".show", application_id=application.id)
    return Confirmation("Recuse yourself?", consequences, "Recuse myself", back)
