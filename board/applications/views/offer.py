"""Offers and the waiting list: the posters' page, and the link in an offer's email."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.applications import queries
from board.applications.actions import offer as offer_actions
from board.applications.actions import waitlist as waitlist_actions
from board.applications.forms import NewAnswerByForm
from board.applications.labels import FOR_POSTERS, FOR_STUDENTS
from board.applications.models import OFFER_LINK, Application
from board.applications.views import bp
from board.applications.views.dependencies import answer_by, owned_posting, received
from board.kernel import clock, lifecycle
from board.kernel.errors import Invalid, NotFound
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity
from board.opportunities.posting_card import openings_by_state
from board.web.access import public, signed_in
from board.web.confirmation import Confirmation, ask_first
from board.web.pages import go_to, render_page
from board.web.signed_links import ENDED, unseal_marked


@bp.get("/opportunities/<id:opportunity_id>/offers")
@signed_in
def offers(opportunity_id: int) -> ResponseReturnValue:
    """Who holds a place, who has yet to answer, who waits."""
    return _page(owned_posting(opportunity_id))


@bp.post("/applications/<id:application_id>/answer-by")
@signed_in
def prolong(application_id: int) -> ResponseReturnValue:
    """Give an offer another day."""
    application = received(application_id)
    opportunity = owned_posting(application.opportunity_id)
    try:
        now = clock.now()
        until = answer_by(NewAnswerByForm.posted(), now)
        with unit_of_work():
            offer_actions.prolong(application, by=current_user, now=now, answer_by=until)
    except Invalid as invalid:
        return _page(opportunity, invalid.message), 422
    flash(f"{application.student.name} has until that day, and an email that says so.", "good")
    return go_to(".offers", opportunity_id=application.opportunity_id)


@bp.post("/applications/<id:application_id>/move-up")
@signed_in
def move_up(application_id: int) -> ResponseReturnValue:
    """One place up on the waiting list."""
    application = received(application_id)
    owned_posting(application.opportunity_id)
    with unit_of_work():
        waitlist_actions.move_up(application, by=current_user)
    return go_to(".offers", opportunity_id=application.opportunity_id)


@bp.get("/offers/<token>")
@public
def offer(token: str) -> ResponseReturnValue:
    """What the email leads to: the offer, and its answer without signing in."""
    application = _of_email(token)
    return render_page(
        "applications/offer.html",
        application=application,
        token=token,
        label=FOR_STUDENTS[application.state],
        may_answer=may_answer(application),
    )


@bp.post("/offers/<token>/accept")
@public
def accept_by_email(token: str) -> ResponseReturnValue:
    """Take the place."""
    application = _of_email(token)
    with unit_of_work():
        offer_actions.accept_offer(application, by=application.student, now=clock.now())
    flash("Accepted. The position is yours.", "good")
    return go_to(".offer", token=token)


@bp.post("/offers/<token>/decline")
@public
def decline_by_email(token: str) -> ResponseReturnValue:
    """Leave the place to somebody else."""
    application = _of_email(token)
    if (page := ask_to_decline(application, back=url_for(".offer", token=token))) is not None:
        return page
    with unit_of_work():
        offer_actions.decline_offer(application, by=application.student, now=clock.now())
    flash("You declined the offer. The people who post it know.", "plain")
    return go_to(".offer", token=token)


def ask_to_decline(application: Application, *, back: str) -> str | None:
    """What declining means, asked first; None once it is said yes to, or when there is no offer to decline."""
    if not may_answer(application):
        return None
    consequences = [
        f"“{application.opportunity.title}” goes to somebody else. You cannot change your mind afterwards.",
        "You cannot apply for this posting again.",
        "The people who post it are told now.",
    ]
    return ask_first(Confirmation("Decline this offer?", consequences, "Decline offer", back))


def _of_email(token: str) -> Application:
    """The application whose latest offer the link was made for, while the student's account is as it was then."""
    offer_id, mark = unseal_marked(OFFER_LINK, token) or (0, "")
    application = queries.by_offer(offer_id) if offer_id else None
    if application is None or application.offer is None or application.offer.id != offer_id:
        raise NotFound
    if not application.student.is_active:
        raise NotFound
    if application.student.link_mark != mark:
        raise NotFound(f"{ENDED} Sign in to answer the offer.")
    return application


def may_answer(application: Application) -> bool:
    """There is an offer, and time to answer it."""
    offer = application.offer
    return lifecycle.may_move(application, "accept") and (offer is None or offer.is_open(clock.now()))


def _page(opportunity: Opportunity, error: str = "") -> str:
    return render_page(
        "applications/offers.html",
        opportunity=opportunity,
        offered=queries.offered(opportunity.id),
        waitlist=queries.waiting(opportunity.id),
        openings=openings_by_state(opportunity.openings),
        labels=FOR_POSTERS,
        now=clock.now(),
        problem=error,
    )
