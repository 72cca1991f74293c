"""Who may report, and who settles."""

from board.accounts.models import Role, User
from board.kernel.verdict import YES, Verdict, hidden
from board.opportunities import policy as opportunity_policy
from board.opportunities.models import Opportunity


def may_report(user: User, opportunity: Opportunity) -> Verdict:
    """Whoever may see a posting may say that something is wrong with it."""
    return opportunity_policy.may_see(user, opportunity)


def may_change_settings(user: User) -> Verdict:
    """Coordinators decide what the school decides itself."""
    return YES if user.is_a(Role.COORDINATOR) else hidden()


def may_settle(user: User) -> Verdict:
    """Coordinators settle what was reported, and have emails tried again."""
    return YES if user.is_a(Role.COORDINATOR) else hidden()
