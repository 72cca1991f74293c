"""Knowing somebody again who was erased, without knowing who it was.

Who comes back by the school's sign-on or in a roster is not let in as if nothing had been. All that is kept for it are
keyed hashes. Once nobody knows whose it is, a hash cannot be made anew by another key: so their key is one of chance
that never changes, and rests sealed by ROUNDS_SECRET_KEY. Without that nobody can try out who they belong to.
"""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Iterable

from cryptography.fernet import InvalidToken

from board.accounts.models import Identity, User
from board.kernel import keyring
from board.kernel.keyring import SecretKeys

log = logging.getLogger(__name__)
KEY = "erasure marks"
"""What the keys of marks are sealed for."""


def new_key() -> str:
    """One of chance."""
    return secrets.token_urlsafe(32)


def seal_key(key: str, keys: SecretKeys) -> str:
    """The key of marks as the row keeps it."""
    return keyring.box(keys, KEY).encrypt(key.encode()).decode()


def open_keys(sealed: Iterable[str], keys: SecretKeys) -> list[str]:
    """Those that one of the school's keys opens; whoever was marked by another is not known again."""
    mark_keys = []
    for text in sealed:
        try:
            mark_keys.append(keyring.box(keys, KEY).decrypt(text.encode()).decode())
        except InvalidToken:
            log.warning("a key of erasure marks does not open: ROUNDS_SECRET_KEY is not the one that sealed it")
    return mark_keys


def of_subject(issuer: str, subject: str, *, key: str) -> str:
    """The mark of whoever signs on as this."""
    return _mark(key, "subject", issuer, subject)


def of_roster_id(roster_id: str, *, key: str) -> str:
    """The mark of whom the registrar calls so."""
    return _mark(key, "roster", roster_id)


def of(user: User, identities: Iterable[Identity], *, key: str) -> set[str]:
    """Every mark by which this person can be known again."""
    marks = {of_subject(identity.issuer, identity.subject, key=key) for identity in identities}
    return marks | ({of_roster_id(user.roster_id, key=key)} if user.roster_id else set())


def _mark(key: str, *words: str) -> str:
    return hmac.new(key.encode(), "\n".join(("erased", *words)).encode(), hashlib.sha256).hexdigest()
