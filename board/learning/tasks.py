"""What time brings about in learning."""

from datetime import datetime, timedelta

from board.kernel import clock
from board.kernel.unit_of_work import unit_of_work
from board.learning import queries
from board.learning.actions import assignment as assignment_actions

REMINDERS = (14, 3, 0)
"""Days before the due day on which whoever has not passed is reminded."""


def remind_of_assignments(now: datetime) -> int:
    """Remind whoever has not passed what is due; answers how many were reminded."""
    reminded = 0
    for days in REMINDERS:
        with unit_of_work():
            for assignment in queries.assignments_due(clock.day(now) + timedelta(days=days)):
                reminded += assignment_actions.remind(assignment, days=days)
    return reminded
