"""Emails about accounts."""

from flask import current_app

from board.accounts import queries, signed_links
from board.accounts.signed_links import Purpose
from board.kernel.mail import EmailContent
from board.web.emails import link, word


def sign_up(email: str, name: str, next_page: str = "") -> EmailContent:
    """Go on with signing up; or, where the address has an account, that it has one."""
    user = queries.by_email(email)
    if user is not None:
        return exists(user.id)
    token = signed_links.for_sign_up(email, name, _key(), next_page=next_page)
    href = link("accounts.finish_sign_up", token=token)
    return word("sign-up", "Finish signing up for Rounds", href=href)


def exists(user_id: int) -> EmailContent:
    """Somebody, perhaps you, asked for what this address has already."""
    href = link("accounts.forgot_password")
    return word("account-exists", "You already have an account on Rounds", href=href)


def reset(user_id: int) -> EmailContent | None:
    """A link to a new password. For nobody it is written too, and not sent: time tells nothing about who is here."""
    user = queries.by_id(user_id)
    token = signed_links.make(user, Purpose.NEW_PASSWORD, _key()) if user is not None else "nobody"
    draft = word("reset-password", "Set a new password for Rounds", user=user, href=link("accounts.reset", token=token))
    return None if user is None or user.suspended_at is not None else draft


def role_granted(user_id: int, role: str) -> EmailContent | None:
    """A coordinator has said yes."""
    user = queries.by_id(user_id)
    if user is None:
        return None
    return word("role-granted", f"You are now {role} on Rounds", user=user, role=role, href=link("dashboard.home"))


def new_address(user_id: int, email: str) -> EmailContent | None:
    """Is the new address yours?"""
    user = queries.by_id(user_id)
    if user is None:
        return None
    href = link("accounts.use_address", token=signed_links.make(user, Purpose.NEW_ADDRESS, _key(), email=email))
    return word("new-address", "Confirm your new address for Rounds", user=user, email=email, href=href)


def address_changed(user_id: int) -> EmailContent | None:
    """To the old address: the account goes by another one now."""
    user = queries.by_id(user_id)
    return None if user is None else word("address-changed", "Your address on Rounds was changed", user=user)


def password_changed(user_id: int) -> EmailContent | None:
    """A new password was set: if that was not you, here is what to do."""
    user = queries.by_id(user_id)
    if user is None:
        return None
    href = link("accounts.forgot_password")
    return word("password-changed", "Your password for Rounds was changed", user=user, href=href)


def suspended(user_id: int, reason: str) -> EmailContent | None:
    """A coordinator has closed the account for a while."""
    user = queries.by_id(user_id)
    if user is None:
        return None
    return word("account-suspended", "Your account on Rounds is suspended", user=user, reason=reason)


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])
