"""Finding applications; a finder for an owner takes the owner."""

from board.applications.queries.application import (
    Desk,
    all_of_student,
    begun_for,
    by_id,
    desks,
    held,
    of_step,
    of_student,
    of_student_among,
    steps,
    told,
)
from board.applications.queries.clashes import Clash, clashes
from board.applications.queries.desk import quiet, sent, undecided_count
from board.applications.queries.near import near
from board.applications.queries.offers import (
    by_offer,
    due_to_lapse,
    due_to_remind,
    is_offered_again,
    miscounted,
    next_rank,
    offered,
    open_of_student,
    position,
    posting_of_step,
    waiting,
)

__all__ = [
    "Clash",
    "Desk",
    "all_of_student",
    "begun_for",
    "by_id",
    "by_offer",
    "clashes",
    "desks",
    "due_to_lapse",
    "due_to_remind",
    "held",
    "is_offered_again",
    "miscounted",
    "near",
    "next_rank",
    "of_step",
    "of_student",
    "of_student_among",
    "offered",
    "open_of_student",
    "position",
    "posting_of_step",
    "quiet",
    "sent",
    "steps",
    "told",
    "undecided_count",
    "waiting",
]
