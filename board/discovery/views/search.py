"""What every page's search box offers while one types, and the tabs above every list."""

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.discovery import search
from board.discovery.search import Tab
from board.discovery.views import bp
from board.kernel import clock
from board.opportunities.search_params import MOST_LETTERS
from board.web.access import public
from board.web.pages import render_page
from board.web.throttle import asks_questions


@bp.get("/search/suggest")
@public
@asks_questions
def suggest() -> ResponseReturnValue:
    """What the typed words may become."""
    typed = request.args.get("q", "")
    groups = search.suggestions(
        current_app.extensions["engine"], typed, clock.now(), is_member=current_user.is_authenticated
    )
    fragments = {"suggestions": "discovery/_suggestions.html"}
    return render_page("discovery/suggest.html", fragments=fragments, groups=groups, typed=typed[:MOST_LETTERS].strip())


@bp.app_template_global("collections")
def collections(words: str, here: str, total: int) -> list[Tab]:
    """How many each collection has for the words, for the tabs above the list of one, which has found this many."""
    engine = current_app.extensions["engine"]
    return search.tabs(engine, words, clock.now(), is_member=current_user.is_authenticated, here=here, total=total)


@bp.app_template_global("searched")
def searched() -> list[str]:
    """The collections that the box on top searches, in words."""
    is_member = bool(current_user and current_user.is_authenticated)
    return [item.title.lower() for item in search.visible(is_member)]
