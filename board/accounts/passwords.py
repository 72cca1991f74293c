"""Passwords: how they are hashed and which are refused (NIST SP 800-63B-4: length and a blocklist only).

All of this is slow on purpose, so none of it runs inside a unit of work, and only two hashes are computed at a time.
"""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from board.kernel.db import refuse_inside_unit_of_work
from board.kernel.errors import Invalid

SHORTEST = 15
LONGEST = 1000
"""Characters. Forms refuse longer ones before anything here sees them: normalising takes quadratic time."""
AT_ONCE = 2
"""Hashes computed at the same time in one process; others wait, and the rest of the site keeps its processors."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(AT_ONCE)
_nobody = _hasher.hash("a password that nobody has")

_COMMON = {
    "passwordpassword",
    "password12345678",
    "123456789012345",
    "1234567890123456",
    "qwertyuiopasdfgh",
    "iloveyouiloveyou",
    "correcthorsebatterystaple",
    "letmeinletmeinletmein",
    "medicalstudent123",
}


def hash_password(password: str) -> str:
    """An Argon2id hash (19 MiB, two passes: the OWASP minimum)."""
    normal = _normal(password)
    with _turns:
        return _hasher.hash(normal)


def is_right(password_hash: str, password: str) -> bool:
    """Does the password fit? Takes as long for nobody's hash, so that time tells nothing about who exists."""
    normal = _normal(password)
    try:
        with _turns:
            return _hasher.verify(password_hash or _nobody, normal) and bool(password_hash)
    except (Argon2Error, InvalidHashError):
        return False


def verify(password_hash: str, password: str, *, field: str, message: str) -> None:
    """Raise `Invalid` on the field, with the message, when the password does not fit."""
    if not is_right(password_hash, password):
        raise Invalid(field, message)


def hash_new(password: str, *, name: str, email: str) -> str:
    """The hash of a password that somebody chose. Raises `Invalid` on `password` when it will not do."""
    objection = complaint(password, name=name, email=email)
    if objection:
        raise Invalid("password", objection)
    return hash_password(password)


def complaint(password: str, *, name: str = "", email: str = "") -> str:
    """Why the password will not do, in a sentence; empty when it will."""
    if len(password) > LONGEST:
        return f"Use at most {LONGEST:,} characters."
    plain = _normal(password).lower()
    if len(plain) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Four or five unrelated words are easy to remember."
    squeezed = "".join(plain.split())
    if squeezed in _COMMON or len(set(squeezed)) < 5:
        return "That is one of the passwords that are guessed first. Choose another."
    if plain in (name.lower(), email.lower()):
        return "Your own name or address is guessed first. Choose another."
    return ""


def _normal(password: str) -> str:
    refuse_inside_unit_of_work("a password was normalized or hashed")
    if len(password) > LONGEST:
        raise ValueError(f"a password of {len(password)} characters came past its form")
    return unicodedata.normalize("NFKC", password)
