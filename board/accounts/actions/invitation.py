"""Inviting those who have an account without having asked for one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, update

from board.accounts import policy
from board.accounts.models import InvitationRun, Invitee, User
from board.accounts.policy.account import may_invite
from board.accounts.queries import invitation as invitation_queries
from board.kernel import audit, mail
from board.kernel.db import db, number_of
from board.kernel.errors import Conflict
from board.kernel.statements import rows_changed
from board.kernel.unit_of_work import READS_ANEW
from board.kernel.verdict import require

BATCH = 25
"""Emails that are written in one unit of work: others write in between."""
AT_ONCE = 500


def invite(users: Sequence[User], *, by: User, now: datetime, again: bool = False) -> InvitationRun:
    """Count each as invited, and have the worker send each a link that lets them in; a few get it at once.

    Who was invited before is refused unless it is meant: `again` sends another link, and the count tells how many
    there were. Raises `Forbidden` for whoever cannot be invited; of two who press at once one sends.
    """
    require(policy.may_visit_office(by))
    for user in users:
        require(may_invite(by, user, again=again))
    return _invite(users, by_id=by.id, now=now, again=again)


def invite_newcomers(users: Sequence[User], *, by_id: int | None, now: datetime) -> InvitationRun:
    """Invite those who have just been given an account, in the same unit of work: whoever gave it was asked for."""
    return _invite(users, by_id=by_id, now=now, again=False)


def _invite(users: Sequence[User], *, by_id: int | None, now: datetime, again: bool) -> InvitationRun:
    run = InvitationRun(by_id=by_id, at=now)
    db.session.add(run)
    db.session.flush()
    for start in range(0, len(users), AT_ONCE):
        _count(users[start : start + AT_ONCE], run.id, now=now, again=again)
    if len(users) > 1:
        audit.record("people.invite", by=by_id, thing="people", people=(None, len(users)))
    if len(users) <= BATCH:
        send_next(run, now=now, most=BATCH)
    return run


def _count(users: Sequence[User], run_id: int, *, now: datetime, again: bool) -> None:
    numbers = [number_of(user) for user in users]
    mine = update(User).where(User.id.in_(numbers), User.confirmed_at.is_(None), User.suspended_at.is_(None))
    if not again:
        mine = mine.where(User.invitations == 0)
    changed = mine.values(invitations=User.invitations + 1, invited_at=now)
    quietly = changed.execution_options(synchronize_session=False, **{READS_ANEW: True})
    if rows_changed(quietly) != len(users):
        raise Conflict("Some of them have just been invited, suspended, or come in. Look at the list again.")
    for user in users:
        db.session.expire(user, ["invitations", "invited_at"])
    db.session.execute(insert(Invitee), [{"run_id": run_id, "user_id": number} for number in numbers])


def send_next(run: InvitationRun, *, now: datetime, most: int) -> int:
    """Write the next of its emails; answers how many people were dealt with."""
    invitees = invitation_queries.next_invitees(run.id, most)
    total, done, _ = invitation_queries.counts_of(run.id)
    verb = "account.invite" if total == 1 else "account.invite-together"
    for invitee, user in invitees:
        invitee.done_at = now
        if user.waits_for_first_sign_in and user.invitations and user.undeliverable_at is None:
            invitee.is_sent = True
            mail.write("invitation", to=user.email, user_id=user.id)
            count = user.invitations
            audit.record(verb, by=run.by_id, thing=f"user:{user.id}", invitations=(count - 1, count))
    db.session.flush()
    if total == done + len(invitees):
        run.finished_at = run.finished_at or now
        db.session.flush()
    return len(invitees)
