"""What time brings about for placements."""

from datetime import datetime

from board.kernel import clock
from board.kernel.unit_of_work import unit_of_work
from board.placements import actions, queries


def ask_whether_over(now: datetime) -> int:
    """When a term is over and nobody has said that the work is finished, both sides are asked, once."""
    due = queries.past_their_term(clock.day(now))
    for number in due:
        with unit_of_work():
            placement = queries.by_id(number)
            if placement is not None:
                actions.ask_whether_over(placement, now=now)
    return len(due)
