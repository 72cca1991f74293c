"""Coming in: asking for an account, signing in, asking for a new password. The answers tell nobody who is here."""

import hashlib
from datetime import datetime

from board.accounts import passwords, queries
from board.accounts.models import SignInAttempt, User
from board.accounts.queries import sign_in as sign_in_queries
from board.kernel import post
from board.kernel.db import db
from board.kernel.email_address import comparable
from board.kernel.errors import Invalid, TooOften

MOST_PER_ADDRESS = 10
MOST_PER_ORIGIN = 100  # a whole school may share one address of the network


def ask_to_sign_up(*, name: str, email: str, domains: tuple[str, ...], now: datetime) -> None:
    """Email a link to the address; who follows it chooses a password and has an account then.

    An address that has an account gets an email that says so, and nothing of the account changes. Which of the two it
    is, is decided when the email is written, so that this does the same work for both. Raises `Invalid` for an address
    from elsewhere.
    """
    refuse_foreign(email, domains)
    post.write("account.sign-up", to=email, key=f"account.sign-up:{email}:{_minute(now)}", email=email, name=name)


def refuse_foreign(email: str, domains: tuple[str, ...]) -> None:
    """Raise `Invalid` when the school takes only addresses of its own domains, and this is none."""
    if domains and email.rpartition("@")[2] not in domains:
        endings = " or ".join(f"@{domain}" for domain in domains)
        raise Invalid("email", f"Use your school address. It ends in {endings}.")


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


def ask_for_password(*, email: str, now: datetime) -> None:
    """Email a link that sets a new password, if there is somebody to send it to.

    A row is written either way: for an address without an account nothing is sent when its turn comes.
    """
    user = queries.by_email(email)
    user_id = user.id if user is not None and user.suspended_at is None else 0
    post.write("account.reset", to=email, key=f"account.reset:{email}:{_minute(now)}", user_id=user_id)


def _minute(now: datetime) -> str:
    return now.strftime("%Y-%m-%dT%H:%M")


def _hashed(email: str) -> str:
    return hashlib.sha256(comparable(email).encode()).hexdigest()
