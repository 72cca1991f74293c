"""Finding postings, and keeping them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, flash, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.views.see_as import shows
from board.kernel import clock
from board.kernel.unit_of_work import unit_of_work
from board.opportunities import actions, empty_search_log, facets, fit, queries, search_params
from board.opportunities.apply_step import ApplyStep
from board.opportunities.fit import PostingFit
from board.opportunities.forms.saved_posting import SavedNoteForm
from board.opportunities.models import ListedPosting, Opportunity, SavedPosting
from board.opportunities.posting_card import MOST_REASONS, PostingCard, card
from board.opportunities.search_params import PostingSearchParams
from board.opportunities.views import bp
from board.opportunities.views.dependencies import (
    apply_steps,
    class_year_here,
    fitted_here,
    lacking,
    user_here,
    visible,
)
from board.web.access import public, signed_in
from board.web.addresses import url_for
from board.web.editing import AUTOSAVE, Value, require_unchanged, saved_by_itself, version_of
from board.web.forms import ReturnForm
from board.web.pages import asked_by_htmx, go_to, render_page, safe_next
from board.web.throttle import asks_questions
from board.web.undo import offer_undo

NOTED, MOST_NOTED = "empty_searches", 50
"""Where a session keeps marks of what it searched in vain, and how many."""


@bp.get("/opportunities")
@public
@asks_questions
def index() -> ResponseReturnValue:
    """What is open, by words and filters; all of the question is in the address."""
    now, reader, student = clock.now(), user_here(), fitted_here()
    asked = search_params.read(request.args).open_to(class_year_here(), now)
    is_by_fit = asked.sort == "fit"
    lacks = lacking(student if is_by_fit else None)  # a question more, asked where it decides the order
    result = queries.find(current_app.extensions["engine"], asked, now, by=student, lacking=lacks)
    if _found_nothing(asked, result):
        _note_empty(asked.words)
    shown = [*result.opportunities, *result.nearly]
    drawn = _Cards(
        result,
        now,
        apply_steps(shown, now),
        (lambda posting: fit.fit(student, posting, lacks)) if student else None,
        MOST_REASONS if is_by_fit else 1,
    )
    return render_page(
        "opportunities/index.html",
        fragments={"opportunity-results": "opportunities/_results.html"},
        cards=[drawn.of(posting) for posting in result.opportunities],
        nearly=[drawn.of(posting) for posting in result.nearly],
        found=result,
        wanted=asked,
        **facets.around(asked, result, is_student=student is not None),
        saved_ids=queries.saved_ids(reader.id, [posting.id for posting in shown])
        if reader and shows("opportunities.saved")
        else set(),
        pages=-(-result.total // search_params.PER_PAGE),
    )


def _found_nothing(asked: PostingSearchParams, result: queries.PostingResults) -> bool:
    """A member's words have nothing, and no filter is the reason: nor was it found by what they meant."""
    by_profile = {"year": frozenset({asked.own_year})}
    is_narrowed = bool(asked.chosen not in ({}, by_profile) or asked.closing or asked.hours_max is not None)
    is_hidden = is_narrowed or any(count for _, _, count in result.relaxations)
    return bool(asked.words) and not (is_hidden or result.total or result.is_plain) and current_user.is_authenticated


def _note_empty(words: str) -> None:
    """Once a session: whoever tries again is not counted again."""
    mark = hashlib.blake2s(empty_search_log.spelled_alike(words).encode(), digest_size=4).hexdigest()
    marks = session.get(NOTED, [])
    if mark not in marks:
        session[NOTED] = [*marks, mark][-MOST_NOTED:]
        empty_search_log.note(current_app.extensions["settings"].index_dir, words)


@dataclass(frozen=True)
class _Cards:
    """What the cards of one list need."""

    results: queries.PostingResults
    now: datetime
    steps: dict[int, ApplyStep]
    fit_of: Callable[[ListedPosting], PostingFit] | None
    """Why one fits the student who reads."""
    most_reasons: int

    def of(self, posting: ListedPosting) -> PostingCard:
        """The card of a posting, with where the words stand in it and why it fits."""
        return card(
            posting,
            url_for("opportunities.show", opportunity_id=posting.id),
            self.now,
            snippet=self.results.snippets.get(posting.id),
            fit=self.fit_of(posting) if self.fit_of else None,
            most_reasons=self.most_reasons,
            step=self.steps.get(posting.id),
        )


@bp.post("/opportunities/<id:opportunity_id>/save")
@signed_in
def save(opportunity_id: int) -> ResponseReturnValue:
    """Keep it."""
    opportunity = visible(opportunity_id)
    with unit_of_work():
        actions.save(opportunity, by=current_user, now=clock.now())
    return _kept(opportunity, saved=True)


@bp.post("/opportunities/<id:opportunity_id>/unsave")
@signed_in
def unsave(opportunity_id: int) -> ResponseReturnValue:
    """Let it go."""
    opportunity = visible(opportunity_id)
    with unit_of_work():
        actions.unsave(opportunity, by=current_user, now=clock.now())
    if not asked_by_htmx():
        words = f"“{opportunity.title}” is removed from your saved postings."
        offer_undo(words, url_for(".save", opportunity_id=opportunity_id), back=ReturnForm().next.data)
    return _kept(opportunity, saved=False)


@bp.post("/opportunities/<id:opportunity_id>/note")
@signed_in
def note(opportunity_id: int) -> ResponseReturnValue:
    """Write myself a line about it."""
    opportunity, form = visible(opportunity_id), SavedNoteForm.posted()
    with unit_of_work():
        require_unchanged(lambda: [_note(queries.saved(current_user.id, opportunity_id))])
        actions.note(opportunity, by=current_user, now=clock.now(), text=form.note.data)
    if AUTOSAVE in request.headers:
        return saved_by_itself([_note(queries.saved(current_user.id, opportunity_id))])
    flash(f"Your note on “{opportunity.title}” is saved.", "good")
    return go_to(".saved")


def _note(saved_posting: SavedPosting | None) -> Value:
    return Value.of("note", "Note to myself", saved_posting.note if saved_posting else "", lines=True)


@bp.get("/saved")
@signed_in
def saved() -> ResponseReturnValue:
    """What I keep: what is open, closing soonest first, and what is over."""
    now = clock.now()
    entries = queries.saved_by(current_user.id)
    steps = apply_steps([entry.opportunity for entry in entries], now)
    stored = [
        (
            entry,
            card(
                entry.opportunity,
                url_for("opportunities.show", opportunity_id=entry.opportunity_id),
                now,
                step=steps.get(entry.opportunity_id),
            ),
        )
        for entry in entries
    ]
    still = {item.id for item, _ in stored if item.opportunity.is_current(now)}
    groups = [("Open", [pair for pair in stored if pair[0].id in still])]
    groups.append(("Over", [pair for pair in stored if pair[0].id not in still]))
    versions = {item.id: version_of([_note(item)]) for item, _ in stored}
    return render_page("opportunities/saved.html", groups=groups, kept=stored, versions=versions)


def _kept(opportunity: Opportunity, *, saved: bool) -> ResponseReturnValue:
    """The button as it stands now, or the page where it was pressed."""
    form = ReturnForm()
    if asked_by_htmx():
        return render_template(
            "opportunities/_save.html", opportunity=opportunity, saved=saved, back=safe_next(form.next.data) or ""
        )
    return form.onward(".show", opportunity_id=opportunity.id)
