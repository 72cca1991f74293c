"""The desk: who applied, and what is done with one or many of them."""

from flask import Response, flash, request, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.applications import exports, messages, policy, queries
from board.applications.actions import choosing, deciding
from board.applications.blind import Curtain
from board.applications.desk import SORTS, address, read
from board.applications.labels import DECISIONS, FOR_POSTERS, REASONS, VERBS
from board.applications.queries import conflicts, reviews
from board.applications.sheet import Row, sheet
from board.applications.views import bp
from board.applications.views.loading import LONGEST, answer_by, open_desk, over, own_desk, ticked, why
from board.kernel import audit, clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Conflict, Invalid, Trouble
from board.kernel.verdict import require
from board.opportunities.cards import held_openings
from board.opportunities.labels import FOR_POSTERS as STANDINGS
from board.opportunities.models import Opportunity
from board.opportunities.models import State as PostingState
from board.web import files
from board.web.access import signed_in
from board.web.filters import plural
from board.web.forms import posted_line, posted_text
from board.web.page import go_to, render_page
from board.web.throttle import makes_previews


@bp.get("/desk")
@signed_in
def desks() -> ResponseReturnValue:
    """All my postings, with what waits at each."""
    now, owed = clock.now(), reviews.waiting_for(current_user.id)
    desks = [(desk, STANDINGS[desk.opportunity.standing(now)]) for desk in queries.desks(current_user.id)]
    in_use = [one for one in desks if one[0].opportunity.state is not PostingState.ARCHIVED]
    put_away = [one for one in desks if one not in in_use]
    return render_page("applications/desks.html", desks=in_use, put_away=put_away, owed=owed)


@bp.get("/opportunities/<id:opportunity_id>/desk")
@signed_in
def desk(opportunity_id: int) -> ResponseReturnValue:
    """Everybody who applied, or those that the address asks for."""
    return _desk(open_desk(opportunity_id))


@bp.post("/opportunities/<id:opportunity_id>/desk/move")
@signed_in
def move_many(opportunity_id: int) -> ResponseReturnValue:
    """Move everybody who is ticked, or nobody."""
    opportunity, verb = own_desk(opportunity_id), request.form.get("verb", "")
    chosen = ticked(opportunity_id)
    try:
        with unit_of_work():
            until = answer_by(clock.now())
            choosing.choose(
                chosen,
                verb,
                by=current_user,
                now=clock.now(),
                answer_by=until,
                why=why(),
                over=over(),
            )
    except (Invalid, Conflict) as trouble:
        return _refused(opportunity, trouble)
    flash(f"{VERBS[verb]}: {plural(len(chosen), 'application')}.", "good")
    return _back(opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/desk/decide")
@signed_in
def decide_many(opportunity_id: int) -> ResponseReturnValue:
    """Write down what shall become of those who are ticked; nobody is told yet."""
    opportunity, verb = own_desk(opportunity_id), request.form.get("decision", "")
    chosen = ticked(opportunity_id)
    try:
        with unit_of_work():
            if verb == "none":
                deciding.take_back(chosen, by=current_user)
            else:
                deciding.decide(chosen, verb, by=current_user, now=clock.now(), why=why())
    except (Invalid, Conflict) as trouble:
        return _refused(opportunity, trouble)
    done = "Nothing decided" if verb == "none" else f"Decided quietly, {DECISIONS[verb][0].lower()}"
    flash(f"{done}: {plural(len(chosen), 'application')}. Nobody has been told.", "good")
    return _back(opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/desk/tag")
@signed_in
def tag_many(opportunity_id: int) -> ResponseReturnValue:
    """Put a tag on those who are ticked, or take it off."""
    opportunity = open_desk(opportunity_id)
    try:
        with unit_of_work():
            remove = request.form.get("tagging") == "remove"
            choosing.tag(
                ticked(opportunity_id), by=current_user, name=posted_line("tag", choosing.LONGEST_TAG), remove=remove
            )
    except Invalid as trouble:
        return _refused(opportunity, trouble)
    return _back(opportunity_id)


@bp.post("/opportunities/<id:opportunity_id>/desk/message/preview")
@signed_in
@makes_previews
def preview_message(opportunity_id: int) -> ResponseReturnValue:
    """What each of those who are ticked would read."""
    opportunity, chosen, text = own_desk(opportunity_id), ticked(opportunity_id), posted_text("text", LONGEST)
    text = messages.templates(current_user.id).get(request.form.get("template", ""), "") if not text.strip() else text
    try:
        if not chosen:
            raise Invalid("application", "Tick at least one applicant.")
        messages.check(text)
    except Invalid as trouble:
        return _refused(opportunity, trouble)
    require(policy.may_choose_among(current_user, chosen, conflicts.ties_of(current_user.id, opportunity)))
    curtain = sheet(opportunity, current_user, read(request.args)).curtain
    drafts = [(one, curtain.name(one), messages.fill(text, one, curtain.name(one))) for one in chosen]
    return render_page("applications/message.html", opportunity=opportunity, drafts=drafts, text=text)


@bp.post("/opportunities/<id:opportunity_id>/desk/message")
@signed_in
def message_many(opportunity_id: int) -> ResponseReturnValue:
    """Write to everybody who is ticked; the text may be kept to be sent again."""
    opportunity, chosen, keep_as = (
        own_desk(opportunity_id),
        ticked(opportunity_id),
        posted_line("template-name", choosing.LONGEST_NAME),
    )
    try:
        with unit_of_work():
            choosing.message(chosen, by=current_user, now=clock.now(), text=posted_text("text", LONGEST))
            if keep_as.strip():
                choosing.keep_template(by=current_user, name=keep_as, text=posted_text("text", LONGEST))
    except Invalid as trouble:
        return _refused(opportunity, trouble)
    flash(f"Your message is on its way to {plural(len(chosen), 'applicant')}.", "good")
    return _back(opportunity_id)


@bp.route("/opportunities/<id:opportunity_id>/desk.csv", methods=["GET", "POST"])
@signed_in
def desk_csv(opportunity_id: int) -> ResponseReturnValue:
    """What the desk shows, or those who are ticked, as a table; who took it is written down."""
    opportunity = own_desk(opportunity_id)
    rows, curtain = _taken(opportunity)
    text = exports.table(opportunity, rows, curtain)
    _write_down(opportunity, "selection.export-table", len(rows))
    answer = Response(text, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"applications-{opportunity_id}.csv")
    return answer


@bp.route("/opportunities/<id:opportunity_id>/desk.zip", methods=["GET", "POST"])
@signed_in
def desk_zip(opportunity_id: int) -> ResponseReturnValue:
    """The papers of what the desk shows, or of those who are ticked; who took them is written down."""
    opportunity = own_desk(opportunity_id)
    rows, curtain = _taken(opportunity)
    archive = exports.papers(rows, curtain, files.store())
    _write_down(opportunity, "selection.export-papers", len(rows))
    name = f"papers-{opportunity_id}.zip"
    return send_file(archive, mimetype="application/zip", as_attachment=True, download_name=name)


def _back(opportunity_id: int) -> ResponseReturnValue:
    """To the desk as it was asked for."""
    return go_to(".desk", opportunity_id=opportunity_id, **address(read(request.args)))


def _refused(opportunity: Opportunity, trouble: Trouble) -> ResponseReturnValue:
    """The desk again, with what was ticked and typed."""
    return _desk(opportunity, trouble.message), 422 if isinstance(trouble, Invalid) else 409


def _taken(opportunity: Opportunity) -> tuple[list[Row], Curtain]:
    """The rows that leave the house: those that are ticked, or all that the address asks for."""
    desk, numbers = (
        sheet(opportunity, current_user, read(request.args), whole=True),
        request.form.getlist("application"),
    )
    return [row for row in desk.rows if not numbers or str(row.application.id) in numbers], desk.curtain


def _write_down(opportunity: Opportunity, act: str, count: int) -> None:
    with unit_of_work():
        audit.record(act, by=current_user.id, thing=f"opportunity:{opportunity.id}", applications=(None, count))


def _desk(opportunity: Opportunity, trouble: str = "") -> str:
    wanted = read(request.args)
    return render_page(
        "applications/desk.html",
        fragments={"desk-list": "applications/_desk_list.html"},
        opportunity=opportunity,
        openings=held_openings(opportunity.openings),
        sheet=sheet(opportunity, current_user, wanted),
        wanted=wanted,
        asked=address(wanted),
        ticked=set(request.form.getlist("application")),
        typed=request.form,
        trouble=trouble,
        labels=FOR_POSTERS,
        verbs=VERBS,
        decisions=DECISIONS,
        reasons=REASONS,
        sorts=SORTS,
        templates=messages.templates(current_user.id),
        may_choose=policy.may_choose(current_user, opportunity),
    )
