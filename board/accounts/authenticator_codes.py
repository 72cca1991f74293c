"""Codes of an authenticator app (TOTP, RFC 6238): six digits made of a shared secret and the time, every half minute.

The secret is sealed wherever it rests, in the row and in the form that sets the app up, each time for one account and
one purpose. With another ROUNDS_SECRET_KEY it opens no more: then no code is right, and the office resets the factor.
"""

import logging
import re
from datetime import datetime

import pyotp
from cryptography.fernet import InvalidToken
from pyotp.exceptions import OTPVerificationError

from board.kernel import keyring
from board.kernel.keyring import SecretKeys

log = logging.getLogger(__name__)

DRIFT = 1
"""Steps of half a minute that the clock of a phone may be off, to either side."""
SET_UP_SECONDS = 3600
"""How long the page that sets up an app may stay open."""
ISSUER = "Rounds"


def looks_like_code(typed: str) -> bool:
    """Six digits, perhaps in two groups, as an app shows them."""
    return re.fullmatch(r"[0-9]{3}[ -]?[0-9]{3}", typed) is not None


def new_set_up(user_id: int, *, keys: SecretKeys, now: datetime) -> str:
    """A new secret, sealed for the form that sets up this person's app."""
    secret = pyotp.random_base32().encode()
    return keyring.box(keys, _for_set_up(user_id)).encrypt_at_time(secret, int(now.timestamp())).decode()


def secret_of_set_up(sealed: str, user_id: int, *, keys: SecretKeys, now: datetime) -> str | None:
    """The secret that the form brings back; None where it is none of ours, somebody else's or too old."""
    try:
        opened = keyring.box(keys, _for_set_up(user_id)).decrypt_at_time(
            sealed.encode(), SET_UP_SECONDS, int(now.timestamp())
        )
    except InvalidToken:
        return None
    return opened.decode()


def seal(secret: str, user_id: int, *, keys: SecretKeys) -> str:
    """The secret as the row keeps it."""
    return keyring.box(keys, purpose(user_id)).encrypt(secret.encode()).decode()


def step_of(typed: str, sealed_secret: str, user_id: int, *, keys: SecretKeys, now: datetime) -> int | None:
    """The step that this code is of; None when it is wrong, or older or newer than a phone's clock may be off."""
    try:
        secret = keyring.box(keys, purpose(user_id)).decrypt(sealed_secret.encode()).decode()
    except InvalidToken:
        log.warning("the secret of an authenticator does not open: ROUNDS_SECRET_KEY is not the one that sealed it")
        return None
    return step_of_secret(typed, secret, now=now)


def step_of_secret(typed: str, secret: str, *, now: datetime) -> int | None:
    """The same for a secret that is at hand."""
    code = re.sub(r"[ -]", "", typed)
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=DRIFT)
    except OTPVerificationError:
        return None


def address(secret: str, *, email: str) -> str:
    """What an app reads from the square on the page."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def in_groups(secret: str) -> str:
    """The secret for whoever types it: in groups of four."""
    return " ".join(re.findall(".{1,4}", secret))


def purpose(user_id: int) -> str:
    """What the secret of this person's row is sealed for."""
    return f"authenticator:{user_id}"


def _for_set_up(user_id: int) -> str:
    return f"authenticator set-up:{user_id}"
