"""A person asks the school to tell nobody that they are here, and takes it back."""

from datetime import datetime

from board.accounts.events import DirectoryHoldChanged
from board.accounts.models import User
from board.accounts.policy.hold import may_hold, may_lift
from board.kernel import audit, events
from board.kernel.verdict import require


def hold(user: User, *, by: User, now: datetime) -> None:
    """From now on no student and no mentor finds them. A second time changes nothing."""
    require(may_hold(by, user))
    if user.hold_asked_at is None:
        user.hold_asked_at = now
        audit.record("account.hold", by=by.id, thing=f"user:{user.id}")
        events.publish(DirectoryHoldChanged(user.id))


def lift_hold(user: User, *, by: User) -> None:
    """They may be found again, where the roster does not say otherwise."""
    require(may_lift(by, user))
    user.hold_asked_at = None
    audit.record("account.lift-hold", by=by.id, thing=f"user:{user.id}")
    events.publish(DirectoryHoldChanged(user.id))
