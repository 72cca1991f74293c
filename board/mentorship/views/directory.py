"""The directory, and one mentor."""

from flask import current_app, flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Invalid
from board.mentorship import cards, search
from board.mentorship import directory as browsing
from board.mentorship.actions import requests as asking
from board.mentorship.actions import wishing
from board.mentorship.models import Enrolment
from board.mentorship.policy import mentors as policy
from board.mentorship.queries import mentors, requests
from board.mentorship.rules import RULES
from board.mentorship.views import bp
from board.mentorship.views.loading import visible
from board.mentorship.words import OFFERS, TIMES, named, specialties
from board.web.access import signed_in
from board.web.forms import posted_text
from board.web.page import go_to, render_page
from board.web.throttle import asks_questions


@bp.get("/mentors")
@signed_in
@asks_questions
def directory() -> ResponseReturnValue:
    """Who mentors here; all of the question is in the address."""
    wanted, today = search.read(request.args), clock.day(clock.now())
    page = browsing.page(current_app.extensions["engine"], wanted, current_user, today)
    return render_page(
        "mentorship/directory.html",
        fragments={"mentor-results": "mentorship/_results.html"},
        page=page,
        wanted=wanted,
        saved=mentors.saved_ids(current_user.id),
    )


@bp.get("/mentors/saved")
@signed_in
def saved() -> ResponseReturnValue:
    """The mentors I keep in mind."""
    kept = [one.enrolment for one in mentors.saved_by(current_user.id)]
    numbers, reader = [one.id for one in kept], browsing.Reader(current_user)
    inboxes, replies = mentors.inboxes(numbers), mentors.reply_times(numbers)
    shown = [
        cards.card(one, fit=reader.fit(one), inboxes=inboxes, replies=replies)
        for one in kept
        if one.user_id not in reader.ties.blocked
    ]
    return render_page("mentorship/saved.html", cards=shown)


@bp.get("/mentors/<id:enrolment_id>")
@signed_in
def mentor(enrolment_id: int) -> ResponseReturnValue:
    """One mentor: what they offer, why they fit, and whether they can be asked."""
    return _mentor(visible(enrolment_id))


@bp.post("/mentors/<id:enrolment_id>/request")
@signed_in
def send(enrolment_id: int) -> ResponseReturnValue:
    """Ask."""
    enrolment = visible(enrolment_id)
    try:
        with unit_of_work():
            sent = asking.send(
                enrolment,
                by=current_user,
                now=clock.now(),
                goal=posted_text("goal", 2000),
                note=posted_text("note", 2000),
            )
    except Invalid as invalid:
        return _mentor(visible(enrolment_id), invalid), 422
    flash(f"Your request is sent. {sent.enrolment.user.name} has seven days to answer.", "good")
    return go_to(".request", request_id=sent.id)


@bp.post("/mentors/<id:enrolment_id>/save")
@signed_in
def keep(enrolment_id: int) -> ResponseReturnValue:
    """Keep in mind."""
    enrolment = visible(enrolment_id)
    with unit_of_work():
        wishing.keep(enrolment, by=current_user, now=clock.now())
    return go_to(".mentor", enrolment_id=enrolment_id)


@bp.post("/mentors/<id:enrolment_id>/unsave")
@signed_in
def let_go(enrolment_id: int) -> ResponseReturnValue:
    """Forget again."""
    enrolment = visible(enrolment_id)
    with unit_of_work():
        wishing.let_go(enrolment, by=current_user)
    return go_to(".mentor", enrolment_id=enrolment_id)


@bp.post("/mentors/<id:enrolment_id>/block")
@signed_in
def block(enrolment_id: int) -> ResponseReturnValue:
    """Never be matched with this person."""
    enrolment = visible(enrolment_id)
    with unit_of_work():
        wishing.block(enrolment.user_id, by=current_user, now=clock.now())
    flash("You will not see each other here, and nobody is told. You can take it back below.", "plain")
    return go_to(".wishes")


def _mentor(enrolment: Enrolment, invalid: Invalid | None = None) -> str:
    now, reader = clock.now(), browsing.Reader(current_user)
    asked = requests.asking(current_user, enrolment)
    replies = mentors.reply_times([enrolment.id])
    return render_page(
        "mentorship/mentor.html",
        mentor=enrolment,
        is_me=enrolment.user_id == current_user.id,
        is_student=reader.is_student,
        fit=reader.fit(enrolment),
        may_ask=policy.may_ask(current_user, enrolment, asked, now, clock.day(now)),
        asked=asked,
        most_open=RULES.open_requests,
        places=cards.places(enrolment, asked.inbox),
        reply=cards.reply_words(replies.get(enrolment.id)),
        meeting=cards.meeting(enrolment),
        offers=named(OFFERS, enrolment.offers),
        specialties=specialties(enrolment.specialties),
        times=named(TIMES, enrolment.times),
        saved=enrolment.id in mentors.saved_ids(current_user.id),
        typed=request.form,
        invalid=invalid,
    )
