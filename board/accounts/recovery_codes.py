"""Recovery codes: how they are drawn, typed and stored."""

import hashlib
import re
import secrets

NUMBER = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Those that nobody takes for another."""
GROUPS, PER_GROUP = 4, 4


def draw() -> list[str]:
    """Ten new ones, of 79 bits each: `k7rw-2mfx-9qpd-hs4n`."""
    return ["-".join(_group() for _ in range(GROUPS)) for _ in range(NUMBER)]


def hashed(typed: str, user_id: int) -> str:
    """What the row keeps. A code is long enough that nobody finds it by trying, so that the hash may be quick."""
    return hashlib.sha256(f"{user_id}:{re.sub(r'[^a-z0-9]', '', typed.lower())}".encode()).hexdigest()


def _group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(PER_GROUP))
