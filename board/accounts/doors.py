"""Which doors are open at this school: a password, and the school's own sign-on."""

from collections.abc import Iterator

from flask import current_app

from board.accounts import queries
from board.accounts.models import User
from board.accounts.policy.sign_in import LocalSignIn, local_sign_in
from board.accounts.school_sign_on import SchoolSignOn
from board.kernel.errors import found_or_404


def local() -> LocalSignIn:
    """Whether passwords let people in."""
    return local_sign_in()


def has_password(user: User) -> bool:
    """Is there a password that this person signs in with?"""
    return bool(user.password_hash) and local().lets_in(user)


def school() -> SchoolSignOn:
    """How this school signs on. Raises `NotFound` where it has not been set up."""
    asked: SchoolSignOn | None = current_app.extensions["sign_on"]
    return found_or_404(asked)


def closed_for_break_glass() -> Iterator[str]:
    """Why nobody could come in on the day when the school's sign-on is away, where passwords are off."""
    door = local()
    if door.is_open:
        return
    user = queries.by_email(door.break_glass)
    if user is None:
        yield f"ROUNDS_BREAK_GLASS names {door.break_glass}, who has no account."
    elif not door.is_break_glass(user):
        yield f"ROUNDS_BREAK_GLASS names account {user.id}, which is no coordinator’s."
    elif not user.is_active or not user.password_hash:
        yield f"ROUNDS_BREAK_GLASS names account {user.id}, which cannot sign in with a password."
