"""Passwords: how they are hashed and which are refused (NIST SP 800-63B-4: length and a blocklist only)."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST = 15
LONGEST = 1000

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
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
    return _hasher.hash(_normal(password))


def is_right(password_hash: str, password: str) -> bool:
    """Does the password fit? Takes as long for nobody's hash, so that time tells nothing about who exists."""
    try:
        return _hasher.verify(password_hash or _nobody, _normal(password)) and bool(password_hash)
    except (Argon2Error, InvalidHashError):
        return False


def complaint(password: str, *, name: str = "", email: str = "") -> str:
    """Why the password will not do, in a sentence; empty when it will."""
    plain = _normal(password).lower()
    if len(plain) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Four or five unrelated words are easy to remember."
    if len(plain) > LONGEST:
        return f"Use at most {LONGEST:,} characters."
    squeezed = "".join(plain.split())
    if squeezed in _COMMON or len(set(squeezed)) < 5:
        return "That is one of the passwords that are guessed first. Choose another."
    if plain in (name.lower(), email.lower()):
        return "Your own name or address is guessed first. Choose another."
    return ""


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
