"""What the addresses of learning load, and what may be seen of it."""

from typing import TypeVar

from flask_login import current_user

from board.accounts.models import User
from board.kernel.errors import found_or_404
from board.kernel.verdict import require
from board.learning import policy, queries
from board.learning.models import Activity, ActivityPage, OutsideActivity, Progress, QuizQuestion
from board.web.read_log import note_reading


def visitor() -> User | None:
    """Whoever asks; None for somebody who is not signed in."""
    return current_user if current_user.is_authenticated else None


def visible(activity_id: int) -> Activity:
    """An activity that this person may see, or nothing at this address."""
    activity = found_or_404(queries.activity(activity_id))
    require(policy.may_see(visitor(), activity))
    return activity


def begun(activity_id: int) -> Progress:
    """My taking of an activity, or nothing at this address."""
    return found_or_404(queries.taking_of(current_user.id, activity_id))


def page_of(activity: Activity, page_id: int) -> ActivityPage:
    """One of the activity's own pages."""
    return _one_of(activity.pages, page_id)


def question_of(activity: Activity, question_id: int) -> QuizQuestion:
    """One of the activity's own questions."""
    return _one_of(activity.questions, question_id)


def outside_of(outside_id: int) -> OutsideActivity:
    """An outside activity that this person may see, or nothing at this address."""
    outside = found_or_404(queries.outside(outside_id))
    require(policy.may_see_outside(current_user, outside))
    return outside


def read_outside(outside_id: int) -> OutsideActivity:
    """The same, for whoever reads what it says: by virtue of an office, the reading is noted."""
    outside = outside_of(outside_id)
    if current_user.id in (outside.user_id, outside.supervisor_id):
        return outside
    note_reading("outside-activity.read", f"outside-activity:{outside_id}")
    return outside_of(outside_id)


Part = TypeVar("Part", ActivityPage, QuizQuestion)


def _one_of(parts: list[Part], number: int) -> Part:
    return found_or_404(next((part for part in parts if part.id == number), None))
