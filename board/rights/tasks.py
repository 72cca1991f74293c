"""What time brings about for people's rights."""

from datetime import datetime, timedelta

from board.kernel import clock, heartbeat
from board.kernel.unit_of_work import unit_of_work
from board.rights.actions import amendment as amendment_actions
from board.rights.queries import amendment as amendment_queries

REMINDED_DAYS = (2, 10)
"""So many days before an answer is late the office is reminded."""


def remind_of_amendments(now: datetime) -> int:
    """Once a day: the office hears before an answer is late; answers how many requests that was about.

    It is noted that it was done once it is: what was stopped begins again, and nobody is told the same twice.
    """
    last, reminded = heartbeat.last("amendments"), 0
    if last is not None and clock.day(last) == clock.day(now):
        return 0
    for amendment in amendment_queries.due_before(now + timedelta(days=max(REMINDED_DAYS))):
        days = next(days for days in REMINDED_DAYS if amendment.answer_by <= now + timedelta(days=days))
        with unit_of_work():
            reminded += amendment_actions.remind(amendment, days)
    heartbeat.beat("amendments", now=now)
    return reminded
