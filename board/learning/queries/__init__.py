"""Finding activities and what people did with them; a finder for a person takes the person."""

from board.learning.queries.activities import (
    Listed,
    activity,
    assigned_to,
    by_slug,
    catalogue,
    offered,
    unoffered,
)
from board.learning.queries.people import (
    assignment,
    assignment_by_id,
    assignments_due,
    certificate_by_code,
    certificate_by_id,
    certificate_of,
    claim_of,
    outside,
    still_to_pass,
    taking_of,
    takings_of,
    waiting_outside,
)
from board.learning.queries.reports import Cohort, Transcript, cohort, progress_by_assignment, progress_of, transcript

__all__ = [
    "Cohort",
    "Listed",
    "Transcript",
    "activity",
    "assigned_to",
    "assignment",
    "assignment_by_id",
    "assignments_due",
    "by_slug",
    "catalogue",
    "certificate_by_code",
    "certificate_by_id",
    "certificate_of",
    "claim_of",
    "cohort",
    "offered",
    "outside",
    "progress_by_assignment",
    "progress_of",
    "still_to_pass",
    "taking_of",
    "takings_of",
    "transcript",
    "unoffered",
    "waiting_outside",
]
