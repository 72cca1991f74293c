"""Finding what somebody proves with, besides their password, that it is them."""

from dataclasses import dataclass

from sqlalchemy import func, select

from board.accounts.models import Authenticator, Passkey, RecoveryCode
from board.kernel.db import db


@dataclass(frozen=True)
class Factors:
    """The second factors of a person. Recovery codes are none of their own: they stand in for the others."""

    authenticator: Authenticator | None
    passkeys: list[Passkey]
    codes_left: int
    """Recovery codes that were not used yet."""

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.passkeys) + (self.authenticator is not None)


def factors_of(user_id: int) -> Factors:
    """Everything that this person has set up, passkeys in the order in which they were added."""
    passkeys = select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)
    left = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return Factors(authenticator_of(user_id), list(db.session.scalars(passkeys)), db.session.scalar(left) or 0)


def authenticator_of(user_id: int) -> Authenticator | None:
    """The app that shows codes for this person."""
    return db.session.scalar(select(Authenticator).where(Authenticator.user_id == user_id))


def has_factor(user_id: int) -> bool:
    """Does this person prove with more than a password that it is them?"""
    with_app = select(Authenticator.id).where(Authenticator.user_id == user_id)
    with_key = select(Passkey.id).where(Passkey.user_id == user_id)
    return db.session.scalar(select(with_app.exists() | with_key.exists())) or False


def has_recovery_code(user_id: int, code_hash: str) -> bool:
    """Is this one of the person's recovery codes, used or not?"""
    known = select(RecoveryCode.id).where(RecoveryCode.user_id == user_id, RecoveryCode.code_hash == code_hash)
    return db.session.scalar(known) is not None


def passkey_called(credential_id: str) -> Passkey | None:
    """The passkey that its holder calls so, whosever it is."""
    return db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def own_passkey(passkey_id: int, *, user_id: int) -> Passkey | None:
    """This one, if it is theirs."""
    return db.session.scalar(select(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user_id))
