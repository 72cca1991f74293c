"""Knowing somebody again who was erased, without knowing who it was.

Who comes back by the school's sign-on or in a roster is not let in as if nothing had been. All that is kept for it are
keyed hashes: without ROUNDS_SECRET_KEY nobody can try out who they belong to.
"""

import hashlib
import hmac
from collections.abc import Iterable

from board.accounts.models import Identity, User


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
