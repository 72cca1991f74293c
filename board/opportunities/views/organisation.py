"""The pages of organisations: who acts for them, and what they post."""

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.dates import say_full_date
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.opportunities import policy, queries
from board.opportunities.labels import FOR_POSTERS, FOR_STUDENTS
from board.opportunities.views.dependencies import user_here
from board.organisations import actions as organisation_actions
from board.organisations import policy as organisation_policy
from board.organisations import queries as organisation_queries
from board.organisations.forms import NewOrganisationForm, OfficerForm, OrganisationForm
from board.organisations.models import Officer, Organisation
from board.web import school_files
from board.web.access import for_roles, public, signed_in
from board.web.confirmation import Confirmation, ask_first
from board.web.forms import put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page

bp = Blueprint("organisations", __name__)


@bp.get("/organisations")
@public
def index() -> ResponseReturnValue:
    """Every organisation, by name."""
    user = user_here()
    return render_page(
        "organisations/index.html",
        organisations=organisation_queries.everything(),
        today=organisation_policy.today(),
        may_enter=user is not None and bool(organisation_policy.may_enter(user)),
    )


@bp.get("/organisations/<id:organisation_id>")
@public
def show(organisation_id: int) -> ResponseReturnValue:
    """One organisation: who acts for it, and what it posts."""
    return _page(_organisation(organisation_id))


@bp.get("/organisations/<id:organisation_id>/logo.png")
@public
def logo_file(organisation_id: int) -> ResponseReturnValue:
    """Its logo, under the mark of its content."""
    mark = request.args.get("v", "")
    content = found_or_404(organisation_queries.logo(organisation_id, mark))
    return school_files.for_ever(Response(content, mimetype="image/png"), mark)


@bp.route("/organisations/new", methods=["GET", "POST"])
@for_roles("coordinator")
def new() -> ResponseReturnValue:
    """Enter an organisation, with its first officer where there is one."""
    today = organisation_policy.today()
    form = NewOrganisationForm.from_day(today)
    if form.validate_on_submit():
        try:
            logo = form.chosen_logo()
            with unit_of_work_once():
                organisation = organisation_actions.enter(
                    form.text, by=current_user, now=clock.now(), first_term=form.first_term(today), logo=logo
                )
            return go_to(".show", organisation_id=organisation.id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("organisations/form.html", form=form, organisation=None), 422 if form.errors else 200


@bp.route("/organisations/<id:organisation_id>/edit", methods=["GET", "POST"])
@for_roles("coordinator")
def edit(organisation_id: int) -> ResponseReturnValue:
    """Change what is told of it, and renew or replace its adviser."""
    organisation = _organisation(organisation_id)
    form = OrganisationForm.of(organisation)
    if form.validate_on_submit():
        try:
            logo = form.chosen_logo()
            with unit_of_work():
                form.require_unchanged(lambda: OrganisationForm.of(organisation))
                organisation_actions.describe(
                    organisation, form.text, by=current_user, logo=logo, no_logo=form.no_logo.data
                )
            return go_to(".show", organisation_id=organisation_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("organisations/form.html", form=form, organisation=organisation), 422 if form.errors else 200


@bp.route("/organisations/<id:organisation_id>/officers", methods=["GET", "POST"])
@signed_in
def name_officer(organisation_id: int) -> ResponseReturnValue:
    """Name an officer for a term."""
    organisation, form = _organisation(organisation_id), OfficerForm.from_day(organisation_policy.today())
    require(organisation_policy.may_name_officers(current_user, organisation))
    if form.validate_on_submit():
        try:
            with unit_of_work_once():
                officer = organisation_actions.name_officer(organisation, form.term, by=current_user)
            flash(f"{officer.user.name} is named {officer.post}, and gets an email.", "good")
            return go_to(".show", organisation_id=organisation_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("organisations/officer.html", form=form, organisation=organisation), 422 if form.errors else 200


@bp.post("/officers/<id:officer_id>/renew")
@signed_in
def renew(officer_id: int) -> ResponseReturnValue:
    """The same person in the same post for another year."""
    officer = _officer(officer_id)
    require(organisation_policy.may_name_officers(current_user, officer.organisation))
    try:
        with unit_of_work():
            again = organisation_actions.renew(officer, by=current_user)
            outcome = f"{again.user.name} stays {again.post} for another year."
    except Invalid as invalid:
        return _page(_organisation(officer.organisation_id), error=invalid), 422
    flash(outcome, "good")
    return go_to(".show", organisation_id=officer.organisation_id)


@bp.post("/officers/<id:officer_id>/end")
@signed_in
def end_term(officer_id: int) -> ResponseReturnValue:
    """They leave today; a term to come does not begin."""
    officer = _officer(officer_id)
    require(organisation_policy.may_end_term(current_user, officer))
    if (question := _about_leaving(officer)) is not None and (page := ask_first(question)) is not None:
        return page
    try:
        with unit_of_work():
            organisation_actions.end_term(officer, by=current_user, day=organisation_policy.today())
    except Invalid as invalid:
        return _page(_organisation(officer.organisation_id), error=invalid), 422
    return go_to(".show", organisation_id=officer.organisation_id)


def _about_leaving(officer: Officer) -> Confirmation | None:
    """Which terms end with one that runs; None where there are none."""
    today, organisation = organisation_policy.today(), officer.organisation
    later = organisation_queries.terms_to_come(organisation.id, officer.user_id, today)
    if not officer.covers(today) or not later:
        return None
    ends = [f"{term.post} from {say_full_date(term.starts)} does not begin either." for term in later]
    name, back = officer.shown_name, url_for(".show", organisation_id=organisation.id)
    return Confirmation(
        f"{name} leaves office today?", [f"{name} is no longer {officer.post}.", *ends], "End the terms", back
    )


@bp.post("/organisations/<id:organisation_id>/suspend")
@for_roles("coordinator")
def suspend(organisation_id: int) -> ResponseReturnValue:
    """Nobody but the office acts for it from now on."""
    organisation = _organisation(organisation_id)
    with unit_of_work():
        organisation_actions.suspend(organisation, by=current_user, now=clock.now())
    flash(f"{organisation.name} is suspended. What it posted passes to you.", "good")
    return go_to(".show", organisation_id=organisation_id)


@bp.post("/organisations/<id:organisation_id>/restore")
@for_roles("coordinator")
def restore(organisation_id: int) -> ResponseReturnValue:
    """Those whose term runs act for it again."""
    organisation = _organisation(organisation_id)
    with unit_of_work():
        organisation_actions.restore(organisation, by=current_user)
    return go_to(".show", organisation_id=organisation_id)


def _page(organisation: Organisation, error: Invalid | None = None) -> str:
    user, today, now = user_here(), organisation_policy.today(), clock.now()
    acts = user is not None and organisation_policy.acts_for(user, organisation)
    may_name = user is not None and bool(organisation_policy.may_name_officers(user, organisation))
    labels = FOR_POSTERS if acts else FOR_STUDENTS
    return render_page(
        "organisations/show.html",
        organisation=organisation,
        today=today,
        in_office=organisation.in_office(today),
        away=organisation.away(today) if may_name else [],
        coming=organisation.coming(today),
        awaited=organisation.awaited(today),
        adviser=organisation.advised_by(today),
        postings=[
            (posting, labels[posting.status(now)])
            for posting in queries.of_organisation(organisation.id)
            if policy.may_see(user, posting)
        ],
        acts=acts,
        is_officer=user is not None and organisation_policy.holds_office(user, organisation),
        may_draft=user is not None and bool(organisation_policy.may_draft(user, organisation)),
        may_enter=user is not None and bool(organisation_policy.may_enter(user)),
        may_name=may_name,
        may_end=lambda officer: user is not None and bool(organisation_policy.may_end_term(user, officer)),
        problem=error,
    )


def _organisation(organisation_id: int) -> Organisation:
    return found_or_404(organisation_queries.by_id(organisation_id))


def _officer(officer_id: int) -> Officer:
    return found_or_404(organisation_queries.officer(officer_id))
