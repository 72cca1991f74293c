"""The school's keys: the one that signs what leaves the house, and those derived from ROUNDS_SECRET_KEY that seal."""

import base64
import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc.jwk import RSAKey

BITS = 2048


def box(secret_key: str, purpose: str) -> Fernet:
    """Seals what must be read again, by a key for this purpose alone: what it sealed opens for no other."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def mark(secret_key: str, purpose: str) -> str:
    """By which a key is known again, and from which nobody gets it."""
    return (
        HKDF(algorithm=SHA256(), length=8, salt=None, info=f"mark:{purpose}".encode()).derive(secret_key.encode()).hex()
    )


def signing_key(path: Path) -> RSAKey:
    """The key in this file, made on first use, the same for every process that shares the file.

    Of two processes that both find none, the one that is first makes it for both.
    """
    if not path.exists():
        _make(path)
    return _load(path, path.stat().st_mtime_ns)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(RSAKey.generate_key(BITS).as_pem(private=True))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


@cache
def _load(path: Path, _changed: int) -> RSAKey:
    return RSAKey.import_key(path.read_bytes())
