"""Who may do what to accounts, and how long sessions last."""

from board.accounts.policy.account import may_invite, may_manage, may_suspend, may_visit_office
from board.accounts.policy.role import may_grant, may_take_back
from board.accounts.policy.roster import may_while_away
from board.accounts.policy.supervisor import may_approve_supervisors

__all__ = [
    "may_approve_supervisors",
    "may_grant",
    "may_invite",
    "may_manage",
    "may_suspend",
    "may_take_back",
    "may_visit_office",
    "may_while_away",
]
