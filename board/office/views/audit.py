"""The audit log, and emails that failed."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import current_app, flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import queries as account_queries
from board.kernel import events, mail, outbox
from board.kernel.dates import say_date
from board.kernel.mail import EmailWritten
from board.kernel.unit_of_work import unit_of_work
from board.office import actions, audit_words, queries
from board.office.forms import TryAgainForm
from board.office.labels import NOT_SENT, VERBS, email_name, event_words
from board.office.views import bp
from board.office.views.dependencies import day, page, to_last_page, word
from board.web.access import for_roles
from board.web.filters import plural
from board.web.pages import go_to, render_page


@bp.get("/office/audit")
@for_roles("coordinator")
def audit() -> ResponseReturnValue:
    """Who did what, when, and what it was before."""
    asked = queries.AuditFilter(
        word("who"), word("verb"), word("thing"), day("since"), day("until"), page(), bool(word("each"))
    )
    zone = current_app.extensions["settings"].time_zone
    begin = datetime.combine(asked.since, time(), zone) if asked.since else None
    end = datetime.combine(asked.until + timedelta(days=1), time(), zone) if asked.until else None
    entries, total = queries.audit_log(asked, begin=begin, end=end)
    if (last_page := to_last_page(total, queries.PER_PAGE)) is not None:
        return last_page
    return render_page(
        "office/audit.html",
        acts=audit_words.acts(entries, queries.titles(audit_words.things_in(entries))),
        total=total,
        asked=asked,
        names=account_queries.names_and_addresses(entry.by_id for entry in entries if entry.by_id),
        things={entry.thing: _href(entry.thing) for entry in entries},
        verbs=VERBS,
        known=queries.audit_verbs(),
        chips=_chips(asked),
        clear=url_for(".audit", who=asked.who or None),
        pages=-(-total // queries.PER_PAGE),
    )


def _chips(asked: queries.AuditFilter) -> list[tuple[str, str]]:
    """Each folded filter in words, and the log without it."""
    given = {
        "verb": VERBS.get(asked.verb, asked.verb),
        "thing": asked.thing and f"To what: {asked.thing}",
        "since": asked.since and f"From {say_date(asked.since)}",
        "until": asked.until and f"To {say_date(asked.until)}",
        "each": "Each person too" if asked.each else "",
    }
    chosen: dict[str, Any] = {name: getattr(asked, name) for name, words in given.items() if words}
    if asked.each:
        chosen["each"] = "1"
    return [
        (words, url_for(".audit", who=asked.who or None, **(chosen | {name: None})))
        for name, words in given.items()
        if words
    ]


@bp.get("/office/emails")
@for_roles("coordinator")
def emails() -> ResponseReturnValue:
    """Emails, and whatever else follows a change, that were tried in vain."""
    return render_page(
        "office/emails.html",
        failed=queries.failed_emails(),
        follow_ups=queries.failed_follow_ups(),
        not_sent=mail.not_sent(),
        reasons=NOT_SENT,
        event_words=event_words,
        on_the_way=outbox.on_the_way_count(events.name_of(EmailWritten)),
        name_of=email_name,
        mail_server=current_app.extensions["settings"].mail_url,
    )


@bp.post("/office/emails/try-again")
@for_roles("coordinator")
def try_again() -> ResponseReturnValue:
    """Try one, or all emails that failed."""
    chosen = TryAgainForm.posted().message.data
    emails = [message.id for message, _ in queries.failed_emails()]
    numbers = [*emails, *(message.id for message in queries.failed_follow_ups())] if chosen else emails
    with unit_of_work():
        asked = [number for number in numbers if chosen in (None, number)]
        tried = actions.try_again(asked, by=current_user)
    name = "email" if set(asked) <= set(emails) else "follow-up"
    flash(f"{plural(tried, name)} on the way again. What fails once more comes back to this list.", "plain")
    return go_to(".emails")


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
    "round": ("match_rounds.show", "round_id"),
    "activity": ("learning.show", "activity_id"),
    "committee": ("committees.show", "committee_id"),
    "placement": ("placements.show", "placement_id"),
    "record": ("record.facts", "user_id"),
}
"""Kind of thing → the page that shows it."""
