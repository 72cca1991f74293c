"""The rows of accounts."""

from board.accounts.models.account import LEFT, Profile, StudentStatus, User
from board.accounts.models.authenticator import Authenticator
from board.accounts.models.erasure_request import ErasureMark, ErasureMarkKey, ErasureRequest
from board.accounts.models.identity import Identity
from board.accounts.models.invitation import InvitationRun, Invitee
from board.accounts.models.last_save import LastSave
from board.accounts.models.merge import AccountMerge
from board.accounts.models.passkey import Passkey
from board.accounts.models.personal_token import PersonalToken, TokenScope
from board.accounts.models.recovery_code import RecoveryCode
from board.accounts.models.role import Role, RoleGrant
from board.accounts.models.roster import (
    RosterColumn,
    RosterFact,
    RosterFile,
    RosterLine,
    RosterOutcome,
    RosterPeriod,
)
from board.accounts.models.session import Session
from board.accounts.models.session_event import SessionEvent, SessionEventKind
from board.accounts.models.supervisor import SupervisorAddress
from board.accounts.models.unsent_form import UnsentForm

__all__ = [
    "LEFT",
    "AccountMerge",
    "Authenticator",
    "ErasureMark",
    "ErasureMarkKey",
    "ErasureRequest",
    "Identity",
    "InvitationRun",
    "Invitee",
    "LastSave",
    "Passkey",
    "PersonalToken",
    "Profile",
    "RecoveryCode",
    "Role",
    "RoleGrant",
    "RosterColumn",
    "RosterFact",
    "RosterFile",
    "RosterLine",
    "RosterOutcome",
    "RosterPeriod",
    "Session",
    "SessionEvent",
    "SessionEventKind",
    "StudentStatus",
    "SupervisorAddress",
    "TokenScope",
    "UnsentForm",
    "User",
]
