"""The page of one posting, as the reader who asks may see it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request

from board.accounts.models import User
from board.accounts.views.see_as import shows
from board.kernel import clock
from board.kernel.dates import country_of
from board.kernel.lifecycle import may_move
from board.opportunities import eligibility, fit, policy, posting_checks, queries
from board.opportunities.apply_step import ApplyStep
from board.opportunities.labels import (
    FOR_POSTERS,
    MOVES,
    NOT_STATED,
    is_full_for_now,
    label_for_students,
    note_above,
    words_on_full,
)
from board.opportunities.models import PUBLIC, Opportunity
from board.opportunities.next_cycle import CYCLES
from board.opportunities.posting_card import card, free_openings, hours, location, openings_by_state, pay
from board.opportunities.queries import PageParts, Talk
from board.opportunities.schema_org import about
from board.opportunities.views.dependencies import apply_steps_of_page, fitted_here, lacking, user_here
from board.school import settings as school_settings
from board.settings import Settings
from board.vocabulary.words import Aim, Area
from board.web.addresses import url_for
from board.web.emails import link
from board.web.forms import as_typed
from board.web.pages import render_page, safe_next

SIMILAR = 3
"""How many other postings stand under one."""


def posting_page(opportunity: Opportunity, **more: Any) -> str:
    """The page; `more` is what went wrong with one of its forms."""
    user, now = user_here(), clock.now()
    runs_it = user is not None and bool(policy.may_answer_questions(user, opportunity))
    near = queries.similar(current_app.extensions["engine"], opportunity, now, most=SIMILAR)
    step, steps_beside = apply_steps_of_page(opportunity, near, now)
    results, parts = _results(), queries.page_parts(opportunity, user.id if user else None)
    return render_page(
        "opportunities/show.html",
        **_told(opportunity, now, step, runs_it=runs_it),
        results=results,
        own_address=url_for(".show", opportunity_id=opportunity.id, **({"from": results} if results else {})),
        address=link("opportunities.show", opportunity_id=opportunity.id),
        full=words_on_full(opportunity, now) if not runs_it else "",
        note_above=note_above(opportunity, now),
        openings=_openings(opportunity, runs_it=runs_it),
        areas=[Area(area).label for area in opportunity.areas],
        aims=[Aim(aim).label for aim in opportunity.aims],
        about=_about(opportunity),
        move_words=MOVES,
        cycles=CYCLES,
        saved=parts.is_saved and shows("opportunities.saved"),
        runs_it=runs_it,
        is_without_officers=_is_without_officers(opportunity),
        revision=queries.revision(opportunity.id) if user and policy.may_edit(user, opportunity) else None,
        **_talk(user, opportunity, parts, runs_it=runs_it),
        **_may(user, opportunity, now),
        similar=[
            card(
                posting,
                url_for("opportunities.show", opportunity_id=posting.id),
                now,
                step=steps_beside.get(posting.id),
            )
            for posting in near
        ],
        **({"problem": None, "typed": as_typed()} | more),
    )


def posting_preview(opportunity: Opportunity) -> str:
    """What of the page helps to choose, beside a list; a page of its own for whoever opens its address."""
    user, now = user_here(), clock.now()
    runs_it = user is not None and bool(policy.may_answer_questions(user, opportunity))
    step, _ = apply_steps_of_page(opportunity, (), now)
    return render_page(
        "opportunities/posting_preview.html",
        fragments={"posting-preview": "opportunities/_posting_preview.html"},
        **_told(opportunity, now, step, runs_it=runs_it),
    )


def _told(opportunity: Opportunity, now: datetime, step: ApplyStep | None, *, runs_it: bool) -> dict[str, Any]:
    """What the page and its preview tell alike; whoever runs it has no step."""
    student, step = fitted_here(), step if not runs_it else None
    return {
        "opportunity": opportunity,
        "now": now,
        "standing": _standing(opportunity, step, now, runs_it=runs_it),
        "step": step,
        "who": eligibility.conditions(opportunity),
        "fit": fit.fit(student, opportunity, lacking(student)) if student else None,
        "shown": card(opportunity, "", now),
        "hours": hours(opportunity),
        "pay": pay(opportunity),
        "location": location(opportunity),
    }


def _results() -> str:
    """The list that the reader came from, with what they asked of it; empty where they came from elsewhere.

    A browser says where it was; the parameter `from` says it where a form lay between. Only the list of this board
    counts, so that no link of others leads away from here.
    """
    scheme, _, path = (request.referrer or "").partition(f"://{request.host}/")
    came_from = f"/{path}" if scheme in ("http", "https") else ""
    addresses = [safe_next(address) for address in (request.args.get("from"), came_from)]
    return next((text for text in addresses if text and urlsplit(text).path == url_for(".index")), "")


def _standing(
    opportunity: Opportunity, step: ApplyStep | None, now: datetime, *, runs_it: bool
) -> tuple[str, str] | None:
    """How it stands for this reader, in a word and its tone; None where the button beside it says that it is open."""
    if runs_it:
        return FOR_POSTERS[opportunity.status(now)]
    if step and step.state:
        return step.state, step.tone
    takes_anybody = opportunity.is_open(now) and not is_full_for_now(opportunity, now)
    says_so = user_here() is None or (step is not None and step.button)
    return None if takes_anybody and says_so else label_for_students(opportunity, now)


def _openings(opportunity: Opportunity, *, runs_it: bool) -> str:
    """How its openings stand: for its people by what became of each, for everybody else how many are free."""
    openings = opportunity.openings
    if runs_it:
        return openings_by_state(openings)
    return "" if openings.is_filled else free_openings(openings) or NOT_STATED


def _is_without_officers(opportunity: Opportunity) -> bool:
    """An organisation posts it for which nobody holds office now: the coordinators answer."""
    body = opportunity.organisation
    return body is not None and not body.in_office(clock.day(clock.now()))


def _talk(user: User | None, opportunity: Opportunity, parts: PageParts, *, runs_it: bool) -> dict[str, Any]:
    """What has changed, and what was asked; questions that wait are for those who run it."""
    talk = queries.talk(opportunity.id, user.id if user else None) if parts.talk else Talk([], [])
    return {
        "replies": queries.shown_replies(opportunity) if parts.replies else None,
        "changes": queries.changes(opportunity.id) if parts.changes else [],
        "answered": talk.answered,
        "unanswered": queries.unanswered(opportunity.id) if runs_it else [],
        "my_questions": talk.mine if shows("opportunities.ask") else [],
        "may_ask": user is not None and bool(policy.may_ask(user, opportunity)),
    }


def _about(opportunity: Opportunity) -> dict[str, Any] | None:
    """What machines are told, of postings that anybody may open."""
    if opportunity.state not in PUBLIC:
        return None
    settings: Settings = current_app.extensions["settings"]
    address = link("opportunities.show", opportunity_id=opportunity.id)
    return about(opportunity, address, school=school_settings.school_name, country=country_of(settings.time_zone))


def _may(user: User | None, opportunity: Opportunity, now: datetime) -> dict[str, Any]:
    """The buttons of this reader: what the policy allows and the table of moves knows from here."""
    if user is None or not policy.may_edit(user, opportunity):
        may_archive = user is not None and bool(policy.may_archive(user, opportunity))
        return {"may_edit": False, "may_archive": may_archive and may_move(opportunity, "archive")}
    return {
        "may_edit": True,
        "may_archive": False,
        "may_extend": bool(policy.may_extend(user, opportunity, now)),
        "may_close": bool(policy.may_close(user, opportunity, now)),
        "may_tell_outcome": bool(policy.may_tell_outcome(user, opportunity, now)),
        "may_submit": may_move(opportunity, "submit") and bool(policy.may_submit(user, opportunity)),
        "may_publish": may_move(opportunity, "publish") and bool(policy.may_publish(user, opportunity)),
        "may_ask_changes": may_move(opportunity, "ask-changes") and bool(policy.may_ask_changes(user, opportunity)),
        "may_cancel": may_move(opportunity, "cancel") and bool(policy.may_cancel(user, opportunity)),
        "hints": posting_checks.hints(opportunity, now),
    }
