"""Who reads, by which rubric, and whether names are seen: the owners' page."""

from collections.abc import Sequence

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import queries as account_queries
from board.applications.actions import review as review_actions
from board.applications.actions import rubric as rubric_actions
from board.applications.forms import BlindForm, CriteriaForm, JoinForm, LeaveForm, ReviewersForm
from board.applications.models import UNDECIDED
from board.applications.queries import applicant_list as applicant_list_queries
from board.applications.queries import conflict_of_interest as conflict_of_interest_queries
from board.applications.queries import review as review_queries
from board.applications.rubric import HEAVIEST, HIGHEST, MOST_CRITERIA, Criterion, criteria
from board.applications.views import bp
from board.applications.views.dependencies import owned_posting
from board.kernel import clock
from board.kernel.errors import Invalid
from board.kernel.unit_of_work import unit_of_work
from board.opportunities import actions as opportunity_actions
from board.opportunities.labels import PARTS
from board.opportunities.models import Opportunity
from board.web.access import signed_in
from board.web.editing import Value, plain, require_unchanged, version_of, version_read
from board.web.filters import plural
from board.web.forms import as_typed
from board.web.pages import go_to, render_page


@bp.get("/opportunities/<id:opportunity_id>/reviewers")
@signed_in
def reviewers(opportunity_id: int) -> ResponseReturnValue:
    """Who reads what, and how far they are."""
    return _page(owned_posting(opportunity_id))


@bp.post("/opportunities/<id:opportunity_id>/reviewers/join")
@signed_in
def join(opportunity_id: int) -> ResponseReturnValue:
    """Let a colleague own it too, or review."""
    opportunity = owned_posting(opportunity_id)
    try:
        form = JoinForm.posted()
        with unit_of_work():
            person = account_queries.by_email(form.email.data)
            opportunity_actions.join(opportunity, person, form.role(), by=current_user)
    except Invalid as invalid:
        return _page(opportunity, invalid), 422
    flash("They have an email that leads them here.", "good")
    return go_to(".reviewers", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/reviewers/leave")
@signed_in
def leave(opportunity_id: int) -> ResponseReturnValue:
    """Take somebody off; what they scored stays, what they had yet to score is free again."""
    opportunity, person = owned_posting(opportunity_id), LeaveForm().person.data or 0
    try:
        with unit_of_work():
            review_actions.take_off(opportunity, person, by=current_user)
    except Invalid as invalid:
        return _page(opportunity, invalid), 422
    return go_to(".reviewers", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/reviewers/assign")
@signed_in
def assign(opportunity_id: int) -> ResponseReturnValue:
    """Give every application its reviewers."""
    opportunity = owned_posting(opportunity_id)
    try:
        form = ReviewersForm.posted()
        with unit_of_work():
            review_actions.assign(opportunity, form.plan(), by=current_user, now=clock.now())
    except Invalid as invalid:
        return _page(opportunity, invalid), 422
    flash("Every reviewer has an email that leads to what they read.", "good")
    return go_to(".reviewers", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/reviewers/remind")
@signed_in
def remind(opportunity_id: int) -> ResponseReturnValue:
    """Write to those who still owe scores; once a day."""
    opportunity = owned_posting(opportunity_id)
    with unit_of_work():
        notified = review_actions.remind(opportunity, by=current_user, now=clock.now())
    flash(
        f"A reminder goes to {plural(notified, 'reviewer')}." if notified else "Everybody has been reminded today.",
        "plain",
    )
    return go_to(".reviewers", opportunity_id=opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/reviewers/blind")
@signed_in
def blind(opportunity_id: int) -> ResponseReturnValue:
    """Hide names from everybody who reads, or show them."""
    opportunity, form = owned_posting(opportunity_id), BlindForm.posted()
    with unit_of_work():
        rubric_actions.set_blind_review(
            opportunity, by=current_user, blind=form.blind.data, papers_hidden=form.papers_hidden.data
        )
    flash("Names are hidden for this posting." if form.blind.data else "Names are shown for this posting.", "plain")
    return go_to(".reviewers", opportunity_id=opportunity_id)


@bp.route("/opportunities/<id:opportunity_id>/rubric", methods=["GET", "POST"])
@signed_in
def rubric(opportunity_id: int) -> ResponseReturnValue:
    """What is scored, what the numbers mean, and what weighs how much."""
    opportunity = owned_posting(opportunity_id)
    if request.method != "POST":
        return _rubric_page(opportunity)
    try:
        rubric = CriteriaForm.posted().criteria()
        with unit_of_work():
            require_unchanged(lambda: _saved_rubric(opportunity_id), [_rubric_value(rubric)])
            rubric_actions.set_rubric(opportunity, by=current_user, rubric=rubric)
    except Invalid as invalid:
        return _rubric_page(opportunity, invalid), 422
    flash("The rubric is saved, and what was scored before is weighed by it.", "good")
    return go_to(".rubric", opportunity_id=opportunity_id)


def _page(opportunity: Opportunity, invalid: Invalid | None = None) -> str:
    people = [person.user_id for person in opportunity.people]
    written = [review for of_one in review_queries.of_posting(opportunity.id).values() for review in of_one]
    sent = applicant_list_queries.listed(opportunity.id)
    return render_page(
        "applications/reviewers.html",
        opportunity=opportunity,
        settled=review_queries.settled(opportunity.id),
        parts=PARTS,
        loads=review_queries.loads(opportunity, written),
        conflicts=conflict_of_interest_queries.of_people(opportunity, people),
        references={application.id: application.reference for application in sent},
        undecided=sum(application.state in UNDECIDED for application in sent),
        typed=as_typed(),
        invalid=invalid,
    )


def _rubric_page(opportunity: Opportunity, invalid: Invalid | None = None) -> str:
    settled = review_queries.settled(opportunity.id)
    shown = CriteriaForm().criteria() if invalid else list(criteria(settled.rubric))
    empty = [Criterion("", "", 1, ("",) * HIGHEST)] * (1 if len(shown) < MOST_CRITERIA else 0)
    return render_page(
        "applications/rubric.html",
        opportunity=opportunity,
        rubric=[*shown, *empty],
        saved_version=version_read() or version_of(_saved_rubric(opportunity.id)),
        heaviest=HEAVIEST,
        invalid=invalid,
    )


def _rubric_value(rubric: Sequence[Criterion]) -> Value:
    """A rubric as its form shows it: one value, since a criterion means little without the others."""
    pairs: list[tuple[str, str]] = []
    words: dict[str, str] = {}
    for place, criterion in enumerate(rubric):
        pairs += [
            (f"key-{place}", criterion.key),
            (f"name-{place}", criterion.name),
            (f"weight-{place}", str(criterion.weight)),
        ]
        pairs += [(f"anchor-{place}-{number}", text) for number, text in enumerate(criterion.anchors, 1)]
        words |= {f"name-{place}": f"{place + 1}. Name", f"weight-{place}": f"{place + 1}. Weight"}
        words |= {f"anchor-{place}-{number}": f"{place + 1}. What {number} means" for number in range(1, HIGHEST + 1)}
    return Value("rubric", "Rubric", plain(pairs), words=words, rows=("name-", "weight-", "key-", "anchor-"))


def _saved_rubric(opportunity_id: int) -> list[Value]:
    return [_rubric_value(criteria(review_queries.settled(opportunity_id).rubric))]
