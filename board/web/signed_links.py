"""Links in emails that let whoever holds them do one thing without signing in: signed, each for one purpose.

When such a link ends is decided by the state of the thing it leads to, so the token itself carries no date. A link that
acts for somebody with an account carries their `User.link_mark`, so that it ends with their password too.
"""

from itsdangerous import BadData, URLSafeSerializer

from board.kernel import keyring
from board.web.secret_keys import secret_keys

ENDED = "This link has ended: the password or address of the account has changed since it was sent."


def seal(purpose: str, number: int, mark: str = "") -> str:
    """A token that opens one thing for one purpose; the mark is for whoever opens it to compare."""
    return str(_serializer(purpose).dumps([number, mark]))


def unseal(purpose: str, token: str) -> int | None:
    """The number of the thing; None when the token is forged or was made for something else."""
    sealed = unseal_marked(purpose, token)
    return None if sealed is None or sealed[1] else sealed[0]


def unseal_marked(purpose: str, token: str) -> tuple[int, str] | None:
    """The number and the mark."""
    try:
        number, mark = _serializer(purpose).loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return int(number), str(mark)


def _serializer(purpose: str) -> URLSafeSerializer:
    return keyring.signer(secret_keys(), f"link:{purpose}")
