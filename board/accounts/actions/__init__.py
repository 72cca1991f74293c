"""What people do with their own accounts, and what a coordinator does with those of others."""

from board.accounts.actions.account import ask_for_address, change_address, confirm, open_account, set_password
from board.accounts.actions.person import (
    end_sessions,
    enter_class,
    follow_restoration,
    follow_suspension,
    grant,
    make_coordinator,
    mark_deliverable,
    mark_undeliverable,
    preview_suspension,
    restore,
    send_reset,
    suspend,
    take_back,
    trust,
    vouch,
)
from board.accounts.actions.profile import PROFILE, keep_cv, remove_cv, set_profile
from board.accounts.actions.sign_in import ask_for_password, ask_to_sign_up, authenticate, resets, sign_ups, tries
from board.accounts.actions.supervisor import approve_supervisor, end_supervisor

__all__ = [
    "PROFILE",
    "approve_supervisor",
    "ask_for_address",
    "ask_for_password",
    "ask_to_sign_up",
    "authenticate",
    "change_address",
    "confirm",
    "end_sessions",
    "end_supervisor",
    "enter_class",
    "follow_restoration",
    "follow_suspension",
    "grant",
    "keep_cv",
    "make_coordinator",
    "mark_deliverable",
    "mark_undeliverable",
    "open_account",
    "preview_suspension",
    "remove_cv",
    "resets",
    "restore",
    "send_reset",
    "set_password",
    "set_profile",
    "sign_ups",
    "suspend",
    "take_back",
    "tries",
    "trust",
    "vouch",
]
