"""Opening an account, and what proves and changes who it belongs to."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from board.accounts import queries
from board.accounts.actions import session as session_actions
from board.accounts.actions.sign_in import refuse_foreign
from board.accounts.models import Role, RoleGrant, User
from board.accounts.policy.sign_in import may_be_parted_from
from board.kernel import audit, clock, mail
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_row
from board.kernel.statements import put_once
from board.kernel.verdict import require

CHANGED = "Your account was changed meanwhile, and nothing of this was done. Sign in, or ask for another link."
TAKEN = "This address has an account already. Sign in, or set a new password."


def open_account(*, email: str, name: str, role: Role, password_hash: str, now: datetime) -> User:
    """An account for whoever followed the link in the email. Students have their role; faculty wait for a coordinator.

    Raises `Conflict` when the address has an account: of several who press the button at once, one gets it.
    """
    user = put_once(User, email=email, name=name, password_hash=password_hash, created_at=now, confirmed_at=now)
    if user is None:
        raise Conflict(TAKEN)
    granted_at = now if role is Role.STUDENT else None
    user.grants.append(RoleGrant(role=role, asked_at=now, granted_at=granted_at))
    audit.record("account.open", by=user.id, thing=f"user:{user.id}", role=(None, role.value))
    return user


def confirm(user: User, *, now: datetime) -> None:
    """The address is proved to be theirs. A second press of the same link changes nothing."""
    if user.confirmed_at is None:
        user.confirmed_at = now
        audit.record("account.confirm", by=user.id, thing=f"user:{user.id}")


def lock_marked(user: User, mark: str) -> None:
    """Lock the account of which a signed link, or a password, was looked at while it had this `link_mark`.

    Raises `Conflict` where it has another by now: a link works once, also for two at a time, and ends with everything
    that acts for its person.
    """
    lock_row(user, is_whole=False)
    if user.link_mark != mark:
        raise Conflict(CHANGED)


def set_password(user: User, *, password_hash: str, mark: str, now: datetime, name: str = "") -> None:
    """Set a new password; the address is proved by it. Every session ends. `mark` is as for `lock_marked`.
    `name` is what they are called, where nobody has said so yet.

    The owner gets an email about it, also when somebody else did it who knew the old one or reads their mail.
    """
    lock_marked(user, mark)
    was, user.password_hash = user.password_hash, password_hash
    user.name = name or user.name
    user.undeliverable_at = None
    confirm(user, now=now)
    session_actions.end_all(user)
    audit.record("account.set-password", by=user.id, thing=f"user:{user.id}")
    if was:  # the first password is none that changed
        mail.write("password-changed", to=user.email, user_id=user.id)


def ask_for_address(user: User, *, email: str, domains: tuple[str, ...], now: datetime) -> bool:
    """Send a link to the new address; nothing changes before it is used. No page ever tells whose address it is.

    False where it was sent within the same minute.
    """
    require(may_be_parted_from(user))
    refuse_foreign(email, domains)
    if email == user.email:
        raise Invalid("email", "That is your address already.")
    minute, known = clock.minute(now), queries.by_email(email)
    if known is not None:
        return mail.write("account-exists", to=email, once=f"account-exists:{known.id}:{minute}", user_id=known.id)
    once = f"new-address:{user.id}:{email}:{minute}"
    return mail.write("new-address", to=email, once=once, user_id=user.id, email=email)


def change_address(user: User, *, email: str, mark: str) -> None:
    """The new address is proved to be theirs. The old one gets a last email. `mark` is as for `lock_marked`.

    Raises `Conflict` where the new one has an account by now.
    """
    lock_marked(user, mark)
    require(may_be_parted_from(user))
    was = user.email
    try:
        with db.session.begin_nested():
            user.email, user.undeliverable_at = email, None
    except IntegrityError:
        raise Conflict(
            "That address belongs to an account now. Sign in with it, or enter another address in your profile."
        ) from None
    audit.record("account.change-address", by=user.id, thing=f"user:{user.id}", email=(was, email))
    mail.write("address-changed", to=was, user_id=user.id)
