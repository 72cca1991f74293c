"""Setting up second factors, removing them, and using one. Every change is in the audit log and told by email."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from board.accounts import authenticator_codes, policy, recovery_codes
from board.accounts.actions import session as session_actions
from board.accounts.models import Authenticator, Passkey, RecoveryCode, SessionEventKind, User
from board.accounts.policy import factor as factor_policy
from board.accounts.queries import factor as factor_queries
from board.accounts.queries.account import accounts_of
from board.kernel import audit, mail, sent_form
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.keyring import SecretKeys
from board.kernel.locks import lock_row
from board.kernel.statements import put_once, rows_changed, update_one
from board.kernel.verdict import require

ALREADY_SET_UP = "Your account has a second factor already. Sign in with it."
WRONG_CODE = "That code is not right. Codes change every half minute: type the one that the app shows now."
USED_CODE = "That code was used already. Wait for the next one; it comes within half a minute."
WRONG_RECOVERY_CODE = "That is none of your recovery codes."
USED_RECOVERY_CODE = "That recovery code was used already. Type another one of your list."


class UsedCode(Invalid):
    """A code that was right once: no guess, and worth nothing any more (422)."""


@dataclass(frozen=True)
class SetUp:
    """Where a factor is set up."""

    session_id: int | None
    """The session that goes on; None while signing in, before there is one."""

    @property
    def is_first_only(self) -> bool:
        """While signing in the password alone has been proved: that may add a first factor and none beside another."""
        return self.session_id is None


@dataclass(frozen=True)
class NewPasskey:
    """A passkey whose holder has just made it, checked."""

    credential_id: str
    public_key: str
    sign_count: int
    transports: list[str]
    challenge: str
    """What it answered: each challenge is answered once."""


@dataclass(frozen=True)
class SignedChallenge:
    """That a passkey has just answered a challenge, checked."""

    passkey: Passkey
    sign_count: int
    """How often it says that it has signed, this time included."""
    challenge: str


def add_authenticator(
    user: User, *, secret: str, code: str, keys: SecretKeys, set_up: SetUp, now: datetime
) -> list[str]:
    """Take the app that shows this code. Answers ten recovery codes where it is the first factor, else none.

    Raises `Invalid` on `code` when the code is wrong.
    """
    is_first = _turn_to_add(user, set_up)
    step = authenticator_codes.step_of_secret(code, secret, now=now)
    if step is None:
        raise Invalid("code", WRONG_CODE)
    sealed = authenticator_codes.seal(secret, user.id, keys=keys)
    if not put_once(Authenticator, user_id=user.id, sealed_secret=sealed, last_step=step, added_at=now):
        raise Conflict("You have an authenticator app already. Remove it before you add another.")
    return _added(user, "authenticator", is_first=is_first, set_up=set_up, now=now)


def add_passkey(user: User, new: NewPasskey, *, name: str, set_up: SetUp, now: datetime) -> list[str]:
    """Take this passkey. Answers ten recovery codes where it is the first factor, else none."""
    is_first = _turn_to_add(user, set_up)
    require(factor_policy.may_add_passkey(factor_queries.factors_of(user.id)))
    _answer_once(new.challenge, now)
    if not put_once(
        Passkey,
        user_id=user.id,
        name=name,
        credential_id=new.credential_id,
        public_key=new.public_key,
        sign_count=new.sign_count,
        transports=new.transports,
        added_at=now,
    ):
        raise Conflict("This passkey belongs to an account already. Make another one.")
    return _added(user, "passkey", is_first=is_first, set_up=set_up, now=now, passkey=(None, name))


def _turn_to_add(user: User, set_up: SetUp) -> bool:
    """Whether it will be the first; of two who add at once, and of one who signs in meanwhile, each knows of the other.

    Raises `Conflict` where the first alone may be added and there is one.
    """
    lock_row(user, is_whole=False)
    is_first = not factor_queries.has_factor(user.id)
    if set_up.is_first_only and not is_first:
        raise Conflict(ALREADY_SET_UP)
    return is_first


def _added(
    user: User, factor: str, *, is_first: bool, set_up: SetUp, now: datetime, **changes: tuple[Any, Any]
) -> list[str]:
    """Tell of it. With the first factor whoever came in without one is signed out."""
    audit.record(f"account.add-{factor}", by=user.id, thing=f"user:{user.id}", **changes)
    _email("factor-added", user, factor=factor)
    if not is_first:
        return []
    session_actions.end_others(user, but=set_up.session_id)
    return _draw_codes(user, now)


def remove_authenticator(user: User, *, roles: Collection[str]) -> None:
    """Codes of the app count no more. `roles`: those of which the school asks a second factor."""
    _require_removable(user, roles)
    if rows_changed(delete(Authenticator).where(Authenticator.user_id.in_(accounts_of(user.id)))):
        _removed(user, "authenticator")


def remove_passkey(passkey: Passkey, *, by: User, roles: Collection[str]) -> None:
    """This passkey opens nothing any more."""
    name = passkey.name
    _require_removable(by, roles)
    mine = Passkey.user_id.in_(accounts_of(by.id))
    if update_one(delete(Passkey).where(Passkey.id == passkey.id, mine)):
        _removed(by, "passkey", passkey=(name, None))


def _require_removable(user: User, roles: Collection[str]) -> None:
    lock_row(user, is_whole=False)
    require(factor_policy.may_remove_factor(user, factor_queries.factors_of(user.id), roles))


def _removed(user: User, factor: str, **changes: tuple[Any, Any]) -> None:
    """Tell of it. With the last factor the recovery codes go, too."""
    audit.record(f"account.remove-{factor}", by=user.id, thing=f"user:{user.id}", **changes)
    _email("factor-removed", user, factor=factor)
    forget_idle_codes(user)


def forget_idle_codes(user: User) -> None:
    """Recovery codes stand in for a factor: without one they open nothing."""
    if not factor_queries.has_factor(user.id):
        _forget_codes(user)


def _forget_codes(user: User) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id.in_(accounts_of(user.id))))


def renew_codes(user: User, *, now: datetime) -> list[str]:
    """Ten new recovery codes in place of those that there were."""
    lock_row(user, is_whole=False)
    if not factor_queries.has_factor(user.id):
        raise Conflict("Recovery codes stand in for a second factor. Set one up first.")
    audit.record("account.renew-recovery-codes", by=user.id, thing=f"user:{user.id}")
    _email("factor-added", user, factor="recovery-codes")
    return _draw_codes(user, now)


def _draw_codes(user: User, now: datetime) -> list[str]:
    """The codes, which are kept nowhere: the rows hold hashes."""
    _forget_codes(user)
    codes = recovery_codes.draw()
    hashes = [recovery_codes.hashed(code, user.id) for code in codes]
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=code_hash, made_at=now) for code_hash in hashes)
    return codes


def reset(user: User, *, by: User) -> bool:
    """For somebody who lost what they proved with: their password alone lets them in, and they may set up another.

    False where there was nothing to take away.
    """
    lock_row(user, is_whole=False)
    require(policy.may_manage(by, user))
    return _reset(user, by_id=by.id)


def reset_by_operator(user: User) -> bool:
    """The same from the command line, where no coordinator is left who could."""
    lock_row(user, is_whole=False)
    return _reset(user, by_id=None)


def _reset(user: User, *, by_id: int | None) -> bool:
    models = (Authenticator, Passkey, RecoveryCode)
    mine = accounts_of(user.id)
    if not sum([rows_changed(delete(model).where(model.user_id.in_(mine))) for model in models]):
        return False
    session_actions.end_all(user)
    audit.record("account.reset-factor", by=by_id, thing=f"user:{user.id}")
    _email("factor-reset", user, by_id=by_id)
    return True


def use_code(user: User, typed: str, *, keys: SecretKeys, now: datetime) -> SessionEventKind:
    """Take a code of the person's app, or one of their recovery codes; neither counts a second time.

    Raises `UsedCode` for one that counted before, `Invalid` for any other, both on `code`.
    """
    if authenticator_codes.looks_like_code(typed):
        _use_app_code(user, typed, keys=keys, now=now)
        return SessionEventKind.SIGNED_IN_WITH_CODE
    _use_recovery_code(user, typed, now=now)
    return SessionEventKind.SIGNED_IN_WITH_RECOVERY_CODE


def _use_app_code(user: User, typed: str, *, keys: SecretKeys, now: datetime) -> None:
    for app in factor_queries.authenticators_of(user.id):
        step = authenticator_codes.step_of(typed, app.sealed_secret, app.user_id, keys=keys, now=now)
        if step is not None:
            fresh = update(Authenticator).where(Authenticator.id == app.id, Authenticator.last_step < step)
            if not update_one(fresh.values(last_step=step, used_at=now)):
                raise UsedCode("code", USED_CODE)
            return
    raise Invalid("code", WRONG_CODE)


def _use_recovery_code(user: User, typed: str, *, now: datetime) -> None:
    codes = factor_queries.recovery_codes_of(user.id)
    meant = next((code for code in codes if code.code_hash == recovery_codes.hashed(typed, code.user_id)), None)
    if meant is None:
        raise Invalid("code", WRONG_RECOVERY_CODE)
    unused = update(RecoveryCode).where(RecoveryCode.id == meant.id, RecoveryCode.used_at.is_(None))
    if not update_one(unused.values(used_at=now)):
        raise UsedCode("code", USED_RECOVERY_CODE)
    _email("recovery-code-used", user, left=factor_queries.factors_of(user.id).codes_left)


def use_passkey(signed: SignedChallenge, *, now: datetime) -> None:
    """Take what a passkey answered; of two answers that were made at once, one. Raises `Invalid` on `credential`."""
    _answer_once(signed.challenge, now)
    passkey = signed.passkey
    unmoved = update(Passkey).where(Passkey.id == passkey.id, Passkey.sign_count == passkey.sign_count)
    if not update_one(unmoved.values(sign_count=signed.sign_count, used_at=now)):
        raise Invalid("credential", "This passkey was used elsewhere in the same moment. Try again.")


def _answer_once(challenge: str, now: datetime) -> None:
    if not sent_form.arrives_first(f"passkey:{challenge}", now=now):
        raise Invalid("credential", "This answer of a passkey was used already. Try again.")


def _email(kind: str, user: User, **ids: Any) -> None:
    mail.write(kind, to=user.email, user_id=user.id, **ids)
