"""What people do with their own accounts, and what a coordinator does with those of others."""

from board.accounts.actions.managing import (
    end_sessions,
    grant,
    make_coordinator,
    restore,
    send_reset,
    suspend,
    take_back,
    trust,
    vouch,
)
from board.accounts.actions.own import (
    PROFILE,
    change_password,
    confirm,
    forget_password,
    keep_cv,
    remove_cv,
    set_password,
    set_profile,
    sign_in,
    sign_out_everywhere,
    sign_up,
)

__all__ = [
    "PROFILE",
    "change_password",
    "confirm",
    "end_sessions",
    "forget_password",
    "grant",
    "keep_cv",
    "make_coordinator",
    "remove_cv",
    "restore",
    "send_reset",
    "set_password",
    "set_profile",
    "sign_in",
    "sign_out_everywhere",
    "sign_up",
    "suspend",
    "take_back",
    "trust",
    "vouch",
]
