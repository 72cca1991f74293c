"""Who says which systems are told."""

from board.accounts.models import Role, User
from board.kernel.verdict import YES, Verdict, hidden

MOST_WEBHOOKS = 20


def may_keep_webhooks(user: User) -> Verdict:
    """Coordinators."""
    return YES if user.is_a(Role.COORDINATOR) else hidden()
