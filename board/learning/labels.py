"""The words and the tone for what people read of their learning."""

from datetime import date

from board.learning.models import Activity, ActivityState, Assignment, OutsideState, Progress
from board.vocabulary.words import Competency

ACTIVITY: dict[ActivityState, tuple[str, str]] = {
    ActivityState.DRAFT: ("Draft", "plain"),
    ActivityState.PUBLISHED: ("Offered", "good"),
    ActivityState.RETIRED: ("No longer offered", "muted"),
}

OUTSIDE: dict[OutsideState, tuple[str, str]] = {
    OutsideState.LOGGED: ("Waits to be confirmed", "warm"),
    OutsideState.VERIFIED: ("Confirmed by an approved supervisor", "good"),
    OutsideState.RETURNED: ("Sent back", "loss"),
}


def progress(taking: Progress | None) -> tuple[str, str]:
    """How far somebody is with an activity."""
    if taking is None:
        return "Not begun", "muted"
    if taking.passed_at is not None:
        return "Passed", "good"
    return "Under way", "brand"


def of_activity(activity: Activity, taking: Progress | None) -> tuple[str, str]:
    """How far somebody is with it; of what is not offered, that."""
    return progress(taking) if activity.is_published else ACTIVITY[activity.state]


def of_assignment(assignment: Assignment, taking: Progress | None, today: date) -> tuple[str, str]:
    """How far somebody is with what they were asked to pass by a day."""
    is_passed = taking is not None and taking.passed_at is not None
    return ("Overdue", "loss") if assignment.due_on < today and not is_passed else progress(taking)


def participation(activity: Activity) -> str:
    """What a student is told of credit, before and after; empty where no credit is designated."""
    if activity.credit_quarters is None:
        return ""
    return "Students receive a certificate of participation. Credit can be claimed by physicians only."


def competencies(names: list[str]) -> list[tuple[str, str]]:
    """Each competency's name and words."""
    return [(name, Competency(name).label) for name in names]


def minutes(count: int) -> str:
    """`45 minutes`, `1 hour`, `2 hours 30 minutes`."""
    hours, rest = divmod(count, 60)
    parts = [f"{hours} hour{'s' if hours != 1 else ''}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} minute{'s' if rest != 1 else ''}")
    return " ".join(parts)
