"""What time brings about in records."""

from datetime import datetime, timedelta

from board.kernel.unit_of_work import unit_of_work
from board.record import queries
from board.record.actions import assessment as assessment_actions
from board.record.actions import entry as entry_actions

REMIND_AFTER = timedelta(days=7)


def add_what_ended(now: datetime) -> int:
    """Make entries of what ended elsewhere and was not told at once; answers how many."""
    made = 0
    for student_id in queries.untaken():
        with unit_of_work():
            made += len(entry_actions.add_ended(student_id, now=now))
    return made


def remind_witnesses(now: datetime) -> int:
    """Whoever was asked what they saw and has not answered for a week hears of it once more."""
    with unit_of_work():
        return sum(assessment_actions.remind(ask) for ask in queries.asks_to_remind(now, now - REMIND_AFTER))
