"""What a browser remembers on its way to the school's sign-on and back: signed cookies that live for minutes.

They are apart from the session, which is emptied when somebody comes in, and which an attempt that was given up would
make longer. A browser has one attempt at a time: whoever begins in two tabs goes on in the second.
"""

from enum import StrEnum
from typing import Any

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from board.kernel import keyring
from board.web.secret_keys import secret_keys


class Ticket(StrEnum):
    """What is remembered, and until when."""

    ATTEMPT = "attempt"
    """Somebody went to the sign-on: what proves that the one who comes back is the same."""
    ARRIVAL = "arrival"
    """Somebody new came back: who they are there, until they have said the rest."""


LONGEST = 3900
"""Characters of name and value; browsers keep 4,096 bytes with what stands behind them."""
LIFE_SECONDS = {Ticket.ATTEMPT: 15 * 60, Ticket.ARRIVAL: 60 * 60}


def remember(ticket: Ticket, value: dict[str, Any]) -> None:
    """From the answer on, the browser brings this along."""
    _after(ticket, _serializer(ticket).dumps(value), LIFE_SECONDS[ticket])


def fits(ticket: Ticket, value: dict[str, Any]) -> bool:
    """Is this short enough for a browser to keep it?"""
    return len(_name(ticket)) + len(_serializer(ticket).dumps(value)) <= LONGEST


def recall(ticket: Ticket) -> dict[str, Any] | None:
    """What the browser brings along; None where it is forged, too old, or not there."""
    try:
        value = _serializer(ticket).loads(request.cookies.get(_name(ticket), ""), max_age=LIFE_SECONDS[ticket])
    except BadData:
        return None
    return value if isinstance(value, dict) else None


def forget(ticket: Ticket) -> None:
    """From the answer on, the browser no longer brings it along."""
    if _name(ticket) in request.cookies:
        _after(ticket, "", 0)


def _after(ticket: Ticket, value: str, life: int) -> None:
    @after_this_request
    def put(answer: Response) -> Response:
        is_secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        answer.set_cookie(_name(ticket), value, max_age=life, secure=is_secure, httponly=True, samesite="Lax")
        return answer


def _name(ticket: Ticket) -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-{ticket}"


def _serializer(ticket: Ticket) -> URLSafeTimedSerializer:
    return keyring.timed_signer(secret_keys(), f"sign-on-{ticket}")
