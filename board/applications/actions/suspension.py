"""Setting an application aside while its student may not come in, and bringing it back."""

from datetime import datetime

from board.applications.actions import place as place_actions
from board.applications.actions.draft_decision import forget_draft
from board.applications.actions.notification import notify_owners
from board.applications.models import Application, ApplicationState
from board.kernel import lifecycle


def hold(application: Application, *, now: datetime) -> None:
    """Nobody decides about it for now. A place that was offered is free again."""
    was_offered = application.state is ApplicationState.OFFERED
    forget_draft(application)
    lifecycle.move(application, "hold", by=None, now=now)
    if was_offered:
        place_actions.release(application.opportunity)
        place_actions.announce_freed(application)
        name = application.student.name
        notify_owners(application, f"The offer to {name} is withdrawn: “{application.opportunity.title}”.")


def restore(application: Application, *, now: datetime) -> bool:
    """Back where it stood, or to be read again where that was an offer: then it answers True."""
    before = ApplicationState(
        next(move.before for move in reversed(application.moves) if move.after == ApplicationState.ON_HOLD.value)
    )
    was_offered = before is ApplicationState.OFFERED
    back = ApplicationState.IN_REVIEW if was_offered else before
    lifecycle.move(application, f"restore-{back.value}", by=None, now=now)
    return was_offered
