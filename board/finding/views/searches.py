"""Saved searches and their letters."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.finding import actions, letters, policy, queries
from board.finding.forms import CHOICES, SearchForm
from board.finding.models import MOST_SEARCHES, SavedSearch
from board.finding.views import bp
from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Conflict, Hidden
from board.kernel.verdict import require
from board.notices.models import Pace
from board.opportunities import facets, search
from board.search.engine import IndexUnavailable
from board.web.access import public, signed_in
from board.web.editing import Value, require_unchanged, version_of
from board.web.forms import said
from board.web.page import go_to


@dataclass(frozen=True)
class Row:
    """One saved search as its page shows it."""

    id: int
    name: str
    question: str
    href: str
    open_now: int | None
    """None while the index is away."""
    pace: str
    version: str


@bp.get("/saved/searches")
@signed_in
def searches() -> ResponseReturnValue:
    """What I keep asking."""
    return _page()


@bp.post("/saved/searches")
@signed_in
def save() -> ResponseReturnValue:
    """Keep a question, with a name and a pace."""
    form = SearchForm()
    if not form.validate_on_submit():
        return _page("A name has at most 80 characters, and letters come at one of the paces below."), 422
    wanted = search.understand(said(form.question))
    question, name = wanted.address().removeprefix("?"), said(form.name) or facets.describe(wanted, clock.now())
    try:
        with unit_of_work():
            actions.save(by=current_user, question=question, name=name, pace=Pace(form.pace.data), now=clock.now())
    except Conflict as full:
        return _page(full.message), 409
    flash(f"You keep “{name}” now.", "good")
    return go_to(".searches")


@bp.post("/saved/searches/<id:search_id>")
@signed_in
def change(search_id: int) -> ResponseReturnValue:
    """Another name, another pace."""
    kept, form = _mine(search_id), SearchForm()
    if not form.validate_on_submit():
        complaint = "A name has at most 80 characters, and letters come at one of the paces below."
        return _page(complaint, {search_id: said(form.name)}), 422
    with unit_of_work():
        require_unchanged(lambda: _values(_mine(search_id)))
        actions.change(kept, by=current_user, name=said(form.name), pace=Pace(form.pace.data), now=clock.now())
    flash(f"“{kept.name}” follows this from now on.", "good")
    return go_to(".searches")


@bp.post("/saved/searches/<id:search_id>/forget")
@signed_in
def forget(search_id: int) -> ResponseReturnValue:
    """Let it go."""
    kept = _mine(search_id)
    with unit_of_work():
        actions.forget(kept, by=current_user)
    return go_to(".searches")


@bp.get("/saved/searches/silence/<token>")
@public
def silence(token: str) -> ResponseReturnValue:
    """The link from a letter shows a button: scanners follow links, and GET changes nothing."""
    return render_template("finding/silence.html", search=_by_token(token), done=False)


@bp.post("/saved/searches/silence/<token>")
@public
def be_silent(token: str) -> ResponseReturnValue:
    """No more letters. Mail programs post here by themselves (RFC 8058), so no form's token is asked."""
    kept = _by_token(token)
    with unit_of_work():
        actions.silence(kept, now=clock.now())
    return render_template("finding/silence.html", search=kept, done=True)


def _page(complaint: str = "", typed: Mapping[int, str] | None = None) -> str:
    """What is kept; a name that will not do stays as it was typed."""
    rows = [_row(one) for one in queries.of(current_user.id)]
    told = {"complaint": complaint, "typed": typed or {}}
    return render_template("finding/searches.html", rows=rows, paces=CHOICES, most=MOST_SEARCHES, **told)


def _row(kept: SavedSearch) -> Row:
    wanted, engine = search.understand(kept.question), current_app.extensions["engine"]
    try:
        total = engine.search(wanted.request(clock.now())).total
    except IndexUnavailable:
        total = None
    href = f"{url_for('opportunities.index')}?{kept.question}"
    version = version_of(_values(kept))
    return Row(kept.id, kept.name, facets.describe(wanted, clock.now()), href, total, kept.pace.value, version)


def _values(kept: SavedSearch) -> list[Value]:
    return [Value.of("name", "Name", kept.name), Value.of("pace", "Letters", kept.pace.value, words=dict(CHOICES))]


def _mine(search_id: int) -> SavedSearch:
    kept = queries.by_id(search_id)
    if kept is None:
        raise Hidden
    require(policy.may_change(current_user, kept))
    return kept


def _by_token(token: str) -> SavedSearch:
    kept = letters.silenced_by(token)
    if kept is None:
        raise Hidden
    return kept
