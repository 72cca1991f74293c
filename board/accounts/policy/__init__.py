"""Who may do what to accounts, and how long sessions last."""

from board.accounts.policy.account import may_manage, may_visit_office
from board.accounts.policy.role import may_grant

__all__ = ["may_grant", "may_manage", "may_visit_office"]
