"""The rows of accounts."""

from board.accounts.models.account import User
from board.accounts.models.identity import Identity
from board.accounts.models.last_save import LastSave
from board.accounts.models.role import Role, RoleGrant
from board.accounts.models.session import Session
from board.accounts.models.session_event import SessionEvent, SessionEventKind
from board.accounts.models.supervisor import SupervisorAddress
from board.accounts.models.unsent_form import UnsentForm

__all__ = [
    "Identity",
    "LastSave",
    "Role",
    "RoleGrant",
    "Session",
    "SessionEvent",
    "SessionEventKind",
    "SupervisorAddress",
    "UnsentForm",
    "User",
]
