"""The applicant list: who applied, and what is done with one or many of them."""

from flask import flash, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.applications import exports, message_template, policy, queries
from board.applications.actions import applicant_list as applicant_list_actions
from board.applications.actions import decision as decision_actions
from board.applications.applicant_list import ApplicantListParams, ApplicantRow, applicant_list
from board.applications.applicant_list_params import SORTS, address, read
from board.applications.applicant_table import applicant_table, filters_on
from board.applications.blind_review import Anonymizer
from board.applications.forms import DecisionForm, MessageForm, MoveForm, SelectedForm, TagForm, TickedForm
from board.applications.labels import DECISIONS, REASONS, SELECTED_ACTS, SENDS_EMAIL, VERBS
from board.applications.queries import conflict_of_interest as conflict_of_interest_queries
from board.applications.queries import review as review_queries
from board.applications.views import bp
from board.applications.views.dependencies import offer_terms, owned_posting, reviewed_posting, ticked
from board.kernel import clock
from board.kernel.errors import Conflict, DomainError, Invalid
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.opportunities import policy as opportunity_policy
from board.opportunities import queries as opportunity_queries
from board.opportunities.labels import FOR_POSTERS as STATUSES
from board.opportunities.models import Opportunity, PostingState
from board.opportunities.posting_card import openings_by_state
from board.organisations import queries as organisation_queries
from board.web import files
from board.web.access import signed_in
from board.web.filters import plural
from board.web.forms import as_typed
from board.web.once import unit_of_work_once
from board.web.pages import asked_by_htmx, go_to, render_page
from board.web.throttle import makes_previews


@bp.get("/desk")  # both addresses of old are promised to others: tests/house/test_promised_addresses.py
@bp.get("/my-postings")
@signed_in
def my_postings() -> ResponseReturnValue:
    """All my postings, with what waits at each."""
    now, owed = clock.now(), review_queries.waiting_for(current_user.id)
    postings = [(mine, STATUSES[mine.opportunity.status(now)]) for mine in queries.my_postings(current_user.id)]
    in_use = [item for item in postings if item[0].opportunity.state is not PostingState.ARCHIVED]
    put_away = [item for item in postings if item not in in_use]
    acted_for = organisation_queries.acted_for(current_user.id, clock.day(now))
    numbers = {body.id for body in acted_for}
    to_approve = [
        posting
        for posting in opportunity_queries.waiting_for_adviser(current_user.id)
        if posting.organisation_id in numbers
    ]
    return render_page(
        "applications/my_postings.html",
        postings=in_use,
        put_away=put_away,
        owed=owed,
        openings_by_state=openings_by_state,
        organisations=acted_for,
        to_approve=to_approve,
        may_post=bool(opportunity_policy.may_post(current_user)),
    )


@bp.get("/opportunities/<id:opportunity_id>/desk")
@bp.get("/opportunities/<id:opportunity_id>/applicants")
@signed_in
def applicants(opportunity_id: int) -> ResponseReturnValue:
    """Everybody who applied, or those that the address asks for."""
    return _applicants(reviewed_posting(opportunity_id))


@bp.post("/opportunities/<id:opportunity_id>/applicants/move")
@signed_in
def move_many(opportunity_id: int) -> ResponseReturnValue:
    """Move everybody who is ticked, or nobody."""
    opportunity = owned_posting(opportunity_id)
    try:
        form, now = MoveForm.posted(), clock.now()
        chosen, choice = ticked(form, opportunity_id), form.choice()
        terms, seen = offer_terms(form, now), form.seen.numbers()
        with unit_of_work():
            applicant_list_actions.choose(chosen, choice, by=current_user, now=now, terms=terms, seen=seen)
    except (Invalid, Conflict) as problem:
        return _refused(opportunity, problem)
    flash(f"{VERBS[choice.verb]}: {plural(len(chosen), 'application')}.", "good")
    return _back(opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/applicants/decide")
@signed_in
def decide_many(opportunity_id: int) -> ResponseReturnValue:
    """Write down what shall become of those who are ticked; nobody is told yet."""
    opportunity = owned_posting(opportunity_id)
    try:
        form = DecisionForm.posted()
        chosen, choice, seen = ticked(form, opportunity_id), form.choice_for_many(), form.seen.numbers()
        with unit_of_work():
            if choice.verb == "none":
                decision_actions.take_back(chosen, by=current_user, seen=seen)
            else:
                decision_actions.decide(chosen, choice, by=current_user, now=clock.now(), seen=seen)
    except (Invalid, Conflict) as problem:
        return _refused(opportunity, problem, "decline")
    done = "Nothing decided" if choice.verb == "none" else f"Draft decision saved, {DECISIONS[choice.verb][0].lower()}"
    flash(f"{done}: {plural(len(chosen), 'application')}. Nobody has been told.", "good")
    return _back(opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/applicants/tag")
@signed_in
def tag_many(opportunity_id: int) -> ResponseReturnValue:
    """Put a tag on those who are ticked, or take it off."""
    opportunity = reviewed_posting(opportunity_id)
    try:
        form = TagForm.posted()
        chosen = ticked(form, opportunity_id)
        with unit_of_work():
            applicant_list_actions.tag(chosen, by=current_user, name=form.tag.data, remove=form.removes)
    except Invalid as problem:
        if not policy.may_choose(current_user, opportunity):
            return _refused(opportunity, problem)
        return _refused(opportunity, problem, "tag")
    return _back(opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/applicants/message/preview")
@signed_in
@makes_previews
def preview_message(opportunity_id: int) -> ResponseReturnValue:
    """What each of those who are ticked would read."""
    opportunity = owned_posting(opportunity_id)
    try:
        form = MessageForm.posted()
        chosen = ticked(form, opportunity_id)
        text = form.text.data or message_template.templates(current_user.id).get(form.template.data, "")
        if not chosen:
            raise Invalid("application", "Tick at least one applicant.")
        message_template.check(text)
    except Invalid as problem:
        return _refused(opportunity, problem, "message")
    require(
        policy.may_choose_among(
            current_user, chosen, conflict_of_interest_queries.of_person(current_user.id, opportunity)
        )
    )
    anonymizer = applicant_list(opportunity, current_user, read(request.args)).anonymizer
    drafts = [
        (item, anonymizer.name(item), message_template.fill(text, item, anonymizer.name(item))) for item in chosen
    ]
    return render_page("applications/message.html", opportunity=opportunity, drafts=drafts, text=text)


@bp.post("/opportunities/<id:opportunity_id>/applicants/message")
@signed_in
def message_many(opportunity_id: int) -> ResponseReturnValue:
    """Write to everybody who is ticked; the text may be kept to be sent again."""
    opportunity, form = owned_posting(opportunity_id), MessageForm.posted()
    try:
        chosen, text, keep_as = ticked(form, opportunity_id), form.text.data, form.template_name.data
        with unit_of_work_once():
            applicant_list_actions.message(chosen, by=current_user, now=clock.now(), text=text, keep_as=keep_as or "")
    except Invalid as problem:
        return _refused(opportunity, problem, "message")
    flash(f"Your message is on its way to {plural(len(chosen), 'applicant')}.", "good")
    return _back(opportunity_id)


@bp.route("/opportunities/<id:opportunity_id>/applicants.csv", methods=["GET", "POST"])
@signed_in
def applicants_csv(opportunity_id: int) -> ResponseReturnValue:
    """What the applicant list shows, or those who are ticked, as a table; who took it is written down."""
    opportunity = owned_posting(opportunity_id)
    rows, anonymizer = _taken(opportunity)
    text = exports.table(opportunity, rows, anonymizer)
    _write_down(opportunity, "selection.export-table", rows, "Your application as a row of a table of applicants")
    return files.download(f"applications-{opportunity_id}.csv", text, files.CSV)


@bp.route("/opportunities/<id:opportunity_id>/applicants.zip", methods=["GET", "POST"])
@signed_in
def applicants_zip(opportunity_id: int) -> ResponseReturnValue:
    """The papers of what the applicant list shows, or of those who are ticked; who took them is written down."""
    opportunity = owned_posting(opportunity_id)
    rows, anonymizer = _taken(opportunity)
    archive = exports.papers(rows, anonymizer, files.store())
    _write_down(opportunity, "selection.export-papers", rows, "The papers that you handed in")
    name = f"papers-{opportunity_id}.zip"
    return send_file(archive, mimetype="application/zip", as_attachment=True, download_name=name)


def _back(opportunity_id: int) -> ResponseReturnValue:
    """To the applicant list as it was asked for."""
    return go_to(".applicants", opportunity_id=opportunity_id, **address(read(request.args)))


def _refused(opportunity: Opportunity, error: DomainError, act: str = "") -> ResponseReturnValue:
    """The applicant list again, with what was ticked and typed; for a wrong word the page of that `act`."""
    if act and isinstance(error, Invalid) and error.field != "application":
        return _selected(opportunity, act, error), 422
    return _applicants(opportunity, error.message), 422 if isinstance(error, Invalid) else 409


def _taken(opportunity: Opportunity) -> tuple[list[ApplicantRow], Anonymizer]:
    """The rows that leave the house: those that are ticked, or all that the address asks for."""
    listed, numbers = (
        applicant_list(opportunity, current_user, read(request.args), whole=True),
        TickedForm().application.data,
    )
    return [row for row in listed.rows if not numbers or row.application.id in numbers], listed.anonymizer


def _write_down(opportunity: Opportunity, act: str, rows: list[ApplicantRow], what: str) -> None:
    """In the audit log, and in each student's record of disclosures."""
    students = {row.application.student_id for row in rows if not row.is_closed}
    with unit_of_work():
        applicant_list_actions.note_export(opportunity, act, students, count=len(rows), what=what, by=current_user)


def _applicants(opportunity: Opportunity, error: str = "") -> str:
    asked, may_choose = read(request.args), bool(policy.may_choose(current_user, opportunity))
    listed = applicant_list(opportunity, current_user, asked)
    paths = url_for(".applicants", opportunity_id=opportunity.id), url_for(".show", application_id=1)[:-1]
    ticked_numbers = set(as_typed().getlist("application"))
    return render_page(
        "applications/applicants.html",
        fragments={"applicants-list": "applications/_applicant_list.html"},
        is_part=asked_by_htmx(),
        opportunity=opportunity,
        openings=openings_by_state(opportunity.openings),
        applicants=listed,
        table=applicant_table(opportunity, listed, asked, paths=paths, ticked=ticked_numbers, may_choose=may_choose),
        filters_on=filters_on(asked),
        wanted=asked,
        asked=address(asked),
        typed=as_typed(),
        problem=error,
        verbs=VERBS,
        sends_email=SENDS_EMAIL,
        decisions=DECISIONS,
        reasons=REASONS,
        sorts={key: words for key, words in SORTS.items() if may_choose or "decision" not in key},
        templates=message_template.templates(current_user.id),
        may_choose=may_choose,
    )


@bp.post("/opportunities/<id:opportunity_id>/applicants/selected")
@signed_in
def selected(opportunity_id: int) -> ResponseReturnValue:
    """What takes words for those who are selected, on a page of its own: where no dialog opens, or it was refused."""
    opportunity, form = owned_posting(opportunity_id), SelectedForm.posted()
    if not ticked(form, opportunity_id):
        return _refused(opportunity, Invalid("application", "Select at least one applicant."))
    if form.act.data not in SELECTED_ACTS:
        return _refused(opportunity, Invalid("act", "Choose what to do with the applicants you selected."))
    return _selected(opportunity, form.act.data)


def _selected(opportunity: Opportunity, act: str, problem: DomainError | None = None) -> str:
    chosen = set(TickedForm().application.data)
    listed = applicant_list(opportunity, current_user, ApplicantListParams())
    return render_page(
        "applications/selected.html",
        opportunity=opportunity,
        rows=[row for row in listed.rows if row.application.id in chosen and not row.is_closed],
        act=act,
        acts=SELECTED_ACTS,
        seen=DecisionForm().seen.numbers(),
        asked=address(read(request.args)),
        typed=as_typed(),
        problem=problem,
        tags=listed.tags,
        reasons=REASONS,
        templates=message_template.templates(current_user.id),
    )
