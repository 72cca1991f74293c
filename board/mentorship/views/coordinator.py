"""The coordinator's side of mentoring: pairs, conflicts, who handles reports, figures; and a mentor's own hours."""

from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import queries as account_queries
from board.accounts.models import Role
from board.kernel import clock
from board.kernel.errors import Invalid, NotFound, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.mentorship.actions import conflict_of_interest as conflict_of_interest_actions
from board.mentorship.actions import pair as pair_actions
from board.mentorship.actions import report as report_actions
from board.mentorship.forms.conflict_of_interest import ConflictForm, OverrideForm
from board.mentorship.forms.report import LeadForm
from board.mentorship.labels import CONFLICTS, END_REASONS, MENTORSHIPS
from board.mentorship.models import MentorConflict, SafeguardingLead
from board.mentorship.policy import mentor as mentor_policy
from board.mentorship.policy import report as report_policy
from board.mentorship.queries import coordinator as coordinator_queries
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import report as report_queries
from board.mentorship.views import bp
from board.school import settings as school_settings
from board.web import files
from board.web.access import for_roles, signed_in
from board.web.forms import as_typed
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page
from board.web.pdf_pages import pdf_answer
from board.web.read_log import note_reading

COLUMNS = (
    "mentor",
    "mentor_kind",
    "mentee",
    "class_year",
    "state",
    "started",
    "ends",
    "last_contact",
    "meetings_held",
    "minutes",
    "missed_by_mentee",
    "missed_by_mentor",
)


@bp.get("/office/mentorship/pairs")
@for_roles("coordinator")
def all_pairs() -> ResponseReturnValue:
    """Every pair: dates, minutes, status."""
    note_reading("pairs.read", "pairs")
    rows = coordinator_queries.pairs()
    return render_page("mentorship/pairs.html", rows=rows, labels=MENTORSHIPS, reasons=END_REASONS)


@bp.get("/office/mentorship/pairs.csv")
@for_roles("coordinator")
def pairs_csv() -> ResponseReturnValue:
    """The running pairs, for course directors: whom they must not set to grade whom. With `all` also what is over."""
    rows = coordinator_queries.pairs(running_only="all" not in request.args)
    table, mentees = list(map(_row, rows)), [row.pair.mentee_id for row in rows]
    with unit_of_work():
        pair_actions.note_export(mentees, by=current_user, now=clock.now())
    return files.csv_answer("mentoring-pairs.csv", COLUMNS, table)


@bp.route("/office/mentorship/conflicts", methods=["GET", "POST"])
@for_roles("coordinator")
def conflicts() -> ResponseReturnValue:
    """Who grades, treats or is related to whom; a new one pauses running pairs the same day."""
    if request.method != "POST":
        return _conflicts()
    try:
        form = ConflictForm.posted()
        with unit_of_work_once():
            _declare(form)
    except Invalid as invalid:
        return _conflicts(invalid), 422
    return go_to(".conflicts")


@bp.post("/office/mentorship/conflicts/<id:conflict_id>/lift")
@for_roles("coordinator")
def lift_conflict(conflict_id: int) -> ResponseReturnValue:
    """It is no longer so."""
    conflict = _conflict(conflict_id)
    with unit_of_work():
        conflict_of_interest_actions.lift(conflict, by=current_user, now=clock.now())
    return go_to(".conflicts")


@bp.post("/office/mentorship/conflicts/<id:conflict_id>/override")
@for_roles("coordinator")
def override_conflict(conflict_id: int) -> ResponseReturnValue:
    """Let it pass, for a reason."""
    conflict = _conflict(conflict_id)
    try:
        form = OverrideForm.posted()
        with unit_of_work():
            conflict_of_interest_actions.override(conflict, by=current_user, now=clock.now(), reason=form.reason.data)
    except Invalid as invalid:
        return _conflicts(invalid), 422
    return go_to(".conflicts")


@bp.route("/office/mentorship/safeguarding", methods=["GET", "POST"])
@for_roles("coordinator")
def safeguarding() -> ResponseReturnValue:
    """Who handles reports."""
    invalid, form = None, LeadForm()
    if request.method == "POST":
        try:
            form.require_valid()
            user = account_queries.by_email(form.email.data)
            if user is None:
                raise Invalid("email", "Nobody here has that address.")
            with unit_of_work():
                report_actions.name_lead(user, by=current_user, now=clock.now())
            return go_to(".safeguarding")
        except Invalid as refused:
            invalid = refused
    page = render_page(
        "mentorship/safeguarding.html",
        leads=[(lead, report_policy.may_agree_on_lead(current_user, lead)) for lead in report_queries.leads()],
        able=report_queries.able_leads(),
        coordinators=len(account_queries.with_role(Role.COORDINATOR)),
        invalid=invalid,
        typed=form.email.data,
    )
    return page, 422 if invalid else 200


@bp.post("/office/mentorship/safeguarding/<id:lead_id>/agree")
@for_roles("coordinator")
def agree_on_lead(lead_id: int) -> ResponseReturnValue:
    """The second coordinator's word."""
    lead = _lead(lead_id)
    with unit_of_work():
        report_actions.agree_on_lead(lead, by=current_user, now=clock.now())
    return go_to(".safeguarding")


@bp.post("/office/mentorship/safeguarding/<id:lead_id>/dismiss")
@for_roles("coordinator")
def dismiss_lead(lead_id: int) -> ResponseReturnValue:
    """No longer."""
    lead = _lead(lead_id)
    with unit_of_work():
        report_actions.end_lead(lead, by=current_user)
    return go_to(".safeguarding")


def _lead(lead_id: int) -> SafeguardingLead:
    return found_or_404(next((lead for lead in report_queries.leads() if lead.id == lead_id), None))


@bp.get("/mentorship/hours")
@signed_in
def hours() -> ResponseReturnValue:
    """What I gave as a mentor in a year."""
    return render_page("mentorship/hours.html", **_hours())


@bp.get("/mentorship/hours.pdf")
@signed_in
def hours_pdf() -> ResponseReturnValue:
    """The same on paper, to hand in."""
    answer = _hours()
    page = render_template("mentorship/hours_paper.html", signatory=school_settings.signatory, **answer)
    return pdf_answer(page, f"mentor-hours-{answer['year']}.pdf")


def _hours() -> dict[str, Any]:
    mine = found_or_404(mentor_queries.of_person(current_user.id))
    require(mentor_policy.may_change(current_user, mine))
    this, asked = clock.day(clock.now()).year, request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and 2000 <= int(asked[:5]) <= this else this
    starts, ends = clock.dawn(date(year, 1, 1)), clock.dawn(date(year + 1, 1, 1))
    rows = coordinator_queries.hours_of(current_user.id, starts, ends)
    return {"rows": rows, "year": year, "this": this, "today": clock.now()}


def _row(row: coordinator_queries.PairRow) -> tuple[object, ...]:
    pair = row.pair
    who = (pair.mentor.name, pair.kind.value, pair.mentee.name, pair.mentee.class_year)
    status = (pair.state.value, clock.day(pair.started_at), pair.ends_on, clock.day(pair.contact_at))
    return (*who, *status, row.held, row.minutes, row.missed_by_mentee, row.missed_by_mentor)


def _conflict(conflict_id: int) -> MentorConflict:
    conflict = report_queries.conflict_by_id(conflict_id)
    if conflict is None or conflict.lifted_at is not None:
        raise NotFound
    return conflict


def _declare(form: ConflictForm) -> None:
    mentor, email = account_queries.by_email(form.mentor.data), form.mentee.data
    mentee = account_queries.by_email(email) if email else None
    if mentor is None:
        raise Invalid("mentor", "Nobody here has that address.")
    if email and mentee is None:
        raise Invalid("mentee", "Nobody here has that address.")
    year = form.class_year.data if form.class_year.data in school_settings.class_years else ""
    kind, now = form.kind.data, clock.now()
    conflict_of_interest_actions.declare(mentor, by=current_user, now=now, kind=kind, mentee=mentee, class_year=year)


def _conflicts(invalid: Invalid | None = None) -> str:
    return render_page(
        "mentorship/conflicts.html",
        conflicts=report_queries.conflicts(),
        kinds=CONFLICTS,
        years=school_settings.class_years,
        typed=as_typed(),
        invalid=invalid,
    )
