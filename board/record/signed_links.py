"""The two links that leave the record: one to tick what was seen, one to show chosen entries."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from itsdangerous import BadData

from board.kernel import keyring
from board.kernel.keyring import SecretKeys
from board.record import queries
from board.record.models import Ask, Share

SEEN = "record.seen"
SHARED = b"record.shared:"


def for_ask(ask: Ask, keys: SecretKeys) -> str:
    """Made anew whenever the email is worded; nothing of it waits in a table."""
    return str(keyring.signer(keys, SEEN).dumps([ask.id, ask.nonce]))


def read_ask(token: str, keys: SecretKeys) -> Ask | None:
    """What this token asks; None when it is forged or of nothing that is left."""
    try:
        ask_id, nonce = keyring.signer(keys, SEEN).loads(token)
    except (BadData, ValueError, TypeError):
        return None
    ask = queries.ask(ask_id)
    return ask if ask is not None and hmac.compare_digest(ask.nonce, nonce) else None


def for_share(salt: str, keys: SecretKeys) -> str:
    """The student can be shown it again; the database alone cannot make it."""
    return _of_share(salt, keys.now)


def _of_share(salt: str, key: str) -> str:
    mark = hmac.digest(key.encode(), SHARED + salt.encode(), "sha256")
    return urlsafe_b64encode(mark).decode().rstrip("=")


def hashed(token: str) -> str:
    """What the database keeps of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def still_made_by(share: Share, keys: SecretKeys) -> str:
    """The token of a share; empty when the key that made it is gone, so that it can only be revoked."""
    tokens = (_of_share(share.salt, key) for key in keys.all)
    return next((token for token in tokens if hmac.compare_digest(hashed(token), share.token_hash)), "")
