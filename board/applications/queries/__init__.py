"""Finding applications; a finder for an owner takes the owner."""

from board.applications.queries.application import (
    Desk,
    all_of_student,
    around,
    by_id,
    count_states,
    desks,
    of_student,
    on_desk,
    steps,
)
from board.applications.queries.clashes import Clash, clashes
from board.applications.queries.offers import (
    by_offer,
    due_to_lapse,
    due_to_remind,
    is_offered_again,
    next_rank,
    offered,
    places_to_offer,
    position,
    posting_of_step,
    waiting,
)

__all__ = [
    "Clash",
    "Desk",
    "all_of_student",
    "around",
    "by_id",
    "by_offer",
    "clashes",
    "count_states",
    "desks",
    "due_to_lapse",
    "due_to_remind",
    "is_offered_again",
    "next_rank",
    "of_student",
    "offered",
    "on_desk",
    "places_to_offer",
    "position",
    "posting_of_step",
    "steps",
    "waiting",
]
