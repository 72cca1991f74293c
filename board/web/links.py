"""Links in letters that let whoever holds them do one thing without signing in: signed, each for one purpose.

When such a link ends is decided by the state of the thing it leads to, so the token itself carries no date.
"""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer


def seal(purpose: str, number: int) -> str:
    """A token that opens one thing for one purpose."""
    return str(_serializer(purpose).dumps(number))


def unseal(purpose: str, token: str) -> int | None:
    """The number of the thing; None when the token is forged or was made for something else."""
    try:
        number = _serializer(purpose).loads(token)
    except BadData:
        return None
    return number if isinstance(number, int) else None


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"link:{purpose}")
