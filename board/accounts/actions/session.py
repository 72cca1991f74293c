"""Where somebody is signed in, and how that ends."""

import secrets

from board.accounts.models import User


def end_all(user: User) -> None:
    """End every session of this person, and every link that acts for them."""
    user.session_key = secrets.token_urlsafe(16)
