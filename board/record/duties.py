"""What time brings about in records."""

from datetime import datetime

from board.kernel.db import unit_of_work
from board.record import sources
from board.record.actions import entries


def take_in_what_ended(now: datetime) -> int:
    """Make entries of what ended elsewhere and was not told at once; answers how many."""
    made = 0
    for student_id in sources.untaken():
        with unit_of_work():
            made += len(entries.take_in(student_id, now=now))
    return made
