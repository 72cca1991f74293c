"""What time brings about here: new postings are noticed, letters about them go out, deadlines come near."""

from datetime import datetime, timedelta

from flask import current_app

from board.finding import actions, queries
from board.finding.queries import Untold
from board.kernel.dates import say_until
from board.kernel.db import unit_of_work
from board.notices.pace import next_letter
from board.search.engine import IndexUnavailable

SOON = timedelta(days=3)


def look_for_news(now: datetime) -> int:
    """Ask every saved search that may have something new; while the index is away, nothing counts as looked at."""
    engine = current_app.extensions["engine"]
    try:
        found = {search.id: queries.new_to(search, engine, now) for search in queries.due_for_a_look(now)}
    except IndexUnavailable:
        return 0
    if not found:
        return 0
    with unit_of_work():
        return actions.note_finds(found, now=now)


def send_news(now: datetime) -> int:
    """A letter for each search whose time has come; answers how many."""
    sent = 0
    for owed in queries.untold():
        if _is_time(owed, now):
            with unit_of_work():
                sent += actions.send_news(owed.search, now=now)
    return sent


def remind_of_deadlines(now: datetime) -> int:
    """What was saved or begun and closes in three days is said once; answers how many were told."""
    near = [(*one, actions.closing_key(one[1])) for one in queries.closing_for(now, now + SOON)]
    told = queries.reminded_of(key for *_, key in near)
    due = [(user, opportunity, begun) for user, opportunity, begun, key in near if (user.id, key) not in told]
    if not due:
        return 0
    with unit_of_work():
        return sum(
            actions.remind(user, opportunity, begun=begun, closes=say_until(opportunity.closes_at, now))
            for user, opportunity, begun in due
            if opportunity.closes_at is not None
        )


def _is_time(owed: Untold, now: datetime) -> bool:
    """At its pace; sooner when something would have closed by then."""
    search = owed.search
    letter = next_letter(search.pace, search.told_at or search.since, current_app.extensions["settings"].time_zone)
    return now >= letter or any(closes is not None and closes < letter for closes in owed.closes)
