"""Telling the recipients of what was sent, in batches, and counting what became of the emails."""

from datetime import datetime, timedelta

from board.announcements import actions, queries
from board.kernel.unit_of_work import unit_of_work

BATCH = 100
"""Recipients told in one unit of work: others write in between."""
COUNTED_FOR = timedelta(days=14)


def tell_recipients(now: datetime) -> int:
    """Tell the next batch of each announcement; the worker comes again at once while there is work."""
    notified = 0
    for announcement_id in queries.under_way():
        with unit_of_work():
            announcement = queries.by_id(announcement_id)
            if announcement is not None:
                notified += actions.tell_next(announcement, now=now, most=BATCH)
    return notified


def count_emails(now: datetime) -> int:
    """Note what became of the emails of the last two weeks; answers for how many announcements that is news."""
    lately = queries.sent_since(now - COUNTED_FOR)
    counts = queries.email_counts(announcement.id for announcement in lately)
    stale = [
        announcement.id
        for announcement in lately
        if counts[announcement.id] != (announcement.delivered, announcement.failed, announcement.unsent)
    ]
    if not stale:
        return 0
    with unit_of_work():
        changed = 0
        for number in stale:
            announcement = queries.by_id(number)
            changed += announcement is not None and actions.count_emails(announcement, counts[number])
        return changed
