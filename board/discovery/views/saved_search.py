"""Saved searches and their emails."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.discovery import actions, emails, policy, queries
from board.discovery.forms import CHOICES, SearchForm
from board.discovery.models import MOST_SEARCHES, SavedSearch
from board.discovery.views import bp
from board.kernel import clock
from board.kernel.errors import Conflict, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.notices.models import Pace
from board.opportunities import facets as opportunity_facets
from board.opportunities import search_params as opportunity_search_params
from board.search.engine import IndexUnavailable
from board.web.access import public, signed_in
from board.web.editing import Value, require_unchanged, version_of
from board.web.once import unit_of_work_once
from board.web.pages import go_to


@dataclass(frozen=True)
class SavedSearchRow:
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
        return _page("A name has at most 80 characters, and emails come at one of the paces below."), 422
    asked = opportunity_search_params.understand(form.question.data)
    question, name = (
        asked.address().removeprefix("?"),
        form.name.data or opportunity_facets.describe(asked),
    )
    try:
        with unit_of_work_once():
            actions.save(by=current_user, question=question, name=name, pace=Pace(form.pace.data), now=clock.now())
    except Conflict as full:
        return _page(full.message), 409
    flash(f"You keep “{name}” now.", "good")
    return go_to(".searches")


@bp.post("/saved/searches/<id:search_id>")
@signed_in
def change(search_id: int) -> ResponseReturnValue:
    """Another name, another pace."""
    stored, form = _mine(search_id), SearchForm()
    if not form.validate_on_submit():
        complaint = "A name has at most 80 characters, and emails come at one of the paces below."
        return _page(complaint, {search_id: form.name.data}), 422
    with unit_of_work():
        require_unchanged(lambda: _values(_mine(search_id)))
        actions.change(stored, by=current_user, name=form.name.data, pace=Pace(form.pace.data), now=clock.now())
    flash(f"“{stored.name}” follows this from now on.", "good")
    return go_to(".searches")


@bp.post("/saved/searches/<id:search_id>/forget")
@signed_in
def forget(search_id: int) -> ResponseReturnValue:
    """Let it go."""
    stored = _mine(search_id)
    with unit_of_work():
        actions.forget(stored, by=current_user)
    return go_to(".searches")


@bp.get("/saved/searches/silence/<token>")
@public
def silence(token: str) -> ResponseReturnValue:
    """The link from an email shows a button: scanners follow links, and GET changes nothing."""
    return render_template("discovery/silence.html", search=_by_token(token), done=False)


@bp.post("/saved/searches/silence/<token>")
@public
def confirm_silence(token: str) -> ResponseReturnValue:
    """No more emails. Mail programs post here by themselves (RFC 8058), so no form's token is asked."""
    stored = _by_token(token)
    with unit_of_work():
        actions.silence(stored, now=clock.now())
    return render_template("discovery/silence.html", search=stored, done=True)


def _page(complaint: str = "", typed: Mapping[int, str] | None = None) -> str:
    """What is kept; a name that will not do stays as it was typed."""
    rows = [_row(search) for search in queries.of(current_user.id)]
    facts = {"complaint": complaint, "typed": typed or {}}
    return render_template("discovery/searches.html", rows=rows, paces=CHOICES, most=MOST_SEARCHES, **facts)


def _row(search: SavedSearch) -> SavedSearchRow:
    params, engine = (
        opportunity_search_params.understand(search.question),
        current_app.extensions["engine"],
    )
    try:
        total = engine.search(params.request(clock.now())).total
    except IndexUnavailable:
        total = None
    href = f"{url_for('opportunities.index')}?{search.question}"
    version = version_of(_values(search))
    return SavedSearchRow(
        search.id,
        search.name,
        opportunity_facets.describe(params),
        href,
        total,
        search.pace.value,
        version,
    )


def _values(search: SavedSearch) -> list[Value]:
    return [Value.of("name", "Name", search.name), Value.of("pace", "Emails", search.pace.value, words=dict(CHOICES))]


def _mine(search_id: int) -> SavedSearch:
    search = found_or_404(queries.by_id(search_id))
    require(policy.may_change(current_user, search))
    return search


def _by_token(token: str) -> SavedSearch:
    return found_or_404(emails.silenced_by(token))
