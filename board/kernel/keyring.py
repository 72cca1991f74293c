"""The school's keys: the one that signs what leaves the house, and those derived from ROUNDS_SECRET_KEY that seal."""

import base64
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import SignatureExpired, URLSafeSerializer, URLSafeTimedSerializer
from joserfc.jwk import RSAKey

BITS = 2048


@dataclass(frozen=True)
class SecretKeys:
    """The values of ROUNDS_SECRET_KEY: one that signs and seals now, and those of before, which still open."""

    now: str = field(repr=False)
    before: tuple[str, ...] = field(default=(), repr=False)

    @property
    def all(self) -> tuple[str, ...]:
        """The newest first."""
        return self.now, *self.before

    @property
    def oldest_first(self) -> list[str]:
        """As itsdangerous takes them: the last one signs, and each of them proves."""
        return list(reversed(self.all))


class SealedBy(Enum):
    """Which key opens what is sealed: that of now, one of before, or none that we were told."""

    NOW = auto()
    BEFORE = auto()
    NONE = auto()


def signer(keys: SecretKeys, purpose: str) -> URLSafeSerializer:
    """Signs for this purpose alone; what it signed can be read by anybody."""
    return URLSafeSerializer(keys.oldest_first, salt=purpose)


class TimedSerializer(URLSafeTimedSerializer):
    """Signs with the time. What was signed ahead of our clock is not old: the clock was set back since."""

    def loads(  # type: ignore[override]  # as in the class of itsdangerous itself
        self,
        s: str | bytes,
        max_age: int | None = None,
        return_timestamp: bool = False,
        salt: str | bytes | None = None,
    ) -> Any:
        """As of itsdangerous, which refuses what comes from later."""
        try:
            return super().loads(s, max_age, return_timestamp, salt)
        except SignatureExpired as problem:
            if problem.date_signed is None or problem.date_signed.timestamp() <= time.time():
                raise
            return super().loads(s, None, return_timestamp, salt)


def timed_signer(keys: SecretKeys, purpose: str) -> URLSafeTimedSerializer:
    """The same with the time in it."""
    return TimedSerializer(keys.oldest_first, salt=purpose)


def box(keys: SecretKeys, purpose: str) -> MultiFernet:
    """Seals what must be read again, by a key for this purpose alone: what it sealed opens for no other."""
    return MultiFernet([_fernet(key, purpose) for key in keys.all])


def sealed_by(keys: SecretKeys, purpose: str, sealed: str) -> SealedBy:
    """Which of the keys opens it."""
    for key in keys.all:
        with suppress(InvalidToken):
            _fernet(key, purpose).decrypt(sealed)
            return SealedBy.NOW if key == keys.now else SealedBy.BEFORE
    return SealedBy.NONE


@lru_cache(maxsize=256)  # purposes name people
def _fernet(secret_key: str, purpose: str) -> Fernet:
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
