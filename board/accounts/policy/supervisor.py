"""Who approves supervisors."""

from board.accounts.models import Role, User
from board.kernel.verdict import YES, Verdict, hidden


def may_approve_supervisors(user: User) -> Verdict:
    """A coordinator says from which addresses outside the staff a supervisor may answer."""
    return YES if user.is_a(Role.COORDINATOR) else hidden()
