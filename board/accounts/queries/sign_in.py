"""Tries to sign in."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from board.accounts.models import SignInAttempt
from board.kernel.db import db

WINDOW = timedelta(minutes=5)


def failures_since(since: datetime, *, address_hash: str, origin: str) -> tuple[int, int]:
    """How many tries failed since then: for the address, and from the origin."""
    failed = select(func.count()).where(SignInAttempt.at > since, SignInAttempt.succeeded.is_(False))
    return (
        db.session.scalar(failed.where(SignInAttempt.address_hash == address_hash)) or 0,
        db.session.scalar(failed.where(SignInAttempt.origin == origin)) or 0,
    )
