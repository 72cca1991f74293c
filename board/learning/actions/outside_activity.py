"""What was learned elsewhere: logged, verified, sent back."""

from datetime import datetime
from typing import Any

from board.accounts import queries as account_queries
from board.accounts.models import User
from board.kernel import clock, events, lifecycle, storage
from board.kernel.db import db
from board.kernel.email_address import mailbox
from board.kernel.errors import Conflict, Invalid
from board.kernel.lifecycle import may_move
from board.kernel.locks import lock_row
from board.kernel.statements import find_or_add
from board.kernel.verdict import require
from board.learning import policy, queries
from board.learning.events import OutsideActivityReopened, OutsideActivityVerified
from board.learning.models import Activity, OutsideActivity, OutsideState, Progress
from board.notices.actions import notify


def log(
    *, by: User, now: datetime, fields: dict[str, Any], supervisor: str, activity: Activity | None = None
) -> OutsideActivity:
    """Log it. The supervisor it names, if any, is asked to verify it; a coordinator may always."""
    require(policy.may_log_outside(by, activity))
    _refuse_future(fields, now)
    outside = OutsideActivity(user_id=by.id, logged_at=now, supervisor_id=_found(supervisor, by), **fields)
    outside.activity_id = activity.id if activity is not None else None
    db.session.add(outside)
    db.session.flush()
    _count(outside)
    _ask(outside, by)
    return outside


def change(outside: OutsideActivity, *, by: User, now: datetime, fields: dict[str, Any], supervisor: str) -> None:
    """Change what was logged; it waits to be verified again, and the change stays in its timeline."""
    lock_row(outside)
    require(policy.may_change_outside(by, outside))
    _refuse_future(fields, now)
    if fields.get("proof_name", outside.proof_name) != outside.proof_name:
        storage.release(outside.proof_name)
    before = outside.state, outside.supervisor_id
    for name, value in fields.items():
        setattr(outside, name, value)
    outside.version += 1
    outside.supervisor_id = _found(supervisor, by)
    if may_move(outside, "log-again"):
        lifecycle.move(outside, "log-again", by=by.id, now=now, verified_at=None, verified_by_id=None)
        events.publish(OutsideActivityReopened(outside.user_id, outside.id))
    _count(outside)
    if (outside.state, outside.supervisor_id) != before:  # whoever was asked, and has not answered, is not asked again
        _ask(outside, by)


def verify(outside: OutsideActivity, *, by: User, now: datetime, seen: int | None = None) -> None:
    """It was done, the proof says so. `seen` is the version that was read: raises `Conflict` where it has changed."""
    _require_read(outside, by, seen)
    lifecycle.move(outside, "verify", by=by.id, now=now, verified_at=now, verified_by_id=by.id)
    events.publish(OutsideActivityVerified(outside.user_id, outside.id))
    _count(outside)
    _answer(outside, f"“{outside.title}” is confirmed.")


def send_back(outside: OutsideActivity, *, by: User, now: datetime, note: str, seen: int | None = None) -> None:
    """It cannot be verified as it stands; the note says why. `seen` as in `verify`."""
    _require_read(outside, by, seen)
    if not note.strip():
        raise Invalid("note", "Say what is missing: that is all they read.")
    lifecycle.move(outside, "return", by=by.id, now=now, note=note.strip())
    _answer(outside, f"“{outside.title}” needs another look before it can be confirmed.")


def _require_read(outside: OutsideActivity, by: User, seen: int | None) -> None:
    lock_row(outside)
    require(policy.may_verify(by, outside))
    if seen not in (None, outside.version):
        raise Conflict(f"{outside.user.name} changed this while you were reading. Read it again before you answer.")


def _count(outside: OutsideActivity) -> None:
    """What the catalogue has is begun by logging it and passed by its being verified: so assignments see it."""
    if outside.activity_id is None:
        return
    user_id, activity_id = outside.user_id, outside.activity_id
    mine = find_or_add(
        lambda: queries.taking_of(user_id, activity_id),
        lambda: Progress(user_id=user_id, activity_id=activity_id, started_at=outside.logged_at),
    )
    is_verified = outside.state is OutsideState.VERIFIED
    mine.passed_at = clock.dawn(outside.completed_on) if is_verified else None


def _refuse_future(fields: dict[str, Any], now: datetime) -> None:
    if fields["completed_on"] > clock.day(now):
        raise Invalid("completed_on", "That day has not come yet.")


def _found(address: str, by: User) -> int | None:
    if not address.strip():
        return None
    supervisor = account_queries.by_email(address)
    if supervisor is None or not supervisor.is_supervisor or mailbox(address) in account_queries.mailboxes_of(by):
        raise Invalid("supervisor", "Nobody on the faculty has this address. Leave it empty to ask a coordinator.")
    return supervisor.id


def _ask(outside: OutsideActivity, by: User) -> None:
    db.session.flush()
    db.session.refresh(outside)
    if outside.supervisor is not None and outside.state is OutsideState.LOGGED:
        words = f"{by.name} asks you to confirm “{outside.title}”."
        _notify(outside.supervisor, outside, "learning-verify", words)


def _answer(outside: OutsideActivity, words: str) -> None:
    _notify(outside.user, outside, "learning-outside-news", words)


def _notify(user: User, outside: OutsideActivity, kind: str, words: str) -> None:
    notify(user, kind, words=words, href=f"/learning/outside/{outside.id}", outside_id=outside.id)
