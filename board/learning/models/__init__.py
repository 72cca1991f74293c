"""Activities, what people do with them, and what they can show for it."""

from board.learning.models.activity import Activity, ActivityMove, ActivityPage, Format, QuizQuestion, State
from board.learning.models.outside import OutsideActivity, OutsideMove, OutsideState
from board.learning.models.taking import Assignment, Attempt, Certificate, CreditClaim, Taking

__all__ = [
    "Activity",
    "ActivityMove",
    "ActivityPage",
    "Assignment",
    "Attempt",
    "Certificate",
    "CreditClaim",
    "Format",
    "OutsideActivity",
    "OutsideMove",
    "OutsideState",
    "QuizQuestion",
    "State",
    "Taking",
]
