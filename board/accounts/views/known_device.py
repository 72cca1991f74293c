"""Browsers at which somebody signed in before. Strangers who try passwords elsewhere never make such a one wait."""

import secrets

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from board.accounts.models import User
from board.kernel import keyring
from board.web.secret_keys import secret_keys

MOST = 5
"""Accounts that one browser knows."""
LIFE = 400 * 24 * 3600
"""Seconds; browsers keep no cookie longer."""


def of(user: User | None) -> str:
    """What this browser is called where the person signed in before; nothing where they did not."""
    name, user_ids = _read()
    return name if user is not None and user.id in user_ids else ""


def remember(user: User) -> None:
    """From the answer on, this browser is one at which the person signed in."""
    name, user_ids = _read()
    known = [user.id, *(user_id for user_id in user_ids if user_id != user.id)][:MOST]
    value = _serializer().dumps([name or secrets.token_urlsafe(12), known])

    @after_this_request
    def keep(answer: Response) -> Response:
        is_secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        answer.set_cookie(_cookie(), value, max_age=LIFE, secure=is_secure, httponly=True, samesite="Lax")
        return answer


def _read() -> tuple[str, list[int]]:
    try:
        match _serializer().loads(request.cookies.get(_cookie(), ""), max_age=LIFE):
            case [str(name), list(user_ids)]:
                return name, [user_id for user_id in user_ids if isinstance(user_id, int)]
    except BadData:
        pass
    return "", []


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"


def _serializer() -> URLSafeTimedSerializer:
    return keyring.timed_signer(secret_keys(), "known-device")
