"""Setting an application aside while its student may not come in, and bringing it back."""

from datetime import datetime

from board.applications.actions import places
from board.applications.actions.quiet import forget_quiet
from board.applications.actions.telling import tell_owners
from board.applications.models import Application, State
from board.kernel import lifecycle


def hold(application: Application, *, now: datetime) -> None:
    """Nobody decides about it for now. A place that was offered is free again."""
    was_offered = application.state is State.OFFERED
    forget_quiet(application)
    lifecycle.move(application, "hold", by=None, now=now)
    if was_offered:
        places.let_go(application.opportunity)
        places.announce_freed(application)
        name = application.student.name
        tell_owners(application, f"The offer to {name} is withdrawn: “{application.opportunity.title}”.")


def restore(application: Application, *, now: datetime) -> bool:
    """Back where it stood, or to be read again where that was an offer: then it answers True."""
    before = State(next(move.before for move in reversed(application.moves) if move.after == State.ON_HOLD.value))
    was_offered = before is State.OFFERED
    back = State.IN_REVIEW if was_offered else before
    lifecycle.move(application, f"restore-{back.value}", by=None, now=now)
    return was_offered
