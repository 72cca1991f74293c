"""The front page, my day, and whether Rounds is well."""

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import text

from board.accounts.models import Role
from board.kernel import clock
from board.kernel.db import db
from board.opportunities import queries as opportunities
from board.opportunities.cards import card
from board.opportunities.labels import FOR_POSTERS
from board.opportunities.search import COLLECTION
from board.search.engine import Engine, IndexUnavailable
from board.web.access import public
from board.web.page import render_page

bp = Blueprint("dashboard", __name__)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """For a visitor what the board is; for me what waits and what closes soon."""
    now = clock.now()
    found, total = opportunities.open_now(now)
    cards = [card(one, url_for("opportunities.show", opportunity_id=one.id), now) for one in found[:6]]
    if not current_user.is_authenticated:
        return render_page("dashboard/front.html", cards=cards, total=total)
    posts = current_user.is_a(Role.FACULTY) or current_user.is_a(Role.COORDINATOR)
    mine = opportunities.of_poster(current_user.id) if posts else []
    return render_page(
        "dashboard/my_day.html",
        cards=cards,
        total=total,
        mine=[(one, FOR_POSTERS[one.standing(now)]) for one in mine],
        saved=len(opportunities.saved_ids(current_user.id)),
    )


@bp.get("/search/suggest")
@public
def suggest() -> ResponseReturnValue:
    """What the typed words may become: titles of postings."""
    engine: Engine = current_app.extensions["engine"]
    try:
        found = engine.suggest(request.args.get("q", ""), (COLLECTION,), 8)
    except IndexUnavailable:
        found = []
    titles = list(dict.fromkeys(title for _, _, title in found))
    return render_page(
        "dashboard/suggest.html", fragments={"suggestions": "dashboard/_suggestions.html"}, titles=titles
    )


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return {"ok": True}


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The database answers too."""
    db.session.execute(text("SELECT 1"))
    return {"ok": True}
