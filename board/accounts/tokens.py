"""Links in letters: signed, for one purpose, for a while, and worth nothing once used."""

from itsdangerous import BadData, URLSafeTimedSerializer

from board.accounts import queries
from board.accounts.models import User

CONFIRM = "confirm"
RESET = "reset"
ADDRESS = "address"
LIFE = {CONFIRM: 3 * 24 * 3600, RESET: 3600, ADDRESS: 24 * 3600}
"""Seconds that a link of each purpose holds."""


def make(user: User, purpose: str, key: str) -> str:
    """A token that ends when the person's password does."""
    return URLSafeTimedSerializer(key, salt=purpose).dumps([user.id, user.password_hash[-12:]])


def read(token: str, purpose: str, key: str) -> User | None:
    """Whose token it is; None when it is forged, too old, or used."""
    try:
        user_id, mark = URLSafeTimedSerializer(key, salt=purpose).loads(token, max_age=LIFE[purpose])
    except (BadData, ValueError, TypeError):
        return None
    user = queries.by_id(user_id)
    return user if user is not None and user.password_hash[-12:] == mark and not user.suspended_at else None


def make_for_address(user: User, email: str, key: str) -> str:
    """A token for whoever reads the mail of `email`; it ends when the person's address changes."""
    return URLSafeTimedSerializer(key, salt=ADDRESS).dumps([user.id, user.email, email])


def read_for_address(token: str, key: str) -> tuple[User, str] | None:
    """Whose token it is, and the new address; None when it is forged, too old, or used."""
    try:
        user_id, old, new = URLSafeTimedSerializer(key, salt=ADDRESS).loads(token, max_age=LIFE[ADDRESS])
    except (BadData, ValueError, TypeError):
        return None
    user = queries.by_id(user_id)
    return (user, str(new)) if user is not None and user.email == old and not user.suspended_at else None
