"""The audit log, and letters that failed."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import queries as people
from board.kernel import outbox
from board.kernel.db import unit_of_work
from board.office import actions, emails, queries, wording
from board.office.labels import VERBS
from board.office.views import bp
from board.office.views.loading import day, page, word
from board.web.access import for_roles
from board.web.filters import plural
from board.web.page import go_to, render_page


@bp.get("/office/audit")
@for_roles("coordinator")
def audit() -> ResponseReturnValue:
    """Who did what, when, and what it was before."""
    asked = queries.Asked(word("who"), word("verb"), word("thing"), day("since"), day("until"), page())
    zone = current_app.extensions["settings"].time_zone
    begin = datetime.combine(asked.since, time(), zone) if asked.since else None
    end = datetime.combine(asked.until + timedelta(days=1), time(), zone) if asked.until else None
    entries, total = queries.audit_log(asked, begin=begin, end=end)
    return render_page(
        "office/audit.html",
        acts=wording.acts(entries, queries.titles(wording.things_in(entries))),
        total=total,
        asked=asked,
        names=people.names(one.by_id for one in entries if one.by_id),
        things={one.thing: _href(one.thing) for one in entries},
        verbs=VERBS,
        known=queries.audit_verbs(),
        pages=-(-total // queries.PER_PAGE),
    )


@bp.get("/office/letters")
@for_roles("coordinator")
def letters() -> ResponseReturnValue:
    """Letters that were tried in vain."""
    return render_page(
        "office/letters.html",
        failed=queries.failed_letters(),
        on_the_way=outbox.waiting_count("letter"),
        name_of=emails.name_of,
    )


@bp.post("/office/letters/try-again")
@for_roles("coordinator")
def try_again() -> ResponseReturnValue:
    """Try one, or all that failed."""
    numbers = [parcel.id for parcel, _ in queries.failed_letters()]
    chosen = request.form.get("parcel", "")
    with unit_of_work():
        wanted = [number for number in numbers if not chosen or str(number) == chosen]
        tried = actions.try_letters_again(wanted, by=current_user)
    flash(f"{plural(tried, 'letter')} on the way again. What fails once more comes back to this list.", "plain")
    return go_to(".letters")


def _href(thing: str) -> str | None:
    """Where a thing of the log is looked at, if it has a page of its own."""
    kind, _, number = thing.partition(":")
    if not (number.isascii() and number.isdigit()):
        return None
    if kind not in PAGES:
        return None
    endpoint, parameter = PAGES[kind]
    values: dict[str, Any] = {parameter: int(number)}
    return url_for(endpoint, **values)


PAGES: dict[str, tuple[str, str]] = {
    "user": (".person", "user_id"),
    "opportunity": ("opportunities.show", "opportunity_id"),
    "application": ("applications.show", "application_id"),
    "mentorship": ("mentorship.pair", "mentorship_id"),
    "mentor": ("mentorship.mentor", "enrolment_id"),
    "round": ("rounds.show", "round_id"),
    "activity": ("learning.show", "activity_id"),
    "committee": ("committees.show", "committee_id"),
    "placement": ("placements.show", "placement_id"),
    "record": ("record.facts", "user_id"),
}
"""Kind of thing → the page that shows it."""
