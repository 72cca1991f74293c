"""Asking to be erased, thinking again, and the steps until it is done."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, update

from board.accounts import erasure_marks, erasure_obstacles
from board.accounts.actions import session as session_actions
from board.accounts.actions.right import lock_rights
from board.accounts.erasure_obstacles import ErasureObstacle
from board.accounts.events import AccountErased
from board.accounts.models import ErasureMark, ErasureMarkKey, ErasureRequest, Role, User
from board.accounts.policy import may_visit_office
from board.accounts.policy.erasure_request import may_ask, may_cancel
from board.accounts.queries import erasure_request as erasure_request_queries
from board.accounts.queries import identity as identity_queries
from board.kernel import audit, events, mail
from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.keyring import SecretKeys
from board.kernel.lease import LONGEST, is_free
from board.kernel.locks import lock_key, lock_row
from board.kernel.statements import put_all_once, put_once, rows_changed, update_one
from board.kernel.verdict import require


def ask(user: User, *, by: User, now: datetime, days: int, reason: str = "") -> ErasureRequest:
    """From `days` on everything of the person is erased. They get an email that says until when it can be stopped."""
    lock_rights(user)  # a merge goes before it or after it, and either sees the other
    require(may_ask(by, user, erasure_obstacles.of(user)))
    values = {"asked_by_id": by.id, "reason": reason.strip(), "asked_at": now, "due_at": now + timedelta(days=days)}
    request = put_once(ErasureRequest, user_id=user.id, **values)
    if request is None:
        raise Conflict("That has been asked for already. Look at the page again.")
    audit.record("account.ask-erasure", by=by.id, thing=f"user:{user.id}", reason=("", request.reason))
    mail.write("erasure-asked", to=user.email, user_id=user.id, erasure_request_id=request.id)
    return request


def cancel(request: ErasureRequest, *, by: User, now: datetime) -> None:
    """Everything stays. Raises `Conflict` where it has just begun."""
    require(may_cancel(by, request))
    mine = update(ErasureRequest).where(ErasureRequest.id == request.id, ErasureRequest.cancelled_at.is_(None))
    if not rows_changed(mine.where(ErasureRequest.begun_at.is_(None)).values(cancelled_at=now)):
        raise Conflict("It has just begun, and cannot be stopped any more. Ask the office how you come back.")
    user = request.user
    audit.record("account.cancel-erasure", by=by.id, thing=f"user:{user.id}")
    mail.write("erasure-cancelled", to=user.email, user_id=user.id)


def remind(request: ErasureRequest, *, now: datetime) -> None:
    """One more email before it begins; told twice it is one."""
    if request.waits and request.reminded_at is None:
        request.reminded_at = now
        user = request.user
        mail.write("erasure-tomorrow", to=user.email, user_id=user.id, erasure_request_id=request.id)


def begin_or_wait(request: ErasureRequest, *, keys: SecretKeys, now: datetime) -> None:
    """Close the account for good, of which every slice then lets go; or wait, where something came between.

    `keys` open the key of the marks by which roster and school sign-on know the person again.
    """
    lock_row(request)
    if not request.waits:
        return
    user = request.user
    lock_rights(user)
    lock_key("erasure")  # of two coordinators who go at once, the second one is seen to be the last
    obstacles, has_undisclosed = erasure_obstacles.of(user), erasure_obstacles.has_undisclosed(user)
    if obstacles or has_undisclosed:
        _wait(request, obstacles, now=now)
        return
    mail.write("erasure-begun", to=user.email, user_id=user.id)
    _begin(request, keys=keys, now=now)


def repeat(user: User, *, keys: SecretKeys, now: datetime) -> None:
    """From the command line: this account was erased already, and a backup brought it back. Nobody is told again."""
    put_once(ErasureRequest, user_id=user.id, asked_at=now, due_at=now)
    request = erasure_request_queries.open_of(user.id)
    if request is not None and request.begun_at is None:
        request.due_at = now
        _begin(request, keys=keys, now=now)


def _begin(request: ErasureRequest, *, keys: SecretKeys, now: datetime) -> None:
    user = request.user
    lock_rights(user)
    request.begun_at, request.obstructed_at = now, None
    request.called = "Former student" if user.is_a(Role.STUDENT) else "Former member"
    request.was_staff = user.is_a(Role.FACULTY) or user.is_a(Role.COORDINATOR) or not user.is_a(Role.STUDENT)
    request.acted_for_office = user.is_a(Role.COORDINATOR)
    marks = erasure_marks.of(user, identity_queries.identities_of(user.id), key=_mark_key(keys))
    put_all_once(ErasureMark, [{"request_id": request.id, "mark": mark} for mark in sorted(marks)])
    events.publish(AccountErased(user.id))
    session_actions.end_all(user)
    user.suspended_at = user.suspended_at or now
    audit.record("account.begin-erasure", by=None, thing=f"user:{user.id}")


def _mark_key(keys: SecretKeys) -> str:
    """By which everybody is marked; made for the first one, and where none opens. Of two that are made at once both
    are kept, and looked for."""
    if known := erasure_request_queries.mark_keys(keys):
        return known[0]
    made = erasure_marks.new_key()
    db.session.add(ErasureMarkKey(sealed=erasure_marks.seal_key(made, keys)))
    return made


def _wait(request: ErasureRequest, obstacles: Sequence[ErasureObstacle], *, now: datetime) -> None:
    """Say once that it waits; what the person can settle is told to them, an undisclosed one is not."""
    if request.obstructed_at is not None:
        return
    request.obstructed_at, user = now, request.user
    if obstacles:
        mail.write("erasure-waits", to=user.email, user_id=user.id, erasure_request_id=request.id)


def take(request_id: int, *, holder: str, now: datetime) -> None:
    """Have it for oneself for a while. Raises `Conflict` where another one has it, or it is over."""
    mine = ErasureRequest.id == request_id, ErasureRequest.rows_erased_at.is_(None), is_free(ErasureRequest, now)
    _lease(update(ErasureRequest).where(*mine, ErasureRequest.begun_at.is_not(None)), holder, now)


def renew(request_id: int, *, holder: str, now: datetime) -> None:
    """Have it for longer. Raises `Conflict` where whoever had it took so long that another one has it."""
    _lease(update(ErasureRequest).where(*_theirs(request_id, holder)), holder, now)


def give_back(request_id: int, *, holder: str) -> None:
    """Whoever comes next may go on."""
    update_one(update(ErasureRequest).where(*_theirs(request_id, holder)).values(leased_until=None))


def _theirs(request_id: int, holder: str) -> tuple[ColumnElement[bool], ...]:
    mine = ErasureRequest.id == request_id, ErasureRequest.leased_by == holder
    return (*mine, ErasureRequest.leased_until.is_not(None))


def _lease(mine: Update, holder: str, now: datetime) -> None:
    if not update_one(mine.values(leased_until=now + LONGEST, leased_by=holder)):
        raise Conflict("Another worker erases this person. Wait until it is done.")


def note_sought(request: ErasureRequest, sealed: str) -> None:
    """What is looked for, before the first row goes that says it."""
    request.sealed = sealed


def note_rows_erased(request: ErasureRequest, *, now: datetime, rewrite_at: datetime) -> None:
    """No row says anything of the person any more, this one neither. The files are to be written anew at that time."""
    request.sealed, request.leased_until = "", None
    request.rows_erased_at, request.rewrite_at = now, rewrite_at


def note_index_rebuilt(requests: Sequence[ErasureRequest], *, now: datetime) -> None:
    """Nor does the index."""
    for request in requests:
        request.index_rebuilt_at = now


def put_off_rewrite(requests: Sequence[ErasureRequest], *, until: datetime, tries: int) -> None:
    """The next time that the files are to be written anew, should it fail now."""
    for request in requests:
        request.rewrite_at, request.rewrite_tries = until, tries


def finish(requests: Sequence[ErasureRequest], *, now: datetime) -> None:
    """Nor does a file."""
    for request in requests:
        request.done_at = now


def let_back(request: ErasureRequest, *, by: User) -> None:
    """Roster and school sign-on no longer know that somebody was erased: they may open a new account."""
    require(may_visit_office(by))
    if request.marks:
        request.marks.clear()
        audit.record("account.let-back", by=by.id, thing=f"user:{request.user_id}")
