"""Finding what somebody proves with, besides their password, that it is them."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from board.accounts.models import Authenticator, Passkey, RecoveryCode, User
from board.accounts.queries.account import accounts_of
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
    """Everything that this person has set up, also in an account that was merged into theirs; passkeys in the order in
    which they were added."""
    mine = accounts_of(user_id)
    passkeys = select(Passkey).where(Passkey.user_id.in_(mine)).order_by(Passkey.id)
    left = select(func.count()).where(RecoveryCode.user_id.in_(mine), RecoveryCode.used_at.is_(None))
    authenticator = next(iter(authenticators_of(user_id)), None)
    return Factors(authenticator, list(db.session.scalars(passkeys)), db.session.scalar(left) or 0)


def authenticators_of(user_id: int) -> list[Authenticator]:
    """The app that shows codes for this person; more than one where accounts were merged that had one each."""
    mine = select(Authenticator).where(Authenticator.user_id.in_(accounts_of(user_id)))
    return list(db.session.scalars(mine.order_by(Authenticator.user_id != user_id, Authenticator.id)))


def has_factor(user_id: int) -> bool:
    """Does this person prove with more than a password that it is them?"""
    mine = accounts_of(user_id)
    with_app = select(Authenticator.id).where(Authenticator.user_id.in_(mine))
    with_key = select(Passkey.id).where(Passkey.user_id.in_(mine))
    return db.session.scalar(select(with_app.exists() | with_key.exists())) or False


def with_factor() -> Select[tuple[int]]:
    """The numbers of the accounts that a second factor guards, be it their own or of one that was merged with them."""
    has_own = User.id.in_(select(Authenticator.user_id)) | User.id.in_(select(Passkey.user_id))
    guarded = select(User.id, User.merged_into_id).where(has_own).cte(recursive=True)
    guarded = guarded.union(select(User.id, User.merged_into_id).join(guarded, guarded.c.merged_into_id == User.id))
    return select(guarded.c.id)


def recovery_codes_of(user_id: int) -> list[RecoveryCode]:
    """The person's recovery codes, used or not."""
    return list(db.session.scalars(select(RecoveryCode).where(RecoveryCode.user_id.in_(accounts_of(user_id)))))


def passkey_called(credential_id: str) -> Passkey | None:
    """The passkey that its holder calls so, whosever it is."""
    return db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def own_passkey(passkey_id: int, *, user_id: int) -> Passkey | None:
    """This one, if it is theirs."""
    mine = Passkey.user_id.in_(accounts_of(user_id))
    return db.session.scalar(select(Passkey).where(Passkey.id == passkey_id, mine))
