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

__all__ = ["Desk", "all_of_student", "around", "by_id", "count_states", "desks", "of_student", "on_desk", "steps"]
