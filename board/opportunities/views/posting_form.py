"""The form of a posting: sections, rows, preview, and a draft that keeps itself."""

from dataclasses import replace

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock, markdown
from board.kernel.errors import Invalid, found_or_404
from board.kernel.locks import lock_row
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.opportunities import actions, beginnings, policy, posting_checks, queries
from board.opportunities.forms import OpportunityForm
from board.opportunities.forms.posting import DescriptionForm, PostingButtonsForm
from board.opportunities.models import Opportunity, Pay, as_proposed
from board.opportunities.next_cycle import CYCLES
from board.opportunities.posting_card import PostingCard, card
from board.opportunities.views import bp
from board.opportunities.views.dependencies import school_zone, visible
from board.organisations import queries as organisation_queries
from board.organisations.models import Organisation
from board.vocabulary.words import Kind
from board.web.access import signed_in, stays_in_form
from board.web.editing import AUTOSAVE, saved_by_itself
from board.web.forms import put_on_field
from board.web.once import Writing, unit_of_work_once, writing
from board.web.pages import go_to, render_page
from board.web.throttle import makes_previews

MOST_BEFORE = 8
"""Earlier postings of one's own that a new one may begin from."""
ROWS = {"paper-rows": "opportunities/_paper_rows.html", "question-rows": "opportunities/_question_rows.html"}


@bp.route("/opportunities/new", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    """Begin a posting, in one's own name or an organisation's."""
    organisation = _organisation()
    require(policy.may_draft(current_user, organisation))
    host = {"host": organisation.name} if organisation is not None else {}
    contact = {} if request.method == "POST" else {"contact": f"{current_user.name}, {current_user.email}"}
    form = OpportunityForm(data=contact | beginnings.of_kind(request.args.get("begin", "")) | host)
    form.saves_itself = AUTOSAVE in request.headers
    if form.press(PostingButtonsForm().press.data) or not form.validate_on_submit():
        return form_page(form, None)
    try:
        with unit_of_work_once():
            page, is_live = writing(), True
            opportunity, version = _begun(page)
            if opportunity is None:
                fields, asked = form.fields(school_zone()), form.asked()
                if organisation is not None:
                    fields["organisation_id"] = organisation.id
                opportunity = actions.draft(by=current_user, now=clock.now(), fields=fields, asked=asked)
            else:
                is_live = _edit(opportunity, form, seen=version)
            page.remember(f"{opportunity.id} {opportunity.version}")
    except Invalid as invalid:
        put_on_field(form, invalid)
        return form_page(form, None)
    return _saved(opportunity, is_live=is_live)


def _begun(page: Writing) -> tuple[Opportunity | None, int]:
    """The draft that this page has begun by saving itself, with its version after that; None before, or once it is
    gone."""
    number, _, version = page.begun.partition(" ")
    return (queries.by_id(int(number)), int(version)) if number else (None, 0)


@bp.route("/opportunities/<id:opportunity_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(opportunity_id: int) -> ResponseReturnValue:
    """Change a posting."""
    opportunity = visible(opportunity_id)
    _require_edit(opportunity)
    form = OpportunityForm.of(_latest(opportunity), school_zone())
    form.saves_itself = AUTOSAVE in request.headers
    if form.press(PostingButtonsForm().press.data) or not form.validate_on_submit():
        return form_page(form, opportunity)
    try:
        with unit_of_work():
            is_live = _edit(opportunity, form)
    except Invalid as invalid:
        put_on_field(form, invalid)
        return form_page(form, opportunity)
    return _saved(opportunity, is_live=is_live)


def _require_edit(opportunity: Opportunity) -> None:
    may = policy.may_autosave if AUTOSAVE in request.headers else policy.may_edit
    require(may(current_user, opportunity))


def _edit(opportunity: Opportunity, form: OpportunityForm, *, seen: int | None = None) -> bool:
    """Save the form, unless somebody saved another since it was read; what stands at the version `seen` was saved by
    its own page. False when it waits for approval."""
    lock_row(opportunity)
    _require_edit(opportunity)
    if opportunity.version != seen:
        form.require_unchanged(lambda: OpportunityForm.of(_latest(opportunity), school_zone()))
    fields, asked = form.fields(school_zone()), form.asked()
    return actions.edit(opportunity, by=current_user, now=clock.now(), fields=fields, asked=asked)


def _saved(opportunity: Opportunity, *, is_live: bool) -> ResponseReturnValue:
    if is_live:
        return _kept(opportunity.id)
    who = "your adviser" if opportunity.organisation is not None else "a coordinator"
    flash(f"Your edit waits for {who}. Until it is approved, everybody sees the posting as it was.", "good")
    return go_to(".changes", opportunity_id=opportunity.id)


def _organisation() -> Organisation | None:
    """The organisation in whose name it is to be posted, as the address says; None for one's own."""
    number = request.args.get("organisation", "")
    if not number:
        return None
    is_id = number.isascii() and number.isdigit() and len(number) < 10
    return found_or_404(organisation_queries.by_id(int(number)) if is_id else None)


@bp.post("/opportunities/preview")
@signed_in
@stays_in_form
@makes_previews
def preview() -> ResponseReturnValue:
    """How a description will look, or why it cannot be taken."""
    try:
        html: str = markdown.render(DescriptionForm.posted().description.data)
    except Invalid as invalid:
        html = invalid.message
    return render_page(
        "opportunities/preview.html",
        fragments={"description-preview": "opportunities/_preview.html"},
        html=html,
    )


@bp.post("/opportunities/preview/card")
@signed_in
@stays_in_form
@makes_previews
def preview_card() -> ResponseReturnValue:
    """How the card of what is typed will look on the list."""
    return render_page(
        "opportunities/preview_card.html",
        fragments={"card-preview": "opportunities/_card_preview.html"},
        posting_card=_card_of(_judged()),
    )


def _judged() -> OpportunityForm:
    """What was typed, with its complaints: the form that is shown has none where a button only changed its rows."""
    form = OpportunityForm()
    form.validate()
    return form


def _card_of(form: OpportunityForm) -> PostingCard:
    """The card that a list will show of it; its title leads to the field."""
    shown = card(form.as_listed(school_zone()), "#title", clock.now())
    return shown if form.kind.data and not form.kind.errors else replace(shown, kind_label="Kind")


def _latest(opportunity: Opportunity) -> Opportunity:
    """What the form begins with: what is proposed, where something is, and else what is public."""
    revision = queries.revision(opportunity.id)
    return as_proposed(opportunity, revision) if revision is not None else opportunity


def _filled(form: OpportunityForm) -> set[str]:
    """The fields that need nothing more. A line of the template is no description, and a stipend has an amount."""
    filled = {name for name, value in form.data.items() if value}
    if form.is_rolling.data:
        filled.add("closes")
    if beginnings.left_in(form.description.data or ""):
        filled.discard("description")
    if form.pay.data == Pay.STIPEND and not form.pay_amount.data:
        filled.discard("pay")
    return filled


def form_page(form: OpportunityForm, opportunity: Opportunity | None) -> ResponseReturnValue:
    """The form as it was typed, with whatever is wrong beside it; for htmx the rows alone."""
    page = render_page(
        "opportunities/form.html",
        fragments=ROWS,
        form=form,
        opportunity=opportunity,
        action=url_for(".edit", opportunity_id=opportunity.id)
        if opportunity
        else url_for(".new", organisation=request.args.get("organisation") or None),
        organisation=request.args.get("organisation") or None,
        in_name_of=opportunity.organisation if opportunity else _organisation(),
        kinds=list(Kind),
        before=[] if opportunity else queries.written_by(current_user.id, MOST_BEFORE),
        cycles=CYCLES,
        needed=posting_checks.NEEDED,
        filled=_filled(form),
        template_lines=beginnings.template_lines(),
        posting_card=_card_of(_judged() if request.method == "POST" else form),
        hints=posting_checks.hints(opportunity, clock.now()) if opportunity else [],
        revision=queries.revision(opportunity.id) if opportunity else None,
        may_autosave=opportunity is None or bool(policy.may_autosave(current_user, opportunity)),
        may_publish=opportunity is not None and bool(policy.may_publish(current_user, opportunity)),
    )
    return page, 422 if form.errors else 200


def _kept(opportunity_id: int) -> ResponseReturnValue:
    """Onward after keeping: to the page, on to approval or the board, or nowhere when the form saved itself."""
    if AUTOSAVE in request.headers:
        opportunity = visible(opportunity_id)
        address = url_for(".edit", opportunity_id=opportunity_id)
        return saved_by_itself(lambda: OpportunityForm.of(_latest(opportunity), school_zone()), address)
    then = PostingButtonsForm().then.data
    if then in ("submit", "publish"):
        onward = url_for(f".{then}", opportunity_id=opportunity_id)
        return redirect(onward, 307)  # the browser presses the next button with the same form
    return go_to(".show", opportunity_id=opportunity_id)
