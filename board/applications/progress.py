"""How far an application has come: the steps of writing it, and those that follow once it is sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from board.applications.models import Application, ApplicationState


@dataclass(frozen=True)
class ProgressStep:
    """One step of a progress line; what is known of its day stands below its words."""

    words: str
    is_done: bool = False
    is_here: bool = False
    href: str = ""
    at: datetime | None = None
    """When it was reached."""
    by: date | None = None
    """The last day that it was promised for."""
    until: datetime | None = None
    """The first instant at which it is too late."""


_REACHED = {
    ApplicationState.SUBMITTED: 0,
    ApplicationState.IN_REVIEW: 1,
    ApplicationState.SHORTLISTED: 1,
    ApplicationState.INTERVIEW: 1,
    ApplicationState.WAITLISTED: 2,
    ApplicationState.NOT_SELECTED: 2,
    ApplicationState.OFFERED: 3,
    ApplicationState.ACCEPTED: 3,
    ApplicationState.DECLINED: 3,
    ApplicationState.LAPSED: 3,
}
"""The step that each state stands at. One that is withdrawn, or on hold, goes on to none."""
_DONE = (
    ApplicationState.NOT_SELECTED,
    ApplicationState.ACCEPTED,
    ApplicationState.DECLINED,
)
"""Nothing is left to do in these. Of an offer that ran out the answer was never given."""


def writing(lacking: Collection[str], form: str, *, is_review: bool) -> list[ProgressStep]:
    """The three steps up to sending it. `lacking` are the fields that are still to do; `form` is the form's address."""
    is_written = all(field.startswith("paper-") for field in lacking)
    has_papers = not any(field.startswith("paper-") for field in lacking)
    return [
        ProgressStep("Write", is_written, not is_review and not is_written, f"{form}#write"),
        ProgressStep("Documents", has_papers, not is_review and is_written, f"{form}#documents"),
        ProgressStep("Review and submit", is_here=is_review),
    ]


def after_sending(application: Application) -> list[ProgressStep]:
    """The steps from sending it to the student's answer to an offer; none for what goes on to no other step."""
    state = application.state
    if state not in _REACHED:
        return []
    reached = _REACHED[state]
    offer, posting = application.offer, application.opportunity
    steps = [
        ("Submitted", application.submitted_at, None, None),
        ("Being read", _first(application, ApplicationState.IN_REVIEW, ApplicationState.SHORTLISTED), None, None),
        ("Decision", _decided(application), posting.answer_by, None),
        ("Your answer", application.decided_at if state in _DONE else None, None, offer.answer_by if offer else None),
    ]
    if state is ApplicationState.NOT_SELECTED:
        steps.pop()
    return [
        ProgressStep(
            words,
            is_done=place < reached or state in _DONE or place == 0,
            is_here=place == reached,
            at=at if place <= reached else None,
            by=by if place > reached or (place == reached and at is None) else None,
            until=until if place == reached and state in (ApplicationState.OFFERED, ApplicationState.LAPSED) else None,
        )
        for place, (words, at, by, until) in enumerate(steps)
    ]


def _decided(application: Application) -> datetime | None:
    """When it was offered, put on the waiting list or declined, for the last time."""
    decisions = (ApplicationState.OFFERED, ApplicationState.WAITLISTED, ApplicationState.NOT_SELECTED)
    at = [move.at for move in application.moves if move.after in decisions]
    return at[-1] if at else None


def _first(application: Application, *states: ApplicationState) -> datetime | None:
    """When it first came to one of these states since it was last sent."""
    at = None
    for move in application.moves:
        if move.after == ApplicationState.SUBMITTED:
            at = None
        elif at is None and move.after in states:
            at = move.at
    return at
