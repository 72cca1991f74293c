"""Signed links in emails about accounts. Each is for one purpose, for a while, and worth nothing once used.

A link of an account carries its mark (`User.link_mark`), which changes with the password, with the address, and
whenever somebody ends everything that acts for the person: so a thief's link never outlives what the owner does.
"""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from board.accounts import queries
from board.accounts.models import User
from board.kernel import keyring
from board.kernel.keyring import SecretKeys


class Purpose(StrEnum):
    """What a link is for."""

    SIGN_UP = "sign-up"
    NEW_PASSWORD = "new-password"  # noqa: S105 (the name of a purpose)
    FIRST_PASSWORD = "first-password"  # noqa: S105 (the name of a purpose)
    """For somebody whose account was made by another, who may need days to see the email."""
    INVITATION = "invitation"
    """The first password of somebody whom the roster brought: they did not ask, and may be away."""
    NEW_ADDRESS = "new-address"
    SIGN_ON = "sign-on"
    """Joins an account with its owner's school sign-on."""
    ARRIVAL = "arrival"
    """Proves the address of somebody who came by the school's sign-on and has no account yet."""

    KEEP_ACCOUNT = "keep-account"
    """Cancels the erasure of an account."""


HOUR = 3600
LIFE = {
    Purpose.SIGN_UP: 72 * HOUR,
    Purpose.NEW_PASSWORD: HOUR,
    Purpose.FIRST_PASSWORD: 72 * HOUR,
    Purpose.INVITATION: 14 * 24 * HOUR,
    Purpose.NEW_ADDRESS: 24 * HOUR,
    Purpose.SIGN_ON: 14 * 24 * HOUR,
    Purpose.ARRIVAL: 24 * HOUR,
    Purpose.KEEP_ACCOUNT: 31 * 24 * HOUR,
}
"""Seconds that a link of each purpose holds."""


@dataclass(frozen=True)
class SignUp:
    """Who asked for an account: nothing of it is stored before the link is used."""

    email: str
    name: str
    next_page: str
    """Where they were on their way to; empty when nowhere."""


@dataclass(frozen=True)
class Arrival:
    """Who came by the school's sign-on and asked for an account at this address."""

    email: str
    issuer: str
    subject: str
    next_page: str


def for_arrival(asked: Arrival, keys: SecretKeys) -> str:
    """For whoever reads the mail of the address; it opens nothing without the sign-on that asked."""
    return _serializer(Purpose.ARRIVAL, keys).dumps([asked.email, asked.issuer, asked.subject, asked.next_page])


def read_arrival(token: str, keys: SecretKeys) -> Arrival | None:
    """Who asked; None when the token is forged, too old, or the address has an account by now."""
    match _load(token, Purpose.ARRIVAL, keys):
        case [str(email), str(issuer), str(subject), str(next_page)] if queries.by_email(email) is None:
            return Arrival(email, issuer, subject, next_page)
    return None


def for_sign_up(email: str, name: str, keys: SecretKeys, *, next_page: str = "") -> str:
    """For whoever reads the mail of an address that has no account."""
    return _serializer(Purpose.SIGN_UP, keys).dumps([email, name, next_page])


def read_sign_up(token: str, keys: SecretKeys) -> SignUp | None:
    """Who asked; None when the token is forged, too old, or the address has an account by now."""
    match _load(token, Purpose.SIGN_UP, keys):
        case [str(email), str(name), str(next_page)] if queries.by_email(email) is None:
            return SignUp(email, name, next_page)
    return None


def make(user: User, purpose: Purpose, keys: SecretKeys, *, email: str = "") -> str:
    """A token that acts for this person; `email` is the address that it is about, if any."""
    return _serializer(purpose, keys).dumps([user.id, user.link_mark, email])


def read(token: str, *purposes: Purpose, keys: SecretKeys) -> tuple[User, str] | None:
    """Whose token it is, and the address it is about; None when it is forged, too old, used, or was ended."""
    for purpose in purposes:
        match _load(token, purpose, keys):
            case [int(user_id), str(mark), str(email)]:
                user = queries.by_id(user_id)
                alive = user is not None and user.suspended_at is None and hmac.compare_digest(user.link_mark, mark)
                return (user, email) if user is not None and alive else None
    return None


def _load(token: str, purpose: Purpose, keys: SecretKeys) -> Any:
    try:
        return _serializer(purpose, keys).loads(token, max_age=LIFE[purpose])
    except (BadData, ValueError, TypeError):
        return None


def _serializer(purpose: Purpose, keys: SecretKeys) -> URLSafeTimedSerializer:
    return keyring.timed_signer(keys, f"account:{purpose}")
