"""What people do with their accounts."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from board.accounts import passwords, queries
from board.accounts.actions import session
from board.accounts.models import Role, RoleGrant, SignInAttempt, User
from board.accounts.queries import sign_in as sign_in_queries
from board.kernel import audit, clock, post
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid, TooOften

PROFILE = (
    "name",
    "time_zone",
    "hides",
    "class_year",
    "programme",
    "campus",
    "title",
    "hours_free",
    "areas",
    "competencies",
    "tags",
)
MOST_PER_ADDRESS = 10
MOST_PER_ORIGIN = 100  # a whole school may share one address of the network


def sign_up(
    *, name: str, email: str, password_hash: str, as_faculty: bool, domains: tuple[str, ...], now: datetime
) -> None:
    """Open an account that waits for its address to be confirmed; faculty wait for a coordinator after that.

    The answer never tells whether the address has an account: whoever owns it gets a letter that says so. Raises
    `Invalid` for an address that will not do.
    """
    email = email.strip().lower()
    _refuse_foreign(email, domains)
    known = queries.by_email(email)
    if known is not None and known.confirmed_at is not None:
        day = clock.day(now).isoformat()
        post.write("account.exists", to=email, key=f"account.exists:{known.id}:{day}", user_id=known.id)
        return
    user = known or User(name=name, email=email, created_at=now)
    if known is None:
        db.session.add(user)
    user.name, user.password_hash = name.strip(), password_hash
    role = Role.FACULTY if as_faculty else Role.STUDENT
    user.grants = [RoleGrant(role=role, asked_at=now, granted_at=None if as_faculty else now)]
    db.session.flush()
    key = f"account.confirm:{user.id}:{secrets.token_hex(4)}"
    post.write("account.confirm", to=email, key=key, user_id=user.id)


def confirm(user: User, *, now: datetime) -> None:
    """The address is proved to be theirs. A second press of the same link changes nothing."""
    if user.confirmed_at is None:
        user.confirmed_at = now
        audit.record("account.confirm", by=user.id, thing=f"user:{user.id}")


def refuse_guessing(*, email: str, origin: str, now: datetime) -> None:
    """Raise `TooOften` when the address or the origin has failed too often in the last five minutes."""
    since = now - sign_in_queries.WINDOW
    of_address, of_origin = sign_in_queries.failures_since(since, address_hash=_hashed(email), origin=origin)
    if of_address >= MOST_PER_ADDRESS or of_origin >= MOST_PER_ORIGIN:
        raise TooOften("There were too many tries. Wait five minutes, or set a new password.", 300)


def whose(*, email: str, password: str) -> User | None:
    """The person whom the two belong to, if the account may come in. Slow on purpose: before any unit of work."""
    user = queries.by_email(email)
    right = passwords.is_right(user.password_hash if user else "", password)
    return user if right and user is not None and user.is_active else None


def count_try(*, email: str, origin: str, succeeded: bool, now: datetime) -> None:
    """Write down that somebody tried to sign in."""
    db.session.add(SignInAttempt(address_hash=_hashed(email), origin=origin, at=now, succeeded=succeeded))


def _hashed(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


def forget_password(*, email: str, now: datetime) -> None:
    """Send a link that sets a new password, if there is somebody to send it to. The answer never tells."""
    user = queries.by_email(email)
    if user is not None and user.suspended_at is None:
        minute = now.strftime("%Y-%m-%dT%H:%M")
        post.write("account.reset", to=user.email, key=f"account.reset:{user.id}:{minute}", user_id=user.id)


def set_password(user: User, *, password_hash: str, was: str, now: datetime) -> None:
    """Set a new password in place of the one with the hash `was`; the address is proved by it. Every session ends.

    Raises `Conflict` when another password was set since `was` was read: a link works once, also for two at a time.
    """
    db.session.refresh(user, with_for_update=True)
    if user.password_hash != was:
        raise Conflict("The password was changed meanwhile. Sign in, or ask for another link.")
    user.password_hash = password_hash
    confirm(user, now=now)
    session.end_all(user)
    audit.record("account.set-password", by=user.id, thing=f"user:{user.id}")


def ask_for_address(user: User, *, email: str, domains: tuple[str, ...], now: datetime) -> None:
    """Send a link to the new address; nothing changes before it is used. The answer never tells whose address it is."""
    email = email.strip().lower()
    _refuse_foreign(email, domains)
    if email == user.email:
        raise Invalid("email", "That is your address already.")
    minute, known = now.strftime("%Y-%m-%dT%H:%M"), queries.by_email(email)
    if known is not None:
        post.write("account.exists", to=email, key=f"account.exists:{known.id}:{minute}", user_id=known.id)
        return
    key = f"account.new-address:{user.id}:{email}:{minute}"
    post.write("account.new-address", to=email, key=key, user_id=user.id, email=email)


def change_address(user: User, *, email: str, now: datetime) -> None:
    """The new address is proved to be theirs. The old one gets a last letter."""
    if queries.by_email(email) is not None:
        raise Conflict("That address belongs to an account now.")
    old, user.email = user.email, email
    audit.record("account.change-address", by=user.id, thing=f"user:{user.id}", email=(old, email))
    key = f"account.address-changed:{user.id}:{now.isoformat()}"
    post.write("account.address-changed", to=old, key=key, user_id=user.id)


def set_profile(user: User, *, fields: dict[str, Any]) -> None:
    """What this person says of themself; only the columns of the profile are taken."""
    for name in PROFILE:
        setattr(user, name, fields[name])


def keep_cv(user: User, *, name: str, filename: str, now: datetime) -> None:
    """Put a kept file on record as this person's CV; answers nothing, forgets nothing that an application holds."""
    user.cv_name, user.cv_filename, user.cv_at = name, filename[:120], now


def remove_cv(user: User) -> None:
    """Take the CV off the profile. Applications that were sent with it keep theirs."""
    user.cv_name, user.cv_filename, user.cv_at = "", "", None


def _refuse_foreign(email: str, domains: tuple[str, ...]) -> None:
    if domains and email.rpartition("@")[2] not in domains:
        raise Invalid("email", f"Use your school address. It ends in {' or '.join('@' + one for one in domains)}.")
