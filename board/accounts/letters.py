"""Letters about accounts."""

from flask import current_app

from board.accounts import queries, tokens
from board.kernel.post import Draft
from board.web.letters import link, word


def confirm(user_id: int) -> Draft | None:
    """Is this address yours?"""
    return _with_token(
        user_id, tokens.CONFIRM, "accounts.confirm", "Confirm your address for Rounds", "confirm-address"
    )


def reset(user_id: int) -> Draft | None:
    """Here is the way to a new password."""
    return _with_token(user_id, tokens.RESET, "accounts.reset", "Set a new password for Rounds", "reset-password")


def exists(user_id: int) -> Draft | None:
    """Somebody, perhaps you, tried to sign up again."""
    user = queries.by_id(user_id)
    if user is None:
        return None
    href = link("accounts.forgot_password")
    return word("account-exists", "You already have an account on Rounds", user=user, href=href)


def role_granted(user_id: int, role: str) -> Draft | None:
    """A coordinator has said yes."""
    user = queries.by_id(user_id)
    if user is None:
        return None
    return word("role-granted", f"You are now {role} on Rounds", user=user, role=role, href=link("dashboard.home"))


def new_address(user_id: int, email: str) -> Draft | None:
    """Is the new address yours?"""
    user = queries.by_id(user_id)
    if user is None:
        return None
    token = tokens.make_for_address(user, email, current_app.secret_key)  # type: ignore[arg-type]  # ours is text
    href = link("accounts.use_address", token=token)
    return word("new-address", "Confirm your new address for Rounds", user=user, email=email, href=href)


def address_changed(user_id: int) -> Draft | None:
    """To the old address: the account goes by another one now."""
    user = queries.by_id(user_id)
    return None if user is None else word("address-changed", "Your address on Rounds was changed", user=user)


def suspended(user_id: int, reason: str) -> Draft | None:
    """A coordinator has closed the account for a while."""
    user = queries.by_id(user_id)
    if user is None:
        return None
    return word("account-suspended", "Your account on Rounds is suspended", user=user, reason=reason)


def _with_token(user_id: int, purpose: str, endpoint: str, subject: str, letter: str) -> Draft | None:
    user = queries.by_id(user_id)
    if user is None:
        return None
    token = tokens.make(user, purpose, current_app.secret_key)  # type: ignore[arg-type]  # ours is always text
    return word(letter, subject, user=user, href=link(endpoint, token=token))
