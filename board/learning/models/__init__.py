"""Activities, what people do with them, and what they can show for it."""

from board.learning.models.activity import Activity, ActivityMove, ActivityPage, ActivityState, Format, QuizQuestion
from board.learning.models.attempt import Assignment, Attempt, Certificate, CreditClaim, Progress
from board.learning.models.outside_activity import OutsideActivity, OutsideMove, OutsideState

__all__ = [
    "Activity",
    "ActivityMove",
    "ActivityPage",
    "ActivityState",
    "Assignment",
    "Attempt",
    "Certificate",
    "CreditClaim",
    "Format",
    "OutsideActivity",
    "OutsideMove",
    "OutsideState",
    "Progress",
    "QuizQuestion",
]
