"""The front page, my day, and whether Rounds is well."""

from datetime import datetime

from flask import Blueprint, Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.forms import SignInForm
from board.applications import queries as applications
from board.applications.apply_step import apply_step
from board.catalogue.words import Competency
from board.dashboard import day
from board.kernel import clock
from board.kernel.errors import Hidden
from board.opportunities import fit
from board.opportunities import queries as opportunities
from board.opportunities.cards import Card, card
from board.opportunities.labels import FOR_POSTERS as STANDINGS
from board.opportunities.views.loading import apply_steps, lacking, student_here
from board.web.access import public
from board.web.letters import link
from board.web.page import render_page

bp = Blueprint("dashboard", __name__)

BEST = 4
"""How many postings stand under "For you"."""


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """For a visitor what the board is; for me what waits and what closes soon."""
    now = clock.now()
    found, total = opportunities.open_now(now)
    steps = apply_steps(found[:6], now)
    cards = [
        card(one, url_for("opportunities.show", opportunity_id=one.id), now, step=steps.get(one.id))
        for one in found[:6]
    ]
    if not current_user.is_authenticated:
        return render_page("dashboard/front.html", cards=cards, total=total)
    items, mine = day.waiting(current_user, now), applications.all_of_student(current_user.id)
    return render_page(
        "dashboard/my_day.html",
        items=items,
        step=day.next_step(current_user, items),
        for_you=_for_you({one.opportunity_id for one in mine}, now),
        cards=cards,
        total=total,
        mine=[(one, apply_step(one.opportunity, one, now)) for one in mine[:5]],
        desks=[(desk, STANDINGS[desk.opportunity.standing(now)]) for desk in applications.desks(current_user.id)[:5]],
    )


def _for_you(begun: set[int], now: datetime) -> list[Card]:
    """What fits this student best, apart from what they began; nothing until they say what they care for."""
    student = student_here()
    if student is None or not (student.areas or student.competencies or student.tags):
        return []
    lacks = lacking(student)
    best = opportunities.for_you(student, now, most=BEST, lacking=lacks, apart_from=begun)
    return [
        card(one, url_for("opportunities.show", opportunity_id=one.id), now, fit=fit.fit(student, one, lacks))
        for one in best
    ]


@bp.get("/help")
@public
def help_page() -> ResponseReturnValue:
    """How to find one's way."""
    return render_page("dashboard/help.html")


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept, and who sees it."""
    return render_page("dashboard/privacy.html")


@bp.get("/sitemap.xml")
@public
def sitemap() -> ResponseReturnValue:
    """Every public posting, for search engines."""
    home, public = link("opportunities.index"), opportunities.public_pages()
    newest = max((at for _, at in public), default=None)
    pages = [(link("dashboard.home"), newest), (home, newest), *((f"{home}/{number}", at) for number, at in public)]
    return Response(render_template("dashboard/sitemap.xml", pages=pages), mimetype="application/xml")


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """What search engines may read: the board, and not each question that can be asked of it."""
    return Response(render_template("dashboard/robots.txt", sitemap=link("dashboard.sitemap")), mimetype="text/plain")


@bp.get("/dev/look")
@public
def look() -> ResponseReturnValue:
    """Every component in its states. There while debugging and in tests; elsewhere the address is empty."""
    if not (current_app.debug or current_app.testing or current_app.extensions["settings"].demo):
        raise Hidden
    shown = [
        card(one, url_for("opportunities.show", opportunity_id=one.id), clock.now()) for one in opportunities.newest(4)
    ]
    return render_page("look/index.html", cards=shown, competencies=list(Competency), form=SignInForm(formdata=None))
