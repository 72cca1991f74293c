"""Whether Rounds itself is well: its worker, what it sends, its index, and what can never be so."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for
from flask.typing import ResponseReturnValue

from board.kernel import clock, events, heartbeat, mail, outbox
from board.kernel.mail import EmailWritten
from board.kernel.wording import plural
from board.learning.search_params import COLLECTION as ACTIVITY
from board.mentorship.search_params import COLLECTION as MENTOR
from board.office import queries
from board.office.models import InvariantCheck
from board.office.views import bp
from board.operations import doctor
from board.opportunities.search_params import COLLECTION as OPPORTUNITY
from board.search.engine import Engine, IndexUnavailable
from board.settings import Settings
from board.web.access import for_roles
from board.web.pages import render_page

PAGES: dict[str, tuple[str, str]] = {
    "account": ("office.person", "user_id"),
    "approved supervisor": ("office.supervisors", ""),
    "posting": ("opportunities.show", "opportunity_id"),
    "opportunity": ("opportunities.show", "opportunity_id"),
    "application": ("applications.show", "application_id"),
    "placement": ("placements.show", "placement_id"),
    "organization": ("organisations.show", "organisation_id"),
    "committee": ("committees.show", "committee_id"),
    "mentorship": ("mentorship.pair", "mentorship_id"),
    "mentor": ("mentorship.mentor", "enrolment_id"),
    "mentor’s enrolment": ("mentorship.mentor", "enrolment_id"),
    "match round": ("match_rounds.show", "round_id"),
    "activity": ("learning.show", "activity_id"),
    "outside activity": ("learning.show_outside", "outside_id"),
    "record of account": ("record.facts", "user_id"),
    "request for a correction": ("rights.correction_of", "amendment_id"),
}
"""What the sentences of invariants name by its number → its page, and what the address calls the number."""
SEARCHED = {OPPORTUNITY: ("posting",), MENTOR: ("mentor",), ACTIVITY: ("activity", "activities")}
NAMED = re.compile(rf"\b({'|'.join(sorted(PAGES, key=len, reverse=True))}) (\d+)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Health:
    """How Rounds itself is, in one look."""

    has_worker: bool
    worker_at: datetime | None
    emails_on_the_way: int
    emails_failed: int
    """Tried in vain so far, or given up: none of them is on the way."""
    emails_failed_since: datetime | None
    """When the oldest of them was written."""
    follow_ups_failed: int
    index_at: datetime | None
    """When the index was changed last; None when it cannot be read."""
    check: InvariantCheck | None


@bp.get("/office/health")
@for_roles("coordinator")
def health() -> ResponseReturnValue:
    """The worker, the emails, the index, the backup, the disk, and what the last nightly check found."""
    now, settings = clock.now(), current_app.extensions["settings"]
    return render_page(
        "office/health.html",
        health=of_rounds(now),
        found=_found(),
        backup=doctor.backup(now),
        disk=doctor.room(settings),
        mail_server=mail_server(settings),
        last_email_at=mail.last_sent_at(),
        pieces=pieces,
    )


def mail_server(settings: Settings) -> str:
    """The name of the mail server; empty where emails are only written to a folder."""
    return urlsplit(settings.mail_url).hostname or "" if settings.mail_url else ""


def pieces(sentence: str) -> list[tuple[str, str]]:
    """A sentence of an invariant in pieces, each with the address of what it names, or with none."""
    cut: list[tuple[str, str]] = []
    end = 0
    for match in NAMED.finditer(sentence):
        endpoint, name = PAGES[match[1].lower()]
        values: dict[str, Any] = {name: match[2]} if name else {}
        cut += [(sentence[end : match.start()], ""), (match[0], url_for(endpoint, **values))]
        end = match.end()
    return [*cut, (sentence[end:], "")]


def of_rounds(now: datetime) -> Health:
    """How Rounds is now. What can never be so is looked for at night and read here."""
    failed = queries.failed_emails()
    return Health(
        has_worker=heartbeat.is_about(heartbeat.WORKER, now=now),
        worker_at=heartbeat.last(heartbeat.WORKER),
        emails_on_the_way=outbox.on_the_way_count(events.name_of(EmailWritten)),
        emails_failed=len(failed),
        emails_failed_since=min((email.written_at for _, email in failed), default=None),
        follow_ups_failed=len(queries.failed_follow_ups()),
        index_at=_engine().changed_at(),
        check=queries.last_check(),
    )


def _found() -> list[str]:
    """How much of each kind can be found by search; nothing when the index cannot be read."""
    try:
        indexed = _engine().keys()
    except IndexUnavailable:
        return []
    counts = Counter(collection for collection, _ in indexed)
    return [plural(counts[collection], *words) for collection, words in SEARCHED.items()]


def _engine() -> Engine:
    engine: Engine = current_app.extensions["engine"]
    return engine
