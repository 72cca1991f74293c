"""Signatures by which a receiver knows that a delivery is ours and unchanged (Standard Webhooks, `v1`)."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from cryptography.fernet import InvalidToken

from board.kernel import keyring
from board.kernel.keyring import SecretKeys

PREFIX = "whsec_"
PURPOSE = "webhook secret"


def new_secret() -> str:
    """256 random bits, as receivers take them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def seal(secret: str, *, keys: SecretKeys) -> str:
    """The secret as the row keeps it."""
    return keyring.box(keys, PURPOSE).encrypt(secret.encode()).decode()


def opened(sealed: str, *, keys: SecretKeys) -> str | None:
    """The secret itself; None where ROUNDS_SECRET_KEY is not the one that sealed it."""
    try:
        return keyring.box(keys, PURPOSE).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def headers(body: bytes, *, message_id: str, secret: str, now: datetime) -> dict[str, str]:
    """What goes with a body that is sent at this instant."""
    seconds = str(int(now.timestamp()))
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    digest = hmac.new(base64.b64decode(secret.removeprefix(PREFIX)), signed, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
