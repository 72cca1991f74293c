"""The addresses of committees."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.models import User
from board.accounts.views.see_as import shows
from board.committees import actions, policy, queries
from board.committees.forms import CommitteeForm, SeatForm, TermForm
from board.committees.labels import MEANINGS, STATUSES
from board.committees.models import Committee, Seat, SeatStatus, SeatTerm
from board.kernel import clock
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.opportunities.policy import may_draft
from board.web.access import for_roles, public, signed_in
from board.web.forms import as_typed, put_on_field
from board.web.once import unit_of_work_once
from board.web.pages import go_to, render_page

bp = Blueprint("committees", __name__)


@bp.get("/committees")
@public
def index() -> ResponseReturnValue:
    """Every committee, and where its seats stand; or the seats that stand so."""
    day, asked, committees = _today(), request.args.get("status", ""), queries.everything()
    every = [seat.status(day) for body in committees for seat in body.seats]
    return render_page(
        "committees/index.html",
        shown=_of_status(committees, asked, day),
        counts={seat_status: every.count(seat_status) for seat_status in SeatStatus},
        wanted=asked,
        labels=STATUSES,
        meanings=MEANINGS,
        may_found=_user() is not None and policy.may_found(current_user),
        **_frame(day),
    )


@bp.get("/committees/<id:committee_id>")
@public
def show(committee_id: int) -> ResponseReturnValue:
    """One committee: its seats, their holders, what opens when."""
    return _page(_committee(committee_id))


@bp.route("/committees/new", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    """Enter a committee."""
    require(policy.may_found(current_user))
    form = CommitteeForm()
    if form.validate_on_submit():
        try:
            with unit_of_work_once():
                committee = actions.found(form.told, by=current_user, now=clock.now())
            return go_to(".show", committee_id=committee.id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("committees/form.html", form=form, committee=None), 422 if form.errors else 200


@bp.route("/committees/<id:committee_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(committee_id: int) -> ResponseReturnValue:
    """Change what is told of it."""
    committee = _committee(committee_id)
    require(policy.may_keep(current_user, committee))
    form = CommitteeForm.of(committee)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                form.require_unchanged(lambda: CommitteeForm.of(committee))
                actions.describe(committee, form.told, by=current_user)
            return go_to(".show", committee_id=committee_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("committees/form.html", form=form, committee=committee), 422 if form.errors else 200


@bp.post("/committees/<id:committee_id>/seats")
@signed_in
def add_seat(committee_id: int) -> ResponseReturnValue:
    """One more seat."""
    committee = _committee(committee_id)
    try:
        form = SeatForm.posted()
        with unit_of_work_once():
            actions.add_seat(committee, by=current_user, name=form.seat.data)
    except Invalid as invalid:
        return _page(_committee(committee_id), error=invalid), 422
    return go_to(".show", committee_id=committee_id)


@bp.route("/seats/<id:seat_id>/holders", methods=["GET", "POST"])
@signed_in
def name_holder(seat_id: int) -> ResponseReturnValue:
    """Say who holds a seat, or stands by for it."""
    seat, form = _seat(seat_id), TermForm()
    require(policy.may_keep(current_user, seat.committee))
    if form.validate_on_submit():
        try:
            with unit_of_work_once():
                actions.name_holder(seat, form.term, by=current_user)
            return go_to(".show", committee_id=seat.committee_id)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return render_page("committees/holder.html", form=form, seat=seat), 422 if form.errors else 200


@bp.post("/seat-terms/<id:term_id>/end")
@signed_in
def end_term(term_id: int) -> ResponseReturnValue:
    """They leave today."""
    term = _term(term_id)
    try:
        with unit_of_work():
            actions.end_term(term, by=current_user, day=_today())
    except Invalid as invalid:
        return _page(_committee(term.seat.committee_id), error=invalid), 422
    return go_to(".show", committee_id=term.seat.committee_id)


@bp.post("/committees/<id:committee_id>/officers")
@for_roles("coordinator")
def appoint_officers(committee_id: int) -> ResponseReturnValue:
    """Let officers with terms keep it."""
    committee = _committee(committee_id)
    try:
        with unit_of_work():
            organisation_id = actions.appoint_officers(committee, by=current_user, now=clock.now()).id
    except Invalid as invalid:
        return _page(_committee(committee_id), error=invalid), 422
    return go_to("organisations.show", organisation_id=organisation_id)


@bp.post("/seats/<id:seat_id>/post")
@signed_in
def post_seat(seat_id: int) -> ResponseReturnValue:
    """Begin the posting that fills it."""
    seat = _seat(seat_id)
    with unit_of_work():
        opportunity = actions.post_seat(seat, by=current_user, now=clock.now())
    flash("A draft is begun, and the seat waits for it. Whoever accepts the offer holds the seat.", "good")
    return go_to("opportunities.edit", opportunity_id=opportunity.id)


@bp.post("/seats/<id:seat_id>/follow")
@signed_in
def follow(seat_id: int) -> ResponseReturnValue:
    """Hear when it opens."""
    seat = _seat(seat_id)
    with unit_of_work():
        actions.follow(seat, by=current_user, now=clock.now())
    flash("You get an email when this seat opens.", "good")
    return go_to(".show", committee_id=seat.committee_id)


@bp.post("/seats/<id:seat_id>/unfollow")
@signed_in
def unfollow(seat_id: int) -> ResponseReturnValue:
    """Hear of it no more."""
    seat = _seat(seat_id)
    with unit_of_work():
        actions.unfollow(seat, by=current_user)
    return go_to(".show", committee_id=seat.committee_id)


def _page(committee: Committee, error: Invalid | None = None) -> str:
    day = _today()
    return render_page(
        "committees/show.html",
        committee=committee,
        may_keep=policy.may_keep(_user(), committee),
        may_post=_user() is not None and bool(may_draft(current_user, committee.organisation)),
        may_appoint=_user() is not None and committee.organisation is None and bool(policy.may_found(current_user)),
        labels=STATUSES,
        meanings=MEANINGS,
        problem=error,
        typed=as_typed(),
        **_frame(day),
    )


def _of_status(committees: list[Committee], asked: str, day: date) -> list[tuple[Committee, list[Seat]]]:
    """The committees with those of their seats that stand as wanted; all of them when nothing is."""
    if asked not in STATUSES:
        return [(body, body.seats) for body in committees]
    sorted_out = [(body, [seat for seat in body.seats if seat.status(day) == asked]) for body in committees]
    return [(body, seats) for body, seats in sorted_out if seats]


def _frame(day: date) -> dict[str, Any]:
    """What both pages need to say where a seat stands today."""
    user = _user()
    followed = queries.followed_by(user.id) if user and shows("committees.follow") else set()
    return {"day": day, "now": clock.now(), "followed": followed}


def _committee(committee_id: int) -> Committee:
    return found_or_404(queries.by_id(committee_id))


def _seat(seat_id: int) -> Seat:
    return found_or_404(queries.seat(seat_id))


def _term(term_id: int) -> SeatTerm:
    return found_or_404(queries.seat_term(term_id))


def _user() -> User | None:
    return current_user if current_user.is_authenticated else None


def _today() -> date:
    return clock.day(clock.now())
