"""What time brings about here: new postings are noticed, emails about them go out, deadlines come near."""

from datetime import datetime, timedelta

from flask import current_app

from board.discovery import actions, queries
from board.discovery.queries import UnsentPosting
from board.kernel.unit_of_work import unit_of_work
from board.notices.pace import next_email
from board.opportunities.posting_card import until_close
from board.search.engine import IndexUnavailable

SOON = timedelta(days=3)


def look_for_news(now: datetime) -> int:
    """Ask every saved search that may have something new; while the index is away, nothing counts as looked at."""
    engine = current_app.extensions["engine"]
    try:
        by_key = {search.id: queries.new_to(search, engine, now) for search in queries.due_for_a_look(now)}
    except IndexUnavailable:
        return 0
    if not by_key:
        return 0
    with unit_of_work():
        return actions.note_finds(by_key, now=now)


def send_news(now: datetime) -> int:
    """An email for each search whose time has come; answers how many."""
    sent = 0
    for owed in queries.untold():
        if _is_time(owed, now):
            with unit_of_work():
                sent += actions.send_news(owed.search, now=now)
    return sent


def remind_of_deadlines(now: datetime) -> int:
    """What was saved or begun and closes in three days is said once; answers how many were told."""
    near = [(*item, actions.closing_key(item[1])) for item in queries.closing_for(now, now + SOON)]
    lines = queries.reminded_of(key for *_, key in near)
    due = [(user, opportunity, begun) for user, opportunity, begun, key in near if (user.id, key) not in lines]
    if not due:
        return 0
    with unit_of_work():
        return sum(
            actions.remind(user, opportunity, begun=begun, closes=until_close(opportunity, now))
            for user, opportunity, begun in due
            if opportunity.closes_at is not None
        )


def _is_time(owed: UnsentPosting, now: datetime) -> bool:
    """At its pace; sooner when something would have closed by then."""
    search = owed.search
    email = next_email(search.pace, search.told_at or search.since, current_app.extensions["settings"].time_zone)
    return now >= email or any(closes is not None and closes < email for closes in owed.closes)
